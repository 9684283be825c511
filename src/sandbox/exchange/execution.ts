// Carries a plan out: book, orders, trades and what is told of them.
import { otherSide } from "../../core/book.ts";
import { plus } from "../../core/types/units.ts";
import type { Outcome, Side } from "../../core/types/market.ts";
import type { Usdc } from "../../core/types/units.ts";
import type { Hex, MakerFill, Trader, TradeView, VenueEvent } from "../types.ts";
import type { Plan, PlannedTrade } from "./matching.ts";
import {
  inYes,
  type OrderRecord,
  outcomeName,
  remaining,
  reserveOf,
  viewOf,
} from "./order_record.ts";
import { holdsOf, type Party, settlementOf } from "./settlement.ts";
import type { Listing, State } from "./state.ts";

/** Whose order takes; without a record it is the house's, on YES unless it is told otherwise. */
export interface Taker {
  readonly record: OrderRecord | null;
  readonly outcome: Outcome;
  readonly side: Side;
}

/** Owner of the house's orders in what accounts see of them: no API key has it. */
const HOUSE_OWNER = "00000000-0000-4000-8000-000000000000";

/** Trades as planned; the ids of the trades in which an account took part. */
export function execute(state: State, listing: Listing, taker: Taker, plan: Plan): string[] {
  const ids: string[] = [];
  for (const trade of plan.trades) {
    const rests = inYes(taker.outcome, otherSide(taker.side), trade.price);
    listing.book.take(rests.side, rests.price, trade.size);
    const id = recordTrade(state, listing, taker, trade);
    if (id !== null) ids.push(id);
  }
  return ids;
}

/** Books a trade whose shares have left the book already; null when only the house traded. */
export function recordTrade(
  state: State,
  listing: Listing,
  taker: Taker,
  trade: PlannedTrade,
): string | null {
  const hash = state.ids.hash();
  print(state, listing, taker, trade, hash);
  if (taker.record === null && trade.parts.every(({ order }) => order === null)) return null;
  const view = tradeView(state, listing, taker, trade);
  if (taker.record !== null) {
    taker.record.matched = plus(taker.record.matched, trade.size);
    taker.record.trades.push(view.id);
  }
  const updates = trade.parts.flatMap(({ order, size }): OrderRecord[] => {
    if (order === null) return [];
    order.matched = plus(order.matched, size);
    order.trades.push(view.id);
    holdFor(state, order, reserveOf(order));
    return [order];
  });
  const party = partyOf(listing, taker);
  const parts = trade.parts.map(({ order, size, dollars }) => ({
    maker: makerParty(listing, taker, order),
    size,
    dollars,
  }));
  const settlement = settlementOf(party, parts);
  const holds = holdsOf(party, trade.fee, settlement);
  const { market } = listing;
  state.trades.open({ view, market, settlement, holds, fee: trade.fee, hash });
  for (const order of updates) {
    if (remaining(order) === 0) endOrder(state, order, "MATCHED");
    tellOrder(state, "UPDATE", order);
  }
  return view.id;
}

/** Says what became of an order. */
export function tellOrder(
  state: State,
  what: Extract<VenueEvent, { readonly kind: "order" }>["what"],
  record: OrderRecord,
): void {
  state.news.add({ kind: "order", what, order: viewOf(record), at: state.clock.now() });
}

/** Ends an order and frees what it held. */
export function endOrder(state: State, record: OrderRecord, status: OrderRecord["status"]): void {
  holdFor(state, record, 0);
  record.status = status;
  state.orders.end(record);
}

/** Changes what an order holds of its account. */
export function holdFor(state: State, record: OrderRecord, amount: number): void {
  const { maker, side, token } = record.request;
  const asset = side === "buy" ? "collateral" : token;
  state.accounts.reserve(maker, asset, amount - record.reserved);
  record.reserved = amount;
}

function print(
  state: State,
  listing: Listing,
  { outcome, side }: Taker,
  { price, size, dollars }: PlannedTrade,
  transaction: Hex,
): void {
  const { market, status } = listing;
  listing.lastTrade = { price, side };
  status.volume = plus<Usdc>(status.volume, dollars);
  status.volume24h = plus<Usdc>(status.volume24h, dollars);
  state.news.touch(listing);
  state.news.add({
    kind: "print",
    market: market.id,
    token: outcome === "yes" ? market.yes : market.no,
    side,
    price,
    size,
    at: state.clock.now(),
    transaction,
  });
}

function partyOf({ market }: Listing, { record, outcome, side }: Taker): Party {
  const token = outcome === "yes" ? market.yes : market.no;
  return { trader: record?.request.maker ?? "house", token, side };
}

// The house rests with YES orders only, whichever token the taker trades, unless it meets an order
// outside the book: then it is the taker.
function makerParty({ market }: Listing, taker: Taker, order: OrderRecord | null): Party {
  if (order === null) {
    const yesSide = taker.outcome === "yes" ? otherSide(taker.side) : taker.side;
    return { trader: "house", token: market.yes, side: yesSide };
  }
  const { maker, token, side } = order.request;
  return { trader: maker, token, side };
}

function tradeView(
  state: State,
  listing: Listing,
  taker: Taker,
  { price, size, fee, parts }: PlannedTrade,
): TradeView {
  const { market } = listing;
  const { trader, token, side } = partyOf(listing, taker);
  return {
    id: state.ids.uuid(),
    market: market.id,
    token,
    outcome: outcomeName(market, taker.outcome),
    side,
    size,
    price,
    takerFee: fee,
    feeRateBps: Math.round((market.fee?.rate ?? 0) * 10_000),
    takerOrder: taker.record?.request.id ?? state.ids.hash(),
    taker: trader,
    takerOwner: taker.record?.request.owner ?? HOUSE_OWNER,
    status: "MATCHED",
    matchedAt: state.clock.now(),
    updatedAt: state.clock.now(),
    bucket: 0,
    transaction: null,
    error: null,
    makers: parts.map((part) => makerFill(state, listing, taker, { ...part, price })),
  };
}

function makerFill(
  state: State,
  listing: Listing,
  taker: Taker,
  { order, size, price }: PlannedTrade["parts"][number] & Pick<PlannedTrade, "price">,
): MakerFill {
  const { market } = listing;
  const { trader, token, side } = makerParty(listing, taker, order);
  const outcome: Outcome = token === market.yes ? "yes" : "no";
  return {
    order: order?.request.id ?? state.ids.hash(),
    maker: trader as Trader,
    owner: order?.request.owner ?? HOUSE_OWNER,
    token,
    outcome: outcomeName(market, outcome),
    side,
    price: outcome === taker.outcome ? price : inYes("no", side, price).price,
    size,
  };
}
