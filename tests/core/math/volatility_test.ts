import assert from "node:assert/strict";
import fc from "fast-check";
import { normalQuantile } from "../../../src/core/math/normal.ts";
import { rng } from "../../../src/core/math/rng.ts";
import {
  decay,
  ewmaVariance,
  forecastVariance,
  initVariance,
  updateVariance,
  winsorisedSquare,
  winsorMean,
} from "../../../src/core/math/volatility.ts";
import { csv, refTest } from "../../support/shared.ts";

const lambda = 0.94;
const changes = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { maxLength: 60 });

function close(actual: number, expected: number, tolerance: number): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)),
    `${actual} is not ${expected}`,
  );
}

function varianceOf(path: readonly number[]): number {
  const state = initVariance();
  for (const change of path) updateVariance(state, change * change, lambda);
  return forecastVariance(state);
}

Deno.test("a 2 % move on 1 % volatility gives 1.14 % (Hull, Example 5.2)", () => {
  const variance = ewmaVariance(0.01 ** 2, 0.02 ** 2, 0.9);
  close(variance, 0.00013, 1e-15);
  close(Math.sqrt(variance), 0.01140175425099138, 1e-15);
});

refTest("both seeds follow the RiskMetrics recursion", (read) => {
  const state = initVariance();
  let seeded: number | null = null;
  for (const row of csv(read("riskmetrics_recursion.csv"))) {
    const change = Number(row["r_t_pct"]);
    const z = row["z_t_using_forecast_before_t"];
    if (seeded !== null) close(change / Math.sqrt(seeded), Number(z), 1e-12);
    seeded = seeded === null ? change ** 2 : ewmaVariance(seeded, change ** 2, lambda);
    updateVariance(state, change ** 2, lambda);
    close(seeded, Number(row["var_after_t_seed_r1sq"]), 1e-12);
    close(forecastVariance(state), Number(row["var_bias_corrected_zero_seed"]), 1e-12);
  }
});

refTest("weights, half-lives and winsor means match the RiskMetrics constants", (read) => {
  const rows = JSON.parse(read("riskmetrics_constants.json"));
  for (const key of ["0.85", "0.9", "0.94", "0.97", "0.98", "0.99"]) {
    const state = initVariance();
    const { half_life: halfLife, K_for_tolerance: observations } = rows[key];
    close(decay(1, halfLife), Number(key), 1e-12);
    for (let i = 0; i < Math.ceil(observations["0.01"]); i++) updateVariance(state, 1, Number(key));
    assert.ok(1 - state.weight <= 0.01 && (1 - state.weight) / Number(key) > 0.01);
  }
  close(decay(10, 60), rows.tdecay_equiv.value, 1e-12);
  const constants = JSON.parse(read("constants.json"));
  for (const limit of ["2.0", "2.5", "3.0", "4.0"]) {
    close(winsorMean(Number(limit)), Number(constants[`E[min(Z^2,${limit}^2)]`]), 1e-12);
  }
});

Deno.test("cutting normal changes at three sigma leaves 0.995007278 of their variance", () => {
  close(winsorMean(3), 0.995007278034453, 1e-12);
});

Deno.test("the forecast is the weighted mean of the squares so far", () => {
  fc.assert(fc.property(changes, (path) => {
    const weights = path.map((_, i) => lambda ** (path.length - 1 - i));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const sum = path.reduce((s, change, i) => s + change ** 2 * (weights[i] ?? 0), 0);
    close(varianceOf(path), path.length === 0 ? 0 : sum / total, 1e-11);
  }));
});

Deno.test("the forecast is never negative, scales with the square and ignores signs", () => {
  fc.assert(fc.property(changes, fc.double({ min: 0.1, max: 10, noNaN: true }), (path, scale) => {
    const variance = varianceOf(path);
    assert.ok(variance >= 0);
    close(varianceOf(path.map((change) => change * scale)), variance * scale ** 2, 1e-10);
    assert.equal(varianceOf(path.map((change) => -change)), variance);
  }));
});

Deno.test("a weight of 1 keeps the old variance and a weight of 0 the last square", () => {
  assert.equal(ewmaVariance(0.3, 7, 1), 0.3);
  assert.equal(ewmaVariance(0.3, 7, 0), 7);
  const state = initVariance();
  for (const change of [1, 5, 2]) updateVariance(state, change ** 2, 0);
  assert.equal(forecastVariance(state), 4);
});

Deno.test("the sum of weights reaches 1 and no step of it jumps", () => {
  const state = initVariance();
  for (let i = 0; i < 2000; i++) {
    updateVariance(state, 1, lambda);
    close(forecastVariance(state), 1, 1e-14);
  }
  assert.equal(state.weight, 1);
  assert.equal(state.count, 2000);
});

Deno.test("a winsorised square is cut at the limit and leaves small changes almost alone", () => {
  const cut = { sigma: 2, limit: 3, mean: winsorMean(3) };
  assert.equal(winsorisedSquare(100, cut), 36 / cut.mean);
  assert.equal(winsorisedSquare(-100, cut), 36 / cut.mean);
  assert.equal(winsorisedSquare(1, cut), 1 / cut.mean);
});

Deno.test("winsorising leaves the variance of normal changes unbiased", () => {
  const draws = rng(31);
  const mean = winsorMean(2);
  let sum = 0;
  const runs = 200_000;
  for (let i = 0; i < runs; i++) {
    sum += winsorisedSquare(normalQuantile(draws.next() || 0.5), { sigma: 1, limit: 2, mean });
  }
  // The square has a deviation of about 1.2 after cutting.
  close(sum / runs, 1, 4 * 1.3 / Math.sqrt(runs));
});

Deno.test("noise leaves its own two-sigma forecast band on 5.36 % of steps", () => {
  // Reference 5.361 % for lambda 0.94; a sigma known exactly would give 4.55 %.
  const draws = rng(5);
  const state = initVariance();
  const steps = 400_000;
  let outside = 0;
  for (let i = -200; i < steps; i++) {
    const change = normalQuantile(draws.next() || 0.5);
    if (i >= 0 && Math.abs(change) > 2 * Math.sqrt(forecastVariance(state))) outside += 1;
    updateVariance(state, change * change, lambda);
  }
  const rate = outside / steps;
  assert.ok(Math.abs(rate - 0.05361) <= 4 * Math.sqrt(0.0536 * 0.9464 / steps), `${rate}`);
});
