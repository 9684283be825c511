// Limits on money: what may be lost, held and spent. Comparisons are written so that a number that is
// none refuses.
import type { Account } from "../types/account.ts";
import type { Order } from "../types/order.ts";
import type { Measure, RefusalRule, Unit } from "../types/refusal.ts";
import { plus, type Usdc } from "../types/units.ts";
import {
  dayResult,
  exposure,
  freeCash,
  lossBudgetOf,
  lossOf,
  orderCost,
  possibleLoss,
} from "./exposure.ts";
import type { LimitState, OrderRule, SubjectRule } from "./rule.ts";
import { dayIsOver, fallIsTooDeep, fallOf, floorIsReached, floorOf } from "./scalars.ts";

const MINUTE_MS = 60_000;

function atMost(rule: RefusalRule, unit: Unit, value: number, limit: number): Measure {
  return { rule, value, limit, unit, passed: value <= limit };
}

/** A limit that looks at the account as a whole asks an order what its state says. */
function asStated(rule: RefusalRule, { value, limit, unit, blocking }: LimitState): Measure {
  return { rule, value, limit, unit, passed: blocking !== true };
}

function whole(unit: Unit, value: number, limit: number, blocking: boolean): LimitState {
  return { value, limit, unit, blocking };
}

/** Worst loss of everything open plus this order, against what the day may still lose. */
export const lossBudget: OrderRule = {
  asks: "order",
  scope: "entries",
  measure(order, { account, config }) {
    const { risk } = config;
    const added = lossOf(orderCost(order), order.size, order.plan?.stop ?? null, risk);
    const would = plus(possibleLoss(account, risk), added);
    return atMost("lossBudget", "usd", would, lossBudgetOf(account, risk));
  },
  state(account, { risk }) {
    const used = possibleLoss(account, risk);
    const budget = lossBudgetOf(account, risk);
    return whole("usd", used, budget, !(used < budget));
  },
};

/** Today's loss so far, open positions at exit price included. */
export const dailyLoss: SubjectRule = {
  asks: "subject",
  scope: "entries",
  measure: (_order, { account, config, at }) =>
    asStated("dailyLoss", dailyLoss.state(account, config, at)),
  state(account, config) {
    // A gain is no loss below nothing.
    const lost = Math.max(0, -dayResult(account));
    const { maxDailyLoss } = config.risk;
    return whole("usd", lost, maxDailyLoss, dayIsOver(lost, maxDailyLoss));
  },
};

/** Dollars in one position, this order and its fee included. */
export const positionSize: OrderRule = {
  asks: "order",
  scope: "entries",
  measure(order, { account, config }) {
    const held = exposure(account, (of) => of.token === order.token);
    return atMost("positionSize", "usd", plus(held, orderCost(order)), config.risk.maxPositionSize);
  },
  state: (_account, config) => ({
    value: null,
    limit: config.risk.maxPositionSize,
    unit: "usd",
    blocking: null,
  }),
};

/** Dollars that are neither spent nor promised. */
export const cash: OrderRule = {
  asks: "order",
  scope: "entries",
  measure(order, { account }) {
    return atMost("cash", "usd", orderCost(order), freeCash(account));
  },
  state(account, config) {
    const free = freeCash(account);
    return {
      ...whole("usd", free, config.risk.minPositionSize, false),
      blocking: !(free >= config.risk.minPositionSize),
    };
  },
};

/** Dollars in one market, both outcomes together. */
export const marketExposure: OrderRule = {
  asks: "order",
  scope: "entries",
  measure(order, { account, config }) {
    const held = exposure(account, (of) => of.market === order.market);
    const would = plus(held, orderCost(order));
    return atMost("marketExposure", "usd", would, config.risk.maxMarketExposure);
  },
  state: (account, config) => largest(account, (of) => of.market, config.risk.maxMarketExposure),
};

/** Dollars in markets that settle together. */
export const groupExposure: OrderRule = {
  asks: "order",
  scope: "entries",
  measure(order, { account, config }) {
    const held = exposure(account, (of) => of.group === order.group);
    const would = plus(held, orderCost(order));
    return atMost("groupExposure", "usd", would, config.risk.maxGroupExposure);
  },
  state: (account, config) => largest(account, (of) => of.group, config.risk.maxGroupExposure),
};

function largest(
  account: Account,
  key: (of: Pick<Order, "market" | "group">) => string,
  limit: Usdc,
): LimitState {
  let most = 0;
  for (const position of account.positions.values()) {
    const name = key(position);
    most = Math.max(most, exposure(account, (of) => key(of) === name));
  }
  return { value: most, limit, unit: "usd", blocking: null };
}

/** Fall of equity from its high-water mark. */
export const drawdown: SubjectRule = {
  asks: "subject",
  scope: "entries",
  measure: (_order, { account, config, at }) =>
    asStated("drawdown", drawdown.state(account, config, at)),
  state(account, config) {
    const { equity, peakEquity } = account.risk;
    const fall = fallOf(peakEquity, equity);
    const limit = config.risk.maxDrawdown;
    const value = Number.isNaN(fall) ? null : fall;
    return { value, limit, unit: "ratio", blocking: fallIsTooDeep(fall, limit) };
  },
};

/** Capital protection: equity as a share of the initial capital. */
export const capitalFloor: SubjectRule = {
  asks: "subject",
  scope: "entries",
  measure: (_order, { account, config, at }) =>
    asStated("capitalFloor", capitalFloor.state(account, config, at)),
  state(account, config) {
    const floor = floorOf(config.initialCapital, config.risk.capitalFloor);
    const { equity } = account.risk;
    return whole("usd", equity, floor, floorIsReached(equity, floor));
  },
};

/** Positions and entries in flight. */
export const openPositions: SubjectRule = {
  asks: "subject",
  scope: "entries",
  measure: (_order, { account, config, at }) =>
    asStated("openPositions", openPositions.state(account, config, at)),
  state(account, config) {
    const tokens = new Set<string>(account.positions.keys());
    for (const { order, status } of account.orders.values()) {
      const live = status === "submitted" || status === "open";
      if (live && order.side === "buy") tokens.add(order.token);
    }
    const limit = config.risk.maxOpenPositions;
    return whole("count", tokens.size, limit, !(tokens.size < limit));
  },
};

/** Orders in the last minute, entries and exits together. */
export const orderRate: SubjectRule = {
  asks: "subject",
  scope: "entries",
  measure: (_order, { account, config, at }) =>
    asStated("orderRate", orderRate.state(account, config, at)),
  state(account, config, at) {
    const recent = account.risk.recentOrders.filter((t) => at - t < MINUTE_MS).length;
    const limit = config.risk.maxOrdersPerMinute;
    return whole("count", recent, limit, !(recent < limit));
  },
};
