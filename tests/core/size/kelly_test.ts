import assert from "node:assert/strict";
import fc from "fast-check";
import {
  breakEven,
  growth,
  growthBinary,
  kappaFromUncertainty,
  kellyBinary,
  kellyOutcomes,
  kellyTargetStop,
  meanReturn,
  type Outcome,
} from "../../../src/core/size/kelly.ts";
import { resolutionOutcomes } from "../../../src/core/size/size.ts";
import { near, nearRelative } from "../../support/near.ts";
import { csv, refTest } from "../../support/shared.ts";

const inside = fc.double({ min: 0.001, max: 0.999, noNaN: true });

function outcomesOf(weights: readonly number[], returns: readonly number[]): Outcome[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, i) => ({ probability: weight / total, ret: returns[i] ?? 0 }));
}

const anyOutcomes = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 100 }), fc.double({ min: -1, max: 3, noNaN: true })),
  { minLength: 1, maxLength: 5 },
).map((rows) => outcomesOf(rows.map(([weight]) => weight), rows.map(([, ret]) => ret)));

Deno.test("a share bought at .41 and worth .46 takes 8.47 % of the bankroll", () => {
  // Kelly 1956; growth is the relative entropy of .46 and .41 bets.
  near(kellyBinary(0.46, 0.41), 0.0847457627, 1e-10);
  near(growthBinary(kellyBinary(0.46, 0.41), { q: 0.46, c: 0.41 }), 0.00511305714, 1e-11);
  near(growthBinary(0.0211864407, { q: 0.46, c: 0.41 }), 0.00225124103, 1e-11);
  near(kellyBinary(0.55, 0.51), 0.0816326531, 1e-10);
});

refTest("fractions and growth agree with kelly_binary.csv", (read) => {
  const rows = csv(read("kelly_binary.csv"));
  assert.ok(rows.length > 100);
  for (const row of rows) {
    const [q, c] = [Number(row["q"]), Number(row["cost_c"])];
    const f = kellyBinary(q, c);
    near(f, Number(row["f_star"]), 1e-9, `q ${q} c ${c}`);
    near(growthBinary(f, { q, c }), Number(row["log_growth_at_f_star"]), 1e-9);
    near(growthBinary(f / 4, { q, c }), Number(row["log_growth_at_quarter"]), 1e-9);
    near(kellyOutcomes(resolutionOutcomes(q, c)), f, 1e-9);
    near(0.25 * f * 75, Number(row["stake_quarter_kelly_75usd"]), 1e-9);
  }
});

refTest("a quarter of Kelly on $75 stakes what kelly_75usd_thresholds.csv says", (read) => {
  for (const row of csv(read("kelly_75usd_thresholds.csv"))) {
    const c = Number(row["cost_c"]);
    const thresholds: readonly (readonly [string, number])[] = [
      ["q_needed_for_0.50_stake", 0.5],
      ["q_needed_for_1.00_stake(market min)", 1],
      ["q_needed_for_2.00_stake(cap)", 2],
    ];
    for (const [column, stake] of thresholds) {
      const q = Number(row[column]);
      // The table has ten digits of q; the stake magnifies their error by 75 / 4 / (1 - c).
      near(75 * 0.25 * kellyBinary(q, c), stake, 1e-8 / (1 - c), `${column} at ${c}`);
    }
  }
});

refTest("target and stop trades agree with kelly_target_stop.csv", (read) => {
  for (const row of csv(read("kelly_target_stop.csv"))) {
    const [gain, loss] = [Number(row["gain_frac"]), Number(row["loss_frac"])];
    nearRelative(breakEven({ gain, loss }), Number(row["breakeven_win_prob"]), 1e-8);
    for (const edge of ["0.02", "0.05", "0.1"]) {
      const pi = breakEven({ gain, loss }) + Number(edge);
      const f = kellyTargetStop(pi, { gain, loss });
      if (gain <= 0) {
        assert.equal(f, 0, "a target that does not pay its costs is no trade");
        continue;
      }
      // Above 1 the table shows what a formula without a gap would stake.
      near(f, Math.min(1, Number(row[`kelly_f_at_be+${edge}`])), 1e-7);
      const twoWays = [{ probability: pi, ret: gain }, { probability: 1 - pi, ret: -loss }];
      if (pi < 1) near(kellyOutcomes(twoWays), f, 1e-9);
    }
  }
});

refTest("the shrinkage for an uncertain edge agrees with kelly_uncertainty.csv", (read) => {
  for (const row of csv(read("kelly_uncertainty.csv"))) {
    const cv = Number(row["sigma_q"]) / Number(row["edge"]);
    nearRelative(kappaFromUncertainty(cv), Number(row["kappa_approx=1/(1+CV^2)"]), 1e-6);
  }
});

Deno.test("a quarter of Kelly is right where the error of the edge is sqrt(3) edges", () => {
  near(kappaFromUncertainty(Math.sqrt(3)), 0.25, 1e-15);
});

refTest("exact growth agrees with montecarlo_closed_forms.json", (read) => {
  for (const row of JSON.parse(read("montecarlo_closed_forms.json"))["kelly_growth_exact"]) {
    nearRelative(kellyBinary(row.q, row.c) * row.kappa, row.f, 1e-10);
    nearRelative(growthBinary(row.f, row), row.mean_log, 1e-10);
    nearRelative(growth(row.f, resolutionOutcomes(row.q, row.c)), row.mean_log, 1e-10);
  }
});

Deno.test("there is a stake exactly when the belief is above the cost", () => {
  fc.assert(
    fc.property(inside, inside, (q, c) => {
      const f = kellyBinary(q, c);
      assert.ok(0 <= f && f <= 1);
      assert.equal(f === 0, q <= c);
    }),
    { seed: 1 },
  );
});

Deno.test("the stake rises with the belief and falls with the cost", () => {
  fc.assert(
    fc.property(inside, inside, inside, (a, b, x) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      assert.ok(kellyBinary(low, x) <= kellyBinary(high, x));
      assert.ok(kellyBinary(x, low) >= kellyBinary(x, high));
    }),
    { seed: 1 },
  );
});

Deno.test("missing numbers stake nothing", () => {
  for (const [q, c] of [[NaN, 0.4], [0.5, NaN], [0.5, 1], [2, 1]] as const) {
    assert.equal(kellyBinary(q, c), 0);
  }
  assert.equal(kellyTargetStop(NaN, { gain: 0.1, loss: 0.1 }), 0);
  assert.equal(kellyTargetStop(0.9, { gain: NaN, loss: 0.1 }), 0);
  assert.equal(kellyOutcomes([{ probability: 1, ret: NaN }]), 0);
  assert.equal(kellyOutcomes([]), 0);
});

Deno.test("the fraction for outcomes is where growth is greatest", () => {
  fc.assert(
    fc.property(anyOutcomes, fc.double({ min: 0, max: 1, noNaN: true }), (outcomes, other) => {
      const f = kellyOutcomes(outcomes);
      assert.ok(0 <= f && f <= 1);
      if (meanReturn(outcomes) <= 0) assert.equal(f, 0);
      assert.ok(growth(f, outcomes) >= growth(other, outcomes) - 1e-12);
    }),
    { seed: 1, numRuns: 300 },
  );
});

Deno.test("at the fraction for outcomes growth has no slope", () => {
  const gapped = outcomesOf([63, 31, 5, 1], [0.098, -0.119, -0.03, -1]);
  const f = kellyOutcomes(gapped);
  assert.ok(f > 0 && f < 1);
  const slope = gapped.reduce((sum, o) => sum + o.probability * o.ret / (1 + f * o.ret), 0);
  near(slope, 0, 1e-12);
});

Deno.test("a gap through the stop ends the full stakes of tight stops", () => {
  const pi = 0.6;
  const [gain, loss] = [0.125, 0.075];
  assert.equal(kellyTargetStop(pi, { gain, loss }), 1);
  const gapped = outcomesOf([0.99 * pi, 0.99 * (1 - pi), 0.01], [gain, -loss, -1]);
  assert.ok(kellyOutcomes(gapped) < 0.75);
});

Deno.test("an outcome that cannot happen changes nothing", () => {
  const real = outcomesOf([60, 40], [0.5, -0.5]);
  assert.equal(kellyOutcomes([...real, { probability: 0, ret: -1 }]), kellyOutcomes(real));
});
