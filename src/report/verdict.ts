// What closed trades say, and no more than that.
import { count, decimal } from "./format.ts";
import { netOf, type Trade } from "./trade_fold.ts";

/** With fewer closed trades nothing is said of them. */
export const MIN_TRADES = 30;
/** Trades in markets that settle together are one observation; with fewer groups nothing is said. */
export const MIN_GROUPS = 10;
/** |t| wanted: two-sided 5 % of Student's t with nine degrees of freedom is 2.262. */
export const MIN_T = 2.3;

export type VerdictKind = "none" | "unclear" | "worse" | "better";

export interface Verdict {
  readonly kind: VerdictKind;
  readonly trades: number;
  readonly groups: number;
  /** Mean net result over its standard error, by trade or by group, whichever says less. */
  readonly t: number | null;
}

/** Compares the mean net result of closed trades with nothing. */
export function verdictOf(closed: readonly Trade[]): Verdict {
  const byGroup = new Map<string, number>();
  for (const trade of closed) {
    byGroup.set(trade.group, (byGroup.get(trade.group) ?? 0) + netOf(trade));
  }
  const trades = closed.length;
  const groups = byGroup.size;
  const t = weaker(tOf(closed.map(netOf)), tOf([...byGroup.values()]));
  const about = { trades, groups, t };
  if (trades === 0) return { kind: "none", ...about };
  if (trades < MIN_TRADES || groups < MIN_GROUPS || t === null || Math.abs(t) < MIN_T) {
    return { kind: "unclear", ...about };
  }
  return { kind: t > 0 ? "better" : "worse", ...about };
}

/** Mean over its standard error; null below two values or without any spread. */
export function tOf(values: readonly number[]): number | null {
  const n = values.length;
  if (n < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return squares > 0 ? mean / Math.sqrt(squares / (n - 1) / n) : null;
}

function weaker(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return null;
  // Two tests that disagree in sign say nothing at all.
  if (Math.sign(a) !== Math.sign(b)) return 0;
  return Math.abs(a) < Math.abs(b) ? a : b;
}

/** The verdict from its fixed list. */
export function verdictWords({ kind, trades }: Verdict): string {
  switch (kind) {
    case "none":
      return "no trades";
    case "worse":
      return "worse than doing nothing";
    case "better":
      return "better than doing nothing in this recording; one recording proves nothing";
    case "unclear":
      return `not distinguishable from nothing (n = ${count(trades)})`;
  }
}

/** What the verdict rests on. */
export function verdictReason({ trades, groups, t }: Verdict): string {
  if (trades === 0) return "no trade was closed";
  if (trades < MIN_TRADES) return `insufficient: ${MIN_TRADES} closed trades are needed`;
  if (groups < MIN_GROUPS) return `insufficient: ${MIN_GROUPS} independent markets are needed`;
  if (t === null) return "all results are equal: nothing can be said of their spread";
  return `t = ${decimal(t)}, and ${MIN_T} either way is needed`;
}
