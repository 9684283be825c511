import { limitStates, type RuleName } from "../core/risk/registry.ts";
import type { LimitState } from "../core/risk/rule.ts";
import { millis } from "../core/types/units.ts";
import { cell, UNKNOWN } from "./format.ts";
import type { ReportInput } from "./input.ts";
import { type Cell, type Column, type Report, table, type Unit } from "./report.ts";

/** Every limit with what it measures now, from the registry that enforces them. */
export function limits(input: ReportInput): readonly Report[] {
  const { facts, account, config } = input;
  // A limit that ends by time alone is judged at the last row's time, the only clock there is here;
  // before the first row nothing has happened that could block.
  const at = facts.last ?? millis(0);
  const rows = limitStates(account, config, at).map(({ rule, scope, ...state }) =>
    limitRow(rule, scope === "entries" ? "entries" : "all orders", state)
  );
  const head = { name: "limits", title: "Limits in force", notes: [] };
  return [table(head, columns, [...rows, ...breakerRows(input, at)])];
}

const columns: readonly Column[] = [
  { key: "limit", label: "limit", unit: "text" },
  { key: "state", label: "state", unit: "text" },
  { key: "nowText", label: "now", unit: "text" },
  { key: "limitText", label: "limit", unit: "text" },
  { key: "formula", label: "passes while", unit: "text" },
  { key: "scope", label: "for", unit: "text", detail: true },
  { key: "value", label: "now, raw", unit: "text", detail: true },
  { key: "limitValue", label: "limit, raw", unit: "text", detail: true },
  { key: "unit", label: "unit", unit: "text", detail: true },
];

const formulas: Readonly<Record<RuleName, string>> = {
  mode: "no halt stands",
  accepting: "market takes orders",
  book: "book two-sided and fresh",
  timeLeft: "end - now >= limit, known",
  grid: "price on ticks, size on steps",
  venueMinimum: "order >= the venue's floor",
  sellable: "sale <= free settled shares",
  marketBusy: "nothing else open there",
  unsettled: "no match pending there",
  breaker: "now >= end of the pause",
  rejections: "equal ones in a row < limit",
  rejectionsInRow: "any in a row < limit",
  dailyLoss: "max(closed, marked) < limit",
  lossBudget: "worst loss of all <= limit",
  drawdown: "1 - equity / peak < limit",
  capitalFloor: "equity > limit",
  positionSize: "held + order <= limit",
  cash: "order <= unclaimed cash",
  marketExposure: "held + orders <= limit",
  groupExposure: "held + orders <= limit",
  openPositions: "open + in flight < limit",
  orderRate: "orders in last 60 s < limit",
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
      formula: "losses in a row < limit",
      scope,
    }),
    row({
      name: "windowLoss",
      says,
      value: lost,
      limit: config.risk.maxWindowLoss,
      unit: "usd",
      formula: "lost in the window < limit",
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
  // The present time is no measurement.
  return [
    name,
    says,
    unit === "time" ? UNKNOWN : text(value),
    text(limit),
    formula,
    scope,
    value,
    limit,
    unit,
  ];
}
