import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { turned } from "../../src/core/advice/spend.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { QuestionId } from "../../src/core/types/ids.ts";
import { type Millis, usdc } from "../../src/core/types/units.ts";
import { aiBill, billSums, NO_MODEL } from "../../src/report/ai_bill.ts";
import { aiCosts } from "../../src/report/ai_costs.ts";
import type { Cell, TableReport } from "../../src/report/report.ts";
import { addQuestion, aiRun, ask, beside } from "../support/ai_rows.ts";
import { advice, opinion, sample } from "../support/opinions.ts";
import {
  accountOf,
  defaults,
  entry,
  factsOf,
  inputOf,
  rowLog,
  START,
  started,
} from "../support/rows.ts";

function tableOf(name: string, all: readonly LedgerRow[]): TableReport {
  const found = aiCosts(inputOf(all)).find((section) => section.name === name);
  if (found?.shape !== "table") throw new Error(`Cannot find table ${name}`);
  return found;
}

function statsOf(all: readonly LedgerRow[]): Record<string, Cell> {
  const [found] = aiCosts(inputOf(all));
  if (found?.shape !== "stats") throw new Error("Cannot find the sums");
  return Object.fromEntries(found.stats.map(({ key, value }) => [key, value]));
}

/** 0 where the table is left out because it has no row. */
function totalOf(name: string, key: string, all: readonly LedgerRow[]): Cell {
  if (!aiCosts(inputOf(all)).some((section) => section.name === name)) return 0;
  const { columns, totals } = tableOf(name, all);
  return totals?.[columns.findIndex((column) => column.key === key)] ?? null;
}

function sumOf(sums: ReadonlyMap<unknown, number>): number {
  return [...sums.values()].reduce((sum, cost) => sum + cost, 0);
}

const anyStep = fc.record({
  what: fc.constantFrom("ask", "ask", "answer", "answer", "twice", "stranger", "restart"),
  pick: fc.nat(5),
  cost: fc.integer({ min: 0, max: 30_000 }),
  hours: fc.integer({ min: 0, max: 30 }),
});

Deno.test("R-217 R-218 rows by model and by day add up to what the account spent, whatever happens", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 25 }), (steps) => {
      const log = rowLog();
      const asked: QuestionId[] = [];
      let at = START as number;
      for (const { what, pick, cost, hours } of steps) {
        at += hours * 3_600_000;
        const id = asked[pick % Math.max(1, asked.length)];
        const said = (question: QuestionId) =>
          advice([sample("blind", { cost: usdc(cost) })], { question });
        if (what === "ask") asked.push(ask(log, `m${asked.length}`, at));
        else if (what === "restart") {
          log.add(started(), at);
        } else if (what === "stranger") {
          log.add({ kind: "advised", advice: said("9999.1" as QuestionId) }, at);
        } else if (id !== undefined) {
          for (let i = 0; i < (what === "twice" ? 2 : 1); i++) {
            log.add({ kind: "advised", advice: said(id) }, at);
          }
        }
      }
      const { aiSpend } = accountOf(log.rows).learnt;
      const { ai } = factsOf(log.rows);
      deepStrictEqual(ai.learnt.aiSpend, aiSpend);
      const { byModel, byDay } = billSums(ai);
      const total = sumOf(byModel);
      strictEqual(total, aiBill(ai));
      strictEqual(sumOf(byDay), total);
      strictEqual(byDay.get(aiSpend.day) ?? 0, aiSpend.daySpent);
      strictEqual(statsOf(log.rows)["cost"] ?? 0, total);
      for (const name of ["models", "days"]) {
        strictEqual(totalOf(name, "cost", log.rows), total, name);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("questions, calls, tokens, cache hits and requests are counted apart", () => {
  const { questions, waiting, calls, requests, cached, input, output } = statsOf(aiRun());
  // Three answered questions with seven calls; one throttled with three requests and one cached
  // call; one lost with the process, one that still waits.
  deepStrictEqual([questions, waiting, calls, requests, cached], [6, 2, 22, 24, 1]);
  deepStrictEqual([input, output], [23 * 600, 23 * 100]);
});

Deno.test("an answer that was lost with its process counts with its worst case, by no model", () => {
  const log = rowLog();
  ask(log, "m1");
  log.add(started());
  deepStrictEqual(
    [...billSums(factsOf(log.rows).ai).byModel],
    [[NO_MODEL, 20_000]],
  );
});

Deno.test("what was charged beyond the calls is a row of its own, not lost", () => {
  const log = rowLog();
  const id = ask(log, "m1");
  const dear = advice([sample("blind")], { question: id, cost: usdc(1_500) });
  log.add({ kind: "advised", advice: dear });
  deepStrictEqual(
    [...billSums(factsOf(log.rows).ai).byModel],
    [["a", 1_000], [NO_MODEL, 500]],
  );
});

Deno.test("a day's row is of the day on which the money was spent", () => {
  const log = rowLog();
  addQuestion(log, "m1");
  addQuestion(log, "m2", START + 86_400_000 + 5_000);
  const { rows } = tableOf("days", log.rows);
  deepStrictEqual(rows.map(([day, questions, , , , cost]) => [day, questions, cost]), [
    ["2026-11-22", 1, 7_000],
    ["2026-11-23", 1, 7_000],
  ]);
});

Deno.test("what is left of the budgets is what is neither spent nor reserved", () => {
  const log = rowLog();
  addQuestion(log, "m1");
  ask(log, "m2");
  const { day, month, reserved, dayLeft, monthLeft } = statsOf(log.rows);
  deepStrictEqual([day, month, reserved], [7_000, 7_000, 20_000]);
  strictEqual(dayLeft, defaults.ai.budgetDay - 27_000);
  strictEqual(monthLeft, defaults.ai.budgetMonth - 27_000);
  const later = { ...factsOf(log.rows).ai.learnt.aiSpend };
  strictEqual(turned(later, (START + 86_400_000) as Millis).daySpent, 0);
});

Deno.test("cost stands against closed trades and against gross profit; against a loss it does not", () => {
  const all = aiRun();
  const { trade, ofGross, cost } = statsOf(all);
  strictEqual(trade, Math.round(Number(cost) / 3));
  // 60 cents won, 20 and 40 lost: nothing is left to be a share of.
  strictEqual(ofGross, null);
});

Deno.test("silence is counted by reason with its words, of decisions and of calls", () => {
  const { rows } = tableOf("abstentions", aiRun());
  deepStrictEqual(rows.map(([reason, decisions, calls]) => [reason, decisions, calls]), [
    ["budget", 1, 0],
    ["model", 0, 1],
    ["restarted", 1, 0],
    ["throttled", 1, 1],
  ]);
  for (const [, , , words] of rows) ok(String(words).length > 10);
});

Deno.test("a question that the measured arm could not pay for is counted too", () => {
  const log = rowLog();
  const ai = opinion({ question: null, abstained: "budget", estimate: null, pooled: null });
  beside(log, "ai").add(entry("1.1", { ai }));
  const { rows } = tableOf("abstentions", log.rows);
  deepStrictEqual(rows.map(([reason, decisions]) => [reason, decisions]), [["budget", 1]]);
});

Deno.test("times of calls leave out what no request was made for", () => {
  const log = rowLog();
  const id = ask(log, "m1");
  const timed = (ms: number, attempts: number) => sample("blind", { ms: ms as Millis, attempts });
  const calls = [timed(100, 1), timed(200, 1), timed(900, 2), timed(0, 0)];
  log.add({ kind: "advised", advice: advice(calls, { question: id }) });
  const { p50, p95, answer50 } = statsOf(log.rows);
  deepStrictEqual([p50, p95, answer50], [200, 900, 2_500]);
});

Deno.test("models of an arm that stands beside cost as much as one that trades", () => {
  const log = rowLog();
  addQuestion(beside(log, "ai"), "m1");
  strictEqual(statsOf(log.rows)["questions"], 1);
});

Deno.test("a run in which nobody was asked says so, also one recorded before there were models", () => {
  const input = inputOf([]);
  match(aiCosts(input)[0]?.notes.join() ?? "", /No model was asked/);
  const { ai: _ai, ...old } = defaults;
  const before = { ...inputOf(rowLog().rows), config: old as typeof defaults };
  deepStrictEqual(aiCosts(before).map(({ name }) => name), ["aiCosts"]);
  strictEqual(aiBill(before.facts.ai), 0);
});
