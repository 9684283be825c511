import assert from "node:assert/strict";
import fc from "fast-check";
import { roc, type RocState } from "../../../src/core/detect/roc.ts";
import type { DetectionConfig } from "../../../src/core/types/config.ts";
import { MICRO, millis } from "../../../src/core/types/units.ts";
import { csv, refTest } from "../../support/shared.ts";
import { aConfig, aSample, GRID_MS, TICK } from "./support.ts";

/** Feeds mids in ticks, one a grid step; returns what the last one gave. */
function after(
  mids: readonly number[],
  { config = aConfig(), spread = TICK }: { config?: DetectionConfig; spread?: number } = {},
): { state: RocState; fired: number } {
  const state = roc.init(config);
  let fired = 0;
  mids.forEach((mid, step) => {
    const twiceMid = Math.round(2 * mid * TICK);
    fired = roc.update(state, aSample({ at: millis(step * GRID_MS), twiceMid, spread }), config);
  });
  return { state, fired };
}

Deno.test("roc needs a full window", () => {
  assert.equal(after([50, 50, 50, 50, 60]).fired, 0);
  assert.equal(after([50, 50, 50, 50, 60]).state.ready, false);
  assert.equal(after([50, 50, 50, 50, 50, 60]).fired, 1);
  assert.equal(after([50, 50, 50, 50, 50, 40]).fired, -1);
});

Deno.test("roc compares with the mid one window ago, not with an older one", () => {
  assert.equal(after([40, 50, 50, 50, 50, 50, 50]).fired, 0);
  assert.equal(after([40, 50, 50, 50, 50, 50]).fired, 1);
});

Deno.test("roc takes the last sample at or before the window when steps are missing", () => {
  const config = aConfig();
  const state = roc.init(config);
  // Steps 0 and 2 are there, 1 is not: at step 6 the window begins at 1, where 0 was in force.
  const fired = [[0, 40], [2, 50], [6, 50], [7, 50]].map(([step = 0, mid = 0]) =>
    roc.update(
      state,
      aSample({ at: millis(step * GRID_MS), twiceMid: 2 * mid * TICK }),
      config,
    )
  );
  assert.deepEqual(fired, [0, 0, 1, 0]);
});

Deno.test("one tick at 0.50 is exactly 2 % and meets that threshold in spite of doubles", () => {
  // 0.51 - 0.50 is 0.010000000000000009 in doubles, 0.50 - 0.49 is 0.010000000000000009 too.
  const config = aConfig({ rocMinTicks: 1 });
  for (const [from, to, fired] of [[50, 51, 1], [50, 49, -1], [51, 52, 0], [49, 48, 0]] as const) {
    assert.equal(after([...Array(5).fill(from), to], { config }).fired, fired, `${from} to ${to}`);
  }
});

Deno.test("roc counts ticks and the spread as well as the rate", () => {
  const config = aConfig();
  const one = after([50, 50, 50, 50, 50, 51], { config });
  assert.deepEqual(roc.read(one.state, config), {
    layer: "roc",
    fired: false,
    direction: 1,
    value: 1,
    threshold: 2,
    test: "ticks",
  });
  const wide = after([50, 50, 50, 50, 50, 47], { config, spread: 4 * TICK });
  assert.deepEqual(roc.read(wide.state, config), {
    layer: "roc",
    fired: false,
    direction: -1,
    value: 3,
    threshold: 4,
    test: "spreadInTicks",
  });
  const slow = after([50, 50, 50, 50, 50, 50.5], { config });
  assert.deepEqual(roc.read(slow.state, config), {
    layer: "roc",
    fired: false,
    direction: 1,
    value: 0.01,
    threshold: 0.02,
    test: "rate",
  });
  const fast = after([50, 50, 50, 50, 50, 53], { config, spread: 3 * TICK });
  assert.deepEqual(roc.read(fast.state, config), {
    layer: "roc",
    fired: true,
    direction: 1,
    value: 0.06,
    threshold: 0.02,
    test: "rate",
  });
});

Deno.test("roc reads nothing until its window is full", () => {
  const config = aConfig();
  assert.equal(roc.read(roc.init(config), config).value, null);
  const { state } = after([50, 50, 50, 50, 50, 60], { config });
  roc.reset(state);
  const reading = roc.read(state, config);
  assert.deepEqual([reading.value, reading.fired, reading.direction], [null, false, 0]);
});

refTest("the rate of one tick is that of the dearer token", (read) => {
  for (const row of csv(read("logit_tick_table.csv"))) {
    const p = Number(row["p"]);
    const tick = Math.round(Number(row["tick"]) * MICRO);
    const config = aConfig({ rocThreshold: 1 });
    const state = roc.init(config);
    const from = 2 * Math.round(p * MICRO);
    [0, 0, 0, 0, 0, 2 * tick].forEach((moved, step) => {
      const sample = { at: millis(step * GRID_MS), twiceMid: from + moved, tickSize: tick };
      roc.update(state, aSample(sample), config);
    });
    const value = roc.read(state, config).value ?? NaN;
    const expected = Number(row["roc_sym=tick/max(p,1-p)"]);
    assert.ok(Math.abs(value - expected) <= 1e-7 * expected, `${p}: ${value} is not ${expected}`);
  }
});

Deno.test("roc gives NO the negated rate of YES", () => {
  const mids = fc.array(fc.integer({ min: 2, max: 98 }), { minLength: 6, maxLength: 30 });
  fc.assert(fc.property(mids, (path) => {
    const config = aConfig();
    const [yes, no] = [after(path), after(path.map((mid) => 100 - mid))];
    assert.equal(yes.fired + no.fired, 0);
    assert.equal(roc.read(yes.state, config).value, roc.read(no.state, config).value);
  }));
});

Deno.test("roc keeps working when its ring wraps and when samples come too fast for it", () => {
  const config = aConfig();
  assert.equal(after([...Array(1000).fill(50), 60], { config }).fired, 1);
  const state = roc.init(config);
  for (let i = 0; i < 100; i++) roc.update(state, aSample({ at: millis(i) }), config);
  assert.equal(state.ready, false);
});
