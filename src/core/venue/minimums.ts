// The smallest orders the venue takes. Nothing here raises a size: an order below is not sent.
import type { Market } from "../types/market.ts";
import type { Order, TimeInForce } from "../types/order.ts";
import { type Measure, type Refusal, refusalOf } from "../types/refusal.ts";
import { cost, MICRO } from "../types/units.ts";
import type { Millis, Usdc } from "../types/units.ts";

/**
 * Least dollars, at the order's limit, of an order that takes. Documented for BUY only; taken to
 * hold for SELL too until seen otherwise.
 */
export const MIN_MARKETABLE: Usdc = MICRO as Usdc;

/**
 * Least time a GTD order must have to live when it arrives. The venue wants the expiration on the
 * wire three minutes ahead and ends the order one minute before it.
 */
export const MIN_GTD_LIFE_MS: Millis = 120_000 as Millis;

/** True for the orders that never rest. */
export function isImmediate(timeInForce: TimeInForce): boolean {
  return timeInForce === "FAK" || timeInForce === "FOK";
}

/**
 * Why the venue would find the order too small, or null: FAK and FOK need a dollar, GTC and GTD the
 * market's least shares, and a dollar too when `marketable`, for those that cross on arrival.
 */
export function belowMinimum(
  order: Pick<Order, "price" | "size" | "timeInForce">,
  market: Pick<Market, "minOrder">,
  marketable = false,
): Refusal | null {
  return refusalOf(sizeAtVenue(order, market, marketable));
}

/** The same with its numbers where it is large enough: those of the minimum that was asked last. */
export function sizeAtVenue(
  order: Pick<Order, "price" | "size" | "timeInForce">,
  { minOrder }: Pick<Market, "minOrder">,
  marketable = false,
): Measure {
  const immediate = isImmediate(order.timeInForce);
  const shares = {
    rule: "venueMinimum",
    value: order.size,
    limit: minOrder,
    unit: "shares",
  } as const;
  if (!immediate && order.size < minOrder) return { ...shares, passed: false };
  if (!immediate && !marketable) return { ...shares, passed: true };
  const value = cost(order.price, order.size, "down");
  const passed = value >= MIN_MARKETABLE;
  return { rule: "venueMinimum", value, limit: MIN_MARKETABLE, unit: "usd", passed };
}
