// The arm with models. A spike that passes every gate is asked about when an answer could make a trade
// of it and the budget lets; the decision is made when the answer comes, on the book of that moment, or
// without it when it does not.
//
// 1. No answer opens a gate: gates, limits and minimum edge are asked again, after it, of the book then.
// 2. Where text reads like instructions to a model nothing is bought, whatever was answered.
// 3. Everything here is decided again from the row that asked: a restart changes nothing.
import { worstCase } from "../advice/cost.ts";
import { budgetLeft } from "../advice/spend.ts";
import type { Out } from "../outbox.ts";
import type { RiskView } from "../risk/rule.ts";
import type { PendingQuestion } from "../types/account.ts";
import type { EntryDecision } from "../types/effect.ts";
import type { DecisionId, MarketId, OrderId, QuestionId } from "../types/ids.ts";
import type { Outcome } from "../types/market.ts";
import type { Refusal } from "../types/refusal.ts";
import type { Signal } from "../types/signal.ts";
import type { EngineState } from "../types/state.ts";
import { MICRO, type Millis, probability, type Usdc } from "../types/units.ts";
import {
  believedOf,
  blank,
  carryOut,
  type Decided,
  type Entering,
  entering,
  refused,
} from "./decision.ts";
import type { Reply } from "./opinion.ts";
import { tokenQuote } from "./quote.ts";
import { type Side, sideOf, spikeToMeasure, tokenToBuy } from "./seen.ts";
import { notWorthAsking, weigh } from "./weigh.ts";

/** Asks about a spike, or decides at once where asking is of no use or not to be paid. */
export function askOrDecide(
  entry: Entering,
  signalOn: (outcome: Outcome) => Signal,
): void {
  const { view, signal } = entry;
  const sides = sidesOf(entry).map((outcome) => sideOf(view, signalOn(outcome), outcome));
  const [first] = sides as [Side];
  const [open, ...others] = sides.filter(({ gates }) => gates.length === 0);
  if (open === undefined) return carryOut(entry, refused(blank(entry, first), first.gates));
  if (isPending(entry.state, view.market.market.id)) {
    const pending: Refusal = { rule: "aiPending", value: null, limit: null, unit: "text" };
    return carryOut(entry, refused(blank(entry, first), [pending]));
  }
  const atOnce = notWorthAsking(entry, [open, ...others]);
  if (atOnce !== null) return carryOut(entry, atOnce);
  const reserve = worstCase(view.config.ai);
  if (reserve > budgetLeft(view.account.learnt.aiSpend, view.config.ai, view.at)) {
    return carryOut(
      entry,
      weigh(entry, { reason: "budget" }, { question: null, askedAt: view.at }),
    );
  }
  ask({ ...entry, signal: signalOn(open.outcome) }, reserve, signal.at);
}

/**
 * Decides about a question that is answered, or that nobody waits for any longer; `isEnd`: nothing is
 * bought any more, since nobody would look after it.
 */
export function conclude(
  state: EngineState,
  pending: PendingQuestion,
  reply: Reply,
  at: Millis,
  out: Out,
  isEnd = false,
): void {
  const { question, signal: then } = pending;
  const { config, account } = state;
  const market = state.markets.get(question.market);
  if (market === undefined) return forgotten(state, pending, out);
  const view: RiskView = { account, config, market, at };
  const believed = believedOf(view);
  const entry = entering(state, view, out, { signal: nowOf(view, then), ...believed });
  const asked = { question: question.id, askedAt: then.at };
  const weighed = weigh(entry, reply, asked);
  const decided = isEnd && weighed.order !== null ? stoppedByEnd(weighed.decision) : weighed;
  // The record shows the signal as it was; what it is measured by, too.
  const decision = { ...decided.decision, signal: then, spike: pending.spike };
  carryOut(entry, { ...decided, decision });
}

function stoppedByEnd(decision: EntryDecision): Decided {
  const numbers = { value: null, limit: null, unit: "text" } as const;
  const refusal: Refusal = { rule: "aiPending", ...numbers, note: "when the run ended" };
  return refused({ ...decision, verdict: "refused", order: null }, [refusal]);
}

/** With the rules' own side first; both where the rules have none, or nothing to say. */
function sidesOf({ view, stance, signal }: Entering): readonly Outcome[] {
  const rules = tokenToBuy(signal.direction, stance);
  const only = stance !== "leave" && view.config.ensemble.autonomy < 1;
  return only ? [rules] : [rules, rules === "yes" ? "no" : "yes"];
}

function isPending({ account }: EngineState, market: MarketId): boolean {
  for (const { question } of account.asked.values()) {
    if (question.market === market) return true;
  }
  return false;
}

function ask({ view, signal, out }: Entering, reserve: Usdc, at: Millis): void {
  const { id, slug, question, category, endAt } = view.market.market;
  out.emit({
    kind: "ask",
    question: {
      id: out.id(0) as QuestionId,
      market: id,
      slug,
      question,
      category,
      endAt,
      at,
      direction: signal.direction,
      mid: signal.mid,
      anchor: signal.anchor,
      reserve,
    },
    signal,
    dueAt: (at + view.config.ai.deadlineMs) as Millis,
    spike: spikeToMeasure(view, signal),
  });
}

/** The signal at the price of now: an answer takes seconds, in which a spike may come undone. */
function nowOf({ market: { book } }: RiskView, signal: Signal): Signal {
  const { bid, ask: best } = tokenQuote(book, "yes");
  if (bid === 0 || best === 0 || bid >= best) return signal;
  return { ...signal, mid: probability((bid + best) / 2 / MICRO) };
}

/** A restarted process that has not heard of the market again knows no price to decide by. */
function forgotten(
  state: EngineState,
  { question, signal, spike }: PendingQuestion,
  out: Out,
): void {
  const missing: Refusal = { rule: "bookMissing", value: null, limit: null, unit: "text" };
  const category = question.category;
  const decision = {
    kind: "entry",
    id: out.id(0) as DecisionId,
    market: question.market,
    slug: question.slug,
    verdict: "refused",
    refusals: [missing],
    signal,
    stance: "leave",
    posterior: { category, spikes: 0, mean: 0, se: 0 },
    token: null,
    top: null,
    estimate: null,
    edge: null,
    plan: null,
    sizing: null,
    spike,
    order: null as OrderId | null,
    ai: {
      question: question.id,
      abstained: "restarted",
      estimate: null,
      pooled: null,
      earned: 0,
      vetoed: false,
      cost: 0 as Usdc,
      waitedMs: 0 as Millis,
      withoutAi: {
        verdict: "refused",
        refusal: "bookMissing",
        outcome: null,
        fair: null,
        stake: null,
      },
    },
  } as const;
  if (state.account.asked.has(question.id)) out.emit({ kind: "record", decision });
}
