// Models of known quality over a made-up venue: whether they earn their place must come out in the report.
import assert from "node:assert/strict";
import type { Arms } from "../../src/core/types/advice.ts";
import type { ForecasterName } from "../../src/sandbox/bedrock/forecaster.ts";
import type { ReportInput } from "../../src/report/input.ts";
import { foldRows } from "../../src/report/fold.ts";
import { buildReport } from "../../src/report/registry.ts";
import type { TableReport } from "../../src/report/report.ts";
import { type ArmsRan, mixedMoves, modelsAlone, runArms } from "../support/arms_world.ts";

const arms: Arms = { trading: "ai", shadows: ["noAi", "random"] };

function ran(forecaster: ForecasterName, seed: number, hours: number): ArmsRan {
  return runArms({ scenario: mixedMoves, forecaster, config: modelsAlone, arms, seed, hours });
}

function inputOf({ rows, state }: ArmsRan): ReportInput {
  const run = {
    version: "test",
    mode: "paper",
    source: "made up",
    configHash: "",
    seed: 1,
    assumptions: [],
    head: "",
  } as const;
  const facts = foldRows(rows, modelsAlone.initialCapital);
  return { run, facts, account: state.account, config: modelsAlone };
}

/** The row of one difference, by column. */
function difference(run: ArmsRan, name: string): Readonly<Record<string, unknown>> {
  const found = buildReport("arms", inputOf(run)).find((report) => report.name === "differences");
  const { columns, rows } = found as TableReport;
  const row = rows.find(([first]) => first === name);
  assert.ok(row !== undefined, `no row ${name}`);
  return Object.fromEntries(columns.map(({ key }, i) => [key, row[i] ?? null]));
}

Deno.test("models that know why prices move beat doing without them, and the report proves it", () => {
  const run = ran("informed", 1, 8);
  const { low, high, verdict } = difference(run, "ai - noAi");
  assert.equal(verdict, "ai better");
  assert.ok(typeof low === "number" && typeof high === "number" && 0 < low && low < high);
  // They are believed for it: the record leaves them their whole weight.
  const { logWeights: [base, model] } = run.state.account.learnt.aiSkill.justified;
  assert.ok(model > base);
});

for (const forecaster of ["uninformed", "hedging"] as const) {
  Deno.test(`models that know nothing are not proven, and lose their weight (${forecaster})`, () => {
    const run = ran(forecaster, 2, 6);
    const { verdict } = difference(run, "ai - noAi");
    assert.ok(verdict === "not proven" || verdict === "no trades yet", String(verdict));
    const { logWeights: [, model] } = run.state.account.learnt.aiSkill.justified;
    assert.ok(Math.exp(model) < 0.15, `weight ${Math.exp(model)}`);
  });
}

Deno.test("the same seed makes the same rows, answers and all", () => {
  assert.deepEqual(ran("informed", 3, 0.5).rows, ran("informed", 3, 0.5).rows);
});

Deno.test("R-218 the report's bill is the sum of what the answers cost", () => {
  const { rows, state } = ran("informed", 3, 0.5);
  let cost = 0;
  for (const { body } of rows) if (body.kind === "advised") cost += body.advice.cost;
  assert.ok(cost > 0);
  assert.equal(state.account.learnt.aiSpend.daySpent, cost);
});
