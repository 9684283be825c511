import assert from "node:assert/strict";
import { ClockGuard } from "../../../src/adapters/polymarket/clock_guard.ts";
import { ClockUnsure } from "../../../src/adapters/polymarket/feed_error.ts";

const START = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Three clocks in the hands of a test; `null` for a venue that does not answer. */
class Rig {
  even = START;
  machine = START;
  venue: number | null = START;
  asked = 0;
  readonly said: string[] = [];
  held = false;
  readonly guard = new ClockGuard({
    even: () => this.even,
    machine: () => this.machine,
    ask: () => {
      this.asked++;
      return Promise.resolve(this.venue === null ? null : Math.floor(this.venue / 1_000) * 1_000);
    },
    hold: (held) => this.held = held,
    notice: (text) => this.said.push(text),
  });

  /** Lets true time pass on every clock, looking once a second. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      const by = Math.min(left, 1_000);
      this.even += by;
      this.machine += by;
      if (this.venue !== null) this.venue += by;
      this.guard.check();
      await Promise.resolve().then(() => {}).then(() => {});
    }
  }

  /** What the time kept is ahead of the even clock. */
  get ahead(): number {
    return this.guard.now() - this.even;
  }
}

Deno.test("clocks that agree are nothing to talk about, and nobody is asked", async () => {
  const rig = new Rig();
  await rig.pass(10_000);
  rig.machine += 1_900;
  await rig.pass(10_000);
  assert.deepEqual([rig.ahead, rig.held, rig.asked, rig.said], [0, false, 0, []]);
});

Deno.test("a clock that goes forward for no reason changes no time, and none when it is put back", async () => {
  const rig = new Rig();
  rig.machine += DAY;
  rig.guard.check();
  assert.equal(rig.held, true);
  assert.match(rig.said[0] ?? "", /went forward by 86400 s/);
  await rig.pass(2_000);
  assert.deepEqual([rig.ahead, rig.held], [0, false]);
  assert.match(rig.said[1] ?? "", /the venue's clock is as before/);
  await rig.pass(4 * HOUR);
  rig.machine -= DAY;
  await rig.pass(2_000);
  assert.deepEqual([rig.ahead, rig.held, rig.said.length, rig.asked], [0, false, 4, 2]);
});

Deno.test("a sleep is made up once the venue confirms it, and no market is followed before", async () => {
  const rig = new Rig();
  rig.machine += HOUR;
  rig.venue = null;
  await rig.pass(8_000);
  assert.deepEqual([rig.ahead, rig.held], [0, true]);
  rig.venue = rig.machine + 700;
  await rig.pass(6_000);
  assert.deepEqual([rig.ahead, rig.held], [HOUR, false]);
  assert.match(rig.said.at(-1) ?? "", /time is set by 3600 s/);
});

Deno.test("a step that is put right before the venue answers is over", async () => {
  const rig = new Rig();
  rig.venue = null;
  rig.machine -= HOUR;
  await rig.pass(3_000);
  assert.equal(rig.held, true);
  rig.machine += HOUR;
  await rig.pass(1_000);
  assert.deepEqual([rig.ahead, rig.held], [0, false]);
  assert.match(rig.said.at(-1) ?? "", /the machine's clock is where it was/);
});

Deno.test("a doubt that the venue does not end within a minute ends the feed", async () => {
  const rig = new Rig();
  rig.venue = null;
  rig.machine += HOUR;
  await rig.pass(59_000);
  assert.equal(rig.held, true);
  await assert.rejects(rig.pass(2_000), (error) => {
    assert.ok(error instanceof ClockUnsure);
    assert.match(error.message, /forward by 3600 s, and the venue did not say/);
    return true;
  });
});

Deno.test("time that is a little ahead stands still, time far ahead ends the feed", async () => {
  const little = new Rig();
  little.machine -= 30_000;
  little.venue = START - 30_000;
  await little.pass(2_000);
  assert.deepEqual([little.ahead, little.held], [-30_000, false]);
  const far = new Rig();
  far.machine -= HOUR;
  far.venue = START - HOUR;
  await assert.rejects(far.pass(2_000), /the venue's clock is 3600 s behind the time of this run/);
});

Deno.test("at the start the venue's clock goes before the machine's", async () => {
  const rig = new Rig();
  rig.venue = START + 700;
  await rig.guard.begin();
  assert.deepEqual([rig.ahead, rig.said], [0, []]);
  const slow = new Rig();
  slow.venue = START + HOUR;
  await slow.guard.begin();
  assert.deepEqual([slow.ahead, slow.said], [
    HOUR,
    ["The machine's clock is 3600 s slow; the venue's time is kept"],
  ]);
  await slow.pass(5_000);
  assert.equal(slow.held, false);
  const fast = new Rig();
  fast.venue = START - DAY;
  await assert.rejects(fast.guard.begin(), ClockUnsure);
  const alone = new Rig();
  alone.venue = null;
  await alone.guard.begin();
  assert.deepEqual([alone.ahead, alone.said.length], [0, 1]);
});
