// What a found spike looks like in the book, and everything that can be known against an entry before
// any work, or money for a model, goes into it.
import { readLiquidity } from "../detect/liquidity.ts";
import { confidence, explain } from "../detect/registry.ts";
import type { Candidate } from "../detect/registry.ts";
import { preflight } from "../risk/check.ts";
import type { RiskView } from "../risk/rule.ts";
import type { PendingSpike } from "../types/account.ts";
import type { TokenId } from "../types/ids.ts";
import type { Direction, Outcome } from "../types/market.ts";
import type { Refusal } from "../types/refusal.ts";
import type { ReversionPosterior, Signal, Stance } from "../types/signal.ts";
import { type Millis, probability } from "../types/units.ts";
import { universeRefusals } from "../universe.ts";

/** A spike trade of one token, before anything is worked out. */
export interface Side {
  /** Of the token that would be bought. */
  readonly outcome: Outcome;
  readonly token: TokenId;
  /** Everything that speaks against it; empty: nothing yet. */
  readonly gates: readonly Refusal[];
}

/** The signal as the layers and the book of `outcome` explain it. */
export function signalOf(view: RiskView, candidate: Candidate, outcome: Outcome): Signal {
  const { config, market, at } = view;
  const liquidity = liquidityOf(view, outcome);
  return {
    market: market.market.id,
    at,
    direction: candidate.direction,
    confidence: confidence(candidate.agreeing, liquidity.reading.fired),
    layers: [...explain(market.detectors, config.detection), liquidity.reading],
    mid: probability(candidate.mid),
    anchor: probability(candidate.anchor),
    tickSize: market.market.tickSize,
  };
}

/** One side with its gates; `mid` is that of YES now. */
export function sideOf(view: RiskView, signal: Signal, outcome: Outcome): Side {
  const { market, config } = view;
  const { id, group, yes, no } = market.market;
  const token = outcome === "yes" ? yes : no;
  const gates = [
    ...liquidityOf(view, outcome).refusals,
    ...universeRefusals(market.market, signal.mid, config.universe),
    ...confidenceRefusals(signal, config.detection.minConfidence),
  ];
  const limits = preflight({ market: id, token, group, purpose: "entry" }, view);
  // The liquidity gate asks of the book what the guard on the book asks too.
  const named = new Set(gates.map((gate) => gate.rule));
  return { outcome, token, gates: [...gates, ...limits.filter(({ rule }) => !named.has(rule))] };
}

/** A spike up is faded by buying NO and followed by buying YES. */
export function tokenToBuy(direction: Direction, stance: Stance): Outcome {
  const up = stance === "follow" ? direction : -direction;
  return up > 0 ? "yes" : "no";
}

/** Spikes of one market are measured one after the other: overlapping ones are one observation. */
export function spikeToMeasure(
  { account, config, market }: RiskView,
  signal: Signal,
): PendingSpike | null {
  const { id, category } = market.market;
  if (signal.mid === signal.anchor) return null;
  const dueAt = (signal.at + config.reversion.horizonMs) as Millis;
  const earlier = account.learnt.spikes.find((s) => s.market === id);
  // This very spike may be logged by now: another account decided about it at the same event.
  if (earlier !== undefined) return earlier.dueAt === dueAt ? earlier : null;
  return {
    market: id,
    category,
    direction: signal.mid > signal.anchor ? 1 : -1,
    mid: signal.mid,
    anchor: signal.anchor,
    dueAt,
  };
}

/** The refusal of a spike whose like does not say which way to go. */
export function undecided({ mean, se, category }: ReversionPosterior): Refusal {
  return { rule: "leaveAlone", value: mean, limit: se, unit: "ratio", note: category };
}

/** The book of the token that would be bought, as the liquidity layer sees it. */
export function liquidityOf({ config, market, at }: RiskView, outcome: Outcome) {
  return readLiquidity({
    book: market.book,
    outcome,
    now: at,
    volume24h: market.market.volume24h,
    tickSize: market.market.tickSize,
    stake: config.risk.maxPositionSize,
    config: config.detection,
  });
}

function confidenceRefusals(signal: Signal, limit: number): readonly Refusal[] {
  if (signal.confidence >= limit) return [];
  return [{ rule: "confidence", value: signal.confidence, limit, unit: "ratio" }];
}
