import type { ReportInput } from "./input.ts";
import { withNames } from "./names.ts";
import type { OrderFact } from "./order_fold.ts";
import { type Cell, type Column, type Report, share, type Stat, table } from "./report.ts";
import { purposeWords, statusWords } from "./words.ts";

/** Orders: how many came to something, then each of them. */
export function orders({ facts }: ReportInput): readonly Report[] {
  const all = [...facts.orders.byId.values()];
  const head = { name: "orders", title: "Each order, first placed first", notes: [] };
  const list = table(head, columns, all.map(orderRow));
  return [orderStats(all), withNames(list, facts.names)];
}

function orderStats(all: readonly OrderFact[]): Report {
  const part = (key: string, label: string, belongs: (o: OrderFact) => boolean): Stat => ({
    key,
    label,
    unit: "ratio",
    value: share(all.filter(belongs).length, all.length),
    of: "orders",
  });
  const live = (o: OrderFact) => o.endedAt === null;
  return {
    shape: "stats",
    name: "orderStats",
    title: "Orders",
    notes: [],
    stats: [
      { key: "orders", label: "orders placed", unit: "count", value: all.length },
      part("filled", "filled, at least in part", (o) => o.filled > 0),
      part("unfilled", "ended without a share", (o) => !live(o) && o.filled === 0),
      part("rejected", "rejected by the venue", (o) => o.status === "rejected"),
      { key: "live", label: "still live", unit: "count", value: all.filter(live).length },
    ],
  };
}

const columns: readonly Column[] = [
  { key: "id", label: "order", unit: "text", width: 14 },
  { key: "placedAt", label: "placed", unit: "time", detail: true },
  { key: "decision", label: "decision", unit: "text", detail: true },
  { key: "market", label: "market", unit: "text", width: 14 },
  { key: "side", label: "side", unit: "text" },
  { key: "price", label: "limit", unit: "price" },
  { key: "size", label: "size", unit: "shares" },
  { key: "filled", label: "filled", unit: "shares" },
  { key: "value", label: "value", unit: "usd", summed: true, detail: true },
  { key: "fee", label: "fee", unit: "usd", summed: true },
  { key: "purpose", label: "why", unit: "text" },
  { key: "purposeWords", label: "which is", unit: "text", detail: true },
  { key: "status", label: "status", unit: "text" },
  { key: "reason", label: "reason", unit: "text", detail: true },
  { key: "answerMs", label: "answered after", unit: "ms", detail: true },
];

function orderRow(fact: OrderFact): Cell[] {
  const { order } = fact;
  return [
    order.id,
    fact.placedAt,
    order.decision,
    order.market,
    `${order.side} ${order.outcome}`,
    order.price,
    order.size,
    fact.filled,
    fact.value,
    fact.fee,
    order.purpose,
    purposeWords[order.purpose],
    statusWords[fact.status],
    fact.reason,
    fact.acceptedAt === null ? null : fact.acceptedAt - fact.placedAt,
  ];
}
