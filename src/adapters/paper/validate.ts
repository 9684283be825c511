// The venue's answers to orders it does not take, in its own words where they are known.
import type { Book, Ladder } from "../../core/book.ts";
import { microToText } from "../../core/math/decimal.ts";
import type { Market, Outcome } from "../../core/types/market.ts";
import type { Order } from "../../core/types/order.ts";
import type { Millis } from "../../core/types/units.ts";
import { isOnGrid, SHARE_STEP } from "../../core/venue/grid.ts";
import { crosses } from "../../core/venue/match.ts";
import { belowMinimum, isImmediate, MIN_GTD_LIFE_MS } from "../../core/venue/minimums.ts";

/** A market as the paper venue sees it through one token. */
export interface PaperMarket {
  /** As it is now: a tick that changed since the order was decided counts. */
  readonly market: Market;
  readonly outcome: Outcome;
  /** Canonical, in YES prices; read and never changed. */
  readonly book: Book;
  /** False while the feed is down or a snapshot is awaited. */
  readonly usable: boolean;
}

/** Why the venue rejects an order arriving at `now`, or null. `ladder` is what it could take. */
export function rejectionOf(
  order: Order,
  found: PaperMarket,
  ladder: Ladder,
  now: Millis,
): string | null {
  const { market } = found;
  if (!market.accepting) return "the market does not accept orders";
  if (!found.usable) return "paper: there is no usable book to match with";
  return formRejection(order, market) ?? expiryRejection(order, now) ??
    matchRejection(order, market, crosses(order.side, order.price, ladder));
}

function formRejection({ id, side, price, size }: Order, market: Market): string | null {
  if (!isOnGrid(price, market.tickSize)) {
    return `order ${id} is invalid. Price (${microToText(price)}) breaks minimum tick size rule: ` +
      microToText(market.tickSize);
  }
  if (size > 0 && size % SHARE_STEP === 0) return null;
  return `invalid amounts, the ${side} orders share amount supports a max accuracy of 2 decimals`;
}

function expiryRejection({ timeInForce, expiresAt }: Order, now: Millis): string | null {
  if (timeInForce !== "GTD") return null;
  return expiresAt !== null && expiresAt - now >= MIN_GTD_LIFE_MS ? null : "invalid expiration";
}

function matchRejection(order: Order, market: Market, crossing: boolean): string | null {
  const immediate = isImmediate(order.timeInForce);
  if (order.postOnly && immediate) {
    return "invalid post-only order: only GTC and GTD order types are allowed";
  }
  if (order.postOnly && crossing) return "invalid post-only order: order crosses book";
  const low = belowMinimum(order, market, crossing);
  if (low !== null) return minimumText(order, low.unit === "usd", low.value ?? 0, low.limit ?? 0);
  // An unknown fee is not 0, so nothing can be taken at it.
  const takes = immediate || crossing;
  return takes && market.fee === null ? "paper: the market's fee schedule is not known" : null;
}

function minimumText({ id, side }: Order, dollars: boolean, is: number, least: number): string {
  const [value, limit] = [microToText(is), microToText(least)];
  return dollars
    ? `invalid amount for a marketable ${side.toUpperCase()} order ($${value}), min size: $${limit}`
    : `order ${id} is invalid. Size (${value}) lower than the minimum: ${limit}`;
}
