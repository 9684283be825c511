import { match, ok, strictEqual } from "node:assert/strict";
import type { Job } from "../../src/core/simulate/job.ts";
import { outputsOf } from "../../src/core/simulate/outputs.ts";
import { simulate } from "../../src/core/simulate/run.ts";
import { usdc } from "../../src/core/types/units.ts";
import { accountPictures } from "../../src/report/simulate_account_pictures.ts";
import { terminalPicture, withChosenStake } from "../../src/report/simulate_terminal.ts";
import { accountOf } from "../support/account_oracle.ts";

const spec = accountOf({ trades: 50 });
const job: Job = {
  engine: {
    kind: "bernoulli",
    q: 0.46,
    gain: 0.59 / 0.41,
    loss: -1,
    timeExit: null,
    gapProbability: 0,
    byWins: false,
  },
  accounts: [spec],
  seed: 42,
  variance: "plain",
  fractions: [0, 0.02],
};

function study(runs: number) {
  const totals = simulate(job, { runs, targetSe: null });
  const outputs = outputsOf(totals);
  if (outputs === null) throw new Error("Cannot happen: there are runs");
  return {
    outputs,
    totals,
    picture: terminalPicture({ outputs, spec, final: totals.storages.final }),
  };
}

Deno.test("every future is in one bar, and the bars touch", () => {
  const { picture: { bins } } = study(2_000);
  strictEqual(bins.reduce((sum, { value }) => sum + value, 0), 2_000);
  ok(bins.every(({ from }, i) => i === 0 || Math.abs(from - (bins[i - 1]?.to ?? NaN)) < 1e-3));
});

Deno.test("bars below the start are as many as the futures that lose, to a bar's width", () => {
  const { picture: { bins }, outputs } = study(2_000);
  const share = outputs.accounts[0]?.shares.lossAtEnd.value ?? NaN;
  const of = (isIn: (bin: { readonly from: number; readonly to: number }) => boolean) =>
    bins.filter(isIn).reduce((sum, { value }) => sum + value, 0) / 2_000;
  ok(of(({ to }) => to < spec.capital) <= share);
  ok(of(({ from }) => from <= spec.capital) >= share);
});

Deno.test("the words name loss, ruin and the mean of the worst twentieth with intervals", () => {
  const { picture: { words, marks }, outputs } = study(2_000);
  match(words, /^P\(loss\) [\d.]+% \([\d.]+% to [\d.]+%\); P\(ruin\)/);
  const worst = marks.find(({ label }) => label.startsWith("mean of the worst"))?.at ?? NaN;
  ok(Math.abs(worst - (spec.capital - outputs.horizon.cvar95.value * 1e6)) < 1);
});

Deno.test("one future says nothing of its error", () => {
  ok(!study(1).picture.words.includes("Infinity"));
});

Deno.test("the chosen stake is marked as a share of what there is", () => {
  const { outputs, totals } = study(200);
  const pictures = accountPictures({
    outputs,
    spec,
    assumptions: [],
    falls: totals.storages.fall,
  });
  const growth = pictures.find(({ name }) => name === "growth");
  if (growth === undefined) throw new Error("Cannot find the picture of growth");
  const of = (stakes: typeof spec.stakes) =>
    withChosenStake(growth, { ...spec, stakes, capital: usdc(80e6) }).marks.at(-1)?.at;
  strictEqual(of({ kind: "flat", stake: usdc(2e6) }), 0.025);
  strictEqual(of({ kind: "kelly", kelly: 0.2, fraction: 0.25 }), 0.05);
});
