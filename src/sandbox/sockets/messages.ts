// What the market channel says, word for word. Texts are put together by hand: ids and numbers need
// no escaping, and one text serves every connection.
import { microToText } from "../../core/math/decimal.ts";
import { MICRO } from "../../core/types/units.ts";
import type { Millis, Price, Shares } from "../../core/types/units.ts";
import type { Side } from "../../core/types/market.ts";
import type { TokenId } from "../../core/types/ids.ts";
import { priceText, sha1 } from "../public/book_text.ts";
import { rebateOf } from "../public/fees.ts";
import type { ListedMarket, VenueEvent } from "../types.ts";

/** Best YES prices of a market in 1e-6; 0: no bid, 1,000,000: no ask. */
export interface Tops {
  readonly bid: number;
  readonly ask: number;
}

/** One level of the YES book and its new size. */
export interface Change {
  readonly side: Side;
  readonly price: Price;
  readonly size: Shares;
}

/** `price_change`: every change of the YES book, and the same seen from NO. */
export function changesText(
  market: ListedMarket,
  changes: readonly Change[],
  tops: Tops,
  at: Millis,
): string {
  const yesTops = topsText(tops.bid, tops.ask);
  const noTops = topsText(MICRO - tops.ask, MICRO - tops.bid);
  let entries = "";
  for (const { side, price, size } of changes) {
    const sizeText = microToText(size);
    if (entries !== "") entries += ",";
    entries += entry(market.yes, side === "buy" ? "BUY" : "SELL", price, sizeText, at) + yesTops;
    const mirror = MICRO - price;
    const mirrorSide = side === "buy" ? "SELL" : "BUY";
    entries += "," + entry(market.no, mirrorSide, mirror, sizeText, at) + noTops;
  }
  return `{"event_type":"price_change","market":"${market.id}","price_changes":[${entries}],` +
    `"timestamp":"${at}"}`;
}

function entry(token: TokenId, side: string, price: number, size: string, at: Millis): string {
  // What the venue makes this hash of is not known; here it is of the level.
  const hash = sha1(`${token}${side}${price} ${size} ${at}`);
  return `{"asset_id":"${token}","price":"${priceText(price)}","size":"${size}",` +
    `"side":"${side}","hash":"${hash}"`;
}

function topsText(bid: number, ask: number): string {
  return `,"best_bid":"${priceText(bid)}","best_ask":"${priceText(ask)}"}`;
}

/** `last_trade_price`: a print. The fee field says 0 whatever the fee was, as the venue's does. */
export function printText(print: Extract<VenueEvent, { kind: "print" }>): string {
  return `{"event_type":"last_trade_price","asset_id":"${print.token}",` +
    `"market":"${print.market}","price":"${priceText(print.price)}",` +
    `"size":"${microToText(print.size)}","fee_rate_bps":"0",` +
    `"side":"${print.side === "buy" ? "BUY" : "SELL"}","timestamp":"${print.at}",` +
    `"transaction_hash":"${print.transaction}"}`;
}

/** `tick_size_change` of one token. */
export function tickSizeText(
  token: TokenId,
  change: Extract<VenueEvent, { kind: "tickSize" }>,
): string {
  return `{"event_type":"tick_size_change","asset_id":"${token}","market":"${change.market}",` +
    `"old_tick_size":"${microToText(change.from)}","new_tick_size":"${microToText(change.to)}",` +
    `"timestamp":"${change.at}"}`;
}

/** `best_bid_ask` of one token. */
export function bestText(market: ListedMarket, token: TokenId, tops: Tops, at: Millis): string {
  const yes = token === market.yes;
  const bid = yes ? tops.bid : MICRO - tops.ask;
  const ask = yes ? tops.ask : MICRO - tops.bid;
  return `{"event_type":"best_bid_ask","market":"${market.id}","asset_id":"${token}",` +
    `"best_bid":"${priceText(bid)}","best_ask":"${priceText(ask)}",` +
    `"spread":"${microToText(ask - bid)}","timestamp":"${at}"}`;
}

/** `market_resolved`. A market that paid half each has no winner, and nothing is said of one. */
export function resolvedText(
  market: ListedMarket,
  event: Extract<VenueEvent, { kind: "resolved" }>,
): string {
  const { winner } = event;
  return JSON.stringify({
    event_type: "market_resolved",
    id: market.gammaId,
    market: market.id,
    assets_ids: [market.yes, market.no],
    winning_asset_id: winner === null ? "" : winner === "yes" ? market.yes : market.no,
    winning_outcome: winner === null ? "" : market.outcomes[winner === "yes" ? 0 : 1],
    timestamp: String(event.at),
    tags: [market.category],
  });
}

/** `new_market`, with its numbers as texts and its names in snake case. */
export function newMarketText(market: ListedMarket, tickSize: Price, at: Millis): string {
  const tokens = [market.yes, market.no];
  return JSON.stringify({
    id: market.gammaId,
    question: market.question,
    market: market.id,
    slug: market.slug,
    description: market.description,
    assets_ids: tokens,
    outcomes: market.outcomes,
    event_message: {
      id: market.event.id,
      ticker: market.event.slug,
      slug: market.event.slug,
      title: market.event.title,
      description: market.event.title,
    },
    timestamp: String(at),
    event_type: "new_market",
    tags: [],
    condition_id: market.id,
    active: true,
    clob_token_ids: tokens,
    sports_market_type: "",
    line: "",
    game_start_time: "",
    order_price_min_tick_size: microToText(tickSize),
    group_item_title: "",
    taker_base_fee: market.fee === null ? "0" : "1000",
    fees_enabled: market.fee !== null,
    ...(market.fee === null ? {} : {
      fee_schedule: {
        exponent: String(market.fee.exponent),
        rate: String(market.fee.rate),
        taker_only: true,
        rebate_rate: String(rebateOf(market.category)),
      },
    }),
  });
}
