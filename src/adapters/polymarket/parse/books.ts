// Order books of `/book`, `/books` and the market channel. Wrong anywhere is wrong as a whole: a book
// without one of its levels is another book.
import { createHash } from "node:crypto";
import type { Result } from "../../../core/types/result.ts";
import { err, ok } from "../../../core/types/result.ts";
import type { MarketId, TokenId } from "../../../core/types/ids.ts";
import type { Price, Shares } from "../../../core/types/units.ts";
import type { Unreadable, VenueBook } from "../types.ts";
import { type Drift, unknownFields, unknownTick, unknownWord } from "./drift.ts";
import { BOOK_FIELDS, LEVEL_FIELDS, VERSIONS } from "./fields.ts";
import {
  bad,
  badDecimal,
  isObject,
  isText,
  isUnreadable,
  type JsonObject,
  readJson,
} from "./json.ts";
import { A_PRICE, A_SIZE, A_TIME, toMillis, toPrice, toShares, toTickSize } from "./values.ts";

/** The books of an answer, each on its own; a single book is a list of one. */
export function parseBooks(
  body: string,
  drift?: Drift,
): Result<readonly Result<VenueBook, Unreadable>[], Unreadable> {
  const json = readJson(body, "books");
  if (!json.ok) return json;
  if (Array.isArray(json.value)) {
    return ok(json.value.map((entry: unknown) => parseBook(entry, drift)));
  }
  if (isObject(json.value)) return ok([parseBook(json.value, drift)]);
  return err(bad("wrongType", "books", "it", json.value, "an array or an object"));
}

/**
 * A book of REST or of the market channel. Levels keep the venue's order, which differs between the
 * two; sizes of 0 are left out; a price twice on one side is refused, since which size is meant
 * cannot be known.
 */
export function parseBook(value: unknown, drift?: Drift): Result<VenueBook, Unreadable> {
  if (!isObject(value)) return err(bad("wrongType", "book", "it", value, "an object"));
  const { market, asset_id: token, timestamp, hash } = value;
  if (!isText(market)) return err(bad("wrongType", "book", "market", market, "a text"));
  if (!isText(token)) return err(bad("wrongType", "book", "asset_id", token, "a text"));
  const at = toMillis(timestamp);
  if (at === null) return err(badDecimal("time", "book", "timestamp", timestamp, A_TIME));
  const bids = levelsOf(value["bids"], "bids", drift);
  if (isUnreadable(bids)) return err(bids);
  const asks = levelsOf(value["asks"], "asks", drift);
  if (isUnreadable(asks)) return err(asks);
  if (drift !== undefined) {
    unknownFields(value, BOOK_FIELDS, "book", drift);
    unknownWord(value, "version", VERSIONS, "book", drift);
    unknownTick(value, "tick_size", "book", drift);
  }
  return ok({
    market: market as MarketId,
    token: token as TokenId,
    at,
    bids,
    asks,
    tickSize: toTickSize(value["tick_size"]),
    hash: isText(hash) ? hash : "",
  });
}

interface Level {
  readonly price: Price;
  readonly size: Shares;
}

function levelsOf(
  value: unknown,
  side: "bids" | "asks",
  drift: Drift | undefined,
): readonly Level[] | Unreadable {
  if (!Array.isArray(value)) return bad("wrongType", "book", side, value, "an array");
  const levels: Level[] = [];
  const prices: number[] = [];
  for (let i = 0; i < value.length; i++) {
    const raw: unknown = value[i];
    if (!isObject(raw)) return bad("wrongType", "book", `${side}[${i}]`, raw, "an object");
    const { price: rawPrice, size: rawSize } = raw;
    const price = toPrice(rawPrice);
    const size = toShares(rawSize);
    if (price === null) {
      return badDecimal("price", "book", `${side}[${i}].price`, rawPrice, A_PRICE);
    }
    if (size === null) return badDecimal("size", "book", `${side}[${i}].size`, rawSize, A_SIZE);
    prices.push(price);
    if (size > 0) levels.push({ price, size });
    if (drift !== undefined) unknownFields(raw, LEVEL_FIELDS, "level of a book", drift);
  }
  const repeated = indexOfRepeated(prices);
  if (repeated === -1) return levels;
  const { price } = value[repeated] as JsonObject;
  return bad("price", "book", `${side}[${repeated}].price`, price, "each price of a side once");
}

/** Where a price comes for the second time; -1: nowhere. */
function indexOfRepeated(prices: readonly number[]): number {
  // The venue sends levels in order, and then no price comes twice.
  if (isStrict(prices, 1) || isStrict(prices, -1)) return -1;
  const seen = new Set<number>();
  return prices.findIndex((price) => seen.size === seen.add(price).size);
}

function isStrict(prices: readonly number[], sign: 1 | -1): boolean {
  for (let i = 1; i < prices.length; i++) {
    if (sign * ((prices[i] as number) - (prices[i - 1] as number)) <= 0) return false;
  }
  return true;
}

/**
 * The venue's hash of a book: hex SHA-1 of its compact JSON in the order of the wire, with the hash
 * itself empty. True of REST books; those of the channel may differ by a later trade price, so it
 * is a diagnosis and no gate. "" for a value too deep to be written, which no hash equals.
 */
export function bookHash(book: unknown): string {
  if (!isObject(book)) return "";
  try {
    return createHash("sha1").update(JSON.stringify({ ...book, hash: "" })).digest("hex");
  } catch (error) {
    // The depth of what JSON.stringify can write is that of the stack.
    if (error instanceof RangeError) return "";
    throw error;
  }
}
