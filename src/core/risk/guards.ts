// Guards on state: when nothing may be sent, whatever the money says.
import { condition } from "../book.ts";
import type { Order } from "../types/order.ts";
import type { Refusal, RefusalRule } from "../types/refusal.ts";
import { isOnGrid } from "../venue/grid.ts";
import { belowMinimum } from "../venue/minimums.ts";
import { exposure, mode } from "./exposure.ts";
import type { LimitState, OrderRule, RiskView, SubjectRule } from "./rule.ts";

const perMarket: LimitState = { value: null, limit: null, unit: "text", blocking: null };

function refuse(rule: RefusalRule, note?: string): Refusal {
  const plain = { rule, value: null, limit: null, unit: "text" } as const;
  return note === undefined ? plain : { ...plain, note };
}

/** Halted: nothing leaves but a flatten. Reducing: exits only. */
export const modeGuard: SubjectRule = {
  asks: "subject",
  scope: "all",
  check(order, { account }) {
    const now = mode(account);
    if (now === "active" || order.purpose === "flatten") return null;
    if (now === "reducing" && order.purpose !== "entry") return null;
    const reason = account.risk.halts.find((halt) => halt.mode === now)?.reason;
    return refuse(now, reason);
  },
  state: (account) => ({ ...perMarket, blocking: mode(account) !== "active" }),
};

/** A price from an older grid is refused, not rounded; shares come in steps. */
export const gridGuard: OrderRule = {
  asks: "order",
  scope: "all",
  check(order, { market, config }) {
    const tick = market.market.tickSize;
    const fits = order.tickSize === tick && isOnGrid(order.price, tick) &&
      order.size > 0 && order.size % config.shareStep === 0;
    return fits ? null : { rule: "offGrid", value: order.price, limit: tick, unit: "price" };
  },
  state: () => perMarket,
};

/** The venue's own minimum: dollars for an order that takes, shares for one that rests. */
export const venueMinimum: OrderRule = {
  asks: "order",
  scope: "all",
  check: (order, { market }) => belowMinimum(order, market.market),
  state: () => perMarket,
};

/** The market takes orders and is not in resolution. */
export const accepting: SubjectRule = {
  asks: "subject",
  scope: "all",
  check: (_order, { market }) =>
    market.market.accepting && market.winner === undefined ? null : refuse("notAccepting"),
  state: () => perMarket,
};

/** Time to the market's end; an unknown end is no time at all. */
export const timeLeft: SubjectRule = {
  asks: "subject",
  scope: "entries",
  check(_order, { market, config, at }) {
    const { endAt } = market.market;
    const limit = config.universe.minTimeLeftMs;
    const left = endAt === null ? null : endAt - at;
    return left !== null && left >= limit
      ? null
      : { rule: "timeLeft", value: left, limit, unit: "ms" };
  },
  state: () => perMarket,
};

/** Nothing is decided on a missing, one-sided, crossed or stale book, or one whose feed is down. */
export const bookGuard: SubjectRule = {
  asks: "subject",
  scope: "entries",
  check: (_order, view) => bookRefusal(view),
  state: () => perMarket,
};

/** Why the book may not be traded on now, or null. */
export function bookRefusal(view: Pick<RiskView, "market" | "config" | "at">): Refusal | null {
  const { market, config, at } = view;
  if (!market.up) return refuse("feedDown");
  if (market.awaitingSnapshot) return refuse("bookMissing");
  const limit = config.detection.maxBookAgeMs;
  switch (condition(market.book, at, limit)) {
    case "ok":
      return null;
    case "missing":
      return refuse("bookMissing");
    case "oneSided":
      return refuse("bookOneSided");
    case "crossed":
      return refuse("bookCrossed");
    case "stale":
      return { rule: "bookAge", value: at - (market.book.at ?? 0), limit, unit: "ms" };
  }
}

/** One position or entry a market: what is open there is finished first. */
export const marketBusy: SubjectRule = {
  asks: "subject",
  scope: "entries",
  check(order, { account }) {
    const busy = (of: Pick<Order, "market">) => of.market === order.market;
    for (const position of account.positions.values()) {
      if (busy(position)) return refuse("marketBusy", "position");
    }
    return exposure(account, busy) > 0 ? refuse("marketBusy", "order") : null;
  },
  state: () => perMarket,
};

/** While a match of this market is unsettled nothing is added to it. */
export const unsettled: SubjectRule = {
  asks: "subject",
  scope: "entries",
  check(order, { account }) {
    for (const { fill } of account.unsettled.values()) {
      if (fill.market === order.market) return refuse("unsettled", fill.id);
    }
    return null;
  },
  state: () => perMarket,
};

/** A cool-down after losses; it ends by time alone. */
export const breaker: SubjectRule = {
  asks: "subject",
  scope: "entries",
  check(_order, { account, config, at }) {
    const { value, limit, blocking } = breaker.state(account, config, at);
    return blocking === true ? { rule: "breaker", value, limit, unit: "time" } : null;
  },
  state(account, _config, at) {
    const until = account.risk.breakerUntil;
    return { value: at, limit: until, unit: "time", blocking: until !== null && !(at >= until) };
  },
};

/** Equal rejections in a row stop entries on a token. */
export const rejections: SubjectRule = {
  asks: "subject",
  scope: "entries",
  check(order, { account, config }) {
    const row = account.rejections.get(order.token);
    const limit = config.risk.maxRejections;
    if (row === undefined || row.count < limit) return null;
    return { rule: "rejections", value: row.count, limit, unit: "count", note: row.reason };
  },
  state(account, config) {
    const most = Math.max(0, ...[...account.rejections.values()].map((row) => row.count));
    return { value: most, limit: config.risk.maxRejections, unit: "count", blocking: null };
  },
};

/** A sale never exceeds the settled shares that no other sale has a claim on. */
export const sellable: OrderRule = {
  asks: "order",
  scope: "all",
  check(order, { account }) {
    if (order.side === "buy") return null;
    const position = account.positions.get(order.token);
    let free = position === undefined ? 0 : position.shares - position.unsettled;
    for (const { order: other, status, filled } of account.orders.values()) {
      const live = status === "submitted" || status === "open";
      if (live && other.side === "sell" && other.token === order.token) free -= other.size - filled;
    }
    return order.size <= free
      ? null
      : { rule: "notSellable", value: order.size, limit: free, unit: "shares" };
  },
  state: () => perMarket,
};
