import assert from "node:assert/strict";
import { runJob } from "../../../src/commands/simulate/workers.ts";
import type { Job } from "../../../src/core/simulate/job.ts";
import { outputsOf } from "../../../src/core/simulate/outputs.ts";
import { simulate } from "../../../src/core/simulate/run.ts";
import { usdc } from "../../../src/core/types/units.ts";
import { accountOf } from "../../support/account_oracle.ts";
import { bet } from "../../support/bets.ts";

const job: Job = {
  engine: bet,
  accounts: [
    accountOf({ trades: 40 }),
    accountOf({ trades: 40, stakes: { kind: "flat", stake: usdc(1e6) } }),
  ],
  seed: 42,
  variance: "antithetic",
  fractions: [0, 0.02],
};

const quiet = { stopped: () => false, progress: () => {} };

Deno.test("one, two and eight threads come to the same, to the last bit", async () => {
  const length = { runs: 9_502, targetSe: null };
  const alone = outputsOf(simulate(job, length));
  assert.equal(alone?.runs, 9_502);
  for (const workers of [1, 2, 8]) {
    const { totals, complete } = await runJob(job, length, { workers, ...quiet });
    assert.equal(complete, true);
    assert.deepStrictEqual(outputsOf(totals), alone, `${workers} threads`);
  }
});

Deno.test("a target for the error is met by as many futures on any number of threads", async () => {
  const length = { runs: 20_000, targetSe: 0.006 };
  const alone = outputsOf(simulate(job, length));
  for (const workers of [1, 3]) {
    const { totals, complete } = await runJob(job, length, { workers, ...quiet });
    assert.equal(complete, true);
    assert.deepStrictEqual(outputsOf(totals), alone, `${workers} threads`);
  }
});

Deno.test("stopped on the way it says what it has, with a wider interval", async () => {
  const whole = outputsOf(simulate(job, { runs: 60_000, targetSe: null }));
  for (const workers of [1, 2]) {
    let batches = 0;
    const { totals, complete } = await runJob(job, { runs: 60_000, targetSe: null }, {
      workers,
      stopped: () => batches >= 2,
      progress: () => void batches++,
    });
    assert.equal(complete, false);
    assert.ok(totals.runs >= 1_000 && totals.runs < 60_000, `${totals.runs} runs`);
    const cut = outputsOf(totals)?.accounts[0]?.means.final;
    const full = whole?.accounts[0]?.means.final;
    assert.ok(cut !== undefined && full !== undefined);
    assert.ok(cut.high - cut.low > full.high - full.low);
    const begun = outputsOf(simulate(job, { runs: totals.runs, targetSe: null }));
    assert.deepStrictEqual(outputsOf(totals), begun, "what is said is of the first futures");
  }
});

Deno.test("what goes wrong in a thread is thrown", async () => {
  const wrong: Job = { ...job, variance: "stratified" };
  const length = { runs: 3_000, targetSe: null };
  await assert.rejects(runJob(wrong, length, { workers: 2, ...quiet }), /Cannot go on/);
});
