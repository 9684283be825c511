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

Deno.test("growth is the mean of each trade's logarithm, bit for bit, of few outcomes and of many", () => {
  const fractions = [0, 0.1, 0.5, 0.9];
  const ends = fc.array(fc.double({ min: -1, max: 3, noNaN: true }), { maxLength: 40 });
  fc.assert(
    fc.property(ends, (values) => {
      const returns = Float64Array.from(values);
      const target = new Float64Array(6).fill(7);
      growthMeter(fractions)(returns, target, 1);
      assert.deepStrictEqual([...target], [7, ...fractions.map((f) => plainly(returns, f)), 7]);
    }),
    { seed: 1, numRuns: 200 },
  );
  const many = new Float64Array(3_000);
  rng(1).fill(many);
  const measure = growthMeter(fractions);
  for (let again = 0; again < 2; again++) {
    const target = new Float64Array(4);
    measure(many, target, 0);
    assert.deepStrictEqual([...target], fractions.map((f) => plainly(many, f)));
  }
});

Deno.test("a share of one that meets a total loss never grows again", () => {
  const target = new Float64Array(2);
  growthMeter([1, 0.5])(Float64Array.of(1, -1, 1), target, 0);
  assert.equal(target[0], -Infinity);
  assert.ok(Math.abs((target[1] ?? 0) - Math.log(1.5 * 0.5 * 1.5) / 3) < 1e-15);
});
