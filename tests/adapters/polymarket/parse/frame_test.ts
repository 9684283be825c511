import assert from "node:assert/strict";
import { parseFrame } from "../../../../src/adapters/polymarket/parse/frame.ts";
import type { ChannelMessage, Unreadable } from "../../../../src/adapters/polymarket/types.ts";
import type { Result } from "../../../../src/core/types/result.ts";
import {
  AT,
  bookPayload,
  changePayload,
  changesPayload,
  type Fields,
  MARKET,
  NO,
  resolvedPayload,
  tickPayload,
  tradePayload,
  YES,
} from "./payloads.ts";

function messages(value: unknown): readonly Result<ChannelMessage, Unreadable>[] {
  const frame = parseFrame(JSON.stringify(value));
  assert.ok(frame.ok && frame.value.kind === "messages", JSON.stringify(frame));
  return frame.value.messages;
}

function message(value: unknown): ChannelMessage {
  const [only, ...more] = messages(value);
  assert.ok(only?.ok && more.length === 0, JSON.stringify(only));
  return only.value;
}

function failure(value: unknown): string {
  const [only] = messages(value);
  assert.ok(only !== undefined && !only.ok, JSON.stringify(only));
  return `${only.error.reason}: ${only.error.detail}`;
}

const changeFailure = (fields: Fields) =>
  failure(changesPayload({ price_changes: [changePayload(), changePayload(fields)] }));

Deno.test("a price change holds the new sizes of its levels and the best after each", () => {
  assert.deepEqual(message(changesPayload()), {
    kind: "changes",
    market: MARKET,
    at: AT + 1,
    changes: [
      {
        token: YES,
        side: "buy",
        price: 390_000,
        size: 120_500_000,
        bestBid: 390_000,
        bestAsk: 410_000,
      },
      {
        token: NO,
        side: "sell",
        price: 610_000,
        size: 120_500_000,
        bestBid: 590_000,
        bestAsk: 610_000,
      },
    ],
  });
});

Deno.test("a level removed has size 0, and best prices may be unsaid or none", () => {
  const change = (fields: Fields) => {
    const read = message(changesPayload({ price_changes: [changePayload(fields)] }));
    assert.ok(read.kind === "changes");
    return read.changes[0];
  };
  assert.equal(change({ size: "0" })?.size, 0);
  const unsaid = change({ best_bid: "", best_ask: undefined });
  assert.deepEqual([unsaid?.bestBid, unsaid?.bestAsk], [null, null]);
  const none = change({ best_bid: "0", best_ask: "1" });
  assert.deepEqual([none?.bestBid, none?.bestAsk], [0, 0]);
});

Deno.test("one bad change refuses its message: the rest would be another book", () => {
  const price = "wanted a price inside (0, 1) in whole 1e-6";
  assert.equal(
    changeFailure({ price: "1.5" }),
    `price: price_change: price_changes[1].price is "1.5", ${price}`,
  );
  assert.equal(
    changeFailure({ price: undefined }),
    `wrongType: price_change: price_changes[1].price is absent, ${price}`,
  );
  assert.match(changeFailure({ size: "-1" }), /^size: .*\[1\]\.size is "-1"/);
  assert.match(changeFailure({ size: null }), /^wrongType: /);
  assert.match(changeFailure({ side: "" }), /^wrongType: .*\.side is "", wanted BUY or SELL$/);
  assert.match(changeFailure({ asset_id: "" }), /^wrongType: .*\.asset_id is ""/);
  assert.match(changeFailure({ best_bid: "1.5" }), /^price: .*\.best_bid is "1\.5"/);
  assert.match(changeFailure({ best_ask: {} }), /^wrongType: .*\.best_ask is an object/);
  assert.match(failure(changesPayload({ price_changes: [7] })), /price_changes\[0\] is 7/);
  assert.match(failure(changesPayload({ timestamp: "1" })), /^time: price_change: timestamp/);
  assert.match(failure(changesPayload({ market: undefined })), /^wrongType: price_change: market/);
});

Deno.test("R-122 the form of a change until 2025 is refused by name", () => {
  const old = { ...changePayload(), event_type: "price_change", market: MARKET };
  const text = "wrongType: price_change: price_changes is absent, wanted an array";
  assert.equal(failure({ ...old, timestamp: String(AT) }), text);
  const older = { asset_id: YES, changes: [{ price: "0.4", side: "SELL", size: "1" }] };
  const timed = { event_type: "price_change", market: MARKET, timestamp: String(AT), ...older };
  assert.equal(failure(timed), text);
});

Deno.test("R-122 a frame is an object, an array or a word, and may end with a newline", () => {
  const text = JSON.stringify(changesPayload());
  const object = parseFrame(text);
  assert.deepEqual(parseFrame(`${text}\n`), object);
  assert.deepEqual(parseFrame(`[${text}]\n`), object);
  assert.deepEqual(parseFrame("[]"), { ok: true, value: { kind: "messages", messages: [] } });
  for (const word of ["PONG", "INVALID OPERATION"]) {
    const expected = { ok: true, value: { kind: "control", word } };
    assert.deepEqual(parseFrame(word), expected);
    assert.deepEqual(parseFrame(`${word}\n`), expected);
  }
});

Deno.test("R-121 what is no frame is refused and shown in printable characters", () => {
  const table = [
    ["PING", "torn"],
    ["pong", "torn"],
    ["", "torn"],
    ["{", "torn"],
    ["<html>", "torn"],
    ["\u0000\ufffd\u202e\u001b[2J", "torn"],
    ["5", "wrongType"],
    ["null", "wrongType"],
    ['"PONG"', "wrongType"],
  ];
  for (const [text = "", reason] of table) {
    const frame = parseFrame(text);
    assert.ok(!frame.ok && frame.error.reason === reason, text);
    assert.match(frame.error.detail, /^[\x20-\x7e]+$/);
  }
});

Deno.test("one bad message of an array loses no other", () => {
  const bad = changesPayload({ price_changes: [changePayload({ price: "7" })] });
  const all = messages([changesPayload(), bad, 7, tradePayload(), { event_type: "new_thing" }]);
  const found = all.map((one) => one.ok ? one.value.kind : one.error.reason);
  assert.deepEqual(found, ["changes", "price", "wrongType", "trade", "unknownEvent"]);
});

Deno.test("a book of the channel is a book", () => {
  const raw = bookPayload({
    event_type: "book",
    min_order_size: undefined,
    neg_risk: undefined,
    last_trade_price: "",
  });
  const read = message(raw);
  assert.ok(read.kind === "book");
  assert.deepEqual([read.book.token, read.book.bids.length, read.book.at], [YES, 2, AT]);
  assert.match(failure({ ...raw, bids: undefined, buys: [] }), /^wrongType: book: bids is absent/);
});

Deno.test("R-098 a trade has a side, a price and a size above 0, or it is refused", () => {
  assert.deepEqual(message(tradePayload({ fee_rate_bps: "" })), {
    kind: "trade",
    token: YES,
    side: "buy",
    price: 410_000,
    size: 12_345_678,
    at: AT + 2,
  });
  assert.match(failure(tradePayload({ side: undefined })), /^wrongType: .*side is absent/);
  assert.match(failure(tradePayload({ side: "" })), /^wrongType: /);
  assert.match(failure(tradePayload({ price: "0" })), /^price: /);
  assert.match(failure(tradePayload({ size: "0" })), /^size: .*not 0$/);
  assert.match(failure(tradePayload({ timestamp: "x" })), /^time: /);
  assert.match(failure(tradePayload({ asset_id: undefined })), /^wrongType: /);
});

Deno.test("R-105 a new tick size is one of the venue's, or it is refused", () => {
  const expected = { kind: "tickSize", token: YES, tickSize: 1_000, at: AT + 3 };
  assert.deepEqual(message(tickPayload()), expected);
  assert.match(failure(tickPayload({ new_tick_size: "0.02" })), /^price: .*"0\.02"/);
  assert.match(failure(tickPayload({ new_tick_size: "" })), /^wrongType: /);
  assert.match(failure(tickPayload({ asset_id: "" })), /^wrongType: /);
  assert.match(failure(tickPayload({ timestamp: null })), /^wrongType: /);
});

Deno.test("a resolution names its winner or none", () => {
  assert.deepEqual(message(resolvedPayload()), { kind: "resolved", market: MARKET, winner: YES });
  for (const winning_asset_id of ["", null, undefined]) {
    const read = message(resolvedPayload({ winning_asset_id }));
    assert.ok(read.kind === "resolved" && read.winner === null);
  }
  assert.match(failure(resolvedPayload({ winning_asset_id: 7 })), /^wrongType: /);
  assert.match(failure(resolvedPayload({ market: "" })), /^wrongType: /);
});

Deno.test("messages of no use here are read past, unknown ones are named", () => {
  for (const event of ["best_bid_ask", "new_market"]) {
    assert.deepEqual(message({ event_type: event }), { kind: "ignored", event });
  }
  const text = "unknownEvent: frame: event_type is absent, wanted an event known here";
  assert.equal(failure({ error: "no" }), text);
  for (const event_type of ["__proto__", "constructor", "toString", "", 5, null, ["book"]]) {
    assert.match(failure({ event_type }), /^unknownEvent: /);
  }
});
