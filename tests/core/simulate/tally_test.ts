import assert from "node:assert/strict";
import { Tally } from "../../../src/core/simulate/tally.ts";

Deno.test("a quotient of sums has the linearised error of its units, in parts as in one", () => {
  // Losses of 1, 4 and 1 in 2, 4 and 3 days: 6 in 9, residuals -1/3, 4/3 and -1 of a mean of 3 days.
  const units = [[1, 2], [4, 4], [1, 3]].map((unit) => Float64Array.from(unit));
  const whole = new Tally(2, 1);
  units.forEach((unit) => whole.add(unit));
  const { count, mean, m2 } = whole.quotient(0);
  assert.deepStrictEqual([count, mean], [3, 2 / 3]);
  const expected = ((1 / 3) ** 2 + (4 / 3) ** 2 + 1) / 9;
  assert.ok(Math.abs(m2 - expected) < 1e-15, `${m2} is not ${expected}`);
  const merged = new Tally(2, 1);
  for (const some of [units.slice(0, 1), units.slice(1)]) {
    const part = new Tally(2, 1);
    some.forEach((unit) => part.add(unit));
    merged.merge(part.parts());
  }
  assert.ok(Math.abs(merged.quotient(0).m2 - expected) < 1e-15);
});

Deno.test("what was never there to be divided by is a quotient of nothing", () => {
  const tally = new Tally(2, 1);
  tally.add(new Float64Array(2));
  assert.deepStrictEqual(tally.quotient(0), { count: 1, mean: 0, m2: 0 });
});
