import type { ReportInput } from "./input.ts";
import { withNames } from "./names.ts";
import {
  type Cell,
  type Column,
  cutWords,
  type Report,
  share,
  type StatsReport,
  table,
  type TableReport,
} from "./report.ts";
import { grossOf, netOf, type Trade, type TradeEnd } from "./trade_fold.ts";
import { purposeWords } from "./words.ts";

/**
 * Closed trades: their sums with the win rate beside the net result, then each of them, or the last
 * `most`.
 */
export function trades({ facts }: ReportInput, most: number = Infinity): readonly Report[] {
  return [tradeStats(facts), withNames(tradesTable(facts.trades.closed(), most), facts.names)];
}

/** Sums over closed trades only. */
export function tradeStats({ trades }: ReportInput["facts"]): StatsReport {
  const closed = trades.closed();
  const nets = closed.map(netOf);
  const net = sum(nets);
  const voided = trades.voided();
  const notes = voided > 0
    ? [`Purchases that failed to settle whole, and so are no trades: ${voided}.`]
    : [];
  return {
    shape: "stats",
    name: "tradeStats",
    title: "Closed trades",
    notes,
    stats: [
      { key: "closed", label: "closed trades", unit: "count", value: closed.length },
      { key: "net", label: "net result (after fees)", unit: "usd", value: net },
      {
        key: "gross",
        label: "gross result (before fees)",
        unit: "usd",
        value: sum(closed.map(grossOf)),
      },
      { key: "fees", label: "fees", unit: "usd", value: sum(closed.map((trade) => trade.fees)) },
      {
        key: "mean",
        label: "net a trade, mean",
        unit: "usd",
        value: closed.length > 0 ? Math.round(net / closed.length) : null,
      },
      {
        key: "wins",
        label: "win rate (net above 0)",
        unit: "ratio",
        value: share(nets.filter((profit) => profit > 0).length, closed.length),
        of: "closed trades",
      },
    ],
  };
}

const columns: readonly Column[] = [
  { key: "closedAt", label: "closed", unit: "time", detail: true },
  { key: "decision", label: "decision", unit: "text", detail: true },
  { key: "market", label: "market", unit: "text", width: 18 },
  { key: "outcome", label: "side", unit: "text" },
  { key: "shares", label: "shares", unit: "shares", detail: true },
  { key: "in", label: "in", unit: "price" },
  { key: "out", label: "out", unit: "price" },
  { key: "held", label: "held", unit: "ms" },
  { key: "gross", label: "gross", unit: "usd", summed: true },
  { key: "fees", label: "fees", unit: "usd", summed: true },
  { key: "net", label: "net", unit: "usd", summed: true },
  { key: "end", label: "ended by", unit: "text", detail: true },
];

function tradesTable(closed: readonly Trade[], most: number): TableReport {
  const notes = closed.length > most ? [cutWords(most, closed.length)] : [];
  const head = { name: "trades", title: "Each closed trade, first closed first", notes };
  return table(head, columns, closed.slice(-most).map(tradeRow));
}

function tradeRow(trade: Trade): Cell[] {
  return [
    trade.closedAt,
    trade.decision,
    trade.market,
    trade.outcome,
    trade.bought,
    perShare(trade.spent, trade.bought),
    perShare(trade.received + trade.payout, trade.bought),
    trade.closedAt === null ? null : trade.closedAt - trade.openedAt,
    grossOf(trade),
    trade.fees,
    netOf(trade),
    trade.end === null ? null : endWords(trade.end),
  ];
}

/** How a trade ended, in words. */
export function endWords(end: TradeEnd): string {
  return end === "resolution" ? "market resolved" : purposeWords[end];
}

/** Average price in 1e-6 a share, to the nearest; fees not included. */
function perShare(value: number, size: number): number | null {
  return size > 0 ? Math.round(value / size * 1e6) : null;
}

/** Sum of integer micro-dollars: exact in any order. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
