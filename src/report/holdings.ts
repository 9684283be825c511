// What is owned and on its way, what is certain of it and what is not yet. Confirmed and provisional
// never stand in one sum.
import { isFinal } from "../core/evolve.ts";
import type { Facts } from "./fold.ts";
import type { ReportInput } from "./input.ts";
import { withNames } from "./names.ts";
import type { OrderFact } from "./order_fold.ts";
import { equityStats, positions } from "./positions.ts";
import {
  type Cell,
  type Column,
  lastRows,
  type Report,
  table,
  type TableReport,
} from "./report.ts";
import { trades } from "./trades.ts";
import { purposeWords, statusWords } from "./words.ts";

/** Rows of one table; the report of its name has all of them. */
const MOST_ROWS = 500;

/** Unanswered orders, matches in doubt, positions, every order's life, closed trades. */
export function holdings(input: ReportInput): readonly Report[] {
  const { facts } = input;
  const { names } = facts;
  const named = (report: Report): Report =>
    report.shape === "table" ? withNames(lastRows(report, MOST_ROWS), names) : report;
  return [
    unknownOrders(input),
    equityStats(input),
    provisional(facts),
    ...positions(input).slice(1),
    orderLives(facts),
    ...trades(input, MOST_ROWS),
  ].map(named);
}

/** Sent, and not known to have arrived: what they cost is reserved until the venue says. */
function unknownOrders({ facts, account }: ReportInput): TableReport {
  const now = facts.last ?? 0;
  const rows = [...facts.orders.byId.values()].filter(({ order, status, acceptedAt }) => {
    const held = account.orders.get(order.id);
    const over = held === undefined || isFinal(held.status);
    return status === "submitted" && acceptedAt === null && !over;
  }).map(({ order, placedAt }): Cell[] => [
    order.id,
    order.market,
    order.side,
    order.price,
    order.size,
    placedAt,
    now - placedAt,
    order.decision,
  ]);
  const notes = rows.length === 0 ? [] : [
    "WARNING: the venue has not said whether it has these orders; what they may cost is reserved.",
  ];
  return table({ name: "unknown", title: "Orders without an answer", notes }, [
    { key: "order", label: "order", unit: "text" },
    { key: "market", label: "market", unit: "text", width: 24 },
    { key: "side", label: "side", unit: "text" },
    { key: "price", label: "limit", unit: "price" },
    { key: "size", label: "size", unit: "shares" },
    { key: "placedAt", label: "sent", unit: "time" },
    { key: "waited", label: "without an answer for", unit: "ms" },
    { key: "decision", label: "decision", unit: "text" },
  ], rows);
}

/** Fills that are matched and not settled: they can still be undone. */
function provisional({ orders, last }: Facts): TableReport {
  const rows = [...orders.fills.values()].filter(({ status }) => status === "matched")
    .map(({ fill, at }): Cell[] => [
      fill.market,
      fill.side,
      fill.price,
      fill.size,
      fill.value,
      fill.fee,
      at,
      (last ?? at) - at,
      fill.order,
    ]);
  const head = { name: "provisional", title: "Matched, not confirmed", notes: [] };
  return table(head, [
    { key: "market", label: "market", unit: "text", width: 24 },
    { key: "side", label: "side", unit: "text" },
    { key: "price", label: "price", unit: "price" },
    { key: "size", label: "shares", unit: "shares" },
    { key: "value", label: "value", unit: "usd" },
    { key: "fee", label: "fee", unit: "usd" },
    { key: "at", label: "matched", unit: "time" },
    { key: "age", label: "for", unit: "ms" },
    { key: "order", label: "order", unit: "text", detail: true },
  ], rows);
}

const lifeColumns: readonly Column[] = [
  { key: "placedAt", label: "sent", unit: "time", detail: true },
  { key: "order", label: "order", unit: "text" },
  { key: "market", label: "market", unit: "text", width: 24 },
  { key: "what", label: "what", unit: "text" },
  { key: "status", label: "status", unit: "text" },
  { key: "accepted", label: "accepted after", unit: "ms", detail: true },
  { key: "firstFill", label: "first fill after", unit: "ms", detail: true },
  { key: "ended", label: "ended after", unit: "ms", detail: true },
  { key: "size", label: "size", unit: "shares", detail: true },
  { key: "filled", label: "filled", unit: "shares" },
  { key: "price", label: "limit", unit: "price", detail: true },
  { key: "fee", label: "fee", unit: "usd", detail: true },
  { key: "confirmed", label: "confirmed", unit: "text" },
  { key: "reason", label: "reason", unit: "text", detail: true },
  { key: "decision", label: "decision", unit: "text", detail: true },
];

/** From the moment it was sent, in ms of the ledger's time. */
function orderLives({ orders }: Facts): TableReport {
  const all = [...orders.byId.values()];
  const rows = all.slice(-MOST_ROWS).map((fact): Cell[] => {
    const { order, placedAt, acceptedAt, endedAt } = fact;
    const after = (at: number | null) => at === null ? null : at - placedAt;
    const fills = fact.fills.flatMap((id) => orders.fills.get(id) ?? []);
    return [
      placedAt,
      order.id,
      order.market,
      `${order.side} ${order.outcome.toUpperCase()}, ${purposeWords[order.purpose]}`,
      statusWords[fact.status],
      after(acceptedAt),
      after(fills[0]?.at ?? null),
      after(endedAt),
      order.size,
      fact.filled,
      order.price,
      fact.fee,
      confirmedWords(fact, orders.fills),
      fact.reason,
      order.decision,
    ];
  });
  const notes = [
    "Milliseconds since the order was sent, by the times in the ledger.",
    ...all.length > MOST_ROWS ? [`The last ${MOST_ROWS} of ${all.length} orders.`] : [],
  ];
  return table({ name: "lives", title: "Orders, first sent first", notes }, lifeColumns, rows);
}

function confirmedWords({ fills }: OrderFact, known: Facts["orders"]["fills"]): string | null {
  const states = fills.flatMap((id) => known.get(id)?.status ?? []);
  if (states.length === 0) return null;
  if (states.includes("reverted")) return "failed to settle";
  return states.includes("matched") ? "provisional" : "yes";
}
