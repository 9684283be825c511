import assert from "node:assert/strict";
import fc from "fast-check";
import { quantile } from "../../../src/core/math/quantile.ts";

Deno.test("a quantile is the smallest value that enough of the sample does not exceed", () => {
  const sample = [1, 2, 3, 4];
  assert.deepEqual([0, 0.25, 0.26, 0.5, 0.51, 0.75, 1].map((p) => quantile(sample, p)), [
    1,
    1,
    2,
    2,
    3,
    3,
    4,
  ]);
  assert.equal(quantile(Float64Array.of(5), 0.3), 5);
});

Deno.test("a whole rank is not missed by a rounding of doubles", () => {
  // 0.07 * 100 is 7.000000000000001 in doubles.
  const sample = Array.from({ length: 100 }, (_, i) => i + 1);
  for (let percent = 1; percent <= 100; percent++) {
    assert.equal(quantile(sample, percent / 100), percent);
  }
});

Deno.test("quantiles rise with p and are values of the sample", () => {
  const p = fc.double({ min: 0, max: 1, noNaN: true });
  const filled = fc.array(fc.integer(), { minLength: 1 });
  fc.assert(fc.property(filled, p, p, (sample, a, b) => {
    const sorted = sample.sort((x, y) => x - y);
    const low = quantile(sorted, Math.min(a, b));
    assert.ok(low <= quantile(sorted, Math.max(a, b)));
    assert.ok(sorted.includes(low));
  }));
});

Deno.test("an empty sample and a share outside [0, 1] are refused", () => {
  assert.throws(() => quantile([], 0.5), RangeError);
  assert.throws(() => quantile([1], 1.1), RangeError);
  assert.throws(() => quantile([1], -0.1), RangeError);
  assert.throws(() => quantile([1], NaN), RangeError);
});
