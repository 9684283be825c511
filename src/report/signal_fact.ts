// Signals as reports name them, each with what came of it. One signal has one id, whichever account
// decided about it, and one decision of each.
import type { EntryDecision } from "../core/types/effect.ts";
import type { DecisionId } from "../core/types/ids.ts";
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

/**
 * The latest signals, newest first, at most `most`; those that wait for a model come before all that
 * are decided.
 */
export function latestSignals(facts: Facts, most: number): readonly SignalFact[] {
  const found = waiting(facts).toReversed();
  const all = [...facts.decisions.values()];
  // From the end: of a hundred thousand decisions a page shows a few hundred.
  for (let i = all.length - 1; i >= 0 && found.length < most; i--) {
    const fact = all[i] === undefined ? null : entryOf(all[i] as DecisionFact);
    if (fact !== null) found.push(fact);
  }
  return found.slice(0, most);
}

/** The signal of that id, or of the decision of that id; null: there is none. */
export function findSignal(facts: Facts, id: string): SignalFact | null {
  const decided = facts.decisions.get(id as DecisionId);
  if (decided !== undefined) return entryOf(decided);
  const isIt = ({ market, at }: Spike) => id.endsWith(`@${at}`) && id === signalId({ market, at });
  for (const fact of facts.decisions.values()) {
    if (fact.decision.kind === "entry" && isIt(fact.decision.signal)) return entryOf(fact);
  }
  return waiting(facts).find(({ signal }) => isIt(signal)) ?? null;
}

function entryOf({ at, decision }: DecisionFact): SignalFact | null {
  if (decision.kind !== "entry") return null;
  return { signal: decision.signal, slug: decision.slug, decided: { at, decision } };
}

/** Asked for the account that trades and not decided: a question holds what a signal is about. */
function waiting({ ai, arm, decisions }: Facts): readonly SignalFact[] {
  const open = [...ai.questions.values()].filter(({ advice, charge }) =>
    advice === null && charge === null
  );
  if (arm !== "ai" || open.length === 0) return [];
  // Decided without the answer, which may still come.
  const decided = new Set(
    [...decisions.values()].map(({ decision }) =>
      decision.kind === "entry" ? decision.ai?.question : null
    ),
  );
  return open.filter(({ question }) => !decided.has(question.id)).map(({ question }) => {
    const { market, slug, at, direction, mid, anchor } = question;
    return { signal: { market, at, direction, mid, anchor }, slug, decided: null };
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
