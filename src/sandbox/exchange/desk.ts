// Orders of accounts: placing, waiting, resting, ending.
import { minus } from "../../core/types/units.ts";
import { isImmediate } from "../../core/venue/minimums.ts";
import { otherSide } from "../../core/book.ts";
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import type { Millis } from "../../core/types/units.ts";
import type { CancelResult, Hex, OrderRequest, PlaceResult } from "../types.ts";
import { endOrder, execute, holdFor, recordTrade, tellOrder } from "./execution.ts";
import { isMarketable, type Plan, planOrder, pricedTrade, type Want } from "./matching.ts";
import { inYes, type OrderRecord, remaining, reserveOf } from "./order_record.ts";
import type { Listing, State } from "./state.ts";
import * as texts from "./texts.ts";
import {
  admit,
  type Admitted,
  assetOf,
  EXPIRES_EARLY_SECONDS,
  needOf,
  objection,
} from "./validate.ts";

/** Takes an order or says, in the venue's words, why not. */
export function placeOrder(state: State, order: OrderRequest): PlaceResult {
  const admitted = admit(state, order);
  if (!admitted.ok) return refused(admitted.error);
  const { listing } = admitted.value;
  const want = wantOf(order, admitted.value);
  const plan = planOrder(listing.book, want);
  const marketable = isMarketable(listing.book, want);
  const error = objection(state, order, admitted.value, plan, marketable);
  const record = recordOf(state, order, admitted.value);
  if (error !== null) {
    // A killed order was an order: its id is known and cannot be placed again.
    if (error === texts.FOK_KILLED || error === texts.FAK_KILLED) {
      endOrder(state, record, "CANCELED");
    }
    return refused(error);
  }
  state.orders.add(record);
  if (marketable && listing.market.takerDelayMs > 0) {
    return delay(state, record, admitted.value, needOf(order, admitted.value, plan));
  }
  tellOrder(state, "PLACEMENT", record);
  return trade(state, listing, record, plan);
}

/** Cancels what can be, and says of the rest why not. */
export function cancelOrders(
  state: State,
  owner: string,
  ids: readonly Hex[],
): CancelResult {
  const canceled: Hex[] = [];
  const notCanceled: Record<string, string> = {};
  for (const id of new Set(ids)) {
    const record = state.orders.get(id);
    const reason = record === undefined || record.request.owner !== owner
      ? texts.NOT_FOUND
      : keptBecause(record);
    if (record === undefined || reason !== null) notCanceled[id] = reason ?? texts.NOT_FOUND;
    else {
      cancel(state, record, "CANCELED");
      mayFillLate(state, record);
      canceled.push(id);
    }
  }
  return { canceled, notCanceled };
}

/** Ids of an owner's live and delayed orders, of one market or token if so asked. */
export function openIds(
  state: State,
  owner: string,
  where: { readonly market?: MarketId; readonly token?: TokenId },
): Hex[] {
  const ids: Hex[] = [];
  for (const { request, market } of state.orders.live()) {
    if (request.owner !== owner) continue;
    if (where.market !== undefined && market.id !== where.market) continue;
    if (where.token !== undefined && request.token !== where.token) continue;
    ids.push(request.id);
  }
  return ids;
}

/** Ends every order of a market that has resolved. */
export function cancelResolved(state: State, { market }: Listing): void {
  for (const record of [...state.orders.live()]) {
    if (record.market.id === market.id) cancel(state, record, "CANCELED_MARKET_RESOLVED");
  }
}

function refused(error: string): PlaceResult {
  return { ok: false, error };
}

function wantOf(order: OrderRequest, { outcome, terms, listing }: Admitted): Want {
  return {
    outcome,
    side: order.side,
    limit: terms.price,
    size: terms.size,
    budget: terms.budget,
    type: order.type,
    fee: listing.market.fee,
  };
}

function recordOf(state: State, request: OrderRequest, admitted: Admitted): OrderRecord {
  const { listing, outcome, terms } = admitted;
  return {
    request,
    market: listing.market,
    outcome,
    price: terms.price,
    size: terms.size,
    createdAt: state.clock.now(),
    status: "LIVE",
    matched: 0 as OrderRecord["matched"],
    trades: [],
    reserved: 0,
    timer: null,
  };
}

// Matches now and leaves the rest where its type says.
function trade(state: State, listing: Listing, record: OrderRecord, plan: Plan): PlaceResult {
  const tradeIds = execute(
    state,
    listing,
    { record, outcome: record.outcome, side: record.request.side },
    plan,
  );
  if (!plan.complete && !isImmediate(record.request.type)) rest(state, listing, record);
  else endOrder(state, record, plan.complete ? "MATCHED" : "CANCELED");
  if (tradeIds.length > 0) tellOrder(state, "UPDATE", record);
  if (record.status === "CANCELED") tellOrder(state, "CANCELLATION", record);
  const buys = record.request.side === "buy";
  return {
    ok: true,
    status: plan.filled > 0 ? "matched" : "live",
    makingAmount: buys ? plan.dollars : plan.filled,
    takingAmount: buys ? plan.filled : plan.dollars,
    tradeIds,
  };
}

function rest(state: State, listing: Listing, record: OrderRecord): void {
  const { side, price } = inYes(record.outcome, record.request.side, record.price);
  listing.book.add(side, price, remaining(record), record);
  state.news.touch(listing);
  record.status = "LIVE";
  holdFor(state, record, reserveOf(record));
  if (record.request.type !== "GTD") return;
  const endsAt = (record.request.expiration - EXPIRES_EARLY_SECONDS) * 1000 as Millis;
  const left = Math.max(0, minus(endsAt, state.clock.now())) as Millis;
  record.timer = state.clock.after(left, () => {
    cancel(state, record, "CANCELED");
    state.news.tell();
  });
}

// A taker waits with its money held; what it meets is what is there when the wait is over.
function delay(
  state: State,
  record: OrderRecord,
  admitted: Admitted,
  need: number,
): PlaceResult {
  record.status = "DELAYED";
  holdFor(state, record, need);
  tellOrder(state, "PLACEMENT", record);
  record.timer = state.clock.after(admitted.listing.market.takerDelayMs, () => {
    record.timer = null;
    arrive(state, record, admitted);
    state.news.tell();
  });
  return { ok: true, status: "delayed", makingAmount: 0, takingAmount: 0, tradeIds: [] };
}

function arrive(state: State, record: OrderRecord, admitted: Admitted): void {
  const { listing } = admitted;
  const { request } = record;
  holdFor(state, record, 0);
  const plan = planOrder(listing.book, wantOf(request, admitted));
  const afford = needOf(request, admitted, plan) <=
    state.accounts.free(request.maker, assetOf(request));
  const killed = isImmediate(request.type) &&
    (plan.filled === 0 || (request.type === "FOK" && !plan.complete));
  if (!listing.status.accepting || !afford || killed) {
    endOrder(state, record, "UNMATCHED");
    tellOrder(state, "CANCELLATION", record);
    return;
  }
  const result = trade(state, listing, record, plan);
  if (result.ok && result.status === "live") tellOrder(state, "UPDATE", record);
}

function keptBecause({ status }: OrderRecord): string | null {
  switch (status) {
    case "LIVE":
      return null;
    case "DELAYED":
      return texts.DELAYED;
    case "MATCHED":
      return texts.ALREADY_MATCHED;
    case "UNMATCHED":
    case "CANCELED":
    case "CANCELED_MARKET_RESOLVED":
    case "INVALID":
      return texts.NOT_FOUND;
  }
}

function cancel(state: State, record: OrderRecord, status: OrderRecord["status"]): void {
  const { side, price } = inYes(record.outcome, record.request.side, record.price);
  const listing = state.listings.get(record.market.id);
  if (listing !== undefined) {
    listing.book.remove(side, price, record);
    state.news.touch(listing);
  }
  endOrder(state, record, status);
  tellOrder(state, "CANCELLATION", record);
}

// A match that was under way when the cancel was confirmed: the house takes the order at its price.
function mayFillLate(state: State, record: OrderRecord): void {
  const delayMs = state.faults.lateFillAfterCancelMs;
  const listing = state.listings.get(record.market.id);
  if (delayMs === null || listing === undefined) return;
  state.clock.after(delayMs, () => {
    const { maker, side } = record.request;
    const asset = assetOf(record.request);
    // What the cancel freed may be in another order by now.
    const afford = reserveOf(record) <= state.accounts.free(maker, asset);
    if (listing.status.closed || !afford) return;
    const house = { record: null, outcome: record.outcome, side: otherSide(side) };
    const place = { order: record, size: remaining(record) };
    const terms = { side: house.side, fee: listing.market.fee };
    recordTrade(state, listing, house, pricedTrade(terms, record.price, [place]));
    state.news.tell();
  });
}
