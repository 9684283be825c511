import { ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import type { Verified } from "../../../src/core/advice/calibration.ts";
import { applyPlatt, fitPlatt, noPlatt } from "../../../src/core/advice/platt.ts";
import { near } from "../../support/near.ts";
import { refTest } from "../../support/shared.ts";
import { tenForecasts } from "./vectors.ts";

const anyP = fc.double({ min: 0, max: 1, noNaN: true });
const anyList: fc.Arbitrary<Verified[]> = fc.array(
  fc.record({ p: anyP, y: fc.constantFrom(0 as const, 1 as const) }),
  { maxLength: 60 },
);

Deno.test("the ridge keeps ten forecasts near doing nothing, to ten digits", () => {
  // ensemble_vectors.json, platt.ridge_lambda1_prior(0,1): intercept and slope.
  const { intercept, slope } = fitPlatt(tenForecasts);
  near(intercept, -0.19772157662083506, 1e-10);
  near(slope, 1.7410887924313847, 1e-10);
});

refTest("a small ridge gives the plain fit of ensemble_vectors.json", (read) => {
  const { mle, ...others } = JSON.parse(read("ensemble_vectors.json"))["platt"];
  const [a, b] = others["ridge_lambda1_prior(0,1)"];
  near(fitPlatt(tenForecasts, 1).intercept, a, 1e-10);
  near(fitPlatt(tenForecasts, 1).slope, b, 1e-10);
  const loose = fitPlatt(tenForecasts, 1e-9);
  near(loose.intercept, mle[0], 1e-6);
  near(loose.slope, mle[1], 1e-6);
});

Deno.test("intercept 0 and slope 1 change no probability", () => {
  fc.assert(fc.property(anyP, (p) => strictEqual(applyPlatt(noPlatt, p), p)));
  strictEqual(fitPlatt([]).slope, 1);
  strictEqual(fitPlatt([]).intercept, 0);
});

Deno.test("a correction never turns two forecasts around", () => {
  fc.assert(fc.property(anyList, anyP, anyP, (list, a, b) => {
    const fit = fitPlatt(list);
    ok(fit.slope >= 0);
    ok(applyPlatt(fit, Math.min(a, b)) <= applyPlatt(fit, Math.max(a, b)));
  }));
});

Deno.test("the fit is a least: no step near it has a lower loss", () => {
  const lossOf = (list: readonly Verified[], intercept: number, slope: number) =>
    list.reduce((sum, { p, y }) => {
      const q = applyPlatt({ intercept, slope }, p);
      return sum - Math.log(y === 1 ? q : 1 - q);
    }, (intercept ** 2 + (slope - 1) ** 2) / 2);
  const inside = anyList.map((list) => list.map(({ p, y }) => ({ p: 0.02 + 0.96 * p, y })));
  fc.assert(fc.property(inside, (list) => {
    const { intercept, slope } = fitPlatt(list);
    const least = lossOf(list, intercept, slope);
    for (const [a, b] of [[1e-3, 0], [-1e-3, 0], [0, 1e-3], [0, -1e-3]] as const) {
      if (slope + b >= 0) ok(lossOf(list, intercept + a, slope + b) >= least - 1e-9);
    }
  }));
});

Deno.test("a forecaster who is always wrong is flattened and not turned around", () => {
  const wrong: Verified[] = Array.from(
    { length: 100 },
    (_, i) => i % 2 === 0 ? { p: 0.95, y: 0 } : { p: 0.05, y: 1 },
  );
  strictEqual(fitPlatt(wrong).slope, 0);
  near(applyPlatt(fitPlatt(wrong), 0.95), 0.5, 1e-9);
});

Deno.test("without a ridge there is no fit", () => {
  for (const ridge of [0, -1, NaN]) throws(() => fitPlatt([], ridge), RangeError);
});
