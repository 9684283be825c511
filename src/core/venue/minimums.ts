// The smallest orders the venue takes. Nothing here raises a size: an order below is not sent.
import type { Market } from "../types/market.ts";
import type { Order, TimeInForce } from "../types/order.ts";
import type { Refusal } from "../types/refusal.ts";
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
  const immediate = isImmediate(order.timeInForce);
  if (!immediate && order.size < market.minOrder) {
    return { rule: "venueMinimum", value: order.size, limit: market.minOrder, unit: "shares" };
  }
  if (!immediate && !marketable) return null;
  const value = cost(order.price, order.size, "down");
  if (value >= MIN_MARKETABLE) return null;
  return { rule: "venueMinimum", value, limit: MIN_MARKETABLE, unit: "usd" };
}
