import assert from "node:assert/strict";
import { type Machine, systemClock, type TimerId } from "../../../src/adapters/clock/system.ts";
import type { Millis } from "../../../src/core/types/units.ts";

/** A machine whose timers are fired by hand. */
class HandMachine implements Machine {
  time = 1_000;
  readonly timers = new Map<TimerId, { readonly run: () => void; readonly delay: number }>();
  #next = 1;

  now(): number {
    return this.time;
  }

  set(run: () => void, delay: number): TimerId {
    const id = this.#next++ as unknown as TimerId;
    this.timers.set(id, { run, delay });
    return id;
  }

  clear(id: TimerId): void {
    this.timers.delete(id);
  }

  /** Fires the only timer there is and returns its delay. */
  fire(): number {
    const [[id, timer] = []] = this.timers;
    if (timer === undefined) throw new Error("no timer is set");
    this.timers.delete(id);
    timer.run();
    return timer.delay;
  }
}

Deno.test("the system clock stands still while the machine's goes back", () => {
  const machine = new HandMachine();
  const clock = systemClock(machine);
  assert.equal(clock.now(), 1_000);
  machine.time = 400;
  assert.equal(clock.now(), 1_000);
  machine.time = 1_001;
  assert.equal(clock.now(), 1_001);
});

Deno.test("a timer fires once, a canceled one never, and nothing is left behind", () => {
  const machine = new HandMachine();
  const clock = systemClock(machine);
  let ran = 0;
  clock.after(50 as Millis, () => ran++);
  assert.equal(machine.fire(), 50);
  clock.after(50 as Millis, () => ran++).cancel();
  assert.deepEqual([ran, machine.timers.size], [1, 0]);
});

Deno.test("a delay longer than setTimeout can hold is waited for in parts", () => {
  const machine = new HandMachine();
  const clock = systemClock(machine);
  let ran = 0;
  const timer = clock.after(2 ** 31 + 9 as Millis, () => ran++);
  assert.equal(machine.fire(), 2 ** 31 - 1);
  assert.equal(ran, 0);
  assert.equal(machine.fire(), 10);
  assert.equal(ran, 1);
  timer.cancel();
  const canceled = clock.after(2 ** 32 as Millis, () => ran++);
  machine.fire();
  canceled.cancel();
  assert.equal(machine.timers.size, 0);
});

Deno.test("a closed clock runs nothing and takes no timer", () => {
  const machine = new HandMachine();
  const clock = systemClock(machine);
  clock.after(5 as Millis, () => assert.fail("ran"));
  clock.close();
  clock.after(5 as Millis, () => assert.fail("ran"));
  assert.equal(machine.timers.size, 0);
});

Deno.test("the real machine is the default: a timer of its own can be set and dropped", () => {
  const clock = systemClock();
  assert.ok(clock.now() > 1_600_000_000_000);
  clock.after(1_000_000 as Millis, () => assert.fail("ran"));
  clock.close();
});
