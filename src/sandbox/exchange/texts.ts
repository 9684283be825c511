// What the venue answers to an order or cancel it refuses, word for word where that is known.
// Clients tell refusals apart by these texts, so a misspelling of the venue's is kept.
import { microToText } from "../../core/math/decimal.ts";
import type { TokenId } from "../../core/types/ids.ts";
import type { Side } from "../../core/types/market.ts";
import type { Hex } from "../types.ts";

/** For amounts that are none. */
export const INVALID_PAYLOAD = "Invalid order payload";
/** For a GTD order that would end too soon, and another that has an expiration. */
export const INVALID_EXPIRATION = "invalid expiration";
/** For a post-only order that would take. */
export const POST_ONLY_CROSSES = "invalid post-only order: order crosses book";
/** For a post-only order that cannot rest. */
export const POST_ONLY_TYPE = "invalid post-only order: only GTC and GTD order types are allowed";
/** For an FOK order that would not fill whole. */
export const FOK_KILLED = "order couldn't be fully filled. FOK orders are fully filled or killed.";
/** For an FAK order that meets nothing within its limit. */
export const FAK_KILLED: string = "no orders found to match with FAK order. " +
  "FAK orders are partially filled or killed if no match is found.";
/** For a market that takes no orders, or not yet. */
export const NOT_READY = "the market is not yet ready to process new orders";

/** Why an order that traded whole was not cancelled. */
export const ALREADY_MATCHED = "order already matched";
/** Why one that is cancelled, unknown or another key's was not: the venue has one text for them. */
export const NOT_FOUND = "order can't be found - already canceled or matched";
/** Why an order that waits out the taker delay was not. The venue's own wording is not known. */
export const DELAYED = "order is delayed and can't be canceled";

/** The kinds of order the venue's text on decimals tells apart. */
export type AmountKind = "market buy" | "buy" | "sell";

/** For a token without a book: unknown, or of a market that has closed. */
export function noBook(token: TokenId): string {
  return `the orderbook ${token} does not exist`;
}

/** For an amount with more decimals than its kind may have. */
export function tooManyDecimals(kind: AmountKind, maker: number, taker: number): string {
  return `invalid amounts, the ${kind} orders maker amount supports a max accuracy of ${maker} ` +
    `decimals, taker amount a max of ${taker} decimals`;
}

/** For dollars that are not price x size. All in 1e-6. */
export function wrongProduct(
  side: Side,
  terms: { readonly price: number; readonly size: number; readonly wanted: number },
  given: number,
): string {
  const amount = side === "buy" ? "maker" : "taker";
  return `invalid amounts, the ${amount} amount for a $${microToText(terms.price)} order of size ` +
    `${microToText(terms.size)} should be '${microToText(terms.wanted)}' but the value submited ` +
    `is '${microToText(given)}'. Please check if you are using the latest version of the ` +
    "'clob-client' library";
}

/** For a price that is not a whole number of ticks inside [tick, 1 - tick]. */
export function offGrid(id: Hex, price: number, tick: number): string {
  return invalid(
    id,
    `Price (${microToText(price)}) breaks minimum tick size rule: ${microToText(tick)}`,
  );
}

/** For a GTC or GTD order of fewer shares than the market's minimum. */
export function tooSmall(id: Hex, size: number, least: number): string {
  return invalid(id, `Size (${microToText(size)}) lower than the minimum: ${microToText(least)}`);
}

/** For an id that was placed before. */
export function duplicated(id: Hex): string {
  return invalid(id, "Duplicated.");
}

/** For an order that takes and is worth less than `least` dollars; seen for BUY only. */
export function tooFewDollars(side: Side, dollars: number, least: number): string {
  return `invalid amount for a marketable ${side === "buy" ? "BUY" : "SELL"} order ` +
    `($${microToText(dollars)}), min size: $${microToText(least)}`;
}

/** What of a balance is spoken for, in base units. */
export interface Commitments {
  readonly balance: number;
  readonly active: number;
  readonly matched: number;
  /** What the order needs, its fee included. */
  readonly wanted: number;
}

/** For an order that the account's balance, less what is spoken for, does not cover. */
export function notEnoughBalance({ balance, active, matched, wanted }: Commitments): string {
  return "not enough balance / allowance: the balance is not enough -> " +
    `balance: ${balance}, sum of active orders: ${active}, sum of matched orders: ${matched}, ` +
    `order amount (inc. fees): ${wanted}`;
}

/** For an account that has not approved the market's exchange contract. */
export function notEnoughAllowance(
  spender: string,
  { matched, wanted }: Pick<Commitments, "matched" | "wanted">,
): string {
  return "not enough balance / allowance: the allowance is not enough -> " +
    `spender: ${spender}, allowance: 0, sum of matched orders: ${matched}, ` +
    `order amount (inc. fees): ${wanted}`;
}

function invalid(id: Hex, why: string): string {
  return `order ${id} is invalid. ${why}`;
}
