// Fills to trades. A trade of a token runs from its first purchase until nothing is held that could be
// sold and no match of it can fail any more; the account (src/core/fills.ts) draws the same line.
import { canSell } from "../core/fills.ts";
import type { DecisionId, FillId, GroupId, MarketId, OrderId, TokenId } from "../core/types/ids.ts";
import type { Outcome } from "../core/types/market.ts";
import type { Fill, Order, OrderPurpose, TradeKind } from "../core/types/order.ts";
import { MICRO, type Millis, minus, mulDiv, plus } from "../core/types/units.ts";
import type { Shares, Usdc } from "../core/types/units.ts";
import { SHARE_STEP } from "../core/venue/grid.ts";

/** How the last share left. */
export type TradeEnd = OrderPurpose | "resolution";

/** One position from its first purchase to its last share; sums exclude reverted fills. */
export interface Trade {
  readonly market: MarketId;
  readonly group: GroupId;
  readonly token: TokenId;
  readonly outcome: Outcome;
  readonly kind: TradeKind;
  /** The decision that opened it. */
  readonly decision: DecisionId;
  readonly orders: readonly OrderId[];
  readonly openedAt: Millis;
  readonly closedAt: Millis | null;
  readonly end: TradeEnd | null;
  readonly bought: Shares;
  readonly sold: Shares;
  /** Paid for shares, fees not included. */
  readonly spent: Usdc;
  /** Got for shares sold, fees not taken off. */
  readonly received: Usdc;
  /** Paid out by the market's resolution. */
  readonly payout: Usdc;
  readonly fees: Usdc;
}

/** Result before fees. */
export function grossOf(trade: Trade): Usdc {
  return minus(plus(trade.received, trade.payout), trade.spent);
}

/** Result after fees. */
export function netOf(trade: Trade): Usdc {
  return minus(grossOf(trade), trade.fees);
}

/** Trades so far, built fill by fill. */
export interface TradeFold {
  /** False, and so for good, for a sale of more than could be sold: the account books none of it. */
  covers(fill: Fill): boolean;
  fill(fill: Fill, order: Order, at: Millis): void;
  settle(id: FillId, at: Millis): void;
  revert(id: FillId, at: Millis): void;
  resolve(market: MarketId, winner: Outcome | null, at: Millis): void;
  closed(): readonly Trade[];
  open(): readonly Trade[];
  /** Purchases that were undone whole: no trade, and counted so that they are not forgotten. */
  voided(): number;
}

interface Pending {
  readonly fill: Fill;
  readonly purpose: OrderPurpose;
}

/** An empty fold. */
export function openTradeFold(): TradeFold {
  const open = new Map<TokenId, Trade>();
  const pending = new Map<FillId, Pending>();
  const strange = new Set<FillId>();
  const closed: Trade[] = [];
  /** Closed, with a rest below the share step that the market will pay. */
  const dusty = new Set<Trade>();
  let voided = 0;

  function close(token: TokenId, at: Millis): void {
    const trade = open.get(token);
    if (trade === undefined || heldOf(trade) >= SHARE_STEP) return;
    for (const { fill } of pending.values()) if (fill.token === token) return;
    open.delete(token);
    if (trade.bought === 0) return void voided++;
    const done = { ...trade, closedAt: at };
    closed.push(done);
    if (heldOf(done) > 0) dusty.add(done);
  }

  return {
    covers(fill) {
      if (
        !canSell(fill, positionOf(open.get(fill.token), pending.values())) && !pending.has(fill.id)
      ) strange.add(fill.id);
      return !strange.has(fill.id);
    },
    fill(fill, order, at) {
      const trade = open.get(fill.token) ?? opened(fill, order, at);
      open.set(fill.token, withOrder(booked(trade, fill, 1, order.purpose), order.id));
      pending.set(fill.id, { fill, purpose: order.purpose });
    },
    settle(id, at) {
      const entry = pending.get(id);
      if (entry === undefined) return;
      pending.delete(id);
      close(entry.fill.token, at);
    },
    revert(id, at) {
      const entry = pending.get(id);
      const trade = entry === undefined ? undefined : open.get(entry.fill.token);
      if (entry === undefined || trade === undefined) return;
      pending.delete(id);
      open.set(entry.fill.token, booked(trade, entry.fill, -1, null));
      close(entry.fill.token, at);
    },
    resolve(market, winner, at) {
      for (const trade of [...open.values()]) {
        if (trade.market !== market) continue;
        for (const [id, { fill }] of pending) if (fill.token === trade.token) pending.delete(id);
        open.set(trade.token, paidOut(trade, winner));
        close(trade.token, at);
      }
      for (const trade of dusty) {
        if (trade.market !== market) continue;
        dusty.delete(trade);
        closed[closed.indexOf(trade)] = { ...trade, payout: payoutOf(trade, winner) };
      }
    },
    closed: () => closed,
    open: () => [...open.values()],
    voided: () => voided,
  };
}

/** Shares bought and neither sold nor paid out. */
export function heldOf(trade: Trade): Shares {
  return trade.end === "resolution" ? 0 as Shares : minus(trade.bought, trade.sold);
}

/** What an account would call the position of `trade`; undefined without one. */
function positionOf(trade: Trade | undefined, pending: Iterable<Pending>) {
  if (trade === undefined) return undefined;
  let unsettled = 0;
  for (const { fill } of pending) {
    if (fill.token === trade.token && fill.side === "buy") unsettled += fill.size;
  }
  return { shares: heldOf(trade), unsettled: unsettled as Shares };
}

function opened(fill: Fill, order: Order, at: Millis): Trade {
  return {
    market: fill.market,
    group: order.group,
    token: fill.token,
    outcome: order.outcome,
    kind: order.plan?.kind ?? "spike",
    decision: order.decision,
    orders: [],
    openedAt: at,
    closedAt: null,
    end: null,
    bought: 0 as Shares,
    sold: 0 as Shares,
    spent: 0 as Usdc,
    received: 0 as Usdc,
    payout: 0 as Usdc,
    fees: 0 as Usdc,
  };
}

function withOrder(trade: Trade, order: OrderId): Trade {
  return trade.orders.includes(order) ? trade : { ...trade, orders: [...trade.orders, order] };
}

function booked(trade: Trade, fill: Fill, sign: 1 | -1, end: OrderPurpose | null): Trade {
  const fees = (trade.fees + sign * fill.fee) as Usdc;
  const size = sign * fill.size;
  const value = sign * fill.value;
  return fill.side === "buy"
    ? {
      ...trade,
      fees,
      bought: (trade.bought + size) as Shares,
      spent: (trade.spent + value) as Usdc,
    }
    : {
      ...trade,
      fees,
      sold: (trade.sold + size) as Shares,
      received: (trade.received + value) as Usdc,
      end,
    };
}

function paidOut(trade: Trade, winner: Outcome | null): Trade {
  if (heldOf(trade) === 0) return trade;
  return { ...trade, payout: payoutOf(trade, winner), end: "resolution" };
}

function payoutOf(trade: Trade, winner: Outcome | null): Usdc {
  const perShare = winner === null ? MICRO / 2 : winner === trade.outcome ? MICRO : 0;
  return mulDiv(heldOf(trade), perShare, MICRO, "down") as Usdc;
}
