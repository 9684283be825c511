import type { Account, Position } from "../core/types/account.ts";
import type { ReportInput } from "./input.ts";
import { withNames } from "./names.ts";
import { type Cell, type Column, type Report, type StatsReport, table } from "./report.ts";

/** What is owned now: equity with open positions at exit price, then each position. */
export function positions(input: ReportInput): readonly Report[] {
  const now = input.facts.last;
  const { open, settling } = holdingsOf(input.account);
  const rows = open.map((p) => positionRow(p, now));
  const notes = settling === 0
    ? []
    : [`Not among them: ${settling} sold, whose sale is not settled and may come back.`];
  const list = table({ name: "positions", title: "Open positions", notes }, columns, rows);
  return [equityStats(input), withNames(list, input.facts.names)];
}

/** Positions with shares, and how many are sold to the last one and wait for the sale to settle. */
export function holdingsOf({ positions }: Pick<Account, "positions">) {
  const open = [...positions.values()].filter(({ shares }) => shares > 0);
  return { open, settling: positions.size - open.length };
}

/**
 * Equity as last marked: cash plus what selling every open position into its book would have
 * fetched. Positions have no value here once a later row changed what is held.
 */
export function equityStats({ facts, account }: ReportInput): StatsReport {
  const { lastMark, markOutdated } = facts;
  const basis = [...account.positions.values()].reduce((sum, p) => sum + p.basis, 0);
  const { open: held, settling } = holdingsOf(account);
  const marked = lastMark !== null && !markOutdated;
  const worth = held.length === 0 ? 0 : marked ? lastMark.equity - lastMark.cash : null;
  const open = worth === null ? null : worth - basis;
  const equity = worth === null ? null : account.cash + worth;
  return {
    shape: "stats",
    name: "equity",
    title: "Account",
    notes: worth === null
      ? ["What is held changed after the last mark: its worth is not known until the next one."]
      : [],
    stats: [
      { key: "equity", label: "equity (open at exit price)", unit: "usd", value: equity },
      { key: "cash", label: "cash", unit: "usd", value: account.cash },
      { key: "open", label: "open positions", unit: "count", value: held.length },
      { key: "settling", label: "sold, not settled yet", unit: "count", value: settling },
      { key: "worth", label: "they would fetch now", unit: "usd", value: worth },
      { key: "basis", label: "they cost, fees included", unit: "usd", value: basis },
      { key: "openResult", label: "open result", unit: "usd", value: open },
      {
        key: "unsettled",
        label: "matches not settled yet",
        unit: "count",
        value: account.unsettled.size,
      },
      {
        key: "quarantine",
        label: "fills that fit nothing, not booked",
        unit: "count",
        value: account.quarantine.size,
      },
      { key: "markedAt", label: "marked", unit: "time", value: lastMark?.at ?? null },
    ],
  };
}

const columns: readonly Column[] = [
  { key: "market", label: "market", unit: "text", width: 18 },
  { key: "outcome", label: "side", unit: "text" },
  { key: "shares", label: "shares", unit: "shares" },
  { key: "unsettled", label: "unsettled", unit: "shares", detail: true },
  { key: "cost", label: "cost", unit: "price" },
  { key: "target", label: "target", unit: "price" },
  { key: "stop", label: "stop", unit: "price" },
  { key: "held", label: "held", unit: "ms" },
  { key: "until", label: "until", unit: "time", detail: true },
  { key: "basis", label: "basis", unit: "usd", summed: true },
  { key: "realized", label: "realized", unit: "usd", summed: true, detail: true },
  { key: "token", label: "token", unit: "text", detail: true },
];

function positionRow(position: Position, now: number | null): Cell[] {
  const { plan, shares, basis } = position;
  return [
    position.market,
    position.outcome,
    shares,
    position.unsettled,
    shares > 0 ? Math.ceil(basis / shares * 1e6) : null,
    plan.target,
    plan.stop,
    now === null ? null : now - position.openedAt,
    plan.until,
    basis,
    position.realized,
    position.token,
  ];
}
