// Frames of the market channel: the hot path. The most frequent message has a way of its own; for
// the others JSON.parse takes two thirds of the time, and the checks are plain code that allocates
// what it returns and nothing else.
import type { Result } from "../../../core/types/result.ts";
import { err, ok } from "../../../core/types/result.ts";
import type { MarketId, TokenId } from "../../../core/types/ids.ts";
import type { ChannelMessage, ControlFrame, Frame, LevelChange, Unreadable } from "../types.ts";
import { parseBook } from "./books.ts";
import { type Drift, unknownFields } from "./drift.ts";
import {
  BEST_FIELDS,
  CHANGE_FIELDS,
  CHANGES_FIELDS,
  NEW_MARKET_FIELDS,
  RESOLVED_FIELDS,
  TICK_FIELDS,
  TRADE_FIELDS,
} from "./fields.ts";
import {
  bad,
  badDecimal,
  isObject,
  isText,
  isUnreadable,
  type JsonObject,
  readJson,
  show,
} from "./json.ts";
import { scanChanges } from "./scan_changes.ts";
import {
  A_PRICE,
  A_SIZE,
  A_TIME,
  toBest,
  toMillis,
  toPrice,
  toShares,
  toSide,
  toTickSize,
} from "./values.ts";

const WORDS: ReadonlySet<string> = new Set<ControlFrame>(["PONG", "INVALID OPERATION"]);
const LONGEST_WORD = 32;

/**
 * A text frame: a word of the protocol, a message, or an array of messages of which each is read or
 * refused on its own. With `drift` every field of every message is looked at.
 */
export function parseFrame(text: string, drift?: Drift): Result<Frame, Unreadable> {
  if (text.length <= LONGEST_WORD) {
    const word = text.trim();
    if (isControl(word)) return ok({ kind: "control", word });
  }
  const changes = scanChanges(text);
  if (changes !== null) return ok({ kind: "messages", messages: [ok(changes)] });
  const json = readJson(text, "frame");
  if (!json.ok) return json;
  const { value } = json;
  if (Array.isArray(value)) {
    const messages: Result<ChannelMessage, Unreadable>[] = [];
    for (const entry of value as readonly unknown[]) messages.push(messageOf(entry, drift));
    return ok({ kind: "messages", messages });
  }
  if (isObject(value)) return ok({ kind: "messages", messages: [messageOf(value, drift)] });
  return err(bad("wrongType", "frame", "it", value, "a message or an array of messages"));
}

function isControl(word: string): word is ControlFrame {
  return WORDS.has(word);
}

function messageOf(raw: unknown, drift: Drift | undefined): Result<ChannelMessage, Unreadable> {
  if (!isObject(raw)) return err(bad("wrongType", "frame", "a message", raw, "an object"));
  const event = raw["event_type"];
  switch (event) {
    case "price_change":
      return changesOf(raw, drift);
    case "book": {
      const book = parseBook(raw, drift);
      return book.ok ? ok({ kind: "book", book: book.value }) : book;
    }
    case "last_trade_price":
      return tradeOf(raw, drift);
    case "tick_size_change":
      return tickSizeOf(raw, drift);
    case "market_resolved":
      return resolvedOf(raw, drift);
    case "best_bid_ask":
    case "new_market": {
      const known = event === "new_market" ? NEW_MARKET_FIELDS : BEST_FIELDS;
      if (drift !== undefined) unknownFields(raw, known, event, drift);
      return ok({ kind: "ignored", event });
    }
    default:
      if (drift !== undefined) drift.seen("market channel", `event_type = ${show(event)}`);
      return err(bad("unknownEvent", "frame", "event_type", event, "an event known here"));
  }
}

function changesOf(
  raw: JsonObject,
  drift: Drift | undefined,
): Result<ChannelMessage, Unreadable> {
  const { market, timestamp, price_changes: list } = raw;
  if (!isText(market)) return err(bad("wrongType", "price_change", "market", market, "a text"));
  const at = toMillis(timestamp);
  if (at === null) return err(badDecimal("time", "price_change", "timestamp", timestamp, A_TIME));
  // Until September 2025 one change stood in the message itself.
  if (!Array.isArray(list)) {
    return err(bad("wrongType", "price_change", "price_changes", list, "an array"));
  }
  if (drift !== undefined) unknownFields(raw, CHANGES_FIELDS, "price_change", drift);
  const changes: LevelChange[] = [];
  for (let i = 0; i < list.length; i++) {
    const change = changeOf(list[i], i, drift);
    // The rest of the message without this change would be another book.
    if (isUnreadable(change)) return err(change);
    changes.push(change);
  }
  return ok({ kind: "changes", market: market as MarketId, at, changes });
}

function changeOf(
  raw: unknown,
  index: number,
  drift: Drift | undefined,
): LevelChange | Unreadable {
  if (!isObject(raw)) return badChange("wrongType", index, "", raw, "an object");
  const { asset_id: token, price: rawPrice, size: rawSize, side: rawSide } = raw;
  if (!isText(token)) return badChange("wrongType", index, ".asset_id", token, "a text");
  const side = toSide(rawSide);
  if (side === null) return badChange("wrongType", index, ".side", rawSide, "BUY or SELL");
  const price = toPrice(rawPrice);
  if (price === null) return badChange("price", index, ".price", rawPrice, A_PRICE);
  const size = toShares(rawSize);
  if (size === null) return badChange("size", index, ".size", rawSize, A_SIZE);
  const bestBid = toBest(raw["best_bid"], "buy");
  if (bestBid === undefined) {
    return badChange("price", index, ".best_bid", raw["best_bid"], "a best price or none");
  }
  const bestAsk = toBest(raw["best_ask"], "sell");
  if (bestAsk === undefined) {
    return badChange("price", index, ".best_ask", raw["best_ask"], "a best price or none");
  }
  if (drift !== undefined) unknownFields(raw, CHANGE_FIELDS, "a change of price_change", drift);
  return { token: token as TokenId, side, price, size, bestBid, bestAsk };
}

function badChange(
  reason: "wrongType" | "price" | "size",
  index: number,
  field: string,
  value: unknown,
  wanted: string,
): Unreadable {
  const path = `price_changes[${index}]${field}`;
  if (reason === "wrongType") return bad(reason, "price_change", path, value, wanted);
  return badDecimal(reason, "price_change", path, value, wanted);
}

function tradeOf(raw: JsonObject, drift: Drift | undefined): Result<ChannelMessage, Unreadable> {
  const where = "last_trade_price";
  const { asset_id: token, price: rawPrice, size: rawSize, side: rawSide, timestamp } = raw;
  if (!isText(token)) return err(bad("wrongType", where, "asset_id", token, "a text"));
  const side = toSide(rawSide);
  if (side === null) return err(bad("wrongType", where, "side", rawSide, "BUY or SELL"));
  const price = toPrice(rawPrice);
  if (price === null) return err(badDecimal("price", where, "price", rawPrice, A_PRICE));
  const size = toShares(rawSize);
  if (size === null || size === 0) {
    return err(badDecimal("size", where, "size", rawSize, `${A_SIZE}, not 0`));
  }
  const at = toMillis(timestamp);
  if (at === null) return err(badDecimal("time", where, "timestamp", timestamp, A_TIME));
  if (drift !== undefined) unknownFields(raw, TRADE_FIELDS, where, drift);
  return ok({ kind: "trade", token: token as TokenId, side, price, size, at });
}

function tickSizeOf(
  raw: JsonObject,
  drift: Drift | undefined,
): Result<ChannelMessage, Unreadable> {
  const where = "tick_size_change";
  const { asset_id: token, new_tick_size: rawTick, timestamp } = raw;
  if (!isText(token)) return err(bad("wrongType", where, "asset_id", token, "a text"));
  const tickSize = toTickSize(rawTick);
  if (tickSize === null) {
    return err(badDecimal("price", where, "new_tick_size", rawTick, "a tick size known here"));
  }
  const at = toMillis(timestamp);
  if (at === null) return err(badDecimal("time", where, "timestamp", timestamp, A_TIME));
  if (drift !== undefined) unknownFields(raw, TICK_FIELDS, where, drift);
  return ok({ kind: "tickSize", token: token as TokenId, tickSize, at });
}

function resolvedOf(
  raw: JsonObject,
  drift: Drift | undefined,
): Result<ChannelMessage, Unreadable> {
  const where = "market_resolved";
  const { market, winning_asset_id: winner } = raw;
  if (!isText(market)) return err(bad("wrongType", where, "market", market, "a text"));
  if (winner !== undefined && winner !== null && typeof winner !== "string") {
    return err(bad("wrongType", where, "winning_asset_id", winner, "a text"));
  }
  if (drift !== undefined) unknownFields(raw, RESOLVED_FIELDS, where, drift);
  const token = isText(winner) ? winner as TokenId : null;
  return ok({ kind: "resolved", market: market as MarketId, winner: token });
}
