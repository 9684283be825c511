// What models cost and what came of it. Every dollar stands in one row by model and in one by day.
import { turned } from "../core/advice/spend.ts";
import { quantile } from "../core/math/quantile.ts";
import { isoDate } from "../core/math/calendar.ts";
import type { AbstainReason } from "../core/types/advice.ts";
import type { AiConfig } from "../core/types/config.ts";
import { aiBill, type BillRow, billRows } from "./ai_bill.ts";
import { type Call, type QuestionFact, silenceOf } from "./ai_fold.ts";
import { armResults } from "./arms.ts";
import { aiDecisions } from "./calibration.ts";
import type { Facts } from "./fold.ts";
import { count } from "./format.ts";
import type { ReportInput } from "./input.ts";
import { type Cell, type Column, type Report, share, type Stat, table } from "./report.ts";
import { grossOf } from "./trade_fold.ts";
import { sum } from "./trades.ts";
import { abstainWords } from "./words.ts";

/** Sums, then by model, by day, and why models said nothing. */
export function aiCosts(input: ReportInput): readonly Report[] {
  const bill = billRows(input.facts.ai);
  return [
    sums(input),
    byModel(input.facts, bill),
    byDay(input.facts, bill),
    abstentions(input.facts),
  ].filter((report) => report.shape !== "table" || report.rows.length > 0);
}

function callsOf({ advice }: QuestionFact): readonly Call[] {
  return advice?.samples ?? [];
}

function allCalls({ ai }: Facts): readonly Call[] {
  return [...ai.questions.values()].flatMap(callsOf);
}

/** Requests were made for it; the rest came from the cache or was never made. */
function wasMade({ attempts }: Call): boolean {
  return attempts > 0;
}

function fromCache({ attempts, answer }: Call): boolean {
  return attempts === 0 && answer !== null;
}

function sums(input: ReportInput): Report {
  const { facts } = input;
  const questions = [...facts.ai.questions.values()];
  const calls = allCalls(facts);
  const made = calls.filter(wasMade);
  const waits = questions.flatMap(({ advice }) => advice === null ? [] : [advice.ms]);
  const counted = (key: string, label: string, value: number): Stat => (
    { key, label, unit: "count", value }
  );
  return {
    shape: "stats",
    name: "aiCosts",
    title: "Models: cost and use",
    notes: questions.length === 0 ? ["No model was asked."] : [],
    stats: [
      counted("questions", "questions", questions.length),
      counted("waiting", "  without an answer", questions.filter((q) => q.advice === null).length),
      counted("calls", "calls made", made.length),
      counted("requests", "  requests for them", sum(made.map(({ attempts }) => attempts))),
      counted("cached", "calls answered from the cache", calls.filter(fromCache).length),
      counted("input", "tokens in", sum(calls.map(({ inputTokens }) => inputTokens))),
      counted("output", "tokens out", sum(calls.map(({ outputTokens }) => outputTokens))),
      { key: "cost", label: "cost", unit: "usd", value: aiBill(facts.ai) },
      ...budgetStats(input),
      ...worthStats(facts),
      latency("p50", "time of a call, median", made.map(({ ms }) => ms), 0.5),
      latency("p95", "  95 % within", made.map(({ ms }) => ms), 0.95),
      latency("answer50", "time of an answer, median", waits, 0.5),
      latency("answer95", "  95 % within", waits, 0.95),
    ],
  };
}

function budgetStats({ facts, config }: ReportInput): Stat[] {
  // A run recorded before there were models has no such section.
  const limits: AiConfig | undefined = config.ai;
  if (facts.last === null || limits === undefined) return [];
  const { daySpent, monthSpent, reserved } = turned(facts.ai.spend, facts.last);
  const left = (limit: number, spent: number) => Math.max(0, limit - spent - reserved);
  const usd = (key: string, label: string, value: number): Stat => (
    { key, label, unit: "usd", value }
  );
  return [
    usd("day", "  today (UTC)", daySpent),
    usd("month", "  this month", monthSpent),
    usd("reserved", "reserved for open questions", reserved),
    usd("dayLeft", "left of today's budget", left(limits.budgetDay, daySpent)),
    usd("monthLeft", "left of the month's budget", left(limits.budgetMonth, monthSpent)),
  ];
}

/** What the arm with models made of it. */
function worthStats(facts: Facts): Stat[] {
  const arm = armResults(facts).find((result) => result.arm === "ai");
  const closed = arm?.facts.trades.closed() ?? [];
  const bill = aiBill(facts.ai);
  return [
    {
      key: "trade",
      label: "cost for each closed trade",
      unit: "usd",
      value: closed.length > 0 ? Math.round(bill / closed.length) : null,
    },
    {
      key: "ofGross",
      label: "cost",
      unit: "ratio",
      value: share(bill, sum(closed.map(grossOf))),
      of: "gross profit of the arm with models",
    },
  ];
}

function latency(key: string, label: string, values: readonly number[], p: number): Stat {
  const sorted = Float64Array.from(values).sort();
  const value = sorted.length === 0 ? null : quantile(sorted, p);
  return { key, label, unit: "ms", value };
}

const modelColumns: readonly Column[] = [
  { key: "model", label: "model", unit: "text", width: 28 },
  { key: "calls", label: "calls", unit: "count", summed: true },
  { key: "answers", label: "usable", unit: "count", summed: true },
  { key: "cached", label: "cached", unit: "count", summed: true, detail: true },
  { key: "requests", label: "requests", unit: "count", summed: true, detail: true },
  { key: "input", label: "tokens in", unit: "count", summed: true },
  { key: "output", label: "tokens out", unit: "count", summed: true },
  { key: "cost", label: "cost", unit: "usd", summed: true },
  { key: "p50", label: "median", unit: "ms", detail: true },
  { key: "p95", label: "95 %", unit: "ms", detail: true },
];

function byModel(facts: Facts, bill: readonly BillRow[]): Report {
  const calls = allCalls(facts);
  const names = new Set([...calls.map(({ model }) => model), ...bill.map(({ model }) => model)]);
  const rows = [...names].sort().map((name): Cell[] => {
    const own = calls.filter(({ model }) => model === name);
    const made = own.filter(wasMade);
    const times = made.map(({ ms }) => ms);
    return [
      name,
      made.length,
      own.filter((call) => silenceOf(call) === null).length,
      own.filter(fromCache).length,
      sum(made.map(({ attempts }) => attempts)),
      sum(own.map(({ inputTokens }) => inputTokens)),
      sum(own.map(({ outputTokens }) => outputTokens)),
      sum(bill.filter(({ model }) => model === name).map(({ cost }) => cost)),
      latency("", "", times, 0.5).value,
      latency("", "", times, 0.95).value,
    ];
  });
  return table({ name: "models", title: "By model", notes: [] }, modelColumns, rows);
}

const dayColumns: readonly Column[] = [
  { key: "day", label: "day (UTC)", unit: "text" },
  { key: "questions", label: "questions", unit: "count", summed: true },
  { key: "calls", label: "calls", unit: "count", summed: true },
  { key: "input", label: "tokens in", unit: "count", summed: true },
  { key: "output", label: "tokens out", unit: "count", summed: true },
  { key: "cost", label: "cost", unit: "usd", summed: true },
];

/** By the day on which the money was spent; questions that cost nothing yet are not in it. */
function byDay({ ai }: Facts, bill: readonly BillRow[]): Report {
  const days = new Map<number, QuestionFact[]>();
  let waiting = 0;
  for (const fact of ai.questions.values()) {
    if (fact.charge === null) {
      waiting++;
      continue;
    }
    const day = Math.floor(fact.charge.at / 86_400_000);
    days.set(day, [...days.get(day) ?? [], fact]);
  }
  const rows = [...days].sort(([a], [b]) => a - b).map(([day, facts]): Cell[] => {
    const calls = facts.flatMap(callsOf);
    return [
      isoDate(day),
      facts.length,
      calls.filter(wasMade).length,
      sum(calls.map(({ inputTokens }) => inputTokens)),
      sum(calls.map(({ outputTokens }) => outputTokens)),
      sum(bill.filter((row) => row.day === day).map(({ cost }) => cost)),
    ];
  });
  const notes = waiting > 0 ? [`${count(waiting)} questions wait and have no day yet.`] : [];
  return table({ name: "days", title: "By day", notes }, dayColumns, rows);
}

const abstainColumns: readonly Column[] = [
  { key: "reason", label: "reason", unit: "text" },
  { key: "decisions", label: "decisions", unit: "count", summed: true },
  { key: "calls", label: "calls", unit: "count", summed: true },
  { key: "words", label: "which is", unit: "text", detail: true },
];

function abstentions(facts: Facts): Report {
  const decisions = new Map<AbstainReason, number>();
  const calls = new Map<AbstainReason, number>();
  const add = (to: Map<AbstainReason, number>, reason: AbstainReason | null) => {
    if (reason !== null) to.set(reason, (to.get(reason) ?? 0) + 1);
  };
  for (const { ai } of aiDecisions(facts)) add(decisions, ai.abstained);
  for (const call of allCalls(facts)) add(calls, silenceOf(call));
  const reasons = [...new Set([...decisions.keys(), ...calls.keys()])].sort();
  const rows = reasons.map((reason): Cell[] => [
    reason,
    decisions.get(reason) ?? 0,
    calls.get(reason) ?? 0,
    abstainWords[reason],
  ]);
  const notes = reasons.map((reason) => `${reason}: ${abstainWords[reason]}.`);
  const title = "Decided without an opinion, and calls without an answer";
  return table({ name: "abstentions", title, notes }, abstainColumns, rows);
}
