import assert from "node:assert/strict";
import fc from "fast-check";
import { addSample, mergeMoments, sampleVariance } from "../../../src/core/math/welford.ts";
import { type Moments, noMoments } from "../../../src/core/math/welford.ts";

const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { maxLength: 40 });

function momentsOf(sample: readonly number[]): Moments {
  return sample.reduce(addSample, noMoments);
}

function close(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

Deno.test("the first value starts the moments", () => {
  assert.deepEqual(addSample(undefined, 3), { count: 1, mean: 3, m2: 0 });
});

Deno.test("one by one gives the mean and variance of the whole", () => {
  fc.assert(fc.property(values, (sample) => {
    const { count, mean, m2 } = momentsOf(sample);
    const expected = sample.reduce((sum, x) => sum + x, 0) / Math.max(sample.length, 1);
    assert.equal(count, sample.length);
    close(mean, expected, 1e-9);
    close(m2, sample.reduce((sum, x) => sum + (x - expected) ** 2, 0), 1e-5);
  }));
});

Deno.test("two parts merged are the whole", () => {
  fc.assert(fc.property(values, values, (a, b) => {
    const merged = mergeMoments(momentsOf(a), momentsOf(b));
    const whole = momentsOf([...a, ...b]);
    assert.equal(merged.count, whole.count);
    close(merged.mean, whole.mean, 1e-9);
    close(merged.m2, whole.m2, 1e-5);
  }));
});

Deno.test("a far offset does not cancel the variance away", () => {
  // Sums of squares in doubles give 0 or worse here; the variance of 4, 7, 13, 16 is 30.
  const offset = [4, 7, 13, 16].map((x) => x + 1e9);
  assert.equal(sampleVariance(momentsOf(offset)), 30);
});

Deno.test("a variance needs two values", () => {
  assert.equal(sampleVariance(noMoments), null);
  assert.equal(sampleVariance(momentsOf([1])), null);
});
