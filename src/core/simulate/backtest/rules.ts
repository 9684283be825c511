// Other ways to act on the signals that the strategy sees, each with the same gates, plans, limits and
// fills: hypotheses that always fade or always follow, and nulls that know less or come later.
import { believedOf, carryOut, type Entering, entering } from "../../entry/decision.ts";
import { coin, decideAtRandom } from "../../entry/at_random.ts";
import { decideByRules } from "../../entry/by_rules.ts";
import { enter } from "../../entry/enter.ts";
import { sideOf, signalOf, tokenToBuy } from "../../entry/seen.ts";
import { bestAsk, bestBid } from "../../book.ts";
import type { Found } from "../../observe.ts";
import type { Out } from "../../outbox.ts";
import type { RiskView } from "../../risk/rule.ts";
import type { Outcome } from "../../types/market.ts";
import type { Stance } from "../../types/signal.ts";
import type { EngineState } from "../../types/state.ts";
import { MICRO, type Millis, probability } from "../../types/units.ts";

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

/** The strategy, deciding `delayMs` after each signal on the market as it is then. */
export function delayed(delayMs: Millis): EntryRule {
  let waiting: { readonly due: number; readonly found: Found }[] = [];
  return (state, found, at, out) => {
    for (const one of found) waiting.push({ due: at + delayMs, found: one });
    const due = waiting.filter((one) => one.due <= at);
    if (due.length === 0) return;
    waiting = waiting.filter((one) => one.due > at);
    for (const one of due) {
      const later = seenLater(one.found);
      if (later !== null) enter(state, later, at, out);
    }
  };
}

/** What is left of a spike; null: nothing, or nobody can tell. */
function seenLater({ state, candidate }: Found): Found | null {
  const [bid, ask] = [bestBid(state.book), bestAsk(state.book)];
  if (!state.up || state.awaitingSnapshot || bid === 0 || ask === 0) return null;
  const mid = probability((bid + ask) / 2 / MICRO);
  const gone = (mid - candidate.anchor) * candidate.direction <= 0;
  return gone ? null : { state, candidate: { ...candidate, mid } };
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
