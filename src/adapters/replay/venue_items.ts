// Every shape in which Polymarket sends market data, as JSON values: websocket messages old and
// new, and answers of Gamma and the CLOB.
import type { SkipReason } from "../../core/types/event.ts";
import type { TokenId } from "../../core/types/ids.ts";
import { type Change, toChange } from "./change_messages.ts";
import { parseBook } from "./collector.ts";
import { isObject, type JsonObject, textOf, textsOf } from "./json.ts";
import { announcedListing, clobListing, gammaListing, type Listing } from "./listings.ts";
import { isReason, toMillis, toPrice, toShares, toSide } from "./parse.ts";
import type { SourceInput } from "../../ports.ts";

/** One thing a document says. `at` null: it does not say when. */
export type VenueItem =
  | { readonly kind: "listing"; readonly at: number | null; readonly listing: Listing }
  | {
    readonly kind: "data";
    readonly at: number | null;
    readonly market: string;
    readonly token: string;
    readonly input: SourceInput;
    /** A top of book, only of use while there is no book. */
    readonly top: boolean;
  }
  | {
    readonly kind: "resolution";
    readonly at: number | null;
    readonly market: string;
    readonly tokens: readonly string[];
    readonly winner: string | null;
  }
  | { readonly kind: "price"; readonly at: number; readonly micro: number }
  | { readonly kind: "defect"; readonly at: number | null; readonly reason: SkipReason };

/** Everything a JSON value says, in its order. `parent`: the event around its markets. */
export function venueItems(value: unknown, parent: JsonObject | null = null): VenueItem[] {
  if (Array.isArray(value)) return value.flatMap((item) => venueItems(item, parent));
  if (!isObject(value)) return [defect("wrongType")];
  if (typeof value["event_type"] === "string") return messageItems(value, value["event_type"]);
  if ("price_changes" in value) return messageItems(value, "price_change");
  if ("bids" in value && "asset_id" in value) return messageItems(value, "book");
  if (Array.isArray(value["markets"])) return venueItems(value["markets"], value);
  if ("condition_id" in value && "tokens" in value) return listingItems(clobListing(value));
  if ("asset" in value && "price" in value) return [restTrade(value)];
  if ("conditionId" in value) return listingItems(gammaListing(value, parent));
  if (Array.isArray(value["events"])) return venueItems(value["events"]);
  if (Array.isArray(value["data"])) return venueItems(value["data"]);
  if (Array.isArray(value["history"])) return value["history"].map(historyItem);
  return [defect("unknownEvent")];
}

function messageItems(raw: JsonObject, event: string): VenueItem[] {
  const time = toMillis(raw["timestamp"]);
  if (isReason(time)) return [defect(time)];
  switch (event) {
    case "book":
      return [dataItem(raw, time, (token) => parseBook(raw, token))];
    case "price_change":
      return changeItems(raw, time);
    case "last_trade_price":
      return [dataItem(raw, time, (token) => tradeOf(raw, token))];
    case "tick_size_change":
      return [dataItem(raw, time, (token) => {
        const tickSize = toPrice(raw["new_tick_size"]);
        return isReason(tickSize) ? tickSize : { kind: "tickSize", token, tickSize };
      })];
    case "best_bid_ask":
      return [dataItem(raw, time, (token) => topOf(raw, token), true)];
    case "new_market": {
      const listing = announcedListing(raw, time);
      return listingItems(listing);
    }
    case "market_resolved":
      return [resolutionOf(raw, time)];
    default:
      return [defect("unknownEvent", time)];
  }
}

function dataItem(
  raw: JsonObject,
  at: number,
  parse: (token: TokenId) => SourceInput | SkipReason,
  top = false,
): VenueItem {
  const market = textOf(raw, "market");
  const token = textOf(raw, "asset_id");
  if (market === null || token === null) return defect("wrongType", at);
  const input = parse(token as TokenId);
  if (typeof input === "string") return defect(input, at);
  return { kind: "data", at, market, token, input, top };
}

// Three forms: changes with their own tokens, changes of the message's token, and one change flat.
function changeItems(raw: JsonObject, at: number): VenueItem[] {
  const list = raw["price_changes"] ?? raw["changes"] ?? [raw];
  if (!Array.isArray(list)) return [defect("wrongType", at)];
  return list.map((item: unknown) => {
    if (!isObject(item)) return defect("wrongType", at);
    const change = toChange(item);
    if (typeof change === "string") return defect(change, at);
    const { market, asset_id } = raw;
    const named = { market, asset_id: item["asset_id"] ?? asset_id };
    return dataItem(named, at, (token) => levelOf(token, change));
  });
}

function levelOf(token: TokenId, change: Change): SourceInput {
  return { kind: "level", token, ...change };
}

function tradeOf(raw: JsonObject, token: TokenId): SourceInput | SkipReason {
  const change = toChange(raw);
  if (typeof change === "string") return change;
  return change.size === 0 ? "size" : { kind: "trade", token, ...change };
}

// "0" and "1" are the venue's words for no bid and no ask.
function topOf(raw: JsonObject, token: TokenId): SourceInput | SkipReason {
  const bid = raw["best_bid"] === "0" ? 0 : toPrice(raw["best_bid"]);
  if (isReason(bid)) return bid;
  const ask = raw["best_ask"] === "1" || raw["best_ask"] === "0" ? 0 : toPrice(raw["best_ask"]);
  if (isReason(ask)) return ask;
  return { kind: "quote", token, bid, bidSize: 0, ask, askSize: 0 };
}

function resolutionOf(raw: JsonObject, at: number): VenueItem {
  const market = textOf(raw, "market");
  const tokens = textsOf(raw["assets_ids"]) ?? [];
  const winner = textOf(raw, "winning_asset_id");
  if (market === null || winner === null) return defect("wrongType", at);
  return { kind: "resolution", at, market, tokens, winner };
}

// A print of the Data API: seconds, numbers, camel case.
function restTrade(raw: JsonObject): VenueItem {
  const at = toMillis(raw["timestamp"]);
  if (isReason(at)) return defect(at);
  const named = { market: raw["conditionId"], asset_id: raw["asset"] };
  return dataItem(named, at, (token) => {
    const side = toSide(raw["side"]);
    const price = toPrice(raw["price"]);
    const size = toShares(raw["size"]);
    if (side !== "buy" && side !== "sell") return side;
    if (isReason(price)) return price;
    return isReason(size) ? size : { kind: "trade", token, side, price, size };
  });
}

function historyItem(item: unknown): VenueItem {
  if (!isObject(item)) return defect("wrongType");
  const at = toMillis(item["t"]);
  if (isReason(at)) return defect(at);
  const price = toPrice(item["p"]);
  return isReason(price) ? defect(price, at) : { kind: "price", at, micro: price };
}

function listingItems(listing: Listing | null): VenueItem[] {
  return listing === null ? [defect("wrongType")] : [{ kind: "listing", at: listing.at, listing }];
}

function defect(reason: SkipReason, at: number | null = null): VenueItem {
  return { kind: "defect", at, reason };
}
