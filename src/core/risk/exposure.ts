import { isFinal } from "../evolve.ts";
import type { Account, Mode, Position, UnsettledFill } from "../types/account.ts";
import type { RiskConfig } from "../types/config.ts";
import type { Order, OrderState } from "../types/order.ts";
import { cost, minus, mulDiv, plus, type Shares, type Usdc } from "../types/units.ts";
import { MICRO } from "../types/units.ts";
import { budgetLeft } from "./scalars.ts";

const ZERO = 0 as Usdc;

/** What may still be done. The strictest halt decides. */
export function mode(account: Account): Mode {
  const { halts } = account.risk;
  if (halts.some((halt) => halt.mode === "halted")) return "halted";
  return halts.length > 0 ? "reducing" : "active";
}

// The map holds the last day's orders too and never changes once made, while this is asked on every
// message of a market in which something is held.
const live = new WeakMap<Account["orders"], readonly OrderState[]>();

/** Orders the venue may still act on, placed but unanswered ones among them. */
export function liveOrders({ orders }: Account): readonly OrderState[] {
  const known = live.get(orders);
  if (known !== undefined) return known;
  const found = [...orders.values()].filter((state) => !isFinal(state.status));
  live.set(orders, found);
  return found;
}

/** The most an order can still cost: its remainder at its limit, and its whole fee. */
export function openCost(state: OrderState): Usdc {
  return orderCost(state.order, minus(state.order.size, state.filled));
}

/** The most an order can cost; 0 for sales. */
export function orderCost(order: Order, size: Shares = order.size): Usdc {
  if (order.side === "sell" || size <= 0) return ZERO;
  return plus(cost(order.price, size, "up"), order.maxFee);
}

/**
 * Dollars held or on their way, in positions and orders that `belongs` admits. What was sold is held
 * until the sale settles: it may come back.
 */
export function exposure(
  account: Account,
  belongs: (of: Position | Order) => boolean,
): Usdc {
  let sum = ZERO;
  for (const position of account.positions.values()) {
    if (belongs(position)) sum = plus(sum, position.basis);
  }
  for (const { fill, basisSold } of account.unsettled.values()) {
    const position = account.positions.get(fill.token);
    if (position !== undefined && belongs(position)) sum = plus(sum, basisSold);
  }
  for (const state of liveOrders(account)) {
    if (belongs(state.order)) sum = plus(sum, openCost(state));
  }
  return sum;
}

/** Cash that no order in flight has a claim on, and that no unsettled sale can take back. */
export function freeCash(account: Account): Usdc {
  let reserved = ZERO;
  for (const state of liveOrders(account)) reserved = plus(reserved, openCost(state));
  for (const entry of account.unsettled.values()) reserved = plus(reserved, proceeds(entry));
  return minus(account.cash, reserved);
}

/**
 * What everything open and in flight can lose. worst_case: all of it, since an outcome token can go
 * to nothing in one print. stop_plus_gap: down to the stop, and `gapReserve` of the stake. A sale
 * that has not settled can take its gain back and leave shares that fall to nothing.
 */
export function possibleLoss(account: Account, risk: RiskConfig): Usdc {
  let sum = ZERO;
  for (const p of account.positions.values()) {
    sum = plus(sum, lossOf(p.basis, p.shares, p.plan.stop, risk));
  }
  for (const state of liveOrders(account)) {
    const left = minus(state.order.size, state.filled);
    sum = plus(sum, lossOf(openCost(state), left, state.order.plan?.stop ?? null, risk));
  }
  for (const entry of account.unsettled.values()) {
    sum = plus(sum, Math.max(proceeds(entry), entry.basisSold) as Usdc);
  }
  return sum;
}

function proceeds({ fill }: UnsettledFill): Usdc {
  return fill.side === "sell" ? minus(fill.value, fill.fee) : ZERO;
}

/**
 * What the day may still lose. A gain does not add to it: what it paid for could be open at midnight
 * and be lost on a day that had no gain.
 */
export function lossBudgetOf(account: Account, { maxDailyLoss }: RiskConfig): Usdc {
  return budgetLeft(maxDailyLoss, account.risk.dayRealized) as Usdc;
}

/** What `paid` dollars for `size` shares can lose under the configured budget mode. */
export function lossOf(
  paid: Usdc,
  size: Shares,
  stop: number | null,
  risk: RiskConfig,
): Usdc {
  if (risk.lossBudgetMode === "worst_case" || stop === null) return paid;
  const atStop = mulDiv(size, stop, MICRO, "down") as Usdc;
  const gap = Math.ceil(paid * risk.gapReserve) as Usdc;
  const loss = plus(minus(paid, atStop), gap);
  return Math.max(0, Math.min(paid, loss)) as Usdc;
}

/** Today's result: realised, or with open positions marked, whichever is worse. */
export function dayResult(account: Account): Usdc {
  const { dayRealized, equity, dayStartEquity } = account.risk;
  return Math.min(dayRealized, minus(equity, dayStartEquity)) as Usdc;
}
