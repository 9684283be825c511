import type { RiskView } from "../risk/rule.ts";
import { actingWeights, pool, type Pooled } from "../signal/ensemble.ts";
import { meanReversionInput } from "../signal/reversion.ts";
import { technicalInput } from "../signal/technical.ts";
import type { Outcome } from "../types/market.ts";
import type { Estimate, PoolInput, ReversionPosterior, Signal } from "../types/signal.ts";
import { MICRO } from "../types/units.ts";
import { bookTop, type TokenQuote } from "./quote.ts";

/** What is believed of the token to be bought, dollars a share. */
export interface Belief {
  /** Of YES, as it is recorded. */
  readonly estimate: Estimate;
  /** Of the token. */
  readonly mid: number;
  readonly fair: number;
  readonly se: number;
}

export interface BeliefInput {
  readonly view: RiskView;
  readonly signal: Signal;
  readonly posterior: ReversionPosterior;
  readonly outcome: Outcome;
  readonly quote: TokenQuote;
}

const abstain = { probability: null, confidence: 0 } as const;

/** Opinions of the AI side when no model is asked, or none has one. */
export const silent: readonly PoolInput[] = [
  { name: "ai", ...abstain },
  { name: "sentiment", ...abstain },
];

/** Fair value at the trade's horizon by the rules alone: the price, moved by what they know. */
export function believe({ view, signal, posterior, outcome, quote }: BeliefInput): Belief {
  const inputs = [...ruleInputs(view, signal, posterior), ...silent];
  return beliefOf(pool(signal.mid, inputs, view.config.ensemble), {
    outcome,
    quote,
    se: spikeError(signal, posterior),
  });
}

/** What the rules say about the next hour: the book's lean, and what spikes like this one did. */
export function ruleInputs(
  { config, market, at }: RiskView,
  signal: Signal,
  posterior: ReversionPosterior,
): readonly PoolInput[] {
  return [
    technicalInput(bookTop(market.book, "yes", at), !market.market.depthAssumed),
    meanReversionInput(signal, posterior, actingWeights(config.ensemble).meanReversion),
  ];
}

/** Of the rules' estimate: the posterior's error is one of the undone share, so it scales with the spike. */
export function spikeError({ mid, anchor }: Signal, { se }: ReversionPosterior): number {
  return se * Math.abs(mid - anchor);
}

/** A pooled estimate of YES as a belief about the token of `outcome`. */
export function beliefOf(
  pooled: Pooled,
  { outcome, quote, se }: {
    readonly outcome: Outcome;
    readonly quote: TokenQuote;
    readonly se: number;
  },
): Belief {
  const estimate = { ...pooled, se };
  const fair = outcome === "yes" ? estimate.fair : 1 - estimate.fair;
  return { estimate, mid: (quote.bid + quote.ask) / 2 / MICRO, fair, se };
}
