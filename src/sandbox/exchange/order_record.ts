import { complement, cost, minus } from "../../core/types/units.ts";
import type { Millis, Price, Shares } from "../../core/types/units.ts";
import { otherSide } from "../../core/book.ts";
import type { Outcome, Side } from "../../core/types/market.ts";
import type { ListedMarket, OrderRequest, OrderView } from "../types.ts";

/** An order as the exchange keeps it; owned by the desk, changed in place. */
export interface OrderRecord {
  readonly request: OrderRequest;
  readonly market: ListedMarket;
  readonly outcome: Outcome;
  /** In prices of its token. */
  readonly price: Price;
  readonly size: Shares;
  readonly createdAt: Millis;
  status: OrderView["status"];
  /** More than `size` when a BUY that spends dollars bought below its limit. */
  matched: Shares;
  readonly trades: string[];
  /** What the order holds of its account: dollars of a BUY, shares of a SELL. */
  reserved: number;
  /** Of the expiry or of the taker delay. */
  timer: { cancel(): void } | null;
}

/** What the venue tells of an order. */
export function viewOf(record: OrderRecord): OrderView {
  const { request, market, outcome } = record;
  return {
    id: request.id,
    owner: request.owner,
    maker: request.maker,
    market: market.id,
    token: request.token,
    outcome: outcomeName(market, outcome),
    side: request.side,
    price: record.price,
    size: record.size,
    matched: record.matched,
    type: request.type,
    status: record.status,
    expiration: request.expiration,
    createdAt: record.createdAt,
    trades: record.trades.slice(),
  };
}

/** The venue's word for an outcome of this market. */
export function outcomeName(market: ListedMarket, outcome: Outcome): string {
  return market.outcomes[outcome === "yes" ? 0 : 1];
}

/** Shares still to trade; for orders that rest. */
export function remaining(record: OrderRecord): Shares {
  return minus(record.size, record.matched);
}

/** What a resting order must hold: dollars for what is left to buy, or the shares left to sell. */
export function reserveOf(record: OrderRecord): number {
  const left = remaining(record);
  return record.request.side === "buy" ? cost(record.price, left, "up") : left;
}

/** Where an order of either token stands in the book of YES prices. */
export function inYes(outcome: Outcome, side: Side, price: Price): {
  readonly side: Side;
  readonly price: Price;
} {
  return outcome === "yes" ? { side, price } : { side: otherSide(side), price: complement(price) };
}
