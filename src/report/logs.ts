// What happened, newest first, in the words of the terminal.
import type { LedgerBody, LedgerRow } from "../core/types/effect.ts";
import type { Millis, Seq } from "../core/types/units.ts";
import type { QuestionFact } from "./ai_fold.ts";
import type { DecisionFact, Facts } from "./fold.ts";
import { price, shares, usd } from "./format.ts";
import type { ReportInput } from "./input.ts";
import { line, type MarketNames, severity } from "./line.ts";
import type { FillFact, OrderFact } from "./order_fold.ts";
import { type Cell, type Report, table } from "./report.ts";
import { abstainWords, purposeWords, statusWords } from "./words.ts";

/** Lines that are shown; the ledger has all of them. */
const MOST = 500;

type Kind = "decision" | "order" | "fill" | "control" | "models";

interface Entry {
  readonly at: Millis;
  readonly kind: Kind;
  readonly weight: string;
  readonly text: string;
  readonly decision: string | null;
}

/** Decisions, orders, fills, halts, commands, models and resolutions, the latest ones. */
export function logs({ facts }: ReportInput): readonly Report[] {
  // Words are made of what can be among the last only: a long run has a million things to say.
  const { decisions, orders, control, ai } = facts;
  const decided = [...decisions.values()];
  const placed = [...orders.byId.values()];
  const from = Math.max(cutoff(decided), cutoff(placed.map(({ placedAt: at }) => ({ at }))));
  const late = (at: number | null) => at !== null && at >= from;
  const all = [
    ...decided.filter(({ at }) => late(at)).flatMap((one) => decisionEntry(one, facts.names)),
    ...placed.filter((one) => late(one.placedAt) || late(one.endedAt)).flatMap(orderEntries),
    ...[...orders.fills.values()].filter(({ at }) => late(at)).flatMap((one) =>
      fillEntry(one, facts)
    ),
    ...control.filter(({ at }) => late(at)).flatMap(controlEntry),
    ...[...ai.questions.values()].filter((one) => late(one.askedAt) || late(one.answeredAt))
      .flatMap(modelEntries),
  ].sort((a, b) => b.at - a.at);
  const notes = all.length > MOST || from > 0
    ? [`The last ${MOST}; the ledger has everything, and the audit view finds it.`]
    : [];
  const rows = all.slice(0, MOST).map(({ at, kind, weight, text, decision }): Cell[] => [
    at,
    kind,
    weight,
    text,
    decision,
  ]);
  return [table({ name: "logs", title: "What happened, newest first", notes }, [
    { key: "at", label: "time", unit: "time" },
    { key: "kind", label: "about", unit: "text" },
    { key: "weight", label: "weight", unit: "text", detail: true },
    { key: "text", label: "what", unit: "text" },
    { key: "decision", label: "decision", unit: "text", detail: true },
  ], rows)];
}

/** Nothing older is among the last: so many things of one kind are newer. */
function cutoff(inOrder: readonly { readonly at: number }[]): number {
  return inOrder.at(-MOST)?.at ?? 0;
}

/** A row as the ledger has it, but for its number, which no line shows. */
function rowOf(at: Millis, body: LedgerBody): LedgerRow {
  return { seq: 0 as Seq, n: 0, at, body };
}

function decisionEntry({ at, decision }: DecisionFact, names: MarketNames): Entry[] {
  const row = rowOf(at, { kind: "record", decision });
  const text = line(row, true, names);
  if (text === null) return [];
  return [{ at, kind: "decision", weight: severity(row), text, decision: decision.id }];
}

function orderEntries({ order, placedAt, endedAt, status, reason, filled }: OrderFact): Entry[] {
  const what = `order ${order.id}: ${order.side} ${shares(order.size)} ` +
    `${order.outcome.toUpperCase()} at ${price(order.price)}`;
  const common = { kind: "order", decision: order.decision } as const;
  const placed: Entry = {
    ...common,
    at: placedAt,
    weight: "info",
    text: `${what} sent (${purposeWords[order.purpose]})`,
  };
  if (endedAt === null || status === "filled") return [placed];
  const why = reason === null ? "" : `: ${reason}`;
  const got = filled > 0 ? `, ${shares(filled)} filled before` : "";
  return [placed, {
    ...common,
    at: endedAt,
    weight: status === "rejected" ? "warn" : "info",
    text: `order ${order.id} ${statusWords[status]}${why}${got}`,
  }];
}

function fillEntry({ fill, at, status }: FillFact, { orders, names }: Facts): Entry[] {
  const text = line(rowOf(at, { kind: "orderFilled", fill }), false, names);
  if (text === null) return [];
  const undone = status === "reverted";
  return [{
    at,
    kind: "fill",
    weight: undone ? "alarm" : "info",
    text: undone ? `${text}; it failed to settle and is undone` : text,
    decision: orders.byId.get(fill.order)?.order.decision ?? null,
  }];
}

function controlEntry(row: LedgerRow): Entry[] {
  const text = line(row);
  if (text === null) return [];
  return [{ at: row.at, kind: "control", weight: severity(row), text, decision: null }];
}

function modelEntries({ question, askedAt, answeredAt, advice }: QuestionFact): Entry[] {
  const asked: Entry = {
    at: askedAt,
    kind: "models",
    weight: "info",
    text: `models are asked about ${question.slug} (${question.id})`,
    decision: null,
  };
  if (answeredAt === null || advice === null) return [asked];
  const { abstained, cost } = advice;
  const said = abstained === null
    ? "models answered"
    : `models have no opinion: ${abstainWords[abstained]}`;
  return [asked, {
    at: answeredAt,
    kind: "models",
    weight: abstained === "injection" || abstained === "denied" ? "warn" : "info",
    text: `${said}, ${usd(cost)} (${question.id})`,
    decision: null,
  }];
}
