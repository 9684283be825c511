import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { LedgerBody } from "../../src/core/types/effect.ts";
import type { RefusalRule } from "../../src/core/types/refusal.ts";
import { decisionView } from "../../src/report/decision_view.ts";
import { explain } from "../../src/report/explain.ts";
import { type Gate, gatesOf } from "../../src/report/gates.ts";
import type { Report } from "../../src/report/report.ts";
import { verbatim } from "../../src/report/verbatim.ts";
import { stages } from "../../src/report/words.ts";
import { addQuestion, aiRun, beside } from "../support/ai_rows.ts";
import { advice, opinion, sample } from "../support/opinions.ts";
import * as rows from "../support/rows.ts";
import { defaults, factsOf, inputOf, refusal, rowLog } from "../support/rows.ts";

function gatesOfBody(body: LedgerBody): readonly Gate[] {
  if (body.kind !== "record" || body.decision.kind !== "entry") throw new Error("no entry");
  return gatesOf(body.decision, defaults);
}

function gate(gates: readonly Gate[], rule: RefusalRule): Gate {
  const found = gates.find((one) => one.rule === rule);
  if (found === undefined) throw new Error(`Cannot find gate ${rule}`);
  return found;
}

function sectionsOf(log: ReturnType<typeof rowLog>, id: string): readonly Report[] {
  const shown = decisionView(inputOf(log.rows), id);
  if (shown === null) throw new Error(`Cannot find decision ${id}`);
  return shown.sections;
}

function section(sections: readonly Report[], name: string): Report {
  const found = sections.find((one) => one.name === name);
  if (found === undefined) throw new Error(`Cannot find section ${name}`);
  return found;
}

Deno.test("the page's decision has all that `why` prints, in its order, and more", () => {
  const all = aiRun();
  const facts = factsOf(all);
  for (const fact of facts.decisions.values()) {
    const wanted = explain(fact, facts);
    const shown = decisionView(inputOf(all), fact.decision.id)?.sections ?? [];
    const known = new Set(wanted.map(({ name }) => name));
    deepStrictEqual(shown.filter(({ name }) => known.has(name)), wanted);
    ok(shown.some(({ name }) => name === "timeline"));
  }
});

Deno.test("a decision of an account beside the real one is found, an unknown id is not", () => {
  const log = rowLog();
  const shadow = beside(log, "noAi");
  shadow.add(rows.entered("1.1", "o1"));
  match(section(sectionsOf(log, "1.1"), "decision").title, /1\.1/);
  strictEqual(decisionView(inputOf(log.rows), "9.9"), null);
});

Deno.test("an entry passed every gate, with the numbers that the ledger has", () => {
  const gates = gatesOfBody(rows.entered("1.1", "o1"));
  ok(gates.every(({ verdict }) => verdict === "pass"));
  // rows.entered: bid 0.49, ask 0.50; net 1.2c and 1.0c needed; ruin 1 % at most.
  strictEqual(gate(gates, "spread").value, 10_000);
  deepStrictEqual([gate(gates, "edge").value, gate(gates, "edge").limit], [12_000, 10_000]);
  strictEqual(gate(gates, "monteCarloRuin").value, 0.01);
  strictEqual(gate(gates, "dailyLoss").value, null);
});

Deno.test("what an order was measured by is shown beside what it might have been", () => {
  const gates = gatesOfBody(rows.entered("1.1", "o1", {
    passed: [
      { rule: "dailyLoss", value: 0, limit: 2_000_000, unit: "usd" },
      { rule: "entryDepth", value: 9_000_000, limit: 5_000_000, unit: "usd" },
    ],
  }));
  const { value, limit, wants, verdict } = gate(gates, "dailyLoss");
  deepStrictEqual([value, limit, wants, verdict], [0, 2_000_000, "at most", "pass"]);
  strictEqual(gate(gates, "entryDepth").wants, "at least");
});

Deno.test("gates after the one that failed are not reached and show no number", () => {
  const gates = gatesOfBody(rows.entered("1.1", "o1", {
    verdict: "refused",
    order: null,
    sizing: null,
    refusals: [refusal("edge", { value: 4_000, limit: 10_000 })],
  }));
  const { verdict, value, limit, wants } = gate(gates, "edge");
  deepStrictEqual([verdict, value, limit, wants], ["fail", 4_000, 10_000, "at least"]);
  strictEqual(gate(gates, "spread").verdict, "pass");
  strictEqual(gate(gates, "leaveAlone").verdict, "pass");
  for (const rule of ["kelly", "monteCarloRuin", "cash", "positionSize"] as const) {
    const later = gate(gates, rule);
    deepStrictEqual([later.verdict, later.value], ["not reached", null], rule);
  }
  // Asked before any work goes into a trade.
  strictEqual(gate(gates, "dailyLoss").verdict, "pass");
});

Deno.test("a market that is unfit fails at once: belief, size and the order's limits are not reached", () => {
  const gates = gatesOfBody(
    rows.entry("1.1", { refusals: [refusal("spread"), refusal("volume")] }),
  );
  deepStrictEqual(
    gates.filter(({ verdict }) => verdict === "fail").map(({ rule }) => rule),
    ["spread", "volume"],
  );
  strictEqual(gate(gates, "confidence").verdict, "pass");
  for (const rule of ["leaveAlone", "edge", "kelly", "cash"] as const) {
    strictEqual(gate(gates, rule).verdict, "not reached", rule);
  }
});

Deno.test("a limit on the finished order fails after edge and size have passed", () => {
  const gates = gatesOfBody(rows.entered("1.1", "o1", {
    verdict: "refused",
    order: null,
    refusals: [refusal("cash", { unit: "usd", value: 12_000_000, limit: 10_000_000 })],
  }));
  strictEqual(gate(gates, "edge").verdict, "pass");
  strictEqual(gate(gates, "configMinimum").verdict, "pass");
  strictEqual(gate(gates, "positionSize").verdict, "pass");
  deepStrictEqual([gate(gates, "cash").verdict, gate(gates, "cash").wants], ["fail", "at most"]);
});

Deno.test("gates of models are asked only where a model was", () => {
  const without = gatesOfBody(rows.entered("1.1", "o1"));
  ok(without.every(({ stage }) => stage !== "ai"));
  const ai = opinion({});
  const veto = refusal("aiVeto", { unit: "ratio", value: 0.8, limit: 0.6 });
  const gates = gatesOfBody(
    rows.entry("1.1", { ai, token: "m1-no" as never, refusals: [veto] }),
  );
  strictEqual(gate(gates, "aiVeto").verdict, "fail");
  strictEqual(gate(gates, "edge").verdict, "not reached");
});

Deno.test("every refusal of a decision is a gate that failed, whatever its rule", () => {
  for (const rule of Object.keys(stages) as RefusalRule[]) {
    const gates = gatesOfBody(rows.entry("1.1", { refusals: [refusal(rule)], ai: opinion({}) }));
    strictEqual(gate(gates, rule).verdict, "fail", rule);
  }
});

Deno.test("the hurdle's parts add up, and what is over it is what decided", () => {
  const log = rowLog();
  log.add(rows.entered("1.1", "o1"));
  const hurdle = section(sectionsOf(log, "1.1"), "hurdle");
  const value = (key: string) =>
    hurdle.shape === "stats" ? Number(hurdle.stats.find((one) => one.key === key)?.value) : NaN;
  const parts = ["entryCost", "exitCost", "doubt", "aiCost", "needed"].map(value);
  strictEqual(parts.reduce((sum, part) => sum + part, 0), value("hurdle"));
  strictEqual(value("gross") - value("hurdle"), value("over"));
  strictEqual(value("over"), 2_000);
});

Deno.test("the timeline has when models were asked and answered, counted from the signal", () => {
  const log = rowLog();
  const question = addQuestion(log, "m1");
  log.add(rows.entered("3.1", "o1", { ai: opinion({ question }) }));
  const timeline = section(sectionsOf(log, "3.1"), "timeline");
  const lines = timeline.shape === "log" ? timeline.lines.map(({ text }) => text) : [];
  ok(lines.some((line) => line.startsWith("models asked")));
  ok(lines.some((line) => line.startsWith("answered")));
  match(lines.at(-1) ?? "", /^decided: enter/);
});

Deno.test("prompts and answers are given to the letter", () => {
  const asked = advice([sample("blind", { text: "{\n}" }), sample("aware", { text: "" })], {
    prompts: [{ hash: "h", ask: "blind", system: "You are", user: "Will it?" }],
  });
  const [prompts, answers] = verbatim(asked);
  deepStrictEqual(prompts?.shape === "stats" ? prompts.stats.map(({ value }) => value) : [], [
    "You are\n\nWill it?",
  ]);
  deepStrictEqual(answers?.shape === "stats" ? answers.stats.map(({ value }) => value) : [], [
    "{\n}",
  ]);
});
