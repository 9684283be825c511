import assert from "node:assert/strict";
import { searched, type Trial } from "../../../../src/core/simulate/backtest/trial.ts";
import { near } from "../../../support/near.ts";

function tried(configHash: string, dataHash: string, ratio: number | null): Trial {
  return {
    at: 0,
    command: "",
    strategy: "as configured",
    configHash,
    dataHash,
    seed: 1,
    complete: true,
    trades: 100,
    events: 50,
    mean: ratio,
    sd: ratio === null ? null : 1,
    skew: 0,
    kurtosis: 3,
    verdict: "",
  };
}

const own = { configHash: "own", dataHash: "d", events: 101 };

Deno.test("a first try is one trial, with the variance of a ratio without an edge", () => {
  assert.deepEqual(searched([], own), { trials: 1, variance: 0.01, before: 0 });
});

Deno.test("configurations count once, and those on other data do not", () => {
  const trials = [
    tried("a", "d", 0.1),
    tried("a", "d", 0.1),
    tried("b", "other", 0.9),
    tried("own", "d", 0.2),
  ];
  const found = searched(trials, own);
  assert.deepEqual([found.trials, found.before], [2, 3]);
});

Deno.test("the variance is that of the ratios, and never below that of luck", () => {
  const apart = [tried("a", "d", -1), tried("b", "d", 1), tried("c", "d", null)];
  const found = searched(apart, own);
  assert.equal(found.trials, 4);
  near(found.variance, 2, 1e-12);
  const alike = [tried("a", "d", 0.1), tried("b", "d", 0.1)];
  assert.equal(searched(alike, own).variance, 0.01);
});
