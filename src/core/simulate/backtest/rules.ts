// Other ways to act on the signals that the strategy sees, each with the same gates, plans, limits and
// fills: hypotheses that always fade or always follow, and nulls that know less or come later.
import { believedOf, carryOut, type Entering, entering } from "../../entry/decision.ts";
import { coin, decideAtRandom } from "../../entry/at_random.ts";
import { decideByRules } from "../../entry/by_rules.ts";
import { enter } from "../../entry/enter.ts";
import { sideOf, signalOf, tokenToBuy } from "../../entry/seen.ts";
import { bestAsk, bestBid } from "../../book.ts";
import { rng, subSeed } from "../../math/rng.ts";
import type { Found } from "../../observe.ts";
import type { Out } from "../../outbox.ts";
import type { RiskView } from "../../risk/rule.ts";
import type { Outcome } from "../../types/market.ts";
import type { Stance } from "../../types/signal.ts";
import type { EngineState } from "../../types/state.ts";
import { MICRO, type Millis, type Probability, probability } from "../../types/units.ts";

/** Called at every heartbeat with what was found at it; may keep what it is told until a later one. */
export type EntryRule = (
  state: EngineState,
  found: readonly Found[],
  at: Millis,
  out: Out,
) => void;

/** Buys at every signal that passes the gates, always against it or always with it. */
export function forced(stance: Exclude<Stance, "leave">): EntryRule {
  return everySignal((_, direction) => tokenToBuy(direction, stance));
}

/** Buys at every signal that passes the gates what a coin shows. */
export function coinToss(): EntryRule {
  return everySignal((entry) => coin(entry));
}

function everySignal(
  pick: (entry: Entering, direction: Entering["signal"]["direction"]) => Outcome,
): EntryRule {
  return (state, found, at, out) => {
    for (const one of found) {
      const entry = openEntry(state, one, at, out);
      const outcome = pick(entry, one.candidate.direction);
      buy(entry, one, outcome);
    }
  };
}

/** Enters where the strategy would, and lets a coin say which token: what choosing sides is worth. */
export function randomSide(): EntryRule {
  return (state, found, at, out) => {
    for (const one of found) {
      const entry = openEntry(state, one, at, out);
      const wanted = tokenToBuy(one.candidate.direction, entry.stance);
      const signal = signalOf(entry.view, one.candidate, wanted);
      const decided = decideByRules({ ...entry, signal }, sideOf(entry.view, signal, wanted));
      // The record is the strategy's own, so that it learns of spikes as the strategy does.
      if (decided.order === null) carryOut({ ...entry, signal }, decided);
      else buy(entry, one, coin(entry));
    }
  };
}

/** From a signal to the entry at any time that stands for it, ms. */
export const anyTime = { least: 600_000, most: 7_200_000 } as const;

/**
 * For each signal one entry in the same market at a moment drawn from the two hours after it, of the token
 * that a coin shows: markets and frequency are those of the signals, their moments are not.
 */
export function randomTime(): EntryRule {
  const waiting = new Waiting();
  return (state, found, at, out) => {
    const chance = rng(subSeed(state.seed, state.lastSeq));
    for (const one of found) {
      const wait = anyTime.least + chance.next() * (anyTime.most - anyTime.least);
      waiting.add(one, at + wait);
    }
    for (const one of waiting.due(at)) {
      const mid = midOf(one);
      if (mid === null) continue;
      // As large as the spike it stands for, which a target and a stop are laid by.
      const { candidate } = one;
      const anchor = probability(
        Math.min(1, Math.max(0, mid - (candidate.mid - candidate.anchor))),
      );
      const then = { state: one.state, candidate: { ...candidate, mid, anchor } };
      const entry = openEntry(state, then, at, out);
      buy(entry, then, coin(entry));
    }
  };
}

/** The strategy, deciding `delayMs` after each signal on the market as it is then. */
export function delayed(delayMs: Millis): EntryRule {
  const waiting = new Waiting();
  return (state, found, at, out) => {
    for (const one of found) waiting.add(one, at + delayMs);
    for (const one of waiting.due(at)) {
      const later = seenLater(one);
      if (later !== null) enter(state, later, at, out);
    }
  };
}

/** What was found and is to be acted on later. */
class Waiting {
  #all: { readonly due: number; readonly found: Found }[] = [];

  add(found: Found, due: number): void {
    this.#all.push({ due, found });
  }

  /** Takes out what is due, in the order in which it was found. */
  due(at: Millis): readonly Found[] {
    const due = this.#all.filter((one) => one.due <= at);
    if (due.length > 0) this.#all = this.#all.filter((one) => one.due > at);
    return due.map(({ found }) => found);
  }
}

/** What is left of a spike; null: nothing, or nobody can tell. */
function seenLater(found: Found): Found | null {
  const mid = midOf(found);
  const { state, candidate } = found;
  if (mid === null || (mid - candidate.anchor) * candidate.direction <= 0) return null;
  return { state, candidate: { ...candidate, mid } };
}

/** The mid of YES now; null: nobody can tell. */
function midOf({ state }: Found): Probability | null {
  const [bid, ask] = [bestBid(state.book), bestAsk(state.book)];
  if (!state.up || state.awaitingSnapshot || bid === 0 || ask === 0) return null;
  return probability((bid + ask) / 2 / MICRO);
}

function openEntry(state: EngineState, found: Found, at: Millis, out: Out): Entering {
  const { config, account } = state;
  const view: RiskView = { account, config, market: found.state, at };
  const signal = signalOf(view, found.candidate, "yes");
  return entering(state, view, out, { signal, ...believedOf(view) });
}

function buy(entry: Entering, { candidate }: Found, outcome: Outcome): void {
  const signal = signalOf(entry.view, candidate, outcome);
  const own = { ...entry, signal };
  const side = sideOf(entry.view, signal, outcome);
  carryOut(own, decideAtRandom(own, side));
}
