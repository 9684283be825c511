import assert from "node:assert/strict";
import fc from "fast-check";
import type { Outcome } from "../../../src/core/size/kelly.ts";
import {
  drawPaths,
  judgeStake,
  MAX_RUNS,
  passes,
  validateStake,
  type Validation,
} from "../../../src/core/size/monte_carlo.ts";
import { near } from "../../support/near.ts";

const limits = { maxRuinProbability: 0.01, maxDayLossProbability: 0.05 };
const spike: readonly Outcome[] = [
  { probability: 0.63, ret: 0.098 },
  { probability: 0.31, ret: -0.119 },
  { probability: 0.05, ret: -0.03 },
  { probability: 0.01, ret: -1 },
];

/** Unit steps: up with probability `p`, down otherwise. */
function walkOf(p: number): readonly Outcome[] {
  return [{ probability: p, ret: 1 }, { probability: 1 - p, ret: -1 }];
}

function standardError(p: number, n: number): number {
  return Math.sqrt((p * (1 - p)) / n);
}

Deno.test("the lower bound of growth lies under the truth in about 98 of 100 seeds", () => {
  // The sixth of twenty order statistics: P(Binomial(20, 1/2) <= 5) = .0207.
  const exact = spike.reduce((sum, o) => sum + o.probability * Math.log1p((2 / 75) * o.ret), 0);
  let above = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const sample = { outcomes: spike, trades: 50, tradesPerDay: 5, runs: 100, seed };
    const { lower95 } = validateStake({ ...sample, stake: 2, bankroll: 75, dayLimit: 2 })
      .meanLogGrowth;
    if (lower95 > exact) above++;
  }
  assert.ok(above / 300 <= 0.0207 + 4 * standardError(0.0207, 300), `${above} of 300`);
});

const outcomesInAnyShape = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: -1000, max: 4000 })),
  { minLength: 1, maxLength: 4 },
).map((rows): readonly Outcome[] => {
  const total = rows.reduce((sum, [weight]) => sum + weight, 0);
  return rows.map(([weight, mils]) => ({ probability: weight / total, ret: mils / 1000 }));
});

Deno.test("a stake that passes does so at any smaller stake, and no risk is larger there", () => {
  const positive = fc.double({ min: 0.01, max: 1, noNaN: true });
  let passed = 0;
  fc.assert(
    fc.property(
      outcomesInAnyShape,
      positive,
      positive,
      fc.integer({ min: 1, max: 1000 }),
      (outcomes, share, factor, seed) => {
        const paths = drawPaths({ outcomes, trades: 20, tradesPerDay: 4, runs: 60, seed });
        const at = (stake: number) => judgeStake(paths, { stake, bankroll: 75, dayLimit: 2 });
        const [large, small] = [at(75 * share), at(75 * share * factor)];
        // Sixty paths cannot prove 1 %, so the limits are wider here.
        const wide = { maxRuinProbability: 0.2, maxDayLossProbability: 0.3 };
        if (passes(large, wide) === null) {
          passed++;
          assert.equal(passes(small, wide), null);
        }
        assert.ok(small.ruin.estimate <= large.ruin.estimate);
        assert.ok(small.dayLoss.upper95 <= large.dayLoss.upper95);
        if (large.cvarDay > 0) assert.ok(small.cvarDay <= large.cvarDay);
        if (large.meanLogGrowth.lower95 > 0) assert.ok(small.meanLogGrowth.lower95 > 0);
      },
    ),
    { seed: 1, numRuns: 500 },
  );
  assert.ok(passed > 30, `only ${passed} of 500 passed: the property says nothing`);
});

Deno.test("one seed gives one answer and another seed another", () => {
  const input = {
    outcomes: spike,
    tradesPerDay: 5,
    runs: 100,
    stake: 2,
    bankroll: 75,
    dayLimit: 2,
  };
  const first = validateStake({ ...input, seed: 9 });
  assert.deepStrictEqual(validateStake({ ...input, seed: 9 }), first);
  assert.notDeepStrictEqual(validateStake({ ...input, seed: 10 }), first);
});

Deno.test("a wrong belief that holds for the whole path makes the tail fatter", () => {
  // Even-money bets believed at .55, give or take .06: the mean is the same.
  const outcomes = [{ probability: 0.55, ret: 1 }, { probability: 0.45, ret: -1 }];
  const beliefs = [0.49, 0.55, 0.61].map((q) => [q, 1 - q]);
  const input = { outcomes, tradesPerDay: 5, runs: 1000, seed: 3 };
  const judged = { stake: 2, bankroll: 75, dayLimit: 2 };
  const sure = validateStake({ ...input, ...judged });
  const unsure = validateStake({ ...input, beliefs, ...judged });
  assert.ok(unsure.ruin.estimate > 2 * sure.ruin.estimate);
  near(unsure.meanLogGrowth.estimate, sure.meanLogGrowth.estimate, 5e-4);
  assert.deepStrictEqual(
    validateStake({ ...input, beliefs: [[0.55, 0.45]], ...judged }),
    sure,
    "one belief equal to the outcomes is none",
  );
});

Deno.test("the worst days' mean splits a day on the boundary", () => {
  // Thirty days of one trade: 5 % are one and a half days.
  const paths = drawPaths({
    outcomes: walkOf(0.5),
    trades: 1,
    tradesPerDay: 1,
    runs: 30,
    seed: 5,
  });
  const losses = [...paths.dayTotal].filter((total) => total < 0).length;
  assert.ok(losses >= 2);
  near(paths.cvarDay, 1, 1e-12);
});

const good: Validation = {
  runs: 1000,
  ruin: { estimate: 0, upper95: 0.0038 },
  dayLoss: { estimate: 0.01, upper95: 0.02 },
  cvarDay: 1.5,
  dayLimit: 2,
  meanLogGrowth: { estimate: 0.001, lower95: 0.0005 },
};

Deno.test("a stake within every limit passes, also exactly at one", () => {
  assert.equal(passes(good, limits), null);
  assert.equal(passes({ ...good, ruin: { estimate: 0, upper95: 0.01 } }, limits), null);
  assert.equal(passes({ ...good, cvarDay: 2 }, limits), null);
});

Deno.test("a broken limit is a refusal with its numbers", () => {
  assert.deepStrictEqual(passes({ ...good, ruin: { estimate: 0, upper95: 0.02 } }, limits), {
    rule: "monteCarloRuin",
    value: 0.02,
    limit: 0.01,
    unit: "ratio",
  });
  assert.deepStrictEqual(passes({ ...good, dayLoss: { estimate: 0, upper95: 0.06 } }, limits), {
    rule: "monteCarloDayLoss",
    value: 0.06,
    limit: 0.05,
    unit: "ratio",
  });
  assert.deepStrictEqual(passes({ ...good, cvarDay: 2.5 }, limits), {
    rule: "monteCarloDayLoss",
    value: 2_500_000,
    limit: 2_000_000,
    unit: "usd",
    note: "mean of the worst 5 % of days",
  });
  const flat = { ...good, meanLogGrowth: { estimate: 0.001, lower95: 0 } };
  assert.deepStrictEqual(passes(flat, limits), {
    rule: "monteCarloGrowth",
    value: 0,
    limit: 0,
    unit: "ratio",
  });
});

Deno.test("a number that is missing fails its limit", () => {
  for (
    const broken of [
      { ...good, ruin: { estimate: NaN, upper95: NaN } },
      { ...good, dayLoss: { estimate: NaN, upper95: NaN } },
      { ...good, cvarDay: NaN },
      { ...good, meanLogGrowth: { estimate: NaN, lower95: NaN } },
    ]
  ) assert.notEqual(passes(broken, limits), null);
});

Deno.test("a stake of the whole bankroll that can gap to nothing has no growth", () => {
  const judged = validateStake({
    outcomes: spike,
    tradesPerDay: 5,
    runs: 100,
    seed: 1,
    stake: 75,
    bankroll: 75,
    dayLimit: 2,
  });
  assert.equal(judged.meanLogGrowth.estimate, -Infinity);
  assert.equal(judged.ruin.estimate > 0.5, true);
  const wide = { maxRuinProbability: 1, maxDayLossProbability: 1 };
  assert.deepStrictEqual(passes({ ...judged, cvarDay: 0 }, wide), {
    rule: "monteCarloGrowth",
    value: null,
    limit: 0,
    unit: "ratio",
  });
});

Deno.test("more runs than the event loop can spare are cut, and the result says so", () => {
  const judged = validateStake({
    outcomes: spike,
    trades: 5,
    tradesPerDay: 5,
    runs: 1e9,
    seed: 1,
    stake: 1,
    bankroll: 75,
    dayLimit: 2,
  });
  assert.equal(judged.runs, MAX_RUNS);
});

Deno.test("what is no distribution, no day or no sample is refused loudly", () => {
  const input = { outcomes: spike, tradesPerDay: 5, runs: 100, seed: 1 };
  const half: readonly Outcome[] = [{ probability: 0.5, ret: 1 }];
  const negative: readonly Outcome[] = [
    { probability: 1.5, ret: 1 },
    { probability: -0.5, ret: -1 },
  ];
  assert.throws(() => drawPaths({ ...input, outcomes: half }), RangeError);
  assert.throws(() => drawPaths({ ...input, outcomes: negative }), RangeError);
  assert.throws(() => drawPaths({ ...input, outcomes: [] }), RangeError);
  assert.throws(() => drawPaths({ ...input, beliefs: [[1]] }), RangeError);
  assert.throws(() => drawPaths({ ...input, trades: 4 }), RangeError);
  assert.throws(() => drawPaths({ ...input, runs: 0 }), RangeError);
});
