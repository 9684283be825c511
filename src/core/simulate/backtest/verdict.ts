// What may be said of a backtest, and no more: five sentences.
import type { Assessment } from "./assess.ts";

/** With fewer closed trades, or fewer events that are independent, nothing is said of them. */
export const LEAST: { readonly trades: number; readonly events: number } = {
  trades: 30,
  events: 10,
};

/** Fewer events with a loss do not show how large a loss can be. */
export const LEAST_LOSSES = 5;

/** True where there is enough to say anything of. */
export function isEnough({ trades, events }: Pick<Assessment, "trades" | "events">): boolean {
  return trades >= LEAST.trades && events >= LEAST.events;
}

/** Probability that a true edge is above luck, wanted before "better" is said. */
export const BELIEVED = 0.95;

export type BacktestVerdict = "noTrades" | "insufficient" | "worse" | "unclear" | "better";

/**
 * Better only where the whole 95 % interval of the net result is above nothing, would be so had one
 * trade more lost its stake where hardly any event lost, and the deflated Sharpe ratio says that luck among
 * all that was tried does not explain it.
 */
export function backtestVerdict(
  { trades, events, perDollar: { interval }, losses, withLoss, dsr }: Pick<
    Assessment,
    "trades" | "events" | "perDollar" | "losses" | "withLoss" | "dsr"
  >,
): BacktestVerdict {
  if (trades === 0) return "noTrades";
  if (!isEnough({ trades, events }) || interval === null) return "insufficient";
  if (interval.high < 0) return "worse";
  const isAbove = interval.low > 0 &&
    (losses >= LEAST_LOSSES || (withLoss !== null && withLoss.low > 0));
  return isAbove && dsr !== null && dsr >= BELIEVED ? "better" : "unclear";
}

/** The sentence; `others` is how many other attempts were made on the same recordings. */
export function backtestVerdictWords(verdict: BacktestVerdict, others: number): string {
  switch (verdict) {
    case "noTrades":
      return "no trades";
    case "insufficient":
      return "insufficient";
    case "worse":
      return "worse than doing nothing";
    case "unclear":
      return "not distinguishable from nothing";
    case "better":
      return `better than doing nothing in this recording, and ${others} ` +
        `${others === 1 ? "other was" : "others were"} tried`;
  }
}
