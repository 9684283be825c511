// A book as the venue writes it, made by hand: the order of keys decides the hash, and this is the
// one thing that is written thousands of times a second.
import { createHash } from "node:crypto";
import { microToText } from "../../core/math/decimal.ts";
import type { BookView, LevelView, ListedMarket } from "../types.ts";

/** What of a market goes into the text of its books. */
export type BookMarket = Pick<ListedMarket, "minOrder" | "negRiskId" | "version">;

/**
 * The answer of `GET /book`: bids rise, asks fall. `hash` is the SHA-1 of this very text with an
 * empty hash in it.
 */
export function restBook(book: BookView, market: BookMarket): string {
  const [head, tail] = restParts(book, market);
  return head + sha1(head + tail) + tail;
}

/**
 * The same book as the market channel sends it: without the minimum and the neg-risk flag, and with
 * the hash of the REST form, as the venue has one hash for both.
 */
export function socketBook(book: BookView, market: BookMarket): string {
  const [head, tail] = restParts(book, market);
  const sides = `","bids":${levelsText(book.bids)},"asks":${levelsText(book.asks)}`;
  return `${head}${sha1(head + tail)}${sides},"tick_size":"${microToText(book.tickSize)}",` +
    `"event_type":"book","last_trade_price":"${lastTradeText(book)}"${version(market)}}`;
}

/** What stands before the hash and what after it. */
function restParts(book: BookView, market: BookMarket): [string, string] {
  const head = `{"market":"${book.market}","asset_id":"${book.token}",` +
    `"timestamp":"${book.at}","hash":"`;
  const tail = `","bids":${levelsText(book.bids)},"asks":${levelsText(book.asks)},` +
    `"min_order_size":"${microToText(market.minOrder)}",` +
    `"tick_size":"${microToText(book.tickSize)}","neg_risk":${market.negRiskId !== null},` +
    `"last_trade_price":"${lastTradeText(book)}"${version(market)}}`;
  return [head, tail];
}

function version(market: BookMarket): string {
  return market.version === "v2" ? ',"version":"v2"' : "";
}

function levelsText(levels: readonly LevelView[]): string {
  let text = "[";
  for (const { price, size } of levels) {
    if (text.length > 1) text += ",";
    text += `{"price":"${priceText(price)}","size":"${microToText(size)}"}`;
  }
  return `${text}]`;
}

/** At least three decimals, "" before the first trade. */
function lastTradeText(book: BookView): string {
  if (book.lastTrade === null) return "";
  const text = microToText(book.lastTrade.price);
  return text.padEnd("0.000".length, "0");
}

// There are at most some ten thousand prices, and they are written over and over.
const texts: Map<number, string> = new Map();

/** A price as decimal text. */
export function priceText(micro: number): string {
  let text = texts.get(micro);
  if (text === undefined) {
    text = microToText(micro);
    texts.set(micro, text);
  }
  return text;
}

/** Hex SHA-1 of a text. */
export function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
