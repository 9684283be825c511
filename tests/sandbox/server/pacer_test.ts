import assert from "node:assert/strict";
import { SimClock } from "../../../src/core/sim_clock.ts";
import { millis } from "../../../src/core/types/units.ts";
import { type Pacer, startPacer } from "../../../src/sandbox/pacer.ts";

function paced(speed: number): { clock: SimClock; pacer: Pacer; pass: (ms: number) => void } {
  const clock = new SimClock(millis(1_000));
  let now = 5;
  const pacer = startPacer({ clock, speed, wall: () => now });
  // Only moves by hand are wanted here.
  pacer.stop();
  return { clock, pacer, pass: (ms) => void (now += ms) };
}

Deno.test("the venue's time is the wall's times the speed, without drift", () => {
  for (const [speed, wanted] of [[1, 999], [2.5, 2_497], [0.1, 99]] as const) {
    const { clock, pacer, pass } = paced(speed);
    for (let i = 0; i < 333; i++) {
      pass(3);
      pacer.move();
    }
    assert.equal(clock.now() - 1_000, wanted, `speed ${speed}`);
    assert.equal(pacer.lagMs(), 0);
  }
});

Deno.test("after a pause it catches up a quarter of a second at a time", () => {
  const { clock, pacer, pass } = paced(1);
  pass(600);
  assert.equal(pacer.lagMs(), 600);
  const seen = [0, 1, 2].map(() => {
    pacer.move();
    return clock.now() - 1_000;
  });
  assert.deepEqual(seen, [250, 500, 600]);
});

Deno.test("a speed that is not above 0 is refused", () => {
  for (const speed of [0, -1, NaN, Infinity]) assert.throws(() => paced(speed), RangeError);
});
