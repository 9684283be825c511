// A market has one book, in YES prices: a bid of p on NO is an ask of 1 - p on YES.
// Invariants: 1. every level has a price strictly inside (0, 1) and a size above 0; 2. prices of a
// ladder are distinct and sorted, best last; 3. both arrays have one length, so an index below it
// is always there and `as number` on such an element is true.
import type { MarketInput } from "./types/event.ts";
import type { Level, Outcome, Side } from "./types/market.ts";
import type { Take } from "./types/order.ts";
import { isPrice, MICRO, mulDiv } from "./types/units.ts";
import type { Millis, Price, Shares, Usdc } from "./types/units.ts";

/** One side of a book: parallel arrays, worst level first and best last, so that changes near the
 * top move few elements. Prices in 1e-6: bids strictly rise toward the best, asks strictly fall.
 * Sizes in 1e-6 shares. */
export interface Ladder {
  readonly prices: number[];
  readonly sizes: number[];
}

/** The canonical book of a market, in YES prices. Owned by `step`, updated in place. */
export interface Book {
  readonly bids: Ladder;
  readonly asks: Ladder;
  /** When a message last confirmed it; null before the first. */
  at: Millis | null;
}

/** Whether a book may be acted on. */
export type BookCondition = "ok" | "missing" | "oneSided" | "crossed" | "stale";

/** A change of a book as it arrives, in prices and sides of its token. */
export type BookInput = Extract<MarketInput, { readonly kind: "book" | "quote" | "level" }>;

/** What walking a ladder takes. */
export interface Walk {
  /** Best first. */
  readonly takes: readonly Take[];
  readonly filled: Shares;
  /** Sum of price x size over `takes`, rounded once: up for a buy, down for a sale. */
  readonly value: Usdc;
  /** False when the ladder, or what of it is within the limit, was too small. */
  readonly complete: boolean;
}

/** A book nothing has been heard of. */
export function emptyBook(): Book {
  return { bids: { prices: [], sizes: [] }, asks: { prices: [], sizes: [] }, at: null };
}

/** Forgets every level and the time: after a gap or a tick change, until the next snapshot. */
export function clearBook(book: Book): void {
  clearLadder(book.bids);
  clearLadder(book.asks);
  book.at = null;
}

/** A book that is there is as it was: nothing of it changed until `at`. */
export function confirmBook(book: Book, at: Millis): void {
  if (book.at !== null) book.at = at;
}

/**
 * Applies a message of either token: levels of NO land on the other side at 1 - p. Whoever owns the
 * book calls this and nothing else; the functions below take YES prices.
 */
export function applyToBook(book: Book, outcome: Outcome, input: BookInput, at: Millis): void {
  const yes = outcome === "yes";
  if (input.kind === "level") {
    applyLevel(book, outcome, input.side, input.price, input.size, at);
  } else if (input.kind === "quote") {
    if (yes) setTop(book, input.bid, input.bidSize, input.ask, input.askSize, at);
    else setTop(book, MICRO - input.ask, input.askSize, MICRO - input.bid, input.bidSize, at);
  } else if (yes) {
    replaceBook(book, input.bids, input.asks, at);
  } else {
    replaceBook(book, mirrorLevels(input.asks), mirrorLevels(input.bids), at);
  }
}

/** Sets one level of either token's book; see {@link setLevel}. */
export function applyLevel(
  book: Book,
  outcome: Outcome,
  side: Side,
  price: number,
  size: number,
  at: Millis,
): void {
  if (outcome === "yes") setLevel(book, side, price, size, at);
  else setLevel(book, otherSide(side), MICRO - price, size, at);
}

/**
 * Takes over a snapshot. Levels come in any order; those of size 0 or a price outside (0, 1) are
 * dropped, and of two left at one price the last wins.
 */
export function replaceBook(
  book: Book,
  bids: readonly Level[],
  asks: readonly Level[],
  at: Millis,
): void {
  fillLadder(book.bids, bids, true);
  fillLadder(book.asks, asks, false);
  book.at = at;
}

/** Takes over a top of book; a side of price 0, 1 or size 0 is absent. */
export function setTop(
  book: Book,
  bid: number,
  bidSize: number,
  ask: number,
  askSize: number,
  at: Millis,
): void {
  setOnly(book.bids, bid, bidSize);
  setOnly(book.asks, ask, askSize);
  book.at = at;
}

/** Sets the size of one level; 0 removes it. A price outside (0, 1) changes no level. */
export function setLevel(book: Book, side: Side, price: number, size: number, at: Millis): void {
  if (isPrice(price)) {
    if (side === "buy") setSize(book.bids, price, size, true);
    else setSize(book.asks, price, size, false);
  }
  book.at = at;
}

/** Highest bid in 1e-6; 0 when there is none. */
export function bestBid(book: Book): number {
  return bestOf(book.bids);
}

/** Lowest ask in 1e-6; 0 when there is none. */
export function bestAsk(book: Book): number {
  return bestOf(book.asks);
}

/** Best price of a ladder in 1e-6; 0 when it is empty. */
export function bestOf(ladder: Ladder): number {
  const last = ladder.prices.length - 1;
  return last < 0 ? 0 : ladder.prices[last] as number;
}

/** Size at a price, 0 when there is no such level. `side` is that of the level: bids are "buy". */
export function sizeAt(book: Book, side: Side, price: number): Shares {
  const ladder = side === "buy" ? book.bids : book.asks;
  const index = seek(ladder.prices, price, side === "buy");
  return (ladder.prices[index] === price ? ladder.sizes[index] as number : 0) as Shares;
}

/** Bid plus ask in 1e-6, an integer; null unless both sides are there. */
export function twiceMid(book: Book): number | null {
  const bid = bestOf(book.bids);
  const ask = bestOf(book.asks);
  return bid === 0 || ask === 0 ? null : bid + ask;
}

/** Ask minus bid in 1e-6, 0 or less in a crossed book; null unless both sides are there. */
export function spread(book: Book): number | null {
  const bid = bestOf(book.bids);
  const ask = bestOf(book.asks);
  return bid === 0 || ask === 0 ? null : ask - bid;
}

/** Mid in dollars, each best price weighted by the size on the other side; null if one-sided. */
export function microprice(book: Book): number | null {
  if (twiceMid(book) === null) return null;
  const bidSize = book.bids.sizes.at(-1) as number;
  const askSize = book.asks.sizes.at(-1) as number;
  const weighted = bestBid(book) * askSize + bestAsk(book) * bidSize;
  return weighted / (bidSize + askSize) / MICRO;
}

/** (bids - asks) / (bids + asks) in shares of the best `levels` a side; null if both are empty. */
export function imbalance(book: Book, levels: number): number | null {
  const bids = topSize(book.bids, levels);
  const asks = topSize(book.asks, levels);
  return bids + asks === 0 ? null : (bids - asks) / (bids + asks);
}

/**
 * What the book is good for. Structure goes before age, so "stale" is an otherwise good book. A
 * locked book (bid = ask) is crossed: no venue state has it, only a burst half read.
 */
export function condition(book: Book, now: Millis, maxAgeMs: Millis): BookCondition {
  const bid = bestOf(book.bids);
  const ask = bestOf(book.asks);
  if (book.at === null || (bid === 0 && ask === 0)) return "missing";
  if (bid === 0 || ask === 0) return "oneSided";
  if (bid >= ask) return "crossed";
  return now - book.at <= maxAgeMs ? "ok" : "stale";
}

/** The same orders in prices of the other token; best stays last. A new ladder. */
export function mirror(ladder: Ladder): Ladder {
  return { prices: ladder.prices.map((at) => MICRO - at), sizes: ladder.sizes.slice() };
}

/**
 * What a buyer of `outcome` can take, in that token's prices. For YES it is the book's own ladder:
 * read it, and do not keep it past the next message.
 */
export function buyLadder(book: Book, outcome: Outcome): Ladder {
  return outcome === "yes" ? book.asks : mirror(book.bids);
}

/** What a seller of `outcome` can hit, in that token's prices; see {@link buyLadder}. */
export function sellLadder(book: Book, outcome: Outcome): Ladder {
  return outcome === "yes" ? book.bids : mirror(book.asks);
}

/** Shares no further than `distance` (1e-6, inclusive) from the best price. */
export function depthWithin(ladder: Ladder, distance: number): Shares {
  const best = bestOf(ladder);
  let depth = 0;
  for (let i = ladder.prices.length - 1; i >= 0; i--) {
    if (Math.abs(ladder.prices[i] as number - best) > distance) break;
    depth += ladder.sizes[i] as number;
  }
  return depth as Shares;
}

/** What a taker of `side` gets for `size` shares, from the best on and never beyond `limit`. */
export function walkShares(
  ladder: Ladder,
  side: Side,
  size: Shares,
  limit: Price | null,
): Walk {
  const takes: Take[] = [];
  let left: number = size;
  for (let i = ladder.prices.length - 1; i >= 0 && left > 0; i--) {
    const at = ladder.prices[i] as number;
    if (limit !== null && (side === "buy" ? at > limit : at < limit)) break;
    const taken = Math.min(left, ladder.sizes[i] as number);
    takes.push({ price: at as Price, size: taken as Shares });
    left -= taken;
  }
  return {
    takes,
    filled: (size - left) as Shares,
    value: valueOfTakes(takes, side),
    complete: left === 0,
  };
}

/** Buys for `budget` dollars from the best on; `value` never exceeds it. */
export function walkUsd(ladder: Ladder, budget: Usdc): Walk {
  const takes: Take[] = [];
  let left: number = budget;
  let filled = 0;
  for (let i = ladder.prices.length - 1; i >= 0 && left > 0; i--) {
    const at = ladder.prices[i] as number;
    const size = ladder.sizes[i] as number;
    const whole = mulDiv(at, size, MICRO, "up");
    const taken = whole <= left ? size : mulDiv(left, MICRO, at, "down");
    left -= whole;
    filled += taken;
    if (taken > 0) takes.push({ price: at as Price, size: taken as Shares });
  }
  return {
    takes,
    filled: filled as Shares,
    value: valueOfTakes(takes, "buy"),
    complete: left <= 0,
  };
}

/** Sum of price x size, rounded once and against the taker: up for a buy, down for a sale. */
export function valueOfTakes(takes: readonly Take[], side: Side): Usdc {
  let dollars = 0;
  let rest = 0;
  for (const { price, size } of takes) {
    // Whole shares and the rest apart keep every product far below 2^53.
    const fraction = size % MICRO;
    dollars += price * ((size - fraction) / MICRO);
    rest += price * fraction;
  }
  return (dollars + mulDiv(rest, 1, MICRO, side === "buy" ? "up" : "down")) as Usdc;
}

/** The side that meets `side`. */
export function otherSide(side: Side): Side {
  return side === "buy" ? "sell" : "buy";
}

function mirrorLevels(levels: readonly Level[]): Level[] {
  return levels.map(({ price, size }) => ({ price: (MICRO - price) as Price, size }));
}

function clearLadder(ladder: Ladder): void {
  ladder.prices.length = 0;
  ladder.sizes.length = 0;
}

// A side that comes best first is read from its end, so that each level is appended, not inserted:
// 100 levels cost a few microseconds either way round.
function fillLadder(ladder: Ladder, levels: readonly Level[], rising: boolean): void {
  clearLadder(ladder);
  const span = (levels.at(-1)?.price ?? 0) - (levels[0]?.price ?? 0);
  const bestFirst = rising ? span < 0 : span > 0;
  for (let i = 0; i < levels.length; i++) {
    const level = levels[bestFirst ? levels.length - 1 - i : i] as Level;
    if (!isPrice(level.price) || !(level.size > 0)) continue;
    const index = seek(ladder.prices, level.price, rising);
    if (ladder.prices[index] !== level.price) insertAt(ladder, index, level.price, level.size);
    else if (!bestFirst) ladder.sizes[index] = level.size;
  }
}

// Setting a length of 0 would throw the arrays' memory away at every quote.
function setOnly(ladder: Ladder, price: number, size: number): void {
  const wanted = isPrice(price) && size > 0 ? 1 : 0;
  while (ladder.prices.length > wanted) {
    ladder.prices.pop();
    ladder.sizes.pop();
  }
  if (wanted === 0) return;
  ladder.prices[0] = price;
  ladder.sizes[0] = size;
}

function topSize(ladder: Ladder, levels: number): number {
  let sum = 0;
  const first = Math.max(0, ladder.sizes.length - levels);
  for (let i = first; i < ladder.sizes.length; i++) sum += ladder.sizes[i] as number;
  return sum;
}

// Anything that is not a size above 0 removes the level: unknown liquidity is none.
function setSize(ladder: Ladder, price: number, size: number, rising: boolean): void {
  const index = seek(ladder.prices, price, rising);
  const there = ladder.prices[index] === price;
  if (!(size > 0)) {
    if (there) removeAt(ladder, index);
  } else if (there) {
    ladder.sizes[index] = size;
  } else {
    insertAt(ladder, index, price, size);
  }
}

/** Index of the first level that is not worse than `price`; the length when all are worse. */
function seek(prices: readonly number[], price: number, rising: boolean): number {
  let low = 0;
  let high = prices.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = prices[middle] as number;
    if (rising ? at < price : at > price) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Loops and not splice, which allocates the array it returns.
function insertAt({ prices, sizes }: Ladder, index: number, price: number, size: number): void {
  prices.push(price);
  sizes.push(size);
  for (let i = prices.length - 1; i > index; i--) {
    prices[i] = prices[i - 1] as number;
    sizes[i] = sizes[i - 1] as number;
  }
  prices[index] = price;
  sizes[index] = size;
}

function removeAt({ prices, sizes }: Ladder, index: number): void {
  for (let i = index + 1; i < prices.length; i++) {
    prices[i - 1] = prices[i] as number;
    sizes[i - 1] = sizes[i] as number;
  }
  prices.pop();
  sizes.pop();
}
