// The record of an entry that was considered: begun with what is known of the signal, filled stage by
// stage, closed with an order or with the first stage that spoke against it.
import type { Out } from "../outbox.ts";
import { check, measures } from "../risk/check.ts";
import type { RiskView } from "../risk/rule.ts";
import { posterior as posteriorOf, stance as stanceOf } from "../signal/reversion.ts";
import type { EntryDecision } from "../types/effect.ts";
import type { DecisionId, OrderId } from "../types/ids.ts";
import type { Outcome } from "../types/market.ts";
import type { Approved, Order } from "../types/order.ts";
import type { Measure, Refusal } from "../types/refusal.ts";
import type { ReversionPosterior, Signal, Stance } from "../types/signal.ts";
import type { EngineState } from "../types/state.ts";
import type { Belief } from "./belief.ts";
import type { Proposal } from "./propose.ts";
import { bookTop } from "./quote.ts";
import { liquidityOf, type Side, spikeToMeasure } from "./seen.ts";

/** An entry that is being considered. */
export interface Entering {
  readonly state: EngineState;
  readonly view: RiskView;
  readonly out: Out;
  readonly signal: Signal;
  readonly posterior: ReversionPosterior;
  readonly stance: Stance;
  readonly decision: DecisionId;
  readonly order: OrderId;
  /** Chance belongs to the decision: the same decision of the same run draws the same numbers. */
  readonly seed: number;
}

/** What came of it: the decision, and the order that the limits let through. */
export interface Decided {
  readonly decision: EntryDecision;
  readonly order: Approved<Order> | null;
}

/** What logged spikes of the market's category say, and which way to go then. */
export function believedOf({ account, config, market }: RiskView): {
  readonly posterior: ReversionPosterior;
  readonly stance: Stance;
} {
  const { category } = market.market;
  const posterior = posteriorOf(category, account.learnt.reversion.get(category), config.reversion);
  return { posterior, stance: stanceOf(posterior, config.reversion) };
}

/** An entry with the ids and the chance that belong to the next rows of `out`. */
export function entering(
  state: EngineState,
  view: RiskView,
  out: Out,
  about: Pick<Entering, "signal" | "posterior" | "stance">,
): Entering {
  const decision = out.id(0) as DecisionId;
  const [seq, n] = decision.split(".").map(Number) as [number, number];
  const seed = state.seed * 1_000_003 + seq * 64 + n;
  return { state, view, out, ...about, decision, order: out.id(1) as OrderId, seed };
}

/** The record with nothing in it but the signal and, where one was looked at, the side. */
export function blank(
  { view, signal, posterior, stance, decision }: Entering,
  side: Pick<Side, "outcome" | "token"> | null,
): EntryDecision {
  const { market, book } = view.market;
  return {
    kind: "entry",
    id: decision,
    market: market.id,
    slug: market.slug,
    verdict: "refused",
    refusals: [],
    signal,
    stance,
    posterior,
    token: side?.token ?? null,
    top: side === null ? null : bookTop(book, side.outcome, view.at),
    estimate: null,
    edge: null,
    plan: null,
    sizing: null,
    spike: spikeToMeasure(view, signal),
    order: null,
  };
}

/** The record of a refusal. */
export function refused(decision: EntryDecision, refusals: readonly Refusal[]): Decided {
  return { decision: { ...decision, refusals }, order: null };
}

/** The record of a proposal, after every limit was asked; `before`: what was asked before there was one. */
export function judged(
  decision: EntryDecision,
  belief: Belief,
  proposal: Proposal,
  view: RiskView,
  before: readonly Measure[] = [],
): Decided {
  const reached: EntryDecision = {
    ...decision,
    estimate: belief.estimate,
    ...proposal.reached,
  };
  if (proposal.order === null) return refused(reached, proposal.refusals);
  const { id, outcome } = proposal.order;
  const asked = {
    ...reached,
    passed: passedWithNumber([
      ...liquidityOf(view, outcome).measures,
      ...before,
      ...proposal.measures,
      ...measures(proposal.order, view),
    ]),
  };
  const approved = check(proposal.order, view);
  if (!approved.ok) return refused(asked, approved.error);
  return { decision: { ...asked, verdict: "enter", order: id }, order: approved.value };
}

/** That a gate without a number was passed is known without it; the last answer of a gate counts. */
function passedWithNumber(all: readonly Measure[]): readonly Refusal[] {
  const byRule = new Map(all.map((measure) => [measure.rule, measure]));
  return [...byRule.values()].flatMap(({ passed, ...numbers }) =>
    passed && numbers.value !== null ? [numbers] : []
  );
}

/**
 * Writes what was decided, and sends the order. Beside the real account a refusal leaves a row only
 * where models were asked, or could not be paid.
 */
export function carryOut({ state, out }: Entering, { decision, order }: Decided): void {
  if (state.isShadow && order === null && decision.ai === undefined) return;
  out.emit({ kind: "record", decision });
  if (order !== null) out.emit({ kind: "place", order });
}

/** Size of the spike that is left, dollars. */
export function sizeOf({ mid, anchor }: Signal): number {
  return Math.abs(mid - anchor);
}

/** The side that is not `outcome`. */
export function otherOutcome(outcome: Outcome): Outcome {
  return outcome === "yes" ? "no" : "yes";
}
