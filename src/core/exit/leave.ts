import { concede } from "../entry/plan.ts";
import { bookTop, tokenQuote } from "../entry/quote.ts";
import type { Out } from "../outbox.ts";
import { check } from "../risk/check.ts";
import { liveOrders } from "../risk/exposure.ts";
import { bookRefusal } from "../risk/guards.ts";
import type { RiskView } from "../risk/rule.ts";
import type { Position } from "../types/account.ts";
import type { DecisionId, OrderId } from "../types/ids.ts";
import type { Order, OrderPurpose, OrderState } from "../types/order.ts";
import type { Refusal } from "../types/refusal.ts";
import type { EngineState, MarketState } from "../types/state.ts";
import type { Millis, Price, Shares, Usdc } from "../types/units.ts";
import { MICRO } from "../types/units.ts";
import { floorShares, roundToTick } from "../venue/grid.ts";
import { MIN_MARKETABLE } from "../venue/minimums.ts";
import { wayOut } from "./registry.ts";

/** A stop that cannot be carried out is told again after this. */
const ALARM_MS = 900_000;

/** No exit waits longer for the end of an entry that was called back. */
const CANCEL_MS = 5_000;

/** Leaves a position when a way out applies; says once why it cannot. */
export function leave(
  state: EngineState,
  market: MarketState,
  position: Position,
  at: Millis,
  out: Out,
): void {
  const { config, account } = state;
  const view: RiskView = { account, config, market, at };
  const { bid } = tokenQuote(market.book, position.outcome);
  const blind = blindness(view, bid);
  const flatten = account.risk.halts.some((halt) => halt.reason === "flatten");
  const purpose = wayOut({
    position,
    market: market.market,
    // A stop is not read off a book that may not be believed.
    bid: blind === null || blind.rule === "bookOneSided" ? bid : null,
    at,
    config: config.exit,
    flatten,
  });
  const live = liveOrders(account).filter(({ order }) => order.market === position.market);
  const isBuying = purpose !== null && callBack(live, purpose, at, out);
  const sales = live.filter(({ order }) => order.side === "sell" && order.token === position.token);
  if (sales.length > 0) return yieldTo(purpose, sales, out);
  if (purpose === null) return restAtTarget(view, position, out);
  if (isBuying) return;
  if (waitsForRetry(account.orders.values(), position, at - config.exit.retryMs)) return;
  if (blind !== null) return refuse(view, position, purpose, [blind], out);
  // A target that is passed is not given away down to the bid of a moment later.
  const from = purpose === "target" ? position.plan.target ?? bid : bid;
  const limit = limitOf(view, position, { from, bid });
  send(view, position, { purpose, limit, rests: false }, out);
}

/** A slippage below `from`; less where only that leaves the venue's dollar, and the bid pays it. */
function limitOf(
  { config, market: { market: { tickSize } } }: RiskView,
  position: Position,
  { from, bid }: { readonly from: number; readonly bid: number },
): Price {
  const conceded = concede(from, config.entry.maxSlippage, tickSize);
  const least = roundToTick(MIN_MARKETABLE * MICRO / sellable(position), tickSize, "up");
  return least !== null && least > conceded && least <= bid ? least : conceded;
}

function blindness(view: RiskView, bid: number): Refusal | null {
  const refusal = bookRefusal(view);
  if (refusal?.rule !== "bookOneSided" || bid === 0) return refusal;
  // Somebody who buys is enough to sell to, unless that was long ago.
  const ageMs = view.at - (view.market.book.at ?? 0);
  const limit = view.config.detection.maxBookAgeMs;
  return ageMs <= limit ? null : { rule: "bookAge", value: ageMs, limit, unit: "ms" };
}

/**
 * Calls entries back: a sale would meet a resting one, and what it buys has to be sold again. True
 * while their end is waited for.
 */
function callBack(
  live: readonly OrderState[],
  purpose: OrderPurpose,
  at: Millis,
  out: Out,
): boolean {
  let isWaiting = false;
  for (const { order, cancelRequestedAt } of live) {
    if (order.purpose !== "entry") continue;
    if (cancelRequestedAt === null) {
      out.emit({ kind: "cancel", order: order.id, reason: `makes way for ${purpose}` });
    }
    if (at - (cancelRequestedAt ?? at) < CANCEL_MS) isWaiting = true;
  }
  return isWaiting;
}

/** A resting target makes way for any other exit; what is already leaving is left alone. */
function yieldTo(purpose: OrderPurpose | null, live: readonly OrderState[], out: Out): void {
  if (purpose === null || purpose === "target") return;
  for (const { order, cancelRequestedAt } of live) {
    if (order.timeInForce === "FAK" || cancelRequestedAt !== null) continue;
    out.emit({ kind: "cancel", order: order.id, reason: `makes way for ${purpose}` });
  }
}

function restAtTarget(view: RiskView, position: Position, out: Out): void {
  const { config, market, account } = view;
  const { target } = position.plan;
  const shares = sellable(position);
  if (config.exit.style !== "maker" || target === null) return;
  if (shares < market.market.minOrder) return;
  if (waitsForRetry(account.orders.values(), position, view.at - config.exit.retryMs)) return;
  send(view, position, { purpose: "target", limit: target, rests: true }, out);
}

function waitsForRetry(orders: Iterable<OrderState>, position: Position, since: number): boolean {
  for (const { order, updatedAt, cancelRequestedAt } of orders) {
    // What we called back ourselves did not fail.
    if (order.side !== "sell" || cancelRequestedAt !== null) continue;
    if (order.token === position.token && updatedAt > since) return true;
  }
  return false;
}

function sellable(position: Position): Shares {
  return floorShares(position.shares - position.unsettled);
}

interface Leaving {
  readonly purpose: OrderPurpose;
  readonly limit: Price;
  readonly rests: boolean;
}

function send(view: RiskView, position: Position, leaving: Leaving, out: Out): void {
  const shares = sellable(position);
  if (shares === 0) {
    const waiting: Refusal = {
      rule: "unsettled",
      value: position.unsettled,
      limit: 0,
      unit: "shares",
    };
    return refuse(view, position, leaving.purpose, [waiting], out);
  }
  const order: Order = {
    id: out.id(1) as OrderId,
    decision: out.id(0) as DecisionId,
    market: position.market,
    group: position.group,
    token: position.token,
    outcome: position.outcome,
    side: "sell",
    price: leaving.limit,
    size: shares,
    timeInForce: leaving.rests ? "GTC" : "FAK",
    postOnly: leaving.rests,
    expiresAt: null,
    purpose: leaving.purpose,
    tickSize: view.market.market.tickSize,
    maxFee: 0 as Usdc,
    plan: null,
  };
  const approved = check(order, view);
  if (!approved.ok) return refuse(view, position, leaving.purpose, approved.error, out);
  out.emit({ kind: "record", decision: decision(view, position, leaving.purpose, [], out, order) });
  out.emit({ kind: "place", order: approved.value });
}

/** Said once for each reason, not on every tick; again and again while it is past its stop. */
function refuse(
  view: RiskView,
  position: Position,
  purpose: OrderPurpose,
  refusals: readonly Refusal[],
  out: Out,
): void {
  const [main] = refusals;
  const said = main && view.account.exitBlocked.get(position.token)?.get(main.rule);
  if (said !== undefined && !(purpose === "stop" && view.at - said >= ALARM_MS)) return;
  out.emit({ kind: "record", decision: decision(view, position, purpose, refusals, out, null) });
}

function decision(
  view: RiskView,
  position: Position,
  purpose: OrderPurpose,
  refusals: readonly Refusal[],
  out: Out,
  order: Order | null,
) {
  return {
    kind: "exit",
    id: out.id(0) as DecisionId,
    market: position.market,
    token: position.token,
    verdict: order === null ? "refused" : "exit",
    purpose,
    refusals,
    top: bookTop(view.market.book, position.outcome, view.at),
    shares: position.shares,
    side: "sell",
    order: order?.id ?? null,
  } as const;
}
