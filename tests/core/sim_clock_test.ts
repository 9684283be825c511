import assert from "node:assert/strict";
import fc from "fast-check";
import { SimClock } from "../../src/core/sim_clock.ts";
import type { Millis } from "../../src/core/types/units.ts";

const ms = (n: number) => n as Millis;

Deno.test("timers run at their exact due time, equals in the order they were set", () => {
  const clock = new SimClock(ms(1_000));
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name}@${clock.now()}`);
  clock.after(ms(20), note("late"));
  clock.after(ms(10), note("first"));
  clock.after(ms(10), note("second"));
  clock.after(ms(0), note("now"));
  assert.deepEqual(ran, []);
  clock.advanceTo(ms(1_015));
  assert.deepEqual(ran, ["now@1000", "first@1010", "second@1010"]);
  assert.equal(clock.now(), 1_015);
  assert.equal(clock.nextDue(), 1_020);
  clock.advanceTo(ms(1_020));
  assert.equal(ran.at(-1), "late@1020");
  assert.equal(clock.nextDue(), null);
});

Deno.test("a timer set by a timer runs in the same advance when it is due", () => {
  const clock = new SimClock(ms(0));
  const ran: number[] = [];
  const again = () => {
    ran.push(clock.now());
    clock.after(ms(3), again);
  };
  clock.after(ms(3), again);
  clock.advanceTo(ms(10));
  assert.deepEqual(ran, [3, 6, 9]);
});

Deno.test("a canceled timer does not run, and canceling twice or late does nothing", () => {
  const clock = new SimClock(ms(0));
  const ran: string[] = [];
  const gone = clock.after(ms(5), () => ran.push("gone"));
  const kept = clock.after(ms(5), () => ran.push("kept"));
  gone.cancel();
  gone.cancel();
  clock.advanceTo(ms(5));
  kept.cancel();
  assert.deepEqual(ran, ["kept"]);
});

Deno.test("time goes forward only, and a timer may not move it", () => {
  const clock = new SimClock(ms(100));
  assert.throws(() => clock.advanceTo(ms(99)), RangeError);
  assert.throws(() => clock.advanceTo(NaN as Millis), RangeError);
  assert.throws(() => clock.after(ms(-1), () => {}), RangeError);
  assert.throws(() => clock.after(0.5 as Millis, () => {}), RangeError);
  clock.after(ms(1), () => clock.advanceTo(ms(200)));
  assert.throws(() => clock.advanceTo(ms(150)), /timer of it is running/);
  clock.advanceTo(ms(150));
  assert.equal(clock.now(), 150);
});

Deno.test("any timers run in order of due time, then of insertion, in however many steps", () => {
  const delays = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 40 });
  fc.assert(fc.property(delays, fc.array(fc.integer({ min: 0, max: 20 })), (all, steps) => {
    const clock = new SimClock(ms(0));
    const ran: number[] = [];
    all.forEach((delay, i) => clock.after(ms(delay), () => ran.push(i)));
    for (const step of steps) clock.advanceTo(ms(clock.now() + step));
    clock.advanceTo(ms(clock.now() + 50));
    const wanted = all.map((delay, i) => [delay, i] as const)
      .toSorted(([a, i], [b, j]) => a - b || i - j)
      .map(([, i]) => i);
    assert.deepEqual(ran, wanted);
  }));
});
