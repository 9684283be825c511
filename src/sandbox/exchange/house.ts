// The model's orders: what it shows, and what it takes.
import { isOnGrid } from "../../core/venue/grid.ts";
import { crosses } from "../../core/venue/match.ts";
import { isPrice } from "../../core/types/units.ts";
import type { Side } from "../../core/types/market.ts";
import type { Price, Shares } from "../../core/types/units.ts";
import { execute } from "./execution.ts";
import { type Plan, planOrder } from "./matching.ts";
import type { Listing, State } from "./state.ts";

/** What the house wants to show at a YES price. */
export interface Quote {
  readonly side: Side;
  readonly price: Price;
  readonly size: Shares;
}

/**
 * Sets what the house shows. Sizes that shrink go first, from the back of their queues, so that a
 * ladder which moves does not trade with itself; those that grow join at the back, or trade when
 * they cross, and then show less. A closed market shows nothing and drops quotes. Throws RangeError
 * for a size that is not whole and for growth off the grid.
 */
export function quoteLevels(state: State, listing: Listing, quotes: readonly Quote[]): void {
  if (listing.status.closed) return;
  const { book } = listing;
  state.news.touch(listing);
  for (const { side, price, size } of quotes) {
    checkSize(size);
    const shown = book.house(side, price);
    if (size < shown) book.shrinkHouse(side, price, (shown - size) as Shares);
  }
  for (const { side, price, size } of quotes) {
    const more = (size - book.house(side, price)) as Shares;
    if (more > 0) grow(state, listing, side, price, more);
  }
}

/** Takes YES up to a limit and returns the shares it got. */
export function sweepBook(
  state: State,
  listing: Listing,
  side: Side,
  limit: Price,
  size: Shares,
): Shares {
  checkSize(size);
  if (!isPrice(limit)) throw new RangeError(`Cannot sweep to ${limit}: it is not a price`);
  if (listing.status.closed) return 0 as Shares;
  return take(state, listing, side, limit, size, "FAK").filled;
}

function grow(state: State, listing: Listing, side: Side, price: Price, more: Shares): void {
  const { book, status } = listing;
  if (!isOnGrid(price, status.tickSize)) {
    throw new RangeError(`Cannot quote ${price}: the tick size is ${status.tickSize}`);
  }
  const facing = side === "buy" ? book.ladders.asks : book.ladders.bids;
  const left = crosses(side, price, facing)
    ? take(state, listing, side, price, more, "GTC").remaining
    : more;
  if (left > 0) book.add(side, price, left, null);
}

function take(
  state: State,
  listing: Listing,
  side: Side,
  limit: Price,
  size: Shares,
  type: "FAK" | "GTC",
): Plan {
  const { fee } = listing.market;
  const want = { outcome: "yes", side, limit, size, budget: null, type, fee } as const;
  const plan = planOrder(listing.book, want);
  execute(state, listing, { record: null, outcome: "yes", side }, plan);
  return plan;
}

function checkSize(size: Shares): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new RangeError(`Cannot trade ${size}: wanted whole micro-shares`);
  }
}
