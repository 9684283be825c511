// What others recorded of the venue: fields of other years, and values nobody would make up.
import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { parseBooks } from "../../../../src/adapters/polymarket/parse/books.ts";
import { parseFrame } from "../../../../src/adapters/polymarket/parse/frame.ts";
import { parseGammaMarket } from "../../../../src/adapters/polymarket/parse/gamma.ts";
import { recordingTest } from "../../../support/shared.ts";
import { driftLog } from "./drift_log.ts";

const F = "F_gamma_clob_rest_raw";

function unzipped(path: string): unknown {
  return JSON.parse(gunzipSync(Deno.readFileSync(path)).toString());
}

recordingTest("six hundred recorded markets of Gamma are read, and none may be traded", (path) => {
  const markets = unzipped(path(`${F}/borat_gamma_markets_nolicence/markets.json.gz`));
  assert.ok(Array.isArray(markets) && markets.length === 600);
  const { drift, said } = driftLog();
  const counts = new Map<string, number>();
  for (const raw of markets) {
    const parsed = parseGammaMarket(raw, drift);
    assert.ok(parsed.ok, JSON.stringify(parsed));
    const { refusal, endAt, category } = parsed.value;
    for (const what of [refusal ?? "none", endAt === null ? "no end" : "an end", category]) {
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
  }
  assert.deepEqual(said, []);
  // Half were open, but without a version nothing is traded. No tags and no fee type either, so
  // that only windows, games and slugs say what a market is about.
  assert.deepEqual(Object.fromEntries(counts), {
    "version": 300,
    "closed": 300,
    "an end": 594,
    "no end": 6,
    "sports-live": 211,
    "crypto-15m": 37,
    "crypto-4h": 5,
    "sports": 5,
    "crypto": 1,
    "politics": 1,
    "other": 340,
  });
});

recordingTest("the five-minute markets of recorded events are windows", (path) => {
  const events = unzipped(
    path(`${F}/jeunemaitre_gamma_events_nolicence/gamma_events_utf8.json.gz`),
  );
  assert.ok(Array.isArray(events));
  const categories = events.flatMap((event) => event.markets).map((market) => {
    const parsed = parseGammaMarket(market);
    return parsed.ok ? parsed.value.category : parsed.error.detail;
  });
  assert.equal(categories.length, 50);
  assert.deepEqual(new Set(categories), new Set(["crypto-5m"]));
});

const messages: Readonly<Record<string, string>> = {
  book: "book",
  last_trade_price: "trade",
  // The form of one change in the message itself.
  price_change: "price_change: price_changes is absent, wanted an array",
  price_change_v2: "changes",
  tick_size_change: "tickSize",
  // Made by hand, without the field that every real message has.
  ws_book_snapshot: "frame: event_type is absent, wanted an event known here",
  ws_quotes: "frame: event_type is absent, wanted an event known here",
  ws_market_best_bid_ask_msg: "ignored",
  ws_market_book_msg: "book",
  ws_market_last_trade_msg: "trade",
  ws_market_new_market_msg: "ignored",
  ws_market_price_change_msg: "changes",
  ws_market_resolved_msg: "resolved",
  ws_market_tick_size_msg: "tickSize",
};

recordingTest("recorded messages of the channel are read or refused by name", (path) => {
  for (const [name, expected] of Object.entries(messages)) {
    const text = Deno.readTextFileSync(path(`D_ws_recordings/nautilus_ws_json_LGPL3/${name}.json`));
    const frame = parseFrame(text);
    assert.ok(frame.ok && frame.value.kind === "messages");
    const found = frame.value.messages.map((one) => one.ok ? one.value.kind : one.error.detail);
    assert.deepEqual(found, [expected], name);
  }
});

recordingTest("recorded books are read whole", (path) => {
  for (const name of ["py_book", "rs_clob_book_response"]) {
    const parsed = parseBooks(
      JSON.stringify(unzipped(path(`${F}/nautilus_LGPL3/${name}.json.gz`))),
    );
    assert.ok(parsed.ok, name);
    for (const book of parsed.value) assert.ok(book.ok, JSON.stringify(book));
  }
});
