// From a found spike to an order, or to the first stage that speaks against it. Every found spike
// ends in exactly one decision, with the numbers of every stage it reached.
import { confidence, explain } from "../detect/registry.ts";
import { readLiquidity } from "../detect/liquidity.ts";
import type { Found } from "../observe.ts";
import type { Outbox } from "../outbox.ts";
import { check, preflight } from "../risk/check.ts";
import type { RiskView } from "../risk/rule.ts";
import { posterior as posteriorOf, stance as stanceOf } from "../signal/reversion.ts";
import type { PendingSpike } from "../types/account.ts";
import type { EntryDecision } from "../types/effect.ts";
import type { DecisionId, OrderId, TokenId } from "../types/ids.ts";
import type { Direction, Outcome } from "../types/market.ts";
import type { Refusal } from "../types/refusal.ts";
import type { ReversionPosterior, Signal, Stance } from "../types/signal.ts";
import type { EngineState } from "../types/state.ts";
import { type Millis, probability } from "../types/units.ts";
import { universeRefusals } from "../universe.ts";
import { believe } from "./belief.ts";
import { bookTop, tokenQuote } from "./quote.ts";
import { propose } from "./propose.ts";

/** Decides about one found spike: a record always, an order when nothing speaks against it. */
export function enter(state: EngineState, found: Found, at: Millis, out: Outbox): void {
  const { config, account } = state;
  const { state: market } = found;
  const view: RiskView = { account, config, market, at };
  const seen = look(view, found);
  const { signal, posterior, outcome, token } = seen;
  const base: EntryDecision = {
    kind: "entry",
    id: out.id(0) as DecisionId,
    market: market.market.id,
    slug: market.market.slug,
    verdict: "refused",
    refusals: [],
    signal,
    stance: seen.stance,
    posterior,
    token,
    top: bookTop(market.book, outcome, at),
    estimate: null,
    edge: null,
    plan: null,
    sizing: null,
    spike: spikeToMeasure(view, signal),
    order: null,
  };
  const gates = gateRefusals(view, seen);
  if (gates.length > 0) return refuse(base, gates, out);
  if (base.stance === "leave") return refuse(base, [undecided(base)], out);
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

interface Seen {
  readonly signal: Signal;
  readonly posterior: ReversionPosterior;
  readonly stance: Stance;
  /** Of the token that would be bought. */
  readonly outcome: Outcome;
  readonly token: TokenId;
  readonly liquidity: readonly Refusal[];
}

/** The signal as the layers and the book explain it, and which way the logged spikes say to go. */
function look({ account, config, market, at }: RiskView, { candidate }: Found): Seen {
  const { id, category, yes, no, tickSize, volume24h } = market.market;
  const posterior = posteriorOf(category, account.reversion.get(category), config.reversion);
  const stance = stanceOf(posterior, config.reversion);
  const outcome = tokenToBuy(candidate.direction, stance);
  const liquidity = readLiquidity({
    book: market.book,
    outcome,
    now: at,
    volume24h,
    tickSize,
    stake: config.risk.maxPositionSize,
    config: config.detection,
  });
  const signal: Signal = {
    market: id,
    at,
    direction: candidate.direction,
    confidence: confidence(candidate.agreeing, liquidity.reading.fired),
    layers: [...explain(market.detectors, config.detection), liquidity.reading],
    mid: probability(candidate.mid),
    anchor: probability(candidate.anchor),
    tickSize,
  };
  const token = outcome === "yes" ? yes : no;
  return { signal, posterior, stance, outcome, token, liquidity: liquidity.refusals };
}

/** Everything that can be known against an entry before any work goes into it. */
function gateRefusals(view: RiskView, { signal, token, liquidity }: Seen): readonly Refusal[] {
  const { market, config } = view;
  const gates = [
    ...liquidity,
    ...universeRefusals(market.market, signal.mid, config.universe),
    ...confidenceRefusals(signal, config.detection.minConfidence),
  ];
  const { id, group } = market.market;
  const limits = preflight({ market: id, token, group, purpose: "entry" }, view);
  // The liquidity gate asks of the book what the guard on the book asks too.
  const named = new Set(gates.map((gate) => gate.rule));
  return [...gates, ...limits.filter((refusal) => !named.has(refusal.rule))];
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
