import assert from "node:assert/strict";
import type { StakeOptions } from "../../../src/cli/simulate/stake.ts";
import { stakeCommand } from "../../../src/commands/simulate/stake.ts";
import { validateStake } from "../../../src/core/size/monte_carlo.ts";
import { equallyLikely, resolutionOutcomes } from "../../../src/core/size/size.ts";
import type { StakeAnswer } from "../../../src/core/simulate/stake.ts";
import { loaded } from "../../support/config.ts";
import { near } from "../../support/near.ts";
import { inRunFolder } from "../../support/run_folder.ts";

const usual: StakeOptions = {
  action: "stake",
  kind: "spike",
  seed: 7,
  ask: 0.4,
  spread: 0.01,
  target: 0.45,
  stop: 0.37,
  feeRate: 0.04,
  evidence: 100,
};

async function say(change: Partial<StakeOptions>, json = true) {
  let text = "";
  await inRunFolder(null, async ({ context }) => {
    const { context: bare, out } = context({ json });
    assert.equal(
      await stakeCommand({ ...bare, loadConfig: () => loaded({}) }, { ...usual, ...change }),
      0,
    );
    text = out();
  });
  return text;
}

async function answerOf(change: Partial<StakeOptions>): Promise<StakeAnswer> {
  return JSON.parse(await say(change)).data.answer as StakeAnswer;
}

Deno.test("the numbers are those of the validation before every trade", async () => {
  const answer = await answerOf({ kind: "resolution", ask: 0.41, feeRate: 0, q: 0.5, stake: 1 });
  const { sizing } = loaded({}).engine;
  const beliefs = equallyLikely(0.5, Math.sqrt(0.25 / 101), 5).map((q) =>
    resolutionOutcomes(q, 0.41, sizing.gapProbability).map(({ probability }) => probability)
  );
  const expected = validateStake({
    outcomes: resolutionOutcomes(0.5, 0.41, sizing.gapProbability),
    beliefs,
    trades: sizing.monteCarloTrades,
    tradesPerDay: 5,
    runs: sizing.monteCarloRuns,
    seed: 7,
    stake: 1,
    bankroll: 75,
    dayLimit: 2,
  });
  assert.deepStrictEqual(answer.judged[0]?.validation, expected);
});

Deno.test("a chance of 1 that a hundred trades are behind is no certainty", async () => {
  const answer = await answerOf({ kind: "resolution", ask: 0.41, feeRate: 0, q: 1, stake: 1 });
  const mean = 100 / 100.5;
  const paid = mean * (1 - loaded({}).engine.sizing.gapProbability);
  near(answer.meanReturn, paid / 0.41 - 1, 1e-12);
});

Deno.test("a stake that passes passes at every half of it", async () => {
  const { judged } = await answerOf({ hit: 0.95, stake: 2 });
  assert.deepStrictEqual(judged.map(({ stake }) => stake), [2e6, 1e6, 0.5e6]);
  const first = judged.findIndex(({ refusal }) => refusal === null);
  assert.ok(first >= 0);
  assert.ok(judged.slice(first).every(({ refusal }) => refusal === null));
});

Deno.test("the first line says whether it passes, is lowered or is refused, and why", async () => {
  const lines = async (change: Partial<StakeOptions>) => (await say(change, false)).split("\n")[1];
  assert.match(await lines({ hit: 0.95 }) ?? "", /^Passes: \$2\.00\./);
  assert.match(await lines({}) ?? "", /^Refused: the trade has no expected gain/);
  assert.match(await lines({ stake: 0.25, hit: 0.95 }) ?? "", /^Refused: \$0\.25 is under/);
  const large = { hit: 0.95, stake: 16, bankroll: 75 };
  assert.match(await lines(large) ?? "", /^Lowered: \$16\.00 does not pass \(.*\), \$\d/);
});
