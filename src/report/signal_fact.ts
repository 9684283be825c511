// Signals as reports name them, each with what came of it. One signal has one id, whichever account
// decided about it, and one decision of each.
import type { EntryDecision } from "../core/types/effect.ts";
import type { Outcome } from "../core/types/market.ts";
import type { Signal, Stance } from "../core/types/signal.ts";
import { MICRO, type Millis } from "../core/types/units.ts";
import type { ArmFacts } from "./arm_fold.ts";
import type { DecisionFact, Facts } from "./fold.ts";
import type { FillFact } from "./order_fold.ts";
import type { Trade } from "./trade_fold.ts";

/** What is known of a signal before anything is decided about it. */
export type Spike = Pick<Signal, "market" | "at" | "direction" | "mid" | "anchor">;

/** A signal of the account that trades. */
export interface SignalFact {
  readonly signal: Spike;
  readonly slug: string;
  /** null: a model was asked, and nothing is decided yet. */
  readonly decided: { readonly at: Millis; readonly decision: EntryDecision } | null;
}

/** `<market>@<Unix ms>`: a market has one signal at a time. */
export function signalId({ market, at }: Pick<Spike, "market" | "at">): string {
  return `${market}@${at}`;
}

/** Every signal in the order in which it was decided; those that wait for a model come last. */
export function signalsOf(facts: Facts): readonly SignalFact[] {
  const decided = [...facts.decisions.values()].flatMap((fact): SignalFact[] => {
    const found = entryOf(fact);
    return found === null ? [] : [found];
  });
  const known = new Set(decided.map(({ signal }) => signalId(signal)));
  return [...decided, ...waiting(facts).filter(({ signal }) => !known.has(signalId(signal)))];
}

/** The signal of that id, or of the decision of that id; null: there is none. */
export function findSignal(facts: Facts, id: string): SignalFact | null {
  for (const fact of facts.decisions.values()) {
    const found = entryOf(fact);
    if (found === null) continue;
    if (signalId(found.signal) === id || fact.decision.id === id) return found;
  }
  return waiting(facts).find(({ signal }) => signalId(signal) === id) ?? null;
}

function entryOf({ at, decision }: DecisionFact): SignalFact | null {
  if (decision.kind !== "entry") return null;
  return { signal: decision.signal, slug: decision.slug, decided: { at, decision } };
}

/** Asked for the account that trades, and not answered: a question holds what a signal is about. */
function waiting({ ai, arm }: Facts): readonly SignalFact[] {
  if (arm !== "ai") return [];
  return [...ai.questions.values()].flatMap(({ question, advice, charge }): SignalFact[] => {
    if (advice !== null || charge !== null) return [];
    const { market, slug, at, direction, mid, anchor } = question;
    return [{ signal: { market, at, direction, mid, anchor }, slug, decided: null }];
  });
}

/** Spike in YES prices, 1e-6, with its sign. */
export function spikeOf({ mid, anchor }: Spike): number {
  return Math.round((mid - anchor) * MICRO);
}

/** The token that the trade is in: by the estimate, and where there is none by the stance. */
export function sideOf({ signal, stance, estimate }: EntryDecision): Outcome | null {
  const shift = estimate === null ? 0 : estimate.fair - estimate.market;
  if (shift !== 0) return shift > 0 ? "yes" : "no";
  const toward: Readonly<Record<Stance, number>> = { fade: -1, follow: 1, leave: 0 };
  const sign = toward[stance] * signal.direction;
  return sign === 0 ? null : sign > 0 ? "yes" : "no";
}

/**
 * How far fair value must be from the mid before a trade is made, dollars a share: every cost, the
 * doubt of the estimate and the gain that is asked for.
 */
export function hurdleOf({ gross, net, needed }: NonNullable<EntryDecision["edge"]>): number {
  return gross - net + needed;
}

/** A price of either token as that of YES. */
export function asYes(micro: number, outcome: Outcome): number {
  return outcome === "yes" ? micro : MICRO - micro;
}

/** The trade that a decision opened, with its fills, first made first. */
export function tradeOf(
  { trades, orders }: ArmFacts,
  decision: EntryDecision,
): { readonly trade: Trade; readonly fills: readonly FillFact[] } | null {
  if (decision.order === null) return null;
  const trade = [...trades.closed(), ...trades.open()].find((one) => one.decision === decision.id);
  if (trade === undefined) return null;
  const fills = trade.orders.flatMap((id) => orders.byId.get(id)?.fills ?? [])
    .flatMap((id) => orders.fills.get(id) ?? []);
  return { trade, fills };
}
