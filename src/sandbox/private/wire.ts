// How the venue words orders and trades, on REST and on the user channel. What is a text and what a
// number differs between the two, and is as in the venue's own samples.
import { microToText } from "../../core/math/decimal.ts";
import type { Side } from "../../core/types/market.ts";
import type { Millis } from "../../core/types/units.ts";
import type { Hex, MakerFill, OrderView, PlaceResult, Trader, TradeView } from "../types.ts";

/** Answer of `POST /order` to an order that was taken. */
export function placed(id: Hex, result: PlaceResult & { ok: true }): Record<string, unknown> {
  const executed = result.status === "matched" || result.status === "delayed";
  return {
    errorMsg: "",
    orderID: id,
    takingAmount: amount(result.takingAmount),
    makingAmount: amount(result.makingAmount),
    status: result.status,
    // Hashes have not been given since July 2026; the trades are the place to look for them.
    ...(executed ? { transactionsHashes: [], tradeIDs: result.tradeIds } : {}),
    success: true,
  };
}

/** Row of `POST /orders` for an order that was not taken; `success` is true all the same. */
export function notPlaced(error: string): Record<string, unknown> {
  return {
    errorMsg: error,
    orderID: "",
    takingAmount: "",
    makingAmount: "",
    status: "",
    success: true,
  };
}

function amount(micro: number): string {
  return micro === 0 ? "" : microToText(micro);
}

/** OpenOrder of `GET /data/order/{id}` and `GET /data/orders`. */
export function openOrder(order: OrderView): Record<string, unknown> {
  return {
    id: order.id,
    status: order.status,
    owner: order.owner,
    maker_address: order.maker,
    market: order.market,
    asset_id: order.token,
    side: sideText(order.side),
    original_size: microToText(order.size),
    size_matched: microToText(order.matched),
    price: microToText(order.price),
    outcome: order.outcome,
    expiration: String(order.expiration),
    order_type: order.type,
    associate_trades: order.trades,
    created_at: seconds(order.createdAt),
  };
}

/** Message of the user channel about an order. */
export function orderMessage(
  what: "PLACEMENT" | "UPDATE" | "CANCELLATION",
  order: OrderView,
  at: Millis,
): Record<string, unknown> {
  return {
    event_type: "order",
    id: order.id,
    owner: order.owner,
    market: order.market,
    asset_id: order.token,
    side: sideText(order.side),
    order_owner: order.owner,
    original_size: microToText(order.size),
    size_matched: microToText(order.matched),
    price: microToText(order.price),
    associate_trades: order.trades.length === 0 ? null : order.trades,
    outcome: order.outcome,
    type: what,
    created_at: String(seconds(order.createdAt)),
    expiration: String(order.expiration),
    order_type: order.type,
    status: order.status,
    maker_address: order.maker,
    timestamp: String(at),
  };
}

/** Which side of a trade the reader was on; who was on both reads it as the taker. */
export type TraderSide = "TAKER" | "MAKER";

/** Trade of `GET /data/trades`. Owner and address are the taker's, whatever side the reader had. */
export function restTrade(trade: TradeView, side: TraderSide): Record<string, unknown> {
  return {
    id: trade.id,
    taker_order_id: trade.takerOrder,
    market: trade.market,
    asset_id: trade.token,
    side: sideText(trade.side),
    size: microToText(trade.size),
    fee_rate_bps: String(trade.feeRateBps),
    price: microToText(trade.price),
    status: trade.status,
    match_time: String(seconds(trade.matchedAt)),
    match_time_nano: `${trade.matchedAt}000000`,
    last_update: String(seconds(trade.updatedAt)),
    outcome: trade.outcome,
    bucket_index: trade.bucket,
    owner: trade.takerOwner,
    maker_address: addressOf(trade.taker),
    maker_orders: trade.makers.map((fill) => makerOrder(fill, "")),
    transaction_hash: trade.transaction ?? "",
    trader_side: side,
    ...(trade.error === null ? {} : { err_msg: trade.error }),
  };
}

/** Message of the user channel about a trade; `reader` is the API key it goes to. */
export function tradeMessage(
  trade: TradeView,
  side: TraderSide,
  reader: string,
  at: Millis,
): Record<string, unknown> {
  return {
    event_type: "trade",
    type: "TRADE",
    id: trade.id,
    taker_order_id: trade.takerOrder,
    market: trade.market,
    asset_id: trade.token,
    side: sideText(trade.side),
    size: microToText(trade.size),
    price: microToText(trade.price),
    fee_rate_bps: String(trade.feeRateBps),
    status: trade.status,
    match_time: String(seconds(trade.matchedAt)),
    last_update: String(seconds(trade.updatedAt)),
    outcome: trade.outcome,
    owner: reader,
    trade_owner: trade.takerOwner,
    maker_address: addressOf(trade.taker),
    transaction_hash: trade.transaction ?? "",
    bucket_index: trade.bucket,
    maker_orders: trade.makers.map((fill) => makerOrder(fill, "0")),
    trader_side: side,
    timestamp: String(at),
  };
}

function makerOrder(fill: MakerFill, feeRateBps: string): Record<string, unknown> {
  return {
    order_id: fill.order,
    owner: fill.owner,
    maker_address: addressOf(fill.maker),
    matched_amount: microToText(fill.size),
    price: microToText(fill.price),
    fee_rate_bps: feeRateBps,
    asset_id: fill.token,
    outcome: fill.outcome,
    side: sideText(fill.side),
  };
}

// The model has no wallet, but a client reads one for every order.
const HOUSE_ADDRESS: Hex = "0x00000000000000000000000000000000005a4db0";

function addressOf(trader: Trader): Hex {
  return trader === "house" ? HOUSE_ADDRESS : trader;
}

function sideText(side: Side): "BUY" | "SELL" {
  return side === "buy" ? "BUY" : "SELL";
}

function seconds(at: Millis): number {
  return Math.floor(at / 1_000);
}
