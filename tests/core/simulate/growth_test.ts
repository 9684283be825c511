import assert from "node:assert/strict";
import fc from "fast-check";
import { rng } from "../../../src/core/math/rng.ts";
import { growthMeter } from "../../../src/core/simulate/growth.ts";

/** Term by term, in the order of the trades. */
function plainly(returns: Float64Array, f: number): number {
  let sum = 0;
  for (const ret of returns) sum += f * ret > -1 ? Math.log1p(f * ret) : -Infinity;
  return returns.length > 0 ? sum / returns.length : 0;
}

function assertNear(found: Float64Array, wanted: readonly number[]): void {
  wanted.forEach((value, i) => {
    const off = Math.abs((found[i] ?? 0) - value);
    assert.ok(off <= 1e-13 || found[i] === value, `${found[i]} is not ${value}`);
  });
}

Deno.test("growth is the mean of each trade's logarithm, of few outcomes and of many", () => {
  const fractions = [0, 0.1, 0.5, 0.9];
  const measure = growthMeter(fractions);
  const few = fc.array(fc.constantFrom(-1, -0.12, 0, 0.1, 0.4), { maxLength: 40 });
  const ends = fc.array(fc.double({ min: -1, max: 3, noNaN: true }), { maxLength: 40 });
  fc.assert(
    fc.property(fc.oneof(few, ends), (values) => {
      const returns = Float64Array.from(values);
      const target = new Float64Array(6).fill(7);
      measure(returns, target, 1);
      assert.deepStrictEqual([target[0], target[5]], [7, 7]);
      assertNear(target.subarray(1, 5), fractions.map((f) => plainly(returns, f)));
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("what a meter met before does not change a bit of what it says", () => {
  const fractions = [0.1, 0.5, 0.9];
  const many = new Float64Array(3_000);
  rng(1).fill(many);
  const path = Float64Array.of(0.4, -0.12, 0.1, -1, 0.1, 0, -0.12, 0.4, 0.3);
  const grown = (meter: ReturnType<typeof growthMeter>, returns: Float64Array) => {
    const target = new Float64Array(3);
    meter(returns, target, 0);
    return target;
  };
  const old = growthMeter(fractions);
  for (const met of [Float64Array.of(0.1, -1, 0.4), path.toReversed(), many, many]) {
    grown(old, met);
    assert.deepStrictEqual(grown(old, path), grown(growthMeter(fractions), path));
  }
  assertNear(grown(old, many), fractions.map((f) => plainly(many, f)));
});

Deno.test("a share of one that meets a total loss never grows again", () => {
  const target = new Float64Array(2);
  growthMeter([1, 0.5])(Float64Array.of(1, -1, 1), target, 0);
  assert.equal(target[0], -Infinity);
  assert.ok(Math.abs((target[1] ?? 0) - Math.log(1.5 * 0.5 * 1.5) / 3) < 1e-15);
});
