import assert from "node:assert/strict";
import fc from "fast-check";
import { normalQuantile } from "../../../../src/core/math/normal.ts";
import { rng } from "../../../../src/core/math/rng.ts";
import { backtestOverfitting } from "../../../../src/core/simulate/statistics/overfitting.ts";
import { near } from "../../../support/near.ts";
import { refTest } from "../../../support/shared.ts";

function noise(seed: number, periods: number, configurations: number, edge = 0): number[][] {
  const { next } = rng(seed);
  return Array.from({ length: periods }, () =>
    Array.from(
      { length: configurations },
      (_, c) => normalQuantile(next() || 0.5) + (c === 0 ? edge : 0),
    ));
}

interface Refs {
  readonly CSCV: Record<string, number>;
  readonly CSCV_example: {
    readonly block_means: number[][];
    readonly splits: readonly {
      readonly train: number[];
      readonly best: number;
      readonly oos_rank: number;
      readonly logit: number;
    }[];
    readonly "PBO=share(logit<=0)": number;
  };
}

refTest("the worked example of the reference tables is met split by split", (read) => {
  const refs = JSON.parse(read("backtest_statistics.json")) as Refs;
  const example = refs.CSCV_example;
  const found = backtestOverfitting(example.block_means, { blocks: 4, criterion: "mean" });
  assert.equal(found.probability, example["PBO=share(logit<=0)"]);
  assert.deepEqual(
    found.splits.map(({ train, best, rank }) => ({ train, best, oos_rank: rank })),
    example.splits.map(({ train, best, oos_rank }) => ({ train, best, oos_rank })),
  );
  found.splits.forEach(({ logit }, i) => near(logit, example.splits[i]?.logit ?? NaN, 1e-12));
  for (const blocks of [6, 8, 10, 16]) {
    const { splits } = backtestOverfitting(noise(1, 16, 2), { blocks, criterion: "mean" });
    assert.equal(splits.length, refs.CSCV[`S=${blocks}`]);
  }
});

Deno.test("of pure noise about half of the bests are no better than the median", () => {
  for (const [blocks, criterion] of [[8, "sharpe"], [8, "mean"], [10, "mean"]] as const) {
    const runs = 60;
    let sum = 0;
    let squares = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const data = noise(seed * 104_729, 160, 20);
      const { probability } = backtestOverfitting(data, { blocks, criterion });
      sum += probability;
      squares += probability ** 2;
    }
    const mean = sum / runs;
    const se = Math.sqrt((squares / runs - mean ** 2) / (runs - 1));
    assert.ok(Math.abs(mean - 0.5) <= 4 * se, `${blocks} ${criterion}: ${mean} +- ${se}`);
    assert.ok(se < 0.12);
  }
});

Deno.test("a real edge is best in both halves", () => {
  const found = backtestOverfitting(noise(5, 160, 20, 1), { blocks: 8, criterion: "sharpe" });
  assert.equal(found.probability, 0);
  assert.equal(found.lossProbability, 0);
});

Deno.test("configurations that are all the same are all at the median", () => {
  const rows = Array.from({ length: 16 }, (_, t) => [t, t, t]);
  const { splits, probability } = backtestOverfitting(rows, { blocks: 8, criterion: "mean" });
  assert.ok(splits.every(({ rank, logit }) => rank === 2 && logit === 0));
  assert.equal(probability, 1);
});

Deno.test("the order of configurations does not matter", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const data = noise(seed, 24, 5);
      const turned = data.map((row) => row.toReversed());
      const options = { blocks: 6, criterion: "sharpe" } as const;
      assert.equal(
        backtestOverfitting(data, options).probability,
        backtestOverfitting(turned, options).probability,
      );
    }),
    { seed: 4, numRuns: 30 },
  );
});

Deno.test("what cannot be split in halves is refused", () => {
  const options = { blocks: 8, criterion: "mean" } as const;
  assert.throws(() => backtestOverfitting(noise(1, 7, 3), options), RangeError);
  assert.throws(() => backtestOverfitting(noise(1, 20, 1), options), RangeError);
  assert.throws(() => backtestOverfitting(noise(1, 20, 3), { ...options, blocks: 5 }), RangeError);
});
