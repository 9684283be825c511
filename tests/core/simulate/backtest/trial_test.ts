import assert from "node:assert/strict";
import {
  type Attempt,
  searched,
  type Trial,
} from "../../../../src/core/simulate/backtest/trial.ts";
import { near } from "../../../support/near.ts";

const alone: Attempt = {
  configHash: "own",
  dataHash: "d",
  recordings: ["d"],
  selection: null,
  assumed: "{}",
  seed: 1,
};

function tried(configHash: string, dataHash: string, ratio: number | null): Trial {
  return {
    at: 0,
    command: "",
    strategy: "as configured",
    ...alone,
    configHash,
    dataHash,
    recordings: [dataHash],
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

const own = { ...alone, events: 101 };

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

Deno.test("another seed, assumption or selection is another attempt; each enters the variance", () => {
  const first = tried("own", "d", 0);
  const others: readonly Trial[] = [
    { ...first, seed: 2, mean: -1 },
    { ...first, assumed: '{"spread":1}', mean: 1 },
    { ...first, selection: "some", mean: 2 },
  ];
  assert.equal(searched([first, ...others, ...others], own).trials, 4);
  // Of 0, -1, 1 and 2: squares of the deviations from 1/2 add up to 5.
  near(searched([first, ...others], own).variance, 5 / 3, 1e-12);
});

Deno.test("what was tried before a folder grew counts on all of it, and the same again is none", () => {
  const grown = { ...own, dataHash: "d and e", recordings: ["d", "e"] };
  const trials = [tried("a", "d", 0.1), tried("b", "other", 0.1), tried("own", "d", 0.2)];
  const found = searched(trials, grown);
  assert.deepEqual([found.trials, found.before], [2, 2]);
});

Deno.test("the same configuration on a part of the recordings, or on others beside, is another try", () => {
  const whole = { ...tried("own", "d and e", 0.2), recordings: ["d", "e"] };
  const beside = { ...tried("own", "d and f", 0.1), recordings: ["d", "f"] };
  const found = searched([whole, beside, tried("own", "d", 0.3)], own);
  assert.deepEqual([found.trials, found.before], [3, 3]);
});
