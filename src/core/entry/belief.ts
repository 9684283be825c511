import type { RiskView } from "../risk/rule.ts";
import { actingWeights, pool } from "../signal/ensemble.ts";
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

/** Fair value at the trade's horizon: the market price, moved by what the inputs know. */
export function believe({ view, signal, posterior, outcome, quote }: BeliefInput): Belief {
  const { config, market } = view;
  const abstain = { probability: null, confidence: 0 } as const;
  const inputs: readonly PoolInput[] = [
    technicalInput(bookTop(market.book, "yes", view.at), !market.market.depthAssumed),
    meanReversionInput(signal, posterior, actingWeights(config.ensemble).meanReversion),
    { name: "ai", ...abstain },
    { name: "sentiment", ...abstain },
  ];
  // The posterior's error is one of the undone share, so it scales with the spike.
  const se = posterior.se * Math.abs(signal.mid - signal.anchor);
  const estimate = { ...pool(signal.mid, inputs, config.ensemble), se };
  const fair = outcome === "yes" ? estimate.fair : 1 - estimate.fair;
  return { estimate, mid: (quote.bid + quote.ask) / 2 / MICRO, fair, se };
}
