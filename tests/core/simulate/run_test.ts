import assert from "node:assert/strict";
import type { AccountSpec } from "../../../src/core/simulate/account.ts";
import type { BernoulliSpec, EngineSpec } from "../../../src/core/simulate/engines.ts";
import { GROWTH_RUNS, type Job, type Variance, wholeRuns } from "../../../src/core/simulate/job.ts";
import { type Outputs, outputsOf } from "../../../src/core/simulate/outputs.ts";
import { placeOf } from "../../../src/core/simulate/metrics.ts";
import { batchesOf, gatedError, isEnough, simulate } from "../../../src/core/simulate/run.ts";
import { Totals } from "../../../src/core/simulate/totals.ts";
import { type Millis, usdc } from "../../../src/core/types/units.ts";
import { accountOf, freeAccount } from "../../support/account_oracle.ts";

const bet: BernoulliSpec = {
  kind: "bernoulli",
  q: 0.46,
  gain: 0.59 / 0.41,
  loss: -1,
  timeExit: null,
  gapProbability: 0,
  byWins: false,
};

function jobOf(change: Partial<Job> = {}): Job {
  return {
    engine: bet,
    accounts: [accountOf({ trades: 50 })],
    seed: 42,
    variance: "plain",
    fractions: [0, 0.02],
    ...change,
  };
}

function outputs(job: Job, runs: number): Outputs {
  const found = outputsOf(simulate(job, { runs, targetSe: null }));
  assert.ok(found !== null);
  return found;
}

function stake(dollars: number, change: Partial<AccountSpec> = {}): AccountSpec {
  return freeAccount({
    capital: usdc(75e6),
    stakes: { kind: "flat", stake: usdc(dollars * 1e6) },
    trades: 60,
    ...change,
  });
}

Deno.test("the same seed gives the same bits, another seed others", () => {
  assert.deepStrictEqual(outputs(jobOf(), 1_200), outputs(jobOf(), 1_200));
  assert.notEqual(outputs(jobOf(), 1_200).digest, outputs(jobOf({ seed: 43 }), 1_200).digest);
});

Deno.test("seeds that stand side by side share no future", () => {
  const ends = [1, 2, 3].map((seed) => outputs(jobOf({ seed }), 1_024).accounts[0]?.means.final);
  assert.equal(new Set(ends.map((end) => end?.value)).size, 3);
});

Deno.test("no future says nothing, and one says nothing of its error", () => {
  assert.equal(outputsOf(simulate(jobOf(), { runs: 0, targetSe: null })), null);
  const one = outputs(jobOf(), 1);
  const figures = one.accounts[0];
  assert.ok(figures !== undefined);
  assert.deepStrictEqual([one.runs, one.units], [1, 1]);
  assert.deepStrictEqual([figures.means.final.low, figures.means.final.high], [
    -Infinity,
    Infinity,
  ]);
  const { value, low, high } = figures.shares.lossAtEnd;
  assert.ok(value === 0 || value === 1);
  assert.ok(high - low > 0.5, "one claim leaves nearly everything open");
});

Deno.test("an account without trades stays as it is", () => {
  const still = outputs(jobOf({ accounts: [accountOf({ trades: 0 })] }), 100);
  assert.equal(still.accounts[0]?.means.final.value, 75);
  assert.equal(still.horizon.cvar95.value, 0);
  assert.deepStrictEqual(still.fan.map(({ day }) => day), [0]);
});

Deno.test("a longer simulation begins with the shorter one", () => {
  const days = (runs: number) => simulate(jobOf(), { runs, targetSe: null }).growth.slice(0, 2_000);
  assert.deepStrictEqual(days(1_000), days(3_000));
});

// Without limits: a day's limit ends the day, and a larger stake may end it before it loses more.
Deno.test("a larger stake loses more often and more, on the same trades", () => {
  const stakes = [0.5, 1, 2, 4, 8].map((dollars) => stake(dollars));
  const job = jobOf({ accounts: stakes as unknown as Job["accounts"] });
  const { accounts } = outputs(job, 2_000);
  const falling = accounts.map(({ shares }) => shares);
  for (let i = 1; i < falling.length; i++) {
    for (const name of ["halved", "fall10", "fall20", "fall50"] as const) {
      const [less, more] = [falling[i - 1]?.[name].value ?? NaN, falling[i]?.[name].value ?? NaN];
      assert.ok(more >= less, `${name}: ${less} then ${more}`);
    }
  }
  // Alone and beside others an account comes to the same.
  for (const [i, spec] of stakes.entries()) {
    assert.deepStrictEqual(outputs(jobOf({ accounts: [spec] }), 2_000).accounts[0], accounts[i]);
  }
});

Deno.test("value at risk of a day rises with the stake, and the mean beyond lies beyond it", () => {
  let before = { var95: 0, cvar95: 0 };
  for (const dollars of [0.5, 1, 1.5, 2]) {
    const { day, horizon } = outputs(jobOf({ accounts: [stake(dollars)] }), 2_000);
    assert.ok(day.cvar95.value >= day.var95.value - day.var95.error);
    assert.ok(horizon.cvar95.value >= horizon.var95.value - horizon.var95.error);
    assert.ok(day.var95.value >= before.var95 && day.cvar95.value >= before.cvar95);
    before = { var95: day.var95.value, cvar95: day.cvar95.value };
  }
});

Deno.test("days after a halt are no days: a longer horizon changes nothing of what a day loses", () => {
  const engine = { ...bet, q: 0.3 };
  const about = (days: number) => {
    const { accounts: [figures], day } = outputs(
      jobOf({ engine, accounts: [accountOf({ trades: 5 * days })] }),
      1_000,
    );
    assert.ok(figures !== undefined);
    const { shares: { drawdownHalt, dayOverShare, guardedShare }, means } = figures;
    assert.equal(drawdownHalt.value, 1, "every future is halted on the way");
    return { day, dayOverShare, guardedShare, result: means.dayResult };
  };
  assert.deepStrictEqual(about(400), about(120));
});

Deno.test("the error of a day's mean result is that of a quotient of sums over futures", () => {
  const found = Array.from({ length: 40 }, (_, i) => {
    const job = jobOf({ accounts: [accountOf({ trades: 200 })], seed: 9_000 * (i + 1) });
    return outputs(job, 500).accounts[0]?.means.dayResult ?? { value: NaN, low: NaN, high: NaN };
  });
  const mean = found.reduce((sum, { value }) => sum + value, 0) / found.length;
  const square = (of: (one: typeof found[number]) => number) =>
    Math.sqrt(found.reduce((sum, one) => sum + of(one) ** 2, 0) / found.length);
  const claimed = square(({ low, high }) => (high - low) / 2 / 1.96);
  const spread = square(({ value }) => value - mean);
  // A root mean square over forty seeds is known to about a ninth.
  assert.ok(spread / claimed > 0.6 && spread / claimed < 1.5, `${spread} against ${claimed}`);
});

Deno.test("the fan is in order on every day and ends at the account's own quantiles", () => {
  const { fan, final } = outputs(jobOf(), 3_000);
  for (const { quantiles } of fan) {
    assert.deepStrictEqual(quantiles, quantiles.toSorted((a, b) => a - b));
  }
  const last = fan.at(-1)?.quantiles[2] ?? NaN;
  const median = final.find(({ p }) => p === 0.5)?.at.value ?? NaN;
  assert.ok(Math.abs(last - median) <= median / 256);
  assert.deepStrictEqual(fan[0]?.quantiles, [75, 75, 75, 75, 75]);
});

/** Estimates of the mean end and the error each claims, over seeds. */
function estimates(variance: Variance, engine: EngineSpec = bet) {
  return Array.from({ length: 40 }, (_, i) => {
    const job = jobOf({
      engine,
      accounts: [freeAccount({ capital: usdc(500e6), trades: 50 })],
      variance,
      seed: 7_000 * (i + 1),
    });
    const totals = simulate(job, { runs: 1_000, targetSe: null });
    const moments = totals.tallies[0]?.at(placeOf("final"));
    assert.ok(moments !== undefined);
    const error = Math.sqrt(moments.m2 / (moments.count - 1) / moments.count) / 1e6;
    return { mean: moments.mean / 1e6, error };
  });
}

Deno.test("mirrored pairs and strata are right on average and say how much better they are", () => {
  const exact = 500 + 50 * 2 * (0.46 / 0.41 - 1);
  const spread = (of: readonly { mean: number }[]) =>
    Math.sqrt(of.reduce((sum, { mean }) => sum + (mean - exact) ** 2, 0) / of.length);
  const claimed = (of: readonly { error: number }[]) =>
    Math.sqrt(of.reduce((sum, { error }) => sum + error ** 2, 0) / of.length);
  const byWins = { ...bet, byWins: true };
  const all = {
    plain: estimates("plain"),
    antithetic: estimates("antithetic"),
    stratified: estimates("stratified", byWins),
  };
  for (const [name, of] of Object.entries(all)) {
    const misses = of.filter(({ mean, error }) => Math.abs(mean - exact) > 4.5 * error);
    assert.ok(misses.length <= 1, `${name}: ${misses.length} misses`);
    // A root mean square over forty seeds is known to about a ninth.
    const quotient = spread(of) / claimed(of);
    assert.ok(quotient > 0.6 && quotient < 1.5, `${name} claims ${quotient} of its error`);
  }
  assert.ok(claimed(all.antithetic) < claimed(all.plain) / 1.8);
  assert.ok(claimed(all.stratified) < claimed(all.plain) / 10);
});

Deno.test("strata need an engine that draws wins first", () => {
  assert.throws(() => simulate(jobOf({ variance: "stratified" }), { runs: 100, targetSe: null }));
});

Deno.test("whole pairs and whole groups are made, in batches of a thousand", () => {
  assert.deepStrictEqual([wholeRuns(5, "plain"), wholeRuns(5, "antithetic")], [5, 6]);
  assert.equal(wholeRuns(101, "stratified"), 200);
  const sizes = batchesOf({ runs: 2_501, targetSe: null }, { variance: "antithetic" });
  assert.deepStrictEqual(sizes, [1_000, 1_000, 502]);
  assert.deepStrictEqual(batchesOf({ runs: 0, targetSe: null }, { variance: "plain" }), []);
});

Deno.test("it stops once the upper bounds are near enough, and never before a thousand", () => {
  const loose = simulate(jobOf(), { runs: 20_000, targetSe: 0.5 });
  assert.equal(loose.runs, 1_000);
  const fine = { runs: 20_000, targetSe: 0.006 };
  const totals = simulate(jobOf(), fine);
  assert.ok(totals.runs > 1_000 && totals.runs < 20_000, `${totals.runs} runs`);
  assert.ok(gatedError(totals) <= 0.006 && isEnough(totals, fine));
  const one = simulate(jobOf(), { runs: totals.runs - 1_000, targetSe: null });
  assert.ok(gatedError(one) > 0.006, "a batch fewer was not enough");
  // Nothing seen in a thousand futures is not known to a thousandth.
  const safe = simulate(jobOf({ accounts: [stake(0.5)] }), { runs: 1_000, targetSe: null });
  assert.ok(gatedError(safe) > 0.001);
  assert.equal(gatedError(new Totals(jobOf())), Infinity);
});

Deno.test("growth at no stake is nothing and at a share that of the exact bet on average", () => {
  const { growth } = outputs(jobOf({ fractions: [0, 0.02] }), 2_500);
  assert.deepStrictEqual(growth[0]?.mean, { value: 0, low: 0, high: 0 });
  const exact = 0.46 * Math.log1p(0.02 * 0.59 / 0.41) + 0.54 * Math.log1p(-0.02);
  const error = 0.0242 / Math.sqrt(50 * GROWTH_RUNS);
  assert.ok(Math.abs((growth[1]?.mean.value ?? NaN) - exact) <= 4 * error);
});

Deno.test("the mean of a tail of five futures is no surer than five values are", () => {
  // Flat $2 at 0.41 believed 0.46, 100 trades: CVaR95 is $25.317 (closed form of the binomial).
  const spec = freeAccount({
    capital: usdc(1_000e6),
    stakes: { kind: "flat", stake: usdc(2e6) },
    trades: 100,
    tradesPerDay: 100,
    spacingMs: 60_000 as Millis,
    holdMs: 0 as Millis,
  });
  const tailOf = (seed: number, runs: number) =>
    outputs({ ...jobOf({ seed, accounts: [spec], fractions: [] }) }, runs).horizon.cvar95;
  const held = Array.from({ length: 200 }, (_, seed) => tailOf(seed, 100))
    .filter(({ low, high }) => low <= 25.3171485 && 25.3171485 <= high);
  assert.ok(held.length >= 0.88 * 200, `${held.length} of 200 hold it`);
  const { value, low, high } = tailOf(1, 30);
  assert.ok(
    Number.isFinite(value),
    "one future lies beyond the edge, and says nothing of its error",
  );
  assert.deepStrictEqual([low, high], [-Infinity, Infinity]);
});

Deno.test("where an atom ends near the edge of the tail, its mean is not called certain", () => {
  // Five bets a day of $2 at 0.41, won with 0.46: all are lost on 0.54^5 = 4.59 % of days, -$10, and the
  // next worst is -$8 + $2 x 0.59 / 0.41. The mean of the worst 5 % is $9.602.
  const all = 0.54 ** 5;
  const exact = (all * 10 + (0.05 - all) * (8 - 2 * 0.59 / 0.41)) / 0.05;
  const spec = stake(2, { trades: 20, tradesPerDay: 5 });
  const engine: BernoulliSpec = { ...bet, gain: 0.59 / 0.41 };
  const held = Array.from({ length: 200 }, (_, seed) => {
    const job = {
      ...jobOf({ seed, engine, accounts: [spec], variance: "antithetic" }),
      fractions: [],
    };
    return outputs(job, 1_000).day.cvar95;
  }).filter(({ low, high }) => low - 1e-4 <= exact && exact <= high + 1e-4);
  assert.ok(held.length >= 0.92 * 200, `${held.length} of 200 hold ${exact}`);
});

Deno.test("growth at a share of the bankroll has the error of its pairs, not of its futures", () => {
  const widthOf = (variance: Variance) => {
    const { mean } = outputs(jobOf({ variance, fractions: [0.02] }), 1_000).growth[0] ?? {};
    assert.ok(mean !== undefined);
    return mean.high - mean.low;
  };
  // A win of a future is a loss of its mirror image: the mean of a pair hardly moves.
  const [pairs, alone] = [widthOf("antithetic"), widthOf("plain")];
  assert.ok(pairs < 0.7 * alone, `${pairs} of pairs, ${alone} of futures`);
});
