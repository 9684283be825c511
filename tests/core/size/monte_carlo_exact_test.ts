// Monte Carlo against what is known exactly: walks, flat bets and log growth.
import assert from "node:assert/strict";
import { rng } from "../../../src/core/math/rng.ts";
import type { Outcome } from "../../../src/core/size/kelly.ts";
import { drawPaths, judgeStake, validateStake } from "../../../src/core/size/monte_carlo.ts";
import { resolutionOutcomes } from "../../../src/core/size/size.ts";
import { nearOverSeeds } from "../../support/near.ts";
import { csv, refTest } from "../../support/shared.ts";

/** Unit steps: up with probability `p`, down otherwise. */
function walkOf(p: number): readonly Outcome[] {
  return [{ probability: p, ret: 1 }, { probability: 1 - p, ret: -1 }];
}

function standardError(p: number, n: number): number {
  return Math.sqrt((p * (1 - p)) / n);
}

// Exact dynamic programming: the chance that a walk of unit steps reaches -a within n, by "p/a/n".
const FINITE_RUIN: readonly (readonly [number, number, number, number])[] = [
  [0.48, 10, 100, 0.45729597804991085],
  [0.5, 5, 50, 0.47988766169832786],
  [0.5, 10, 100, 0.3197273207002655],
  [0.52, 10, 100, 0.2053885926889459],
];

Deno.test("half the bankroll is lost as often as a walk of unit steps comes down to it", () => {
  for (const [p, a, trades, expected] of FINITE_RUIN) {
    nearOverSeeds(
      (seed) => {
        // Losing more than a - 1/2 is losing a: no threshold lies on a value the walk takes.
        const paths = drawPaths({
          outcomes: walkOf(p),
          trades,
          tradesPerDay: trades,
          runs: 1000,
          seed,
        });
        const judged = judgeStake(paths, { stake: 1, bankroll: 2 * a - 1, dayLimit: a - 0.5 });
        assert.deepStrictEqual(judged.ruin, judged.dayLoss, "one day is the whole path here");
        return judged.ruin.estimate;
      },
      expected,
      standardError(expected, 1000),
      `p ${p} a ${a} n ${trades}`,
    );
  }
});

refTest("ruin within a horizon agrees with every entry of montecarlo_closed_forms.json", (read) => {
  const table = JSON.parse(read("montecarlo_closed_forms.json"))["finite_ruin_unit_walk"];
  for (const p of [0.48, 0.5, 0.52]) {
    for (const trades of [50, 100, 500]) {
      const paths = Array.from({ length: 20 }, (_, i) =>
        drawPaths({
          outcomes: walkOf(p),
          trades,
          tradesPerDay: trades,
          runs: 1000,
          seed: i + 1,
        }));
      for (const a of [5, 10, 37]) {
        const expected: number = table[`p=${p},a=${a},n=${trades}`];
        const of = (seed: number) => {
          const drawn = paths[seed - 1];
          assert.ok(drawn !== undefined);
          return judgeStake(drawn, { stake: 1, bankroll: 2 * a - 1, dayLimit: 1 }).ruin.estimate;
        };
        // Where an event is expected less than once in all seeds its count is not normal.
        if (expected < 5e-3) { for (let seed = 1; seed <= 20; seed++) assert.ok(of(seed) < 0.01); }
        else {nearOverSeeds(
            of,
            expected,
            standardError(expected, 1000),
            `p ${p} a ${a} n ${trades}`,
          );}
      }
    }
  }
});

refTest("ruin in a long game agrees with the gambler's ruin of gamblers_ruin.csv", (read) => {
  const rows = csv(read("gamblers_ruin.csv")).filter((row) => row["p_win"] === "0.55");
  const paths = Array.from({ length: 20 }, (_, i) =>
    drawPaths({
      outcomes: walkOf(0.55),
      trades: 1500,
      tradesPerDay: 1500,
      runs: 500,
      seed: i + 1,
    }));
  for (const row of rows) {
    const [i, expected] = [Number(row["start_units_i"]), Number(row["P_ruin_infinite_horizon"])];
    if (expected < 0.01) continue;
    nearOverSeeds(
      (seed) => {
        const drawn = paths[seed - 1];
        assert.ok(drawn !== undefined);
        return judgeStake(drawn, { stake: 1, bankroll: 2 * i - 1, dayLimit: 1 }).ruin.estimate;
      },
      expected,
      standardError(expected, 500),
      `i ${i}`,
    );
  }
});

refTest("bets to a goal or to nothing agree with gamblers_ruin.csv", (read) => {
  for (const row of csv(read("gamblers_ruin.csv"))) {
    const [p, start, goal] = [row["p_win"], row["start_units_i"], row["goal_N"]].map(Number);
    const expected = Number(row["P_ruin_before_goal"]);
    if (p === undefined || start === undefined || goal === undefined || goal > 20) continue;
    nearOverSeeds(
      (seed) => {
        const random = rng(seed);
        let ruined = 0;
        for (let run = 0; run < 1000; run++) {
          let units = start;
          while (units > 0 && units < goal) units += random.next() < p ? 1 : -1;
          if (units === 0) ruined++;
        }
        return ruined / 1000;
      },
      expected,
      standardError(expected, 1000),
      `p ${p} start ${start}`,
    );
  }
});

interface Flat {
  readonly q: number;
  readonly c: number;
  readonly stake: number;
  readonly n: number;
  readonly mean: number;
  readonly sd: number;
  readonly P_loss: number;
  readonly VaR95: number;
  readonly CVaR95: number;
}

/** Every total of n flat bets with its probability, worst first. */
function totals({ q, c, stake, n }: Flat): { profit: number; probability: number }[] {
  let logChoose = 0;
  return Array.from({ length: n + 1 }, (_, wins) => {
    if (wins > 0) logChoose += Math.log((n - wins + 1) / wins);
    const probability = Math.exp(logChoose + wins * Math.log(q) + (n - wins) * Math.log(1 - q));
    return { profit: stake * ((wins * (1 - c)) / c - (n - wins)), probability };
  });
}

function cvarStandardError(flat: Flat, days: number): number {
  const beyond = (profit: number) => Math.max(0, -profit - flat.VaR95);
  const exact = totals(flat);
  const mean = exact.reduce((sum, each) => sum + each.probability * beyond(each.profit), 0);
  const variance = exact.reduce((sum, each) => {
    return sum + each.probability * (beyond(each.profit) - mean) ** 2;
  }, 0);
  return Math.sqrt(variance / days) / 0.05;
}

function checkFlat(flat: Flat): void {
  const { q, c, stake, n } = flat;
  const outcomes = resolutionOutcomes(q, c);
  const runs = 1000;
  const paths = Array.from({ length: 20 }, (_, i) => {
    return drawPaths({ outcomes, trades: n, tradesPerDay: n, runs, seed: i + 1 });
  });
  const profits = (seed: number) => [...(paths[seed - 1]?.dayTotal ?? [])].map((x) => stake * x);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
  const what = `q ${q} c ${c} n ${n}`;
  nearOverSeeds((seed) => mean(profits(seed)), flat.mean, flat.sd / Math.sqrt(runs), what);
  nearOverSeeds(
    (seed) => Math.sqrt(mean(profits(seed).map((x) => (x - flat.mean) ** 2))),
    flat.sd,
    flat.sd / Math.sqrt(2 * runs),
    what,
  );
  nearOverSeeds(
    (seed) => profits(seed).filter((x) => x < -1e-9).length / runs,
    flat.P_loss,
    standardError(flat.P_loss, runs),
    what,
  );
  nearOverSeeds(
    (seed) => {
      const drawn = paths[seed - 1];
      assert.ok(drawn !== undefined);
      return judgeStake(drawn, { stake, bankroll: 1000, dayLimit: 2 }).cvarDay;
    },
    flat.CVaR95,
    cvarStandardError(flat, runs),
    what,
  );
}

Deno.test("a hundred flat bets of $2 have the exact mean, spread and worst days", () => {
  // Exact binomial, c = .41, q = .46.
  checkFlat({
    q: 0.46,
    c: 0.41,
    stake: 2,
    n: 100,
    mean: 24.39024390243906,
    sd: 24.312069842687063,
    P_loss: 0.13472618778123652,
    VaR95: 14.634146341463406,
    CVaR95: 25.317148514199488,
  });
});

refTest("flat bets agree with montecarlo_closed_forms.json", (read) => {
  for (const flat of JSON.parse(read("montecarlo_closed_forms.json"))["flat_stake_exact"]) {
    checkFlat(flat);
  }
});

refTest("log growth agrees with montecarlo_closed_forms.json", (read) => {
  for (const row of JSON.parse(read("montecarlo_closed_forms.json"))["kelly_growth_exact"]) {
    nearOverSeeds(
      (seed) => {
        const outcomes = resolutionOutcomes(row.q, row.c);
        const sample = { outcomes, trades: 50, tradesPerDay: 5, runs: 100, seed };
        return validateStake({ ...sample, stake: row.f, bankroll: 1, dayLimit: 1 })
          .meanLogGrowth.estimate;
      },
      row.mean_log,
      row.sd_log / Math.sqrt(5000),
      `q ${row.q} c ${row.c} kappa ${row.kappa}`,
    );
  }
});
