import assert from "node:assert/strict";
import type { EngineSpec } from "../../../src/core/simulate/engines.ts";
import { fanDays, type Job, openRunner, type Variance } from "../../../src/core/simulate/job.ts";
import { sampledRuns, samplePaths, SAMPLES } from "../../../src/core/simulate/sample_paths.ts";
import { accountOf } from "../../support/account_oracle.ts";
import { bet } from "../../support/bets.ts";

const record: EngineSpec = {
  kind: "bootstrap",
  returns: [0.2, -0.1, 0.05, -0.3, 0.12],
  meanBlock: 2,
  redrawn: true,
  prior: null,
};

function jobOf(engine: EngineSpec, variance: Variance): Job {
  return {
    engine,
    accounts: [accountOf({ trades: 60 }), accountOf({ trades: 60 })],
    seed: 7,
    variance,
    fractions: [],
  };
}

/** The end of a run as the simulation counts it: what that run adds to the sum of all ends. */
function endOf(job: Job, run: number): number {
  const sum = (count: number) => {
    const runner = openRunner(job);
    if (count > 0) runner.batch(0, count);
    return runner.storages.final.parts().sums.reduce((all, part) => all + part, 0);
  };
  return sum(run + 1) - sum(run);
}

Deno.test("a sample path ends where that run of the simulation ends, to the micro-dollar", () => {
  for (const variance of ["plain", "antithetic", "stratified"] as const) {
    for (const engine of variance === "stratified" ? [{ ...bet, byWins: true }] : [bet, record]) {
      const job = jobOf(engine, variance);
      const paths = samplePaths(job, 100);
      assert.equal(paths.length, SAMPLES);
      for (const { run, final } of paths) {
        assert.equal(final, endOf(job, run), `${variance} ${run}`);
      }
    }
  }
});

Deno.test("over strata the samples are spread over the number of wins", () => {
  const job = jobOf({ ...bet, byWins: true }, "stratified");
  assert.deepStrictEqual(sampledRuns(job, 200), [4, 12, 20, 29, 37, 45, 54, 62, 70, 79, 87, 95]);
});

Deno.test("a path begins with the capital and has a point for every day of the fan", () => {
  const job = jobOf(bet, "plain");
  const [spec] = job.accounts;
  for (const { points, final } of samplePaths(job, 12)) {
    assert.deepStrictEqual(points.map(([day]) => day), fanDays(spec));
    assert.deepStrictEqual([points[0]?.[1], points.at(-1)?.[1]], [spec.capital, final]);
  }
});

Deno.test("no more paths are shown than futures were counted", () => {
  assert.equal(samplePaths(jobOf(bet, "plain"), 3).length, 3);
  assert.equal(samplePaths(jobOf(bet, "antithetic"), 3).length, 2);
  assert.equal(samplePaths(jobOf(bet, "plain"), 0).length, 0);
});
