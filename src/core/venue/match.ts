// Matching as the venue does it, on values: shared by paper and the sandbox so they cannot differ.
// Invariants: 1. no share trades worse than the limit; 2. a taker trades at the resting prices,
// level by level; 3. a resting order trades only out of trade prints, never out of changed depth.
import { bestOf, type Ladder, walkShares } from "../book.ts";
import type { Side } from "../types/market.ts";
import type { Take, TimeInForce } from "../types/order.ts";
import type { Price, Shares, Usdc } from "../types/units.ts";

/** An order that meets a book. */
export interface Incoming {
  readonly side: Side;
  readonly limit: Price;
  readonly size: Shares;
  readonly timeInForce: TimeInForce;
  /** What can be taken, in prices of the order's token: buyLadder or sellLadder. Not changed. */
  readonly ladder: Ladder;
}

/** What became of it. */
export interface Matched {
  /** Best first. */
  readonly takes: readonly Take[];
  readonly filled: Shares;
  /** Without fee, rounded once against the taker. */
  readonly value: Usdc;
  /** Left to rest: 0 for FAK and FOK. */
  readonly remaining: Shares;
  /** Not filled and not resting: the rest of an FAK, the whole of an FOK that lacked a share. */
  readonly killed: Shares;
}

/** True when an order at `limit` would trade with the best of `ladder`: what post-only forbids. */
export function crosses(side: Side, limit: Price, ladder: Ladder): boolean {
  const best = bestOf(ladder);
  if (best === 0) return false;
  return side === "buy" ? best <= limit : best >= limit;
}

/** Walks the ladder from its best level to the limit. */
export function matchTaker({ side, limit, size, timeInForce, ladder }: Incoming): Matched {
  const walk = walkShares(ladder, side, size, limit);
  const left = (size - walk.filled) as Shares;
  const none = 0 as Shares;
  switch (timeInForce) {
    case "FOK":
      return walk.complete
        ? { ...matchedOf(walk), remaining: none, killed: none }
        : { takes: [], filled: none, value: 0 as Usdc, remaining: none, killed: size };
    case "FAK":
      return { ...matchedOf(walk), remaining: none, killed: left };
    case "GTC":
    case "GTD":
      return { ...matchedOf(walk), remaining: left, killed: none };
  }
}

function matchedOf(walk: Pick<Matched, "takes" | "filled" | "value">) {
  return { takes: walk.takes, filled: walk.filled, value: walk.value };
}

/**
 * Share-weighted price of a fill, rounded against the taker. Exact, so it is never worse than the
 * worst level taken. Throws RangeError when nothing was taken.
 */
export function averagePrice(takes: readonly Take[], side: Side): Price {
  let dollars = 0n;
  let size = 0n;
  for (const take of takes) {
    dollars += BigInt(take.price) * BigInt(take.size);
    size += BigInt(take.size);
  }
  if (size === 0n) throw new RangeError("Cannot average the price of no shares");
  const up = side === "buy" && dollars % size > 0n;
  return Number(dollars / size + (up ? 1n : 0n)) as Price;
}

/** An order that rests, in YES prices: an order on NO rests on the other side at 1 - p. */
export interface Resting {
  readonly side: Side;
  readonly price: Price;
  readonly remaining: Shares;
  /** Shares that must trade at our price before ours do. */
  readonly ahead: Shares;
}

/** A trade print in YES prices. `side` is the taker's. */
export interface Print {
  readonly side: Side;
  readonly price: Price;
  readonly size: Shares;
}

/** What a print did to a resting order. */
export interface PrintFill {
  readonly filled: Shares;
  readonly ahead: Shares;
  /** What of the print is left for our orders behind this one. */
  readonly left: Shares;
}

/** Shares ahead of an order that joins a price where `displayed` shares are shown. */
export function queueAhead(displayed: Shares, queueFactor: number): Shares {
  return Math.ceil(displayed * queueFactor) as Shares;
}

/**
 * What a print gives a resting order. At our price the print first eats the queue ahead; through
 * our price it fills us at once, up to its size. A print of a taker on our own side is not ours.
 * With several orders of one side call this best price first, then oldest first, each time with the
 * size `left`, so that together they never get more than was traded.
 */
export function fillFromPrint(order: Resting, print: Print): PrintFill {
  const { side, price, remaining, ahead } = order;
  const through = side === "buy" ? print.price < price : print.price > price;
  if (print.side === side || !(through || print.price === price)) {
    return { filled: 0 as Shares, ahead, left: print.size };
  }
  const queue = through ? 0 : Math.min(ahead, print.size);
  const filled = Math.min(remaining, print.size - queue);
  return {
    filled: filled as Shares,
    ahead: (through ? 0 : ahead - queue) as Shares,
    left: (print.size - filled) as Shares,
  };
}

/** Orders of one side as prints reach them: best price first, then in the order they are given. */
export function byPriority<T extends Pick<Resting, "side" | "price">>(orders: readonly T[]): T[] {
  return orders.toSorted((a, b) => a.side === "buy" ? b.price - a.price : a.price - b.price);
}
