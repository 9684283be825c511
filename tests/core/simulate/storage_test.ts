import assert from "node:assert/strict";
import fc from "fast-check";
import { Z95 } from "../../../src/core/math/interval.ts";
import { normalQuantile } from "../../../src/core/math/normal.ts";
import { quantile } from "../../../src/core/math/quantile.ts";
import { rng } from "../../../src/core/math/rng.ts";
import { quantileRanks, Storage } from "../../../src/core/simulate/storage.ts";
import { refTest } from "../../support/shared.ts";

const values = fc.array(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), {
  minLength: 1,
  maxLength: 80,
});

function storageOf(stored: readonly number[], signed: boolean = true): Storage {
  const storage = new Storage(8, { signed });
  for (const value of stored) storage.add(value);
  return storage;
}

Deno.test("an order statistic is off by no more than it says", () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (stored, p) => {
      const { value, error } = storageOf(stored).quantile(p);
      const exact = quantile(stored.toSorted((a, b) => a - b), p);
      assert.ok(Math.abs(value - exact) <= error, `${value} is not ${exact} within ${error}`);
      assert.ok(error <= Math.abs(exact) / 2 ** 8);
    }),
    { seed: 1 },
  );
});

Deno.test("what is as small as the bins, or alone in one, is exact", () => {
  const storage = storageOf([0, 1, 2, 255, 255, 256, 511, 1_000_003], false);
  const found = [1, 2, 3, 4, 5, 6, 7, 8].map((k) => storage.orderStatistic(k));
  assert.deepStrictEqual(found.map(({ value }) => value), [0, 1, 2, 255, 255, 256, 511, 1_000_003]);
  assert.ok(found.every(({ error }) => error === 0));
});

Deno.test("bins handed over merge to what was stored, and to nothing but the same shape", () => {
  fc.assert(
    fc.property(values, values, fc.boolean(), (a, b, isEmpty) => {
      const [whole, merged] = [storageOf([...a, ...isEmpty ? [] : b]), storageOf(a)];
      merged.mergeBins(structuredClone(storageOf(isEmpty ? [] : b).bins()));
      assert.deepStrictEqual(merged.parts(), whole.parts());
      assert.deepStrictEqual(merged.quantile(0.5), whole.quantile(0.5));
    }),
    { seed: 4, numRuns: 50 },
  );
  assert.throws(() => storageOf([1]).mergeBins(storageOf([1], false).bins()), RangeError);
});

Deno.test("parts merge to the whole in any order", () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const [whole, ab, ba] = [storageOf([...a, ...b]), storageOf(a), storageOf(b)];
      ab.merge(storageOf(b).parts());
      ba.merge(storageOf(a).parts());
      assert.deepStrictEqual(ab.parts(), whole.parts());
      assert.deepStrictEqual(ba.parts(), whole.parts());
    }),
    { seed: 2, numRuns: 30 },
  );
});

Deno.test("the lower tail splits its last value and is never above its edge", () => {
  // Of ten values the smallest 15 % are the first and half of the second.
  const tail = storageOf([-9, -5, 0, 1, 1, 1, 1, 1, 1, 200]).lowerTail(0.15);
  assert.equal(tail.value, (-9 - 5 / 2) / 1.5);
  fc.assert(
    fc.property(values, (stored) => {
      const storage = storageOf(stored);
      const edge = storage.quantile(0.05);
      const tail = storage.lowerTail(0.05);
      assert.ok(tail.value <= edge.value + 1e-6 * Math.abs(edge.value));
    }),
    { seed: 3 },
  );
});

Deno.test("it takes no more room for a million values than for one", () => {
  const [one, many] = [storageOf([1]), storageOf([1])];
  const random = rng(1);
  for (let i = 0; i < 1_000_000; i++) many.add(Math.floor(random.next() * 1e9));
  assert.equal(many.parts().counts.length, one.parts().counts.length);
  assert.equal(many.parts().sums.byteLength, one.parts().sums.byteLength);
  assert.equal(many.count, 1_000_001);
});

refTest("value at risk of a standard normal is met within four standard errors", (read) => {
  const table = JSON.parse(read("montecarlo_closed_forms.json"))["normal_var_cvar"];
  const n = 20_000;
  const storage = new Storage(12, { signed: true });
  const random = rng(42);
  for (let i = 0; i < n; i++) storage.add(Math.round(normalQuantile(random.next()) * 1e6));
  for (const [level, { VaR, CVaR }] of Object.entries<{ VaR: number; CVaR: number }>(table)) {
    const tail = 1 - Number(level);
    const { low, high } = quantileRanks(tail, n, 4);
    const [a, b] = [low, high].map((rank) => -storage.orderStatistic(rank).value / 1e6);
    assert.ok(b !== undefined && a !== undefined && b <= VaR && VaR <= a, `VaR ${level}`);
    const { value, variance } = storage.lowerTail(tail);
    const error = Math.sqrt(variance / n) / tail / 1e6;
    assert.ok(Math.abs(-value / 1e6 - CVaR) <= 4 * error, `CVaR ${level}`);
  }
});

refTest("ranks around a quantile are those of the reference table", (read) => {
  const table = JSON.parse(read("montecarlo_closed_forms.json"))["quantile_ci_ranks"];
  for (
    const [name, ranks] of Object.entries<{ lower_rank: number; upper_rank: number }>(table)
  ) {
    const [n = 0, p = 0] = name.match(/[\d.]+/g)?.map(Number) ?? [];
    const { low, high } = quantileRanks(p, n, Z95);
    assert.deepStrictEqual([low, high], [ranks.lower_rank, ranks.upper_rank], name);
  }
});

Deno.test("nothing can be taken of nothing", () => {
  assert.throws(() => new Storage(8, { signed: false }).quantile(0.5), RangeError);
});
