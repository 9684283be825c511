import assert from "node:assert/strict";
import fc from "fast-check";
import { rng } from "../../../../src/core/math/rng.ts";
import {
  dependsOnLast,
  lagOne,
  sampleOf,
} from "../../../../src/core/simulate/statistics/sample.ts";
import { near } from "../../../support/near.ts";

Deno.test("moments of a small sample are those worked out by hand", () => {
  // Deviations -1.5 -0.5 0.5 1.5: squares 5, cubes 0, fourth powers 10.25.
  const found = sampleOf([1, 2, 3, 4]);
  assert.equal(found.mean, 2.5);
  near(found.sd ?? NaN, Math.sqrt(5 / 3), 1e-15);
  near(found.skew ?? NaN, 0, 1e-15);
  near(found.kurtosis ?? NaN, 10.25 / 4 / 1.25 ** 2, 1e-15);
});

Deno.test("a bet on two outcomes has the shape that its odds give", () => {
  // 46 wins of 100 at odds 0.59/0.41: skew and kurtosis of two points, in closed form.
  const results = Array.from({ length: 100 }, (_, i) => i < 46 ? 0.59 / 0.41 : -1);
  const found = sampleOf(results);
  const [p, q] = [0.46, 0.54];
  near(found.skew ?? NaN, (q - p) / Math.sqrt(p * q), 1e-12);
  near(found.kurtosis ?? NaN, 3 + (1 - 6 * p * q) / (p * q), 1e-12);
});

Deno.test("results without spread have no ratio", () => {
  for (const values of [[], [1], [2, 2, 2], [0.1, 0.1, 0.1]]) {
    assert.equal(sampleOf(values).sharpe, null);
    assert.equal(lagOne(values), null);
  }
});

Deno.test("scale and sign of results change the ratio by their sign alone", () => {
  const value = fc.integer({ min: -1000, max: 1000 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 3, maxLength: 30 }), (values) => {
      fc.pre(new Set(values).size > 1);
      const one = sampleOf(values);
      const other = sampleOf(values.map((v) => -3 * v));
      near(other.sharpe ?? NaN, -(one.sharpe ?? NaN), 1e-9);
      near(other.skew ?? NaN, -(one.skew ?? NaN), 1e-6);
      near(other.kurtosis ?? NaN, one.kurtosis ?? NaN, 1e-6);
    }),
    { seed: 3 },
  );
});

Deno.test("alternating results depend on the last one, independent ones seldom seem to", () => {
  assert.ok(dependsOnLast(Array.from({ length: 50 }, (_, i) => i % 2)));
  let seen = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const { next } = rng(seed * 7919);
    if (dependsOnLast(Array.from({ length: 100 }, next))) seen++;
  }
  // 5 % of 200 is 10; 20 is more than three standard errors above.
  assert.ok(seen <= 20, `${seen} of 200`);
});
