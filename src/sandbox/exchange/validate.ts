// Whether an order may stand at all, before it meets the book; and then whether it may meet it.
import { isImmediate, MIN_MARKETABLE } from "../../core/venue/minimums.ts";
import { takerFee } from "../../core/venue/fees.ts";
import { err, ok, type Result } from "../../core/types/result.ts";
import { cost } from "../../core/types/units.ts";
import type { Outcome } from "../../core/types/market.ts";
import type { OrderRequest } from "../types.ts";
import { type Asset, spenderOf } from "./accounts.ts";
import { readTerms, type Terms } from "./amounts.ts";
import type { Plan } from "./matching.ts";
import type { Listing, State } from "./state.ts";
import * as texts from "./texts.ts";

/** An order that is well formed, with its market and what it asks for. */
export interface Admitted {
  readonly listing: Listing;
  readonly outcome: Outcome;
  readonly terms: Terms;
}

/** A GTD order is cancelled this long before the expiration it was sent with. */
export const EXPIRES_EARLY_SECONDS = 60;
/** and must be sent with an expiration at least this far ahead. */
const LEAST_GTD_SECONDS = 180;

/** The order's market and terms, or the venue's text of what is wrong with it. */
export function admit(state: State, order: OrderRequest): Result<Admitted, string> {
  const found = state.tokens.get(order.token);
  if (found === undefined || found.listing.status.closed) return err(texts.noBook(order.token));
  const { listing, outcome } = found;
  const { market, status } = listing;
  const now = state.clock.now();
  if (!status.accepting || now < market.startAt) return err(texts.NOT_READY);
  if (order.postOnly && isImmediate(order.type)) return err(texts.POST_ONLY_TYPE);
  if (!isExpirationValid(order, now / 1000)) return err(texts.INVALID_EXPIRATION);
  const terms = readTerms(order, status.tickSize, state.settings.marketBuyDecimals);
  if (!terms.ok) return terms;
  if (state.orders.get(order.id) !== undefined) return err(texts.duplicated(order.id));
  if (!isImmediate(order.type) && terms.value.size < market.minOrder) {
    return err(texts.tooSmall(order.id, terms.value.size, market.minOrder));
  }
  return ok({ listing, outcome, terms: terms.value });
}

/**
 * What keeps an order from the book as it is, or null. The dollar minimum is known of a BUY only
 * and held against a SALE too, as core/venue/minimums.ts has it.
 */
export function objection(
  state: State,
  order: OrderRequest,
  admitted: Admitted,
  plan: Plan,
  marketable: boolean,
): string | null {
  const dollars = order.side === "buy" ? order.makerAmount : order.takerAmount;
  if ((marketable || isImmediate(order.type)) && dollars < MIN_MARKETABLE) {
    return texts.tooFewDollars(order.side, dollars, MIN_MARKETABLE);
  }
  const short = shortage(state, order, admitted, plan);
  if (short !== null) return short;
  if (order.postOnly && marketable) return texts.POST_ONLY_CROSSES;
  if (order.type === "FOK" && !plan.complete) return texts.FOK_KILLED;
  if (order.type === "FAK" && plan.filled === 0) return texts.FAK_KILLED;
  return null;
}

/** Dollars or shares the account must have for the order. */
export function needOf(order: OrderRequest, { listing, terms }: Admitted, plan: Plan): number {
  if (order.side === "sell") return terms.size;
  const { fee } = listing.market;
  const due = fee === null || order.postOnly ? 0 : takerFee(terms.size, terms.price, fee);
  // Below its limit a buy may pay more fee than at it: more shares for its dollars, a dearer price
  // for a share of fee.
  const actual = plan.dollars + plan.fee + cost(terms.price, plan.remaining, "up");
  return Math.max(order.makerAmount + due, actual);
}

/** What an order is paid with. */
export function assetOf(order: OrderRequest): Asset {
  return order.side === "buy" ? "collateral" : order.token;
}

function shortage(
  state: State,
  order: OrderRequest,
  admitted: Admitted,
  plan: Plan,
): string | null {
  const held = state.accounts.commitments(order.maker, assetOf(order));
  const wanted = needOf(order, admitted, plan);
  if (wanted > held.balance - held.active - held.matched) {
    return texts.notEnoughBalance({ ...held, wanted });
  }
  if (state.accounts.approved(order.maker)) return null;
  return texts.notEnoughAllowance(spenderOf(admitted.listing.market), { ...held, wanted });
}

function isExpirationValid({ type, expiration }: OrderRequest, nowSeconds: number): boolean {
  if (type !== "GTD") return expiration === 0;
  return Number.isSafeInteger(expiration) && expiration >= nowSeconds + LEAST_GTD_SECONDS;
}
