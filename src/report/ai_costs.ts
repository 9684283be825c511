// What models cost and what came of it. Every dollar stands in one row by model and in one by day.
import { reservedOf, turned } from "../core/advice/spend.ts";
import { quantile } from "../core/math/quantile.ts";
import { isoDate } from "../core/math/calendar.ts";
import type { AbstainReason } from "../core/types/advice.ts";
import type { AiConfig } from "../core/types/config.ts";
import { aiBill, type BillSums, billSums } from "./ai_bill.ts";
import { type AiFacts, type Call, silenceOf } from "./ai_fold.ts";
import { armResults } from "./arms.ts";
import type { Facts } from "./fold.ts";
import { count } from "./format.ts";
import type { ReportInput } from "./input.ts";
import { type Cell, type Column, type Report, share, type Stat, table } from "./report.ts";
import { grossOf } from "./trade_fold.ts";
import { sum } from "./trades.ts";
import { abstainWords } from "./words.ts";

/** Sums, then by model, by day, and why models said nothing. */
export function aiCosts(input: ReportInput): readonly Report[] {
  const bill = billSums(input.facts.ai);
  const use = useOf(input.facts.ai);
  return [
    sums(input, use),
    byModel(use, bill),
    byDay(use, bill),
    abstentions(input.facts, use),
  ].filter((report) => report.shape !== "table" || report.rows.length > 0);
}

/** Sums over some calls. */
class CallSums {
  /** Requests were made for them; the rest came from the cache or was never made. */
  made = 0;
  requests = 0;
  cached = 0;
  usable = 0;
  input = 0;
  output = 0;
  /** Of those that were made. */
  readonly times: number[] = [];

  add(call: Call): void {
    const { attempts, answer, inputTokens, outputTokens, ms } = call;
    if (attempts > 0) {
      this.made++;
      this.requests += attempts;
      this.times.push(ms);
    } else if (answer !== null) this.cached++;
    if (silenceOf(call) === null) this.usable++;
    this.input += inputTokens;
    this.output += outputTokens;
  }
}

/** What was asked of models, in one pass: a long run has a million calls. */
interface Use {
  readonly questions: number;
  /** Questions without an answer, and those that have cost nothing yet. */
  readonly waiting: number;
  readonly free: number;
  readonly waits: readonly number[];
  readonly all: CallSums;
  readonly byModel: ReadonlyMap<string, CallSums>;
  readonly byDay: ReadonlyMap<number, { questions: number; readonly calls: CallSums }>;
  readonly silent: ReadonlyMap<AbstainReason, number>;
}

function useOf({ questions }: AiFacts): Use {
  const all = new CallSums();
  const models = new Map<string, CallSums>();
  const days = new Map<number, { questions: number; readonly calls: CallSums }>();
  const silent = new Map<AbstainReason, number>();
  const waits: number[] = [];
  let free = 0;
  for (const { advice, charge } of questions.values()) {
    if (advice !== null) waits.push(advice.ms);
    if (charge === null) free++;
    const day = charge === null ? null : entryOf(
      days,
      Math.floor(charge.at / 86_400_000),
      () => ({ questions: 0, calls: new CallSums() }),
    );
    if (day !== null) day.questions++;
    for (const call of advice?.samples ?? []) {
      all.add(call);
      entryOf(models, call.model, () => new CallSums()).add(call);
      day?.calls.add(call);
      const reason = silenceOf(call);
      if (reason !== null) silent.set(reason, (silent.get(reason) ?? 0) + 1);
    }
  }
  const waiting = questions.size - waits.length;
  const by = { byModel: models, byDay: days, silent };
  return { questions: questions.size, waiting, free, waits, all, ...by };
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function sums(input: ReportInput, { questions, waiting, waits, all }: Use): Report {
  const { facts } = input;
  const [calls, answers] = [timesOf(all.times), timesOf(waits)];
  const counted = (key: string, label: string, value: number): Stat => (
    { key, label, unit: "count", value }
  );
  return {
    shape: "stats",
    name: "aiCosts",
    title: "Models: cost and use",
    notes: questions === 0 ? ["No model was asked."] : [],
    stats: [
      counted("questions", "questions", questions),
      counted("waiting", "  without an answer", waiting),
      counted("calls", "calls made", all.made),
      counted("requests", "  requests for them", all.requests),
      counted("cached", "calls answered from the cache", all.cached),
      counted("input", "tokens in", all.input),
      counted("output", "tokens out", all.output),
      { key: "cost", label: "cost", unit: "usd", value: aiBill(facts.ai) },
      ...budgetStats(input),
      ...worthStats(facts),
      latency("p50", "time of a call, median", calls.median),
      latency("p95", "  95 % within", calls.most),
      latency("answer50", "time of an answer, median", answers.median),
      latency("answer95", "  95 % within", answers.most),
    ],
  };
}

function budgetStats({ facts, config }: ReportInput): Stat[] {
  // A run recorded before there were models has no such section.
  const limits: AiConfig | undefined = config.ai;
  if (facts.last === null || limits === undefined) return [];
  const { aiSpend } = facts.ai.learnt;
  const { daySpent, monthSpent } = turned(aiSpend, facts.last);
  const reserved = reservedOf(aiSpend);
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
  const bill = arm?.bill ?? 0;
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

function latency(key: string, label: string, value: number | null): Stat {
  return { key, label, unit: "ms", value };
}

/** Median and 95 % quantile; null of none. */
function timesOf(values: readonly number[]) {
  const sorted = Float64Array.from(values).sort();
  const at = (p: number) => sorted.length === 0 ? null : quantile(sorted, p);
  return { median: at(0.5), most: at(0.95) };
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

function byModel({ byModel: calls }: Use, bill: BillSums): Report {
  const names = new Set([...calls.keys(), ...bill.byModel.keys()]);
  const none = new CallSums();
  const rows = [...names].sort().map((name): Cell[] => {
    const own = calls.get(name) ?? none;
    const { median, most } = timesOf(own.times);
    return [
      name,
      own.made,
      own.usable,
      own.cached,
      own.requests,
      own.input,
      own.output,
      bill.byModel.get(name) ?? 0,
      median,
      most,
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
function byDay({ byDay: days, free }: Use, bill: BillSums): Report {
  const rows = [...days].sort(([a], [b]) => a - b).map(([day, { questions, calls }]): Cell[] => [
    isoDate(day),
    questions,
    calls.made,
    calls.input,
    calls.output,
    bill.byDay.get(day) ?? 0,
  ]);
  const notes = free > 0 ? [`${count(free)} questions wait and have no day yet.`] : [];
  return table({ name: "days", title: "By day", notes }, dayColumns, rows);
}

const abstainColumns: readonly Column[] = [
  { key: "reason", label: "reason", unit: "text" },
  { key: "decisions", label: "decisions", unit: "count", summed: true },
  { key: "calls", label: "calls", unit: "count", summed: true },
  { key: "words", label: "which is", unit: "text", detail: true },
];

function abstentions(facts: Facts, { silent }: Use): Report {
  const decisions = new Map<AbstainReason, number>();
  for (const { ai } of facts.ai.decisions) {
    if (ai.abstained === null) continue;
    decisions.set(ai.abstained, (decisions.get(ai.abstained) ?? 0) + 1);
  }
  const reasons = [...new Set([...decisions.keys(), ...silent.keys()])].sort();
  const rows = reasons.map((reason): Cell[] => [
    reason,
    decisions.get(reason) ?? 0,
    silent.get(reason) ?? 0,
    abstainWords[reason],
  ]);
  const notes = reasons.map((reason) => `${reason}: ${abstainWords[reason]}.`);
  const title = "Decided without an opinion, and calls without an answer";
  return table({ name: "abstentions", title, notes }, abstainColumns, rows);
}
