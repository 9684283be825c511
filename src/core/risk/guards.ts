// Guards on state: when nothing may be sent, whatever the money says.
import { condition } from "../book.ts";
import type { Order } from "../types/order.ts";
import { type Measure, type Refusal, refusalOf, type RefusalRule } from "../types/refusal.ts";
import { isOnGrid } from "../venue/grid.ts";
import { sizeAtVenue } from "../venue/minimums.ts";
import { exposure, mode } from "./exposure.ts";
import type { LimitState, OrderRule, RiskView, SubjectRule } from "./rule.ts";

const perMarket: LimitState = { value: null, limit: null, unit: "text", blocking: null };

function refuse(rule: RefusalRule, note?: string): Measure {
  const plain = { rule, value: null, limit: null, unit: "text", passed: false } as const;
  return note === undefined ? plain : { ...plain, note };
}

function pass(rule: RefusalRule): Measure {
  return { rule, value: null, limit: null, unit: "text", passed: true };
}

/** Halted: nothing leaves but a flatten. Reducing: exits only. */
export const modeGuard: SubjectRule = {
  asks: "subject",
  scope: "all",
  measure(order, { account }) {
    const now = mode(account);
    if (now === "active") return pass("halted");
    if (order.purpose === "flatten") return pass(now);
    if (now === "reducing" && order.purpose !== "entry") return pass(now);
    const reason = account.risk.halts.find((halt) => halt.mode === now)?.reason;
    return refuse(now, reason);
  },
  state: (account) => ({ ...perMarket, blocking: mode(account) !== "active" }),
};

/** A price from an older grid is refused, not rounded; shares come in steps. */
export const gridGuard: OrderRule = {
  asks: "order",
  scope: "all",
  measure(order, { market, config }) {
    const tick = market.market.tickSize;
    const fits = order.tickSize === tick && isOnGrid(order.price, tick) &&
      order.size > 0 && order.size % config.shareStep === 0;
    return { rule: "offGrid", value: order.price, limit: tick, unit: "price", passed: fits };
  },
  state: () => perMarket,
};

/** The venue's own minimum: dollars for an order that takes, shares for one that rests. */
export const venueMinimum: OrderRule = {
  asks: "order",
  scope: "all",
  measure: (order, { market }) => sizeAtVenue(order, market.market),
  state: () => perMarket,
};

/** The market takes orders and is not in resolution. */
export const accepting: SubjectRule = {
  asks: "subject",
  scope: "all",
  measure: (_order, { market: { market, winner } }) =>
    market.accepting && winner === undefined ? pass("notAccepting") : refuse("notAccepting"),
  state: () => perMarket,
};

/** Time to the market's end; an unknown end is no time at all. */
export const timeLeft: SubjectRule = {
  asks: "subject",
  scope: "entries",
  measure(_order, { market, config, at }) {
    const { endAt } = market.market;
    const limit = config.universe.minTimeLeftMs;
    const left = endAt === null ? null : endAt - at;
    const passed = left !== null && left >= limit;
    return { rule: "timeLeft", value: left, limit, unit: "ms", passed };
  },
  state: () => perMarket,
};

/** Nothing is decided on a missing, one-sided, crossed or stale book, or one whose feed is down. */
export const bookGuard: SubjectRule = {
  asks: "subject",
  scope: "entries",
  measure: (_order, view) => bookMeasure(view),
  state: () => perMarket,
};

type BookView = Pick<RiskView, "market" | "config" | "at">;

/** Why the book may not be traded on now, or null. */
export function bookRefusal(view: BookView): Refusal | null {
  return refusalOf(bookMeasure(view));
}

function bookMeasure({ market, config, at }: BookView): Measure {
  if (!market.up) return refuse("feedDown");
  if (market.awaitingSnapshot) return refuse("bookMissing");
  const limit = config.detection.maxBookAgeMs;
  const age = at - (market.book.at ?? 0);
  const state = condition(market.book, at, limit);
  switch (state) {
    case "missing":
      return refuse("bookMissing");
    case "oneSided":
      return refuse("bookOneSided");
    case "crossed":
      return refuse("bookCrossed");
    case "ok":
    case "stale":
      return { rule: "bookAge", value: age, limit, unit: "ms", passed: state === "ok" };
  }
}

/** One position or entry a market: what is open there is finished first. */
export const marketBusy: SubjectRule = {
  asks: "subject",
  scope: "entries",
  measure(order, { account }) {
    const busy = (of: Pick<Order, "market">) => of.market === order.market;
    for (const position of account.positions.values()) {
      if (busy(position)) return refuse("marketBusy", "position");
    }
    return exposure(account, busy) > 0 ? refuse("marketBusy", "order") : pass("marketBusy");
  },
  state: () => perMarket,
};

/** While a match of this market is unsettled nothing is added to it. */
export const unsettled: SubjectRule = {
  asks: "subject",
  scope: "entries",
  measure(order, { account }) {
    for (const { fill } of account.unsettled.values()) {
      if (fill.market === order.market) return refuse("unsettled", fill.id);
    }
    return pass("unsettled");
  },
  state: () => perMarket,
};

/** A cool-down after losses; it ends by time alone. */
export const breaker: SubjectRule = {
  asks: "subject",
  scope: "entries",
  measure(_order, { account, config, at }) {
    const { value, limit, blocking } = breaker.state(account, config, at);
    return { rule: "breaker", value, limit, unit: "time", passed: blocking !== true };
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
  measure(order, { account, config }) {
    const { count, reason } = account.rejections.get(order.token) ?? { count: 0, reason: null };
    const limit = config.risk.maxRejections;
    const plain = { rule: "rejections", value: count, limit, unit: "count" } as const;
    return count < limit || reason === null
      ? { ...plain, passed: true }
      : { ...plain, passed: false, note: reason };
  },
  state(account, config) {
    const most = Math.max(0, ...[...account.rejections.values()].map((row) => row.count));
    return { value: most, limit: config.risk.maxRejections, unit: "count", blocking: null };
  },
};

/** Rejections in a row, whatever they are about, are about the account: no money, no permission. */
export const rejectionsInRow: SubjectRule = {
  asks: "subject",
  scope: "entries",
  measure(_order, { account, config, at }) {
    const { value, limit, blocking } = rejectionsInRow.state(account, config, at);
    return { rule: "rejectionsInRow", value, limit, unit: "count", passed: blocking !== true };
  },
  state(account, config) {
    const value = account.risk.rejectionsInRow;
    const limit = config.risk.maxRejectionsInRow;
    return { value, limit, unit: "count", blocking: !(value < limit) };
  },
};

/** A sale never exceeds the settled shares that no other sale has a claim on. */
export const sellable: OrderRule = {
  asks: "order",
  scope: "all",
  measure(order, { account }) {
    if (order.side === "buy") return pass("notSellable");
    const position = account.positions.get(order.token);
    let free = position === undefined ? 0 : position.shares - position.unsettled;
    for (const { order: other, status, filled } of account.orders.values()) {
      const live = status === "submitted" || status === "open";
      if (live && other.side === "sell" && other.token === order.token) free -= other.size - filled;
    }
    const passed = order.size <= free;
    return { rule: "notSellable", value: order.size, limit: free, unit: "shares", passed };
  },
  state: () => perMarket,
};
