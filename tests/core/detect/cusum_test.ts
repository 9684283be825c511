import assert from "node:assert/strict";
import fc from "fast-check";
import { cusum, type CusumState } from "../../../src/core/detect/cusum.ts";
import type { Sample } from "../../../src/core/detect/detector.ts";
import { aConfig, aSample, normals } from "./support.ts";

const config = aConfig();

function feed(state: CusumState, zs: readonly number[], changes: Partial<Sample> = {}): number[] {
  return zs.map((z) => cusum.update(state, aSample({ z, ...changes }), config));
}

Deno.test("cusum stays silent on a constant price", () => {
  const fired = feed(cusum.init(config), Array.from({ length: 1000 }, () => 0));
  assert.ok(fired.every((direction) => direction === 0));
});

Deno.test("cusum fires above its threshold and not at it", () => {
  // k 1, h 2.5: a single step needs z above 3.5.
  assert.deepEqual(feed(cusum.init(config), [3.5]), [0]);
  assert.deepEqual(feed(cusum.init(config), [3.5 + 1e-9]), [1]);
  assert.deepEqual(feed(cusum.init(config), [-3.5]), [0]);
  assert.deepEqual(feed(cusum.init(config), [-3.5 - 1e-9]), [-1]);
  assert.deepEqual(feed(cusum.init(config), [2, 2, 2]), [0, 0, 1]);
});

Deno.test("cusum has the reference run lengths when fed with noise and shifts", () => {
  // Two-sided zero-start ARL by integral equation at h 2.5, for shifts of 0, 1 and 3 sigma.
  const references = [
    { k: 0.5, arls: [[0, 34.09307146], [1, 5.420059356], [3, 1.538696354]] },
    { k: 1, arls: [[0, 358.0019395], [1, 13.43096802], [3, 1.851359259]] },
  ] as const;
  const normal = normals(3);
  for (const { k, arls } of references) {
    const chart = aConfig({ cusumK: k });
    for (const [shift, arl] of arls) {
      const state = cusum.init(chart);
      const sample = aSample();
      const runs = shift === 0 ? 1500 : 4000;
      let [steps, squares, since] = [0, 0, 0];
      // It restarts by itself after an alarm, so one long path holds all runs.
      for (let alarms = 0; alarms < runs;) {
        sample.z = normal() + shift;
        since += 1;
        if (cusum.update(state, sample, chart) === 0) continue;
        alarms += 1;
        steps += since;
        squares += since * since;
        since = 0;
      }
      const mean = steps / runs;
      const se = Math.sqrt((squares / runs - mean * mean) / runs);
      assert.ok(Math.abs(mean - arl) <= 4 * se, `k ${k}, shift ${shift}: ${mean} is not ${arl}`);
    }
  }
});

Deno.test("cusum dates the change at the last sample before its sum began to rise", () => {
  const state = cusum.init(config);
  feed(state, [0], { mid: 0.4 });
  feed(state, [0.5], { mid: 0.41 });
  feed(state, [2], { mid: 0.43 });
  feed(state, [2], { mid: 0.45 });
  assert.deepEqual(feed(state, [2], { mid: 0.47 }), [1]);
  assert.equal(state.anchor, 0.41);
  // The next change begins where this one was found.
  assert.deepEqual(feed(state, [-5], { mid: 0.42 }), [-1]);
  assert.equal(state.anchor, 0.47);
});

Deno.test("cusum adds nothing up before the variance is believed", () => {
  const state = cusum.init(config);
  assert.deepEqual(feed(state, [3, 3, 3, 9], { ready: false, mid: 0.6 }), [0, 0, 0, 0]);
  assert.deepEqual(feed(state, [3]), [0]);
  assert.deepEqual(feed(state, [3]), [1]);
  assert.equal(state.anchor, 0.6);
});

Deno.test("cusum reads its larger sum, also of the sample that fired", () => {
  const state = cusum.init(config);
  feed(state, [2]);
  assert.deepEqual(cusum.read(state, config), {
    layer: "cusum",
    fired: false,
    direction: 1,
    value: 1,
    threshold: 2.5,
  });
  feed(state, [-4]);
  assert.deepEqual(cusum.read(state, config), {
    layer: "cusum",
    fired: true,
    direction: -1,
    value: 3,
    threshold: 2.5,
  });
  feed(state, [0]);
  assert.deepEqual(cusum.read(state, config), {
    layer: "cusum",
    fired: false,
    direction: 0,
    value: 0,
    threshold: 2.5,
  });
});

const path = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { maxLength: 80 });

Deno.test("cusum fires the other way on negated changes", () => {
  fc.assert(fc.property(path, (zs) => {
    const negated = feed(cusum.init(config), zs.map((z) => -z));
    assert.deepEqual(negated.map((d) => d + 0), feed(cusum.init(config), zs).map((d) => 0 - d));
  }));
});

Deno.test("the streamed sums are the largest of all sums that end now", () => {
  const silent = aConfig({ cusumThreshold: 1e9 });
  fc.assert(fc.property(path, (zs) => {
    const state = cusum.init(silent);
    zs.forEach((z, t) => {
      cusum.update(state, aSample({ z }), silent);
      let [sumUp, sumDown, high, low] = [0, 0, 0, 0];
      for (const back of zs.slice(0, t + 1).reverse()) {
        high = Math.max(high, sumUp += back - 1);
        low = Math.max(low, sumDown -= back + 1);
      }
      assert.ok(Math.abs(state.sums.high - high) <= 1e-12 * (1 + high));
      assert.ok(Math.abs(state.sums.low - low) <= 1e-12 * (1 + low));
    });
  }));
});

Deno.test("cusum fires after a reset as if it were new", () => {
  fc.assert(fc.property(path, path, (before, after) => {
    const state = cusum.init(config);
    feed(state, before);
    cusum.reset(state);
    assert.deepEqual(feed(state, after), feed(cusum.init(config), after));
  }));
});
