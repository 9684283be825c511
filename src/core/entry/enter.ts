// From a found spike to an order, or to the first stage that speaks against it. Every found spike
// ends in exactly one decision, with the numbers of every stage it reached.
import { explain } from "../detect/registry.ts";
import { readLiquidity } from "../detect/liquidity.ts";
import type { Found } from "../observe.ts";
import type { Outbox } from "../outbox.ts";
import { check } from "../risk/check.ts";
import type { RiskView } from "../risk/rule.ts";
import { posterior as posteriorOf, stance as stanceOf } from "../signal/reversion.ts";
import type { PendingSpike } from "../types/account.ts";
import type { EntryDecision } from "../types/effect.ts";
import type { DecisionId, OrderId } from "../types/ids.ts";
import type { Direction, Outcome } from "../types/market.ts";
import type { Refusal } from "../types/refusal.ts";
import type { Signal, Stance } from "../types/signal.ts";
import type { EngineState } from "../types/state.ts";
import { type Millis, probability } from "../types/units.ts";
import { universeRefusals } from "../universe.ts";
import { believe } from "./belief.ts";
import { bookTop, tokenQuote } from "./quote.ts";
import { propose } from "./propose.ts";

/** Decides about one found spike: a record always, an order when nothing speaks against it. */
export function enter(state: EngineState, found: Found, at: Millis, out: Outbox): void {
  const { config, account } = state;
  const { state: market, candidate } = found;
  const view: RiskView = { account, config, market, at };
  const posterior = posteriorOf(
    market.market.category,
    account.reversion.get(market.market.category),
    config.reversion,
  );
  const stance = stanceOf(posterior, config.reversion);
  const outcome = tokenToBuy(candidate.direction, stance);
  const liquidity = readLiquidity({
    book: market.book,
    outcome,
    now: at,
    volume24h: market.market.volume24h,
    tickSize: market.market.tickSize,
    stake: config.risk.maxPositionSize,
    config: config.detection,
  });
  const signal: Signal = {
    market: market.market.id,
    at,
    direction: candidate.direction,
    confidence: 0.25 * (candidate.agreeing + (liquidity.reading.fired ? 1 : 0)),
    layers: [...explain(market.detectors, config.detection), liquidity.reading],
    mid: probability(candidate.mid),
    anchor: probability(candidate.anchor),
    tickSize: market.market.tickSize,
  };
  const base: EntryDecision = {
    kind: "entry",
    id: out.id(0) as DecisionId,
    market: market.market.id,
    verdict: "refused",
    refusals: [],
    signal,
    stance,
    posterior,
    token: outcome === "yes" ? market.market.yes : market.market.no,
    top: bookTop(market.book, outcome, at),
    estimate: null,
    edge: null,
    plan: null,
    sizing: null,
    spike: spikeToMeasure(view, signal),
    order: null,
  };
  const gates = [
    ...liquidity.refusals,
    ...universeRefusals(market.market, signal.mid, at, config.universe),
    ...confidenceRefusals(signal, config.detection.minConfidence),
  ];
  if (gates.length > 0) return refuse(base, gates, out);
  if (stance === "leave") return refuse(base, [undecided(base)], out);
  const quote = tokenQuote(market.book, outcome);
  const belief = believe({ view, signal, posterior, outcome, quote });
  const proposal = propose({
    view,
    belief,
    outcome,
    quote,
    spike: Math.abs(signal.mid - signal.anchor),
    decision: base.id,
    order: out.id(1) as OrderId,
    seed: seedOf(state.seed, out),
  });
  const reached: EntryDecision = { ...base, estimate: belief.estimate, ...proposal.reached };
  if (proposal.order === null) return refuse(reached, proposal.refusals, out);
  const approved = check(proposal.order, view);
  if (!approved.ok) return refuse(reached, approved.error, out);
  out.emit({
    kind: "record",
    decision: { ...reached, verdict: "enter", order: proposal.order.id },
  });
  out.emit({ kind: "place", order: approved.value });
}

function refuse(decision: EntryDecision, refusals: readonly Refusal[], out: Outbox): void {
  out.emit({ kind: "record", decision: { ...decision, refusals } });
}

/** A spike up is faded by buying NO and followed by buying YES. */
function tokenToBuy(direction: Direction, stance: Stance): Outcome {
  const up = stance === "follow" ? direction : -direction;
  return up > 0 ? "yes" : "no";
}

/** Spikes of one market are measured one after the other: overlapping ones are one observation. */
function spikeToMeasure(
  { account, config, market }: RiskView,
  signal: Signal,
): PendingSpike | null {
  const { id, category } = market.market;
  if (signal.mid === signal.anchor || account.spikes.some((s) => s.market === id)) return null;
  return {
    market: id,
    category,
    direction: signal.mid > signal.anchor ? 1 : -1,
    mid: signal.mid,
    anchor: signal.anchor,
    dueAt: (signal.at + config.reversion.horizonMs) as Millis,
  };
}

function confidenceRefusals(signal: Signal, limit: number): readonly Refusal[] {
  if (signal.confidence >= limit) return [];
  return [{ rule: "confidence", value: signal.confidence, limit, unit: "ratio" }];
}

function undecided({ posterior }: EntryDecision): Refusal {
  const { mean, se, category } = posterior;
  return { rule: "leaveAlone", value: mean, limit: se, unit: "ratio", note: category };
}

/** Chance belongs to the decision: the same decision of the same run draws the same numbers. */
function seedOf(seed: number, out: Outbox): number {
  const [seq, n] = out.id(0).split(".").map(Number) as [number, number];
  return seed * 1_000_003 + seq * 64 + n;
}
