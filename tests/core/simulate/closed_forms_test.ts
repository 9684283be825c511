// Simulated accounts against what is known exactly, seeds 1 to 20, at most one miss a figure.
import assert from "node:assert/strict";
import { rng } from "../../../src/core/math/rng.ts";
import type { AccountSpec, PathResult } from "../../../src/core/simulate/account.ts";
import { engineOf, type EngineSpec } from "../../../src/core/simulate/engines.ts";
import { kernelOf } from "../../../src/core/simulate/kernel.ts";
import { outputsOf } from "../../../src/core/simulate/outputs.ts";
import { simulate } from "../../../src/core/simulate/run.ts";
import { substreams } from "../../../src/core/simulate/substream.ts";
import { type Millis, usdc } from "../../../src/core/types/units.ts";
import { freeAccount } from "../../support/account_oracle.ts";
import { near, nearOverSeeds } from "../../support/near.ts";
import { csv, refTest } from "../../support/shared.ts";

const SEEDS = 20;

function bet(q: number, gain: number, loss: number): EngineSpec {
  return { kind: "bernoulli", q, gain, loss, timeExit: null, gapProbability: 0, byWins: false };
}

/** One figure of each of `runs` paths of each seed. */
function paths(
  spec: AccountSpec,
  engineSpec: EngineSpec,
  { runs, of }: { runs: number; of: (result: PathResult, trace: Float64Array) => number },
): (seed: number) => Float64Array {
  const engine = engineOf(engineSpec, spec.trades);
  const kernel = kernelOf(spec, true);
  const [uniforms, returns] = [new Float64Array(engine.draws), new Float64Array(spec.trades)];
  const all = Array.from({ length: SEEDS }, (_, i) => {
    const { fill } = substreams(1_000 * (i + 1));
    return Float64Array.from({ length: runs }, (_, run) => {
      fill(run, uniforms);
      engine.path(uniforms, returns);
      kernel.walk(returns);
      return of(kernel.result, kernel.trace);
    });
  });
  return (seed) => all[seed - 1] ?? new Float64Array(0);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function proportionError(p: number, n: number): number {
  return Math.sqrt((p * (1 - p)) / n);
}

/** All trades of a path in one day, as far as a day goes. */
function inOneDay(trades: number): Partial<AccountSpec> {
  return { trades, tradesPerDay: trades, spacingMs: 10 as Millis, holdMs: 1 as Millis };
}

refTest("an account in units is ruined as often as gamblers_ruin.csv says", (read) => {
  for (const row of csv(read("gamblers_ruin.csv"))) {
    const [p = 0, start = 0, goal = 0] = [row["p_win"], row["start_units_i"], row["goal_N"]].map(
      Number,
    );
    if (goal > 20) continue;
    const spec = freeAccount({
      capital: usdc(start * 1e6),
      stakes: { kind: "flat", stake: usdc(1e6) },
      risk: { ...freeAccount().risk, minPositionSize: usdc(1e6) },
      // One in 200,000 of fair walks is still between its walls then: exp(-2.5 pi^2 / 2).
      ...inOneDay(Math.ceil(2.5 * goal ** 2)),
    });
    const runs = 250;
    const ends = paths(spec, bet(p, 1, -1), {
      runs,
      of: (_, trace) => trace.find((equity) => equity === 0 || equity >= goal * 1e6) ?? NaN,
    });
    const expected = Number(row["P_ruin_before_goal"]);
    nearOverSeeds(
      (seed) => mean(ends(seed).map((end) => end === 0 ? 1 : 0)),
      expected,
      proportionError(expected, runs),
      `p ${p} from ${start} to ${goal}`,
    );
  }
});

refTest("it loses so many units within so many bets as the exact walk does", (read) => {
  const table: Record<string, number> = JSON.parse(read("montecarlo_closed_forms.json"))[
    "finite_ruin_unit_walk"
  ];
  const runs = 500;
  for (const p of [0.48, 0.5, 0.52]) {
    for (const trades of [50, 100, 500]) {
      const spec = freeAccount({
        capital: usdc(1_000e6),
        stakes: { kind: "flat", stake: usdc(1e6) },
        ...inOneDay(trades),
      });
      const lowest = paths(spec, bet(p, 1, -1), { runs, of: ({ lowest }) => lowest });
      for (const a of [5, 10, 37]) {
        const expected = table[`p=${p},a=${a},n=${trades}`] ?? NaN;
        if (expected < 5e-3) continue;
        nearOverSeeds(
          (seed) => mean(lowest(seed).map((value) => value <= (1_000 - a) * 1e6 ? 1 : 0)),
          expected,
          proportionError(expected, runs),
          `p ${p} a ${a} n ${trades}`,
        );
      }
    }
  }
});

interface Guard {
  readonly q: number;
  readonly win: number;
  readonly loss: number;
  readonly limit: number;
  readonly max_trades: number;
  readonly breaker: number;
  readonly [figure: string]: number;
}

refTest("a day with a loss limit and a breaker is that of the exact program", (read) => {
  const table: Guard[] = JSON.parse(read("montecarlo_closed_forms.json"))["daily_guard_exact_DP"];
  assert.ok(table.length > 5);
  for (const row of table) {
    const { q, win, loss, limit, max_trades, breaker } = row;
    const spec = freeAccount({
      capital: usdc(1_000e6),
      stakes: { kind: "flat", stake: usdc(Math.round(loss * 1e6)) },
      ...inOneDay(max_trades),
      risk: {
        ...freeAccount().risk,
        maxDailyLoss: usdc(limit * 1e6),
        maxConsecutiveLosses: breaker,
        breakerMs: 86_400_000 as Millis,
      },
    });
    const runs = 1_000;
    const what = `q ${q} +${win} -${loss}`;
    const pnl = paths(spec, bet(q, win / loss, -1), {
      runs,
      of: ({ final }) => (final - 1_000e6) / 1e6,
    });
    const about = (of: (result: PathResult) => number) =>
      paths(spec, bet(q, win / loss, -1), { runs, of });
    const figure = (values: (seed: number) => Float64Array, name: string, error: number) => {
      nearOverSeeds((seed) => mean(values(seed)), row[name] ?? NaN, error, `${what} ${name}`);
    };
    const share = (values: (seed: number) => Float64Array, name: string) => {
      figure(values, name, proportionError(row[name] ?? NaN, runs));
    };
    const guarded = about(({ guardedDays }) => guardedDays);
    if ((row["P_stop_loss_limit"] ?? 0) > 1e-3) share(guarded, "P_stop_loss_limit");
    // Where both would end the day the program counts the limit first.
    share(
      about(({ trips, guardedDays }) => trips > 0 && guardedDays === 0 ? 1 : 0),
      "P_stop_breaker",
    );
    figure(about(({ taken }) => taken), "E_trades", max_trades / 2 / Math.sqrt(runs));
    figure(pnl, "E_pnl", (row["sd_pnl"] ?? NaN) / Math.sqrt(runs));
    share((seed) => pnl(seed).map((value) => value < 0 ? 1 : 0), "P_negative");
    const over = (seed: number) => pnl(seed).map((value) => value < -limit - 1e-6 ? 1 : 0);
    if ((row["P_pnl_lt_limit_overshoot"] ?? 0) > 1e-3) share(over, "P_pnl_lt_limit_overshoot");
    const worst = Math.min(...Array.from({ length: SEEDS }, (_, i) => Math.min(...pnl(i + 1))));
    assert.ok(worst >= (row["min_pnl"] ?? NaN) - 1e-5, `${what}: ${worst} is under the least`);
  }
});

refTest("three losses in a row come as often as they should", (read) => {
  const table = JSON.parse(read("montecarlo_closed_forms.json"))["three_loss_run"];
  for (const [name, of] of Object.entries<{ P_by_n: Record<string, number> }>(table)) {
    const lost = Number(/[\d.]+/.exec(name)?.[0]);
    for (const [n, expected] of Object.entries(of.P_by_n)) {
      const spec = freeAccount({
        capital: usdc(1_000e6),
        stakes: { kind: "flat", stake: usdc(1e6) },
        ...inOneDay(Number(n)),
        risk: { ...freeAccount().risk, maxConsecutiveLosses: 3, breakerMs: 86_400_000 as Millis },
      });
      const runs = 500;
      if (runs * Math.min(expected, 1 - expected) < 5) continue;
      const tripped = paths(spec, bet(1 - lost, 1, -1), { runs, of: ({ trips }) => trips });
      const error = proportionError(expected, runs);
      nearOverSeeds((seed) => mean(tripped(seed)), expected, error, `${name} within ${n}`);
    }
  }
});

interface Flat {
  readonly q: number;
  readonly c: number;
  readonly stake: number;
  readonly n: number;
  readonly [figure: string]: number;
}

refTest("flat stakes have the exact mean, spread, quantiles and tail", (read) => {
  const table: Flat[] = JSON.parse(read("montecarlo_closed_forms.json"))["flat_stake_exact"];
  for (const row of table) {
    const { q, c, stake, n } = row;
    const spec = freeAccount({
      capital: usdc(1_000e6),
      stakes: { kind: "flat", stake: usdc(stake * 1e6) },
      ...inOneDay(n),
    });
    const runs = 2_000;
    // A win is rounded down to a micro-dollar; a little more keeps an exact zero from being a loss.
    const engine = bet(q, (1 - c) / c + 1e-6, -1);
    let misses = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const outputs = outputsOf(simulate({
        engine,
        accounts: [spec],
        seed: 1_000 * seed,
        variance: "plain",
        fractions: [],
      }, { runs, targetSe: null }));
      assert.ok(outputs !== null);
      const { horizon, accounts, final } = outputs;
      const figures = accounts[0];
      assert.ok(figures !== undefined);
      const sd = row["sd"] ?? NaN;
      const { low, high, value } = horizon.cvar95;
      const tailError = (high - low) / 2 / 1.96;
      const exact = (name: string) => row[name] ?? NaN;
      // One outcome in `n` is this much money, and an order statistic is one of them.
      const atom = stake / c + 1e-6;
      const off = [
        Math.abs(figures.means.final.value - 1_000 - exact("mean")) / (sd / Math.sqrt(runs)),
        Math.abs(figures.shares.lossAtEnd.value - exact("P_loss")) /
        proportionError(exact("P_loss"), runs),
        Math.abs(value - exact("CVaR95")) / tailError,
        4 * Math.abs(horizon.var95.value - exact("VaR95")) / (2 * atom),
        ...final.filter(({ p }) => p > 0.01 && p < 0.99).map(({ p, at }) =>
          4 * Math.abs(at.value - 1_000 - exact(`q${p}`)) / (2 * atom)
        ),
      ];
      if (off.some((errors) => !(errors <= 4))) misses++;
      assert.ok(value >= horizon.var95.value, "the tail is beyond its edge");
    }
    assert.ok(misses <= 1, `q ${q} c ${c} n ${n}: ${misses} of ${SEEDS} seeds missed`);
  }
});

refTest("a Kelly account grows as it should and loses as often", (read) => {
  interface Growth {
    readonly q: number;
    readonly c: number;
    readonly f: number;
    readonly kappa: number;
    readonly mean_log: number;
    readonly sd_log: number;
    readonly "P(W100<W0)": number;
  }
  const table: Growth[] = JSON.parse(read("montecarlo_closed_forms.json"))["kelly_growth_exact"];
  for (const { q, c, f, mean_log, sd_log, ...row } of table) {
    const spec = freeAccount({
      capital: usdc(1_000_000e6),
      stakes: { kind: "kelly", kelly: f, fraction: 1 },
      ...inOneDay(100),
    });
    const runs = 300;
    const ends = paths(spec, bet(q, (1 - c) / c, -1), {
      runs,
      of: ({ final }) => Math.log(final / 1_000_000e6) / 100,
    });
    const what = `q ${q} c ${c} f ${f}`;
    nearOverSeeds((seed) => mean(ends(seed)), mean_log, sd_log / Math.sqrt(100 * runs), what);
    const lost = row["P(W100<W0)"];
    nearOverSeeds(
      (seed) => mean(ends(seed).map((value) => value < 0 ? 1 : 0)),
      lost,
      proportionError(lost, runs),
      what,
    );
  }
});

refTest("the deepest fall of small bets has the law of a Brownian motion", (read) => {
  // A walk of 1,600 unit steps is such a motion watched when it reaches the next unit, so at whole
  // units its falls are the motion's own; only its time is a little uncertain.
  const steps = 1_600;
  const rows = [
    ...csv(read("max_drawdown_driftless_exact.csv")).map((row) => ({
      mu: 0,
      h: Number(row["h (sigma*sqrt(T)=1)"]),
      p: Number(row["P(MDD>=h)"]),
    })),
    ...csv(read("max_drawdown_cdf.csv")).map((row) => ({
      mu: Number(row["mu"]),
      h: Number(row["h"]),
      p: Number(row["P(MDD>=h)"]),
    })),
  ];
  const runs = 150;
  for (const mu of new Set(rows.map((row) => row.mu))) {
    const spec = freeAccount({
      capital: usdc(100_000e6),
      stakes: { kind: "flat", stake: usdc(1e6) },
      ...inOneDay(steps),
    });
    const falls = paths(spec, bet(0.5 + mu / 2 / Math.sqrt(steps), 1, -1), {
      runs,
      of: ({ deepestFallUsd }) => deepestFallUsd,
    });
    for (const { h, p } of rows.filter((row) => row.mu === mu)) {
      if (runs * Math.min(p, 1 - p) < 5 || !Number.isInteger(h * Math.sqrt(steps))) continue;
      nearOverSeeds(
        (seed) => mean(falls(seed).map((fall) => fall >= h * Math.sqrt(steps) * 1e6 - 1 ? 1 : 0)),
        p,
        proportionError(p, runs),
        `mu ${mu} h ${h}`,
      );
    }
  }
});

refTest("the mini Monte Carlo of seed 42 is met figure by figure", (read) => {
  const known = JSON.parse(read("prng_kat.json"))["mini_mc_seed42"];
  const spec = freeAccount({
    capital: usdc(1_000e6),
    stakes: { kind: "flat", stake: usdc(2e6) },
    ...inOneDay(20),
  });
  const kernel = kernelOf(spec);
  const random = rng(42);
  const [uniforms, returns] = [new Float64Array(20), new Float64Array(20)];
  const first: number[] = [];
  let wins = 0;
  const ends = Float64Array.from({ length: 10_000 }, () => {
    random.fill(uniforms);
    const won = uniforms.filter((u) => u < 0.46).length;
    uniforms.forEach((u, t) => returns[t] = u < 0.46 ? 0.59 / 0.41 : -1);
    kernel.walk(returns);
    wins += won;
    if (first.length < 20) first.push(won);
    return (kernel.result.final - 1_000e6) / 1e6;
  });
  assert.equal(wins, known["wins_total"]);
  assert.deepStrictEqual(first, known["wins_first_20_sims"]);
  assert.equal(mean(ends.map((end) => end < 0 ? 1 : 0)), known["P_loss"]);
  // Money here has whole micro-dollars: a win is rounded down to one.
  near(mean(ends), known["mean_pnl"], 1e-5);
});
