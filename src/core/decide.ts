// The engine's control flow: what one event leads to. Leaves compute, this file branches.
import { bestAsk, bestBid } from "./book.ts";
import { enter } from "./entry/enter.ts";
import { conclude } from "./entry/with_models.ts";
import { leave } from "./exit/leave.ts";
import { haltOnLimits, markWhenDue, tripBreaker } from "./marks.ts";
import type { Found } from "./observe.ts";
import type { Out } from "./outbox.ts";
import { liveOrders, mode } from "./risk/exposure.ts";
import { undoneShare, winsorised } from "./signal/reversion.ts";
import type { PendingSpike } from "./types/account.ts";
import type { EngineEvent } from "./types/event.ts";
import type { MarketId, TokenId } from "./types/ids.ts";
import type { Outcome } from "./types/market.ts";
import { unreachable } from "./types/result.ts";
import type { EngineState, MarketState } from "./types/state.ts";
import { MICRO, type Millis, type Probability, probability } from "./types/units.ts";
import { SHARE_STEP } from "./venue/grid.ts";

/** An order the venue has not answered by then is asked to be canceled, and looked up. */
const ANSWER_MS = 30_000;

/** Emits what is to be done about `event`, given what the detectors found at it. */
export function decide(
  state: EngineState,
  event: EngineEvent,
  found: readonly Found[],
  out: Out,
): void {
  switch (event.kind) {
    case "book":
    case "quote":
    case "level":
    case "tickSize":
    case "trade":
    case "feedUp":
    case "feedDown":
      return onMarket(state, event.token, event.at, out);
    case "heartbeat":
      return onHeartbeat(state, found, event.at, out);
    case "advised": {
      const pending = state.account.asked.get(event.advice.question);
      if (pending === undefined) return;
      return conclude(state, pending, { advice: event.advice }, event.at, out);
    }
    case "orderFilled":
    case "fillSettled":
    case "fillReverted":
      tripBreaker(state, event.at, out);
      haltOnLimits(state, event.at, out);
      return leaveAll(state, event.at, out);
    case "resolved":
      measureResolved(state, event.market, event.winner, out);
      tripBreaker(state, event.at, out);
      return haltOnLimits(state, event.at, out);
    case "orderCanceled":
    case "orderRejected":
      return leaveAll(state, event.at, out);
    case "haltRequested":
    case "reduceRequested":
    case "flattenRequested":
      cancelEntries(state, out, () => true, event.kind);
      return leaveAll(state, event.at, out);
    case "ended":
      state.isOver = true;
      concludeAll(state, event.at, out);
      callBackAll(state, out);
      return markWhenDue(state, event.at, out, true);
    case "started":
      state.isOver = false;
      return;
    case "listed":
    case "skipped":
    case "history":
    case "linkHeard":
    case "shadowed":
    case "orderAccepted":
    case "reconciled":
    case "resumeRequested":
      return;
    default:
      return unreachable(event);
  }
}

/** The hot path: without a position or order in the market there is nothing to decide. */
function onMarket(state: EngineState, token: TokenId, at: Millis, out: Out): void {
  const { account } = state;
  if (account.positions.size === 0 && account.orders.size === 0) return;
  const market = state.tokens.get(token)?.state;
  if (market === undefined) return;
  if (!market.up || market.awaitingSnapshot) {
    cancelEntries(state, out, (id) => id === market.market.id, "no book");
  }
  leaveMarket(state, market, at, out);
}

function onHeartbeat(
  state: EngineState,
  found: readonly Found[],
  at: Millis,
  out: Out,
): void {
  measureDue(state, at, out);
  leaveAll(state, at, out);
  cancelUnanswered(state, at, out);
  concludeLate(state, at, out);
  for (const one of found) enter(state, one, at, out);
  markWhenDue(state, at, out);
}

/** Questions that nobody will answer any more, or not in time: decided without an answer. */
function concludeLate(state: EngineState, at: Millis, out: Out): void {
  for (const pending of state.account.asked.values()) {
    if (pending.restarted) conclude(state, pending, { reason: "restarted" }, at, out);
    else if (at >= pending.dueAt) conclude(state, pending, { reason: "late" }, at, out);
  }
}

/** The run ends: what was asked is decided, so that every signal has its decision; none is a purchase. */
function concludeAll(state: EngineState, at: Millis, out: Out): void {
  for (const pending of state.account.asked.values()) {
    conclude(state, pending, { reason: "late" }, at, out, true);
  }
}

function leaveAll(state: EngineState, at: Millis, out: Out): void {
  if (state.isOver) return;
  for (const { market } of state.account.positions.values()) {
    const known = state.markets.get(market);
    if (known !== undefined) leaveMarket(state, known, at, out);
  }
}

function leaveMarket(state: EngineState, market: MarketState, at: Millis, out: Out): void {
  for (const token of [market.market.yes, market.market.no]) {
    const position = state.account.positions.get(token);
    // Less than a step waits for its last match to settle, and is dust.
    if (position !== undefined && position.shares >= SHARE_STEP) {
      leave(state, market, position, at, out);
    }
  }
}

function cancelEntries(
  state: EngineState,
  out: Out,
  where: (market: MarketId) => boolean,
  reason: string,
): void {
  for (const { order, cancelRequestedAt } of liveOrders(state.account)) {
    if (order.purpose !== "entry" || cancelRequestedAt !== null || !where(order.market)) continue;
    out.emit({ kind: "cancel", order: order.id, reason });
  }
}

/** The run ends, and no order is at work where nobody watches: a target is put again by the next run. */
function callBackAll(state: EngineState, out: Out): void {
  for (const { order, cancelRequestedAt } of liveOrders(state.account)) {
    if (cancelRequestedAt !== null) continue;
    out.emit({ kind: "cancel", order: order.id, reason: "the run ends" });
  }
}

function cancelUnanswered(state: EngineState, at: Millis, out: Out): void {
  const blocked = mode(state.account) !== "active";
  for (const { order, status, placedAt, cancelRequestedAt } of liveOrders(state.account)) {
    if (cancelRequestedAt !== null) continue;
    if (blocked && order.purpose === "entry") {
      out.emit({ kind: "cancel", order: order.id, reason: "entries blocked" });
    } else if (status === "submitted" && at - placedAt > ANSWER_MS) {
      out.emit({ kind: "cancel", order: order.id, reason: "no answer" });
    }
  }
}

function measureDue(state: EngineState, at: Millis, out: Out): void {
  const { horizonMs } = state.config.reversion;
  for (const spike of state.account.learnt.spikes) {
    if (at < spike.dueAt) continue;
    const later = usableMid(state.markets.get(spike.market));
    if (later !== null) measure(state, spike, later, "horizon", out);
    // Without a price for as long again the spike is given up, and says so.
    else if (at >= spike.dueAt + horizonMs) {
      out.emit({ kind: "measure", spike, later: spike.mid, undone: null, by: "horizon" });
    }
  }
}

/** A market that ends inside the horizon is settled, not dropped: dropping invents reversion. */
function measureResolved(
  state: EngineState,
  market: MarketId,
  winner: Outcome | null,
  out: Out,
): void {
  const later = probability(winner === null ? 0.5 : winner === "yes" ? 1 : 0);
  for (const spike of state.account.learnt.spikes) {
    if (spike.market === market) measure(state, spike, later, "resolution", out);
  }
}

function measure(
  state: EngineState,
  spike: PendingSpike,
  later: Probability,
  by: "horizon" | "resolution",
  out: Out,
): void {
  const share = undoneShare(spike, later);
  const undone = share === null ? null : winsorised(share, state.config.reversion);
  out.emit({ kind: "measure", spike, later, undone, by });
}

function usableMid(market: MarketState | undefined): Probability | null {
  if (market === undefined || !market.up || market.awaitingSnapshot) return null;
  const bid = bestBid(market.book);
  const ask = bestAsk(market.book);
  return bid > 0 && ask > bid ? probability((bid + ask) / 2 / MICRO) : null;
}
