import { isOf } from "../core/fills.ts";
import type { FillId, MarketId, OrderId, VenueOrderId } from "../core/types/ids.ts";
import type { Fill, Order, OrderStatus } from "../core/types/order.ts";
import type { Millis, Shares, Usdc } from "../core/types/units.ts";

/** An order and what became of it; sums exclude reverted fills. */
export interface OrderFact {
  readonly order: Order;
  readonly placedAt: Millis;
  readonly status: OrderStatus;
  readonly venueId: VenueOrderId | null;
  readonly acceptedAt: Millis | null;
  readonly endedAt: Millis | null;
  readonly filled: Shares;
  readonly value: Usdc;
  readonly fee: Usdc;
  readonly fills: readonly FillId[];
  /** Why it was canceled or rejected, in the venue's words or ours. */
  readonly reason: string | null;
}

export type FillStatus = "matched" | "settled" | "reverted";

export interface FillFact {
  readonly fill: Fill;
  readonly at: Millis;
  readonly status: FillStatus;
}

/** Every order and fill of a run, in the order in which they came. */
export interface OrderFacts {
  readonly byId: ReadonlyMap<OrderId, OrderFact>;
  readonly fills: ReadonlyMap<FillId, FillFact>;
}

/** Builds {@link OrderFacts} by the account's rules: repeats and strangers change nothing. */
export interface OrderFold extends OrderFacts {
  place(order: Order, at: Millis): void;
  askCancel(id: OrderId, reason: string): void;
  accept(id: OrderId, venueId: VenueOrderId, at: Millis): void;
  end(id: OrderId, status: OrderStatus, at: Millis, reason: string): void;
  /** The order that was filled; null for a repeated fill or an order that is not ours. */
  fill(fill: Fill, at: Millis): Order | null;
  settle(id: FillId): void;
  /** True when the fill was still open to doubt and is now undone. */
  revert(id: FillId): boolean;
  resolve(market: MarketId): void;
  /** Orders that the venue does not know any more are over. */
  reconcile(open: ReadonlySet<OrderId>, at: Millis): void;
}

/** A fold that has seen no order. */
export function openOrderFold(): OrderFold {
  const byId = new Map<OrderId, OrderFact>();
  const fills = new Map<FillId, FillFact>();
  // What can still end or settle, apart: a run has a hundred thousand that cannot.
  const live = new Set<OrderId>();
  const doubtful = openDoubts();

  function change(id: OrderId, to: (order: OrderFact) => OrderFact): void {
    const order = byId.get(id);
    if (order !== undefined) byId.set(id, to(order));
  }

  function end(id: OrderId, status: OrderStatus, at: Millis, reason: string): void {
    live.delete(id);
    change(id, (o) => o.endedAt === null ? { ...o, status, endedAt: at, reason } : o);
  }

  function settle(id: FillId): void {
    const fact = fills.get(id);
    if (fact?.status !== "matched") return;
    fills.set(id, { ...fact, status: "settled" });
    doubtful.end(fact.fill);
  }

  return {
    byId,
    fills,
    place: (order, at) => {
      byId.set(order.id, placed(order, at));
      live.add(order.id);
    },
    askCancel: (id, reason) => change(id, (o) => ({ ...o, reason: o.reason ?? reason })),
    accept: (id, venueId, at) =>
      change(id, (o) => ({
        ...o,
        venueId,
        acceptedAt: o.acceptedAt ?? at,
        status: o.status === "submitted" ? "open" : o.status,
      })),
    end,
    fill(fill, at) {
      const state = byId.get(fill.order);
      if (state === undefined || !isOf(fill, state.order) || fills.has(fill.id)) return null;
      fills.set(fill.id, { fill, at, status: "matched" });
      doubtful.begin(fill);
      const after = filledBy(state, fill, at, isUsedUp(state, fill, fills));
      byId.set(fill.order, after);
      if (after.endedAt !== null) live.delete(fill.order);
      return state.order;
    },
    settle,
    revert(id) {
      const fact = fills.get(id);
      if (fact?.status !== "matched") return false;
      fills.set(id, { ...fact, status: "reverted" });
      doubtful.end(fact.fill);
      change(fact.fill.order, (o) => without(o, fact.fill));
      return true;
    },
    resolve(market) {
      // Payment ends every doubt about a match, as in the account.
      for (const id of doubtful.of(market)) settle(id);
    },
    reconcile(open, at) {
      for (const id of [...live]) {
        if (!open.has(id)) end(id, "canceled", at, "unknown to the venue");
      }
    },
  };
}

/** Fills that are matched and not settled, by market. */
function openDoubts() {
  const byMarket = new Map<MarketId, Set<FillId>>();
  return {
    of: (market: MarketId): readonly FillId[] => [...byMarket.get(market) ?? []],
    begin: ({ id, market }: Fill): void => {
      const known = byMarket.get(market);
      if (known === undefined) byMarket.set(market, new Set([id]));
      else known.add(id);
    },
    end: ({ id, market }: Fill): void => {
      const known = byMarket.get(market);
      known?.delete(id);
      if (known?.size === 0) byMarket.delete(market);
    },
  };
}

function placed(order: Order, at: Millis): OrderFact {
  return {
    order,
    placedAt: at,
    status: "submitted",
    venueId: null,
    acceptedAt: null,
    endedAt: null,
    filled: 0 as Shares,
    value: 0 as Usdc,
    fee: 0 as Usdc,
    fills: [],
    reason: null,
  };
}

/** A match that failed is no fill, but the venue gave the order nothing back for it. */
function isUsedUp({ order, fills }: OrderFact, last: Fill, facts: OrderFacts["fills"]): boolean {
  const before = fills.reduce((sum, id) => sum + (facts.get(id)?.fill.size ?? 0), 0);
  return before + last.size >= order.size;
}

function filledBy(state: OrderFact, fill: Fill, at: Millis, done: boolean): OrderFact {
  return {
    ...state,
    filled: (state.filled + fill.size) as Shares,
    value: (state.value + fill.value) as Usdc,
    fee: (state.fee + fill.fee) as Usdc,
    fills: [...state.fills, fill.id],
    status: done ? "filled" : state.status === "submitted" ? "open" : state.status,
    endedAt: state.endedAt ?? (done ? at : null),
  };
}

function without(order: OrderFact, fill: Fill): OrderFact {
  const failed = order.status === "filled";
  return {
    ...order,
    filled: (order.filled - fill.size) as Shares,
    value: (order.value - fill.value) as Usdc,
    fee: (order.fee - fill.fee) as Usdc,
    status: failed ? "canceled" : order.status,
    reason: failed ? "a match failed to settle" : order.reason,
  };
}
