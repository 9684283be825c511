// A refusal is numbers; report/words.ts has the sentence for every rule, or does not compile.

/** Every reason for which something was not done. */
export type RefusalRule =
  // detection and universe
  | "bookAge"
  | "bookMissing"
  | "bookOneSided"
  | "bookCrossed"
  | "feedDown"
  | "spread"
  | "entryDepth"
  | "exitDepth"
  | "volume"
  | "confidence"
  | "priceRange"
  | "category"
  | "slug"
  | "timeLeft"
  | "notAccepting"
  | "feeUnknown"
  // belief and edge
  | "leaveAlone"
  | "edge"
  | "edgeCeiling"
  | "spikeGone"
  // models
  | "aiVeto"
  | "aiInjection"
  | "aiCost"
  | "aiPending"
  | "aiNotWorth"
  // size
  | "kelly"
  | "monteCarloRuin"
  | "monteCarloDayLoss"
  | "monteCarloGrowth"
  | "configMinimum"
  | "venueMinimum"
  | "exitMinimum"
  | "offGrid"
  // risk
  | "halted"
  | "reducing"
  | "marketBusy"
  | "unsettled"
  | "positionSize"
  | "dailyLoss"
  | "lossBudget"
  | "breaker"
  | "drawdown"
  | "capitalFloor"
  | "cash"
  | "marketExposure"
  | "groupExposure"
  | "openPositions"
  | "orderRate"
  | "rejections"
  | "notSellable";

/** How `value` and `limit` are to be read; "cents" is a price for a reader who thinks in cents. */
export type Unit =
  | "usd"
  | "price"
  | "cents"
  | "shares"
  | "ms"
  | "time"
  | "count"
  | "ratio"
  | "text";

/** Why something was not done: the rule, what was measured and what was wanted. */
export interface Refusal {
  readonly rule: RefusalRule;
  /** Micro-units for usd, price and shares. null: the input was missing, and the rule failed closed. */
  readonly value: number | null;
  readonly limit: number | null;
  readonly unit: Unit;
  /** A name the numbers need: a category, a halt's reason. */
  readonly note?: string;
}

/** What a rule found, whichever way it decided; numbers as in {@link Refusal}. */
export interface Measure extends Refusal {
  readonly passed: boolean;
}

/** The refusal in a measure; null where it passed. */
export function refusalOf(measure: Measure): Refusal | null {
  const { passed, ...refusal } = measure;
  return passed ? null : refusal;
}
