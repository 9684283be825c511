import { Command } from "@commander-js/extra-typings";
import assert from "node:assert/strict";
import { type AccountOptions, addAccount } from "../../../src/cli/simulate/account.ts";
import { addStake, type StakeOptions } from "../../../src/cli/simulate/stake.ts";

type Options = AccountOptions | StakeOptions;

/** Options and paths of a line; what commander says goes nowhere, and its refusal is thrown. */
async function parsed(...argv: readonly string[]): Promise<[Options, readonly string[]]> {
  let found: [Options, readonly string[]] | null = null;
  const keep = (options: Options, paths: readonly string[] = []) => {
    found = [options, paths];
    return Promise.resolve();
  };
  const output = { writeOut: () => {}, writeErr: () => {} };
  const simulate = new Command("simulate").exitOverride().configureOutput(output);
  addAccount(simulate, keep);
  addStake(simulate, keep);
  for (const command of simulate.commands) command.exitOverride().configureOutput(output);
  await simulate.parseAsync([...argv], { from: "user" });
  assert.ok(found !== null);
  return found;
}

Deno.test("simulate alone is simulate account, with nothing that was not given", async () => {
  const [options, paths] = await parsed();
  assert.deepStrictEqual(paths, []);
  assert.deepStrictEqual(options, {
    action: "account",
    paths: [],
    spacingMs: 1_800_000,
    workers: 1,
    model: "spike",
    ask: 0.4,
    spread: 0.01,
    target: 0.45,
    stop: 0.37,
    feeRate: 0.04,
    evidence: 100,
    evidenceVariance: 0.05,
    jumps: 0,
    jumpSize: 0.3,
    reverts: 0,
  });
});

Deno.test("numbers of a line become numbers, and paths are what must be readable", async () => {
  const line = "--from tape data/a data/b --runs 1000000 --target-se .005 --workers 8 --kelly 0.25";
  const [options, paths] = await parsed("account", ...line.split(" "));
  assert.deepStrictEqual(paths, ["data/a", "data/b"]);
  const { from, runs, targetSe, workers, kelly } = options as AccountOptions;
  assert.deepStrictEqual([from, runs, targetSe, workers, kelly], ["tape", 1e6, 0.005, 8, 0.25]);
});

Deno.test("what is no number of runs, threads, price or share is refused", async () => {
  const wrong = [
    ["--runs", "20000000"],
    ["--workers", "0"],
    ["--ask", "1.2"],
    ["--hit", "2"],
    ["--from", "air"],
    ["--variance", "little"],
  ];
  for (const argv of wrong) await assert.rejects(parsed(...argv), `${argv}`);
});

Deno.test("a stake is asked about with the same numbers of a trade", async () => {
  const [options] = await parsed("stake", "--stake", "1", "--kind", "resolution", "--q", "0.5");
  const { action, stake, kind, q, ask, evidence } = options as StakeOptions;
  assert.deepStrictEqual([action, stake, kind, q, ask, evidence], [
    "stake",
    1,
    "resolution",
    0.5,
    0.4,
    100,
  ]);
});
