// The engine's control flow: what one event leads to. Leaves compute, this file branches.
import { enter } from "./entry/enter.ts";
import { conclude } from "./entry/with_models.ts";
import { leave } from "./exit/leave.ts";
import { haltOnLimits, haltOnStrangeFill, markWhenDue, tripBreaker } from "./marks.ts";
import { measureDue, measureResolved } from "./measure.ts";
import type { Found } from "./observe.ts";
import type { Out } from "./outbox.ts";
import { liveOrders, mode } from "./risk/exposure.ts";
import type { EngineEvent } from "./types/event.ts";
import type { TokenId } from "./types/ids.ts";
import type { Order, OrderStatus } from "./types/order.ts";
import { unreachable } from "./types/result.ts";
import type { EngineState, MarketState } from "./types/state.ts";
import type { Millis } from "./types/units.ts";
import { SHARE_STEP } from "./venue/grid.ts";
import { isImmediate } from "./venue/minimums.ts";

/** An order of which the venue owes a word is asked to be canceled by then, and looked up. */
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
      haltOnStrangeFill(state, event.fill.id, event.at, out);
      return leaveAll(state, event.at, out);
    case "fillSettled":
    case "fillReverted":
      tripBreaker(state, event.at, out);
      haltOnLimits(state, event.at, out);
      return leaveAll(state, event.at, out);
    case "resolved":
      measureResolved(state, event.market, event.winner, out);
      tripBreaker(state, event.at, out);
      return haltOnLimits(state, event.at, out);
    case "orderRejected":
      haltOnLimits(state, event.at, out);
      return leaveAll(state, event.at, out);
    case "orderCanceled":
      return leaveAll(state, event.at, out);
    case "haltRequested":
    case "reduceRequested":
    case "flattenRequested":
      callBack(state, out, isEntry, event.kind);
      return leaveAll(state, event.at, out);
    case "ended":
      state.isOver = true;
      concludeAll(state, event.at, out);
      // No order is at work where nobody watches: a target is put again by the next run.
      callBack(state, out, () => true, "the run ends");
      return markWhenDue(state, event.at, out, true);
    case "started":
      state.isOver = false;
      state.worth = new Map();
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
    const isHere = (order: Order) => isEntry(order) && order.market === market.market.id;
    callBack(state, out, isHere, "no book");
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

function isEntry({ purpose }: Order): boolean {
  return purpose === "entry";
}

function callBack(
  state: EngineState,
  out: Out,
  where: (order: Order) => boolean,
  reason: string,
): void {
  for (const { order, cancelRequestedAt } of liveOrders(state.account)) {
    if (cancelRequestedAt !== null || !where(order)) continue;
    out.emit({ kind: "cancel", order: order.id, reason });
  }
}

function cancelUnanswered(state: EngineState, at: Millis, out: Out): void {
  const blocked = mode(state.account) !== "active";
  for (const { order, status, placedAt, cancelRequestedAt } of liveOrders(state.account)) {
    if (cancelRequestedAt !== null) continue;
    if (blocked && isEntry(order)) {
      out.emit({ kind: "cancel", order: order.id, reason: "entries blocked" });
    } else if (at - placedAt > ANSWER_MS && isAwaited(order, status)) {
      out.emit({ kind: "cancel", order: order.id, reason: "no answer" });
    }
  }
}

/** True for an order of which the venue has more to say at once: whether it took it, or how it ended. */
function isAwaited({ timeInForce }: Order, status: OrderStatus): boolean {
  return status === "submitted" || isImmediate(timeInForce);
}
