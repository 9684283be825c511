import { limitStates, type RuleName } from "../core/risk/registry.ts";
import type { LimitState } from "../core/risk/rule.ts";
import { cell } from "./format.ts";
import type { ReportInput } from "./input.ts";
import { type Cell, type Column, type Report, table, type Unit } from "./report.ts";

/** Every limit with what it measures now, from the registry that enforces them. */
export function limits(input: ReportInput): readonly Report[] {
  const { facts, account, config } = input;
  // A limit that ends by time alone is judged at the last row's time, the only clock there is here.
  const at = facts.last;
  const states = at === null ? [] : limitStates(account, config, at);
  const rows = states.map(({ rule, scope, ...state }) =>
    limitRow(rule, scope === "entries" ? "entries" : "all orders", state)
  );
  const notes = at === null ? ["No row yet: nothing has been measured."] : [];
  return [
    table({ name: "limits", title: "Limits in force", notes }, columns, [
      ...rows,
      ...(at === null ? [] : breakerRows(input, at)),
    ]),
  ];
}

const columns: readonly Column[] = [
  { key: "limit", label: "limit", unit: "text" },
  { key: "state", label: "state", unit: "text" },
  { key: "nowText", label: "now", unit: "text" },
  { key: "limitText", label: "limit", unit: "text" },
  { key: "formula", label: "which refuses when", unit: "text" },
  { key: "scope", label: "for", unit: "text", detail: true },
  { key: "value", label: "now, raw", unit: "text", detail: true },
  { key: "limitValue", label: "limit, raw", unit: "text", detail: true },
  { key: "unit", label: "unit", unit: "text", detail: true },
];

const formulas: Readonly<Record<RuleName, string>> = {
  mode: "halted, or reducing and the order is an entry",
  accepting: "the market takes no orders or is resolved",
  book: "the book is missing, one-sided, crossed, stale, or its feed down",
  timeLeft: "time to the market's end is under the limit, or unknown",
  grid: "price off the tick grid, or size off the share grid",
  venueMinimum: "the order is under the venue's own minimum",
  sellable: "a sale is over the settled shares no other sale claims",
  marketBusy: "a position or entry is open in the market",
  unsettled: "a match of the market is not settled",
  breaker: "it is before the end of the pause after losses",
  rejections: "equal rejections in a row on a token reach the limit",
  dailyLoss: "loss today, the worse of closed and marked, reaches the limit",
  lossBudget: "worst loss of all that is open plus the order is over what the day may lose",
  drawdown: "(highest equity - equity) / highest equity reaches the limit",
  capitalFloor: "equity is at or under the floor",
  positionSize: "dollars in the position with the order are over the limit",
  cash: "the order costs more than the cash no order claims",
  marketExposure: "dollars in the market with the order are over the limit",
  groupExposure: "dollars in markets that settle together are over the limit",
  openPositions: "positions and entries in flight reach the limit",
  orderRate: "orders in the last minute reach the limit",
};

function limitRow(rule: RuleName, scope: string, state: LimitState): Cell[] {
  const { value, limit, unit, blocking } = state;
  const says = blocking === null ? "each order" : blocking ? "BLOCKS NOW" : "in force";
  return row({ name: rule, says, value, limit, unit, formula: formulas[rule], scope });
}

/** What sets the breaker off; it is no rule of its own, since it acts through `breaker`. */
function breakerRows({ account, config }: ReportInput, at: number): Cell[][] {
  const { risk } = account;
  const recent = risk.recentTrades.filter((trade) => at - trade.at < config.risk.lossWindowMs);
  const lost = -recent.reduce((sum, { profit }) => sum + profit, 0);
  const scope = "entries";
  const says = "in force";
  return [
    row({
      name: "consecutiveLosses",
      says,
      value: risk.consecutiveLosses,
      limit: config.risk.maxConsecutiveLosses,
      unit: "count",
      formula: "losses in a row reach the limit; sets off the breaker",
      scope,
    }),
    row({
      name: "windowLoss",
      says,
      value: lost,
      limit: config.risk.maxWindowLoss,
      unit: "usd",
      formula: "loss of trades in the window reaches the limit; sets off the breaker",
      scope,
    }),
  ];
}

interface LimitWords {
  readonly name: string;
  readonly says: string;
  readonly value: number | null;
  readonly limit: number | null;
  readonly unit: Unit;
  readonly formula: string;
  readonly scope: string;
}

function row({ name, says, value, limit, unit, formula, scope }: LimitWords): Cell[] {
  const text = (raw: number | null) => cell(raw, unit);
  return [name, says, text(value), text(limit), formula, scope, value, limit, unit];
}
