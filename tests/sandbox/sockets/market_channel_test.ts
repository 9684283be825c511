import assert from "node:assert/strict";
import { price, shares } from "../../../src/core/types/units.ts";
import { vectorTest } from "../auth/vectors.ts";
import { aListing } from "../exchange/rig.ts";
import { shapeOf } from "../shape.ts";
import { aRig, MARKET, NO, OTHER, OTHER_NO, OTHER_YES, START, YES } from "./rig.ts";

const subscribe = (...assets_ids: string[]) => ({ assets_ids, type: "market" });
const later = (operation: string, ...assets_ids: string[]) => ({ operation, assets_ids });
const ids = (count: number) => Array.from({ length: count }, (_, i) => `9${i}`);

Deno.test("the first books come as one array whose text ends with a newline", () => {
  const client = aRig().connect();
  client.say(subscribe(YES, NO, "404"));
  assert.equal(client.frames.length, 1);
  assert.ok(client.frames[0]?.endsWith("]\n"));
  assert.deepEqual(client.messages().map(({ asset_id, event_type }) => [asset_id, event_type]), [
    [YES, "book"],
    [NO, "book"],
  ]);
  assert.deepEqual(client.messages()[1].bids, [{ price: "0.54", size: "100" }]);
});

Deno.test("no first books come when they are not wanted, nor twice for one token", () => {
  const { connect } = aRig();
  const without = connect();
  without.say({ ...subscribe(YES), initial_dump: false });
  assert.deepEqual(without.frames, []);
  const again = connect();
  again.say(subscribe(YES));
  again.forget();
  again.say(later("subscribe", YES, NO, NO));
  assert.deepEqual(again.messages().map(({ asset_id }) => asset_id), [NO]);
});

Deno.test("PING is answered PONG, before a subscription too", () => {
  const client = aRig().connect();
  client.say("PING");
  assert.deepEqual(client.frames, ["PONG"]);
});

Deno.test("R-110 the initial form said twice, or no operation, is INVALID OPERATION", () => {
  const { connect } = aRig();
  const client = connect();
  client.say(subscribe(YES));
  client.forget();
  const wrong = [
    subscribe(NO),
    later("resubscribe", NO),
    { operation: "subscribe", assets_ids: "all" },
    { operation: "subscribe", assets_ids: [NO], level: 4 },
    {},
    [],
    "{",
    "null",
  ];
  for (const message of wrong) client.say(message);
  assert.deepEqual(client.frames, wrong.map(() => "INVALID OPERATION"));
  const early = connect();
  early.say(later("subscribe", YES));
  early.say({ assets_ids: [YES], type: "user" });
  assert.deepEqual(early.frames, ["INVALID OPERATION", "INVALID OPERATION"]);
});

Deno.test("a change comes with the entries of both tokens and what is best after it", () => {
  const rig = aRig();
  const client = rig.subscribed(YES);
  rig.wait(7);
  rig.quote("buy", 0.44, 20.5);
  const [{ price_changes: entries, ...rest }, ...others] = client.messages();
  assert.deepEqual(others, []);
  assert.deepEqual(rest, {
    event_type: "price_change",
    market: MARKET,
    timestamp: String(START + 7),
  });
  assert.deepEqual(
    entries.map(({ hash: _, ...entry }: { hash: string }) => entry),
    [
      {
        asset_id: YES,
        price: "0.44",
        size: "20.5",
        side: "BUY",
        best_bid: "0.45",
        best_ask: "0.46",
      },
      {
        asset_id: NO,
        price: "0.56",
        size: "20.5",
        side: "SELL",
        best_bid: "0.54",
        best_ask: "0.55",
      },
    ],
  );
  assert.match(entries[0].hash, /^[0-9a-f]{40}$/);
});

Deno.test("a level that goes has size 0, an empty side is at 0 and 1", () => {
  const rig = aRig();
  const client = rig.subscribed(NO);
  rig.quote("sell", 0.46, 0);
  const [{ price_changes: [yes, no] }] = client.messages();
  assert.deepEqual([yes.size, yes.best_bid, yes.best_ask], ["0", "0.45", "1"]);
  assert.deepEqual([no.side, no.best_bid, no.best_ask], ["BUY", "0", "0.55"]);
});

Deno.test("a connection hears of its own markets only, and one of both tokens hears once", () => {
  const rig = aRig();
  const [both, other] = [rig.subscribed(YES, NO), rig.subscribed(OTHER_YES)];
  rig.quote("buy", 0.44, 1);
  assert.deepEqual([both.frames.length, other.frames.length], [1, 0]);
  rig.quote("buy", 0.44, 1, OTHER);
  assert.deepEqual([both.frames.length, other.frames.length], [1, 1]);
});

Deno.test("what was unsubscribed is not heard any more", () => {
  const rig = aRig();
  const client = rig.subscribed(YES, OTHER_NO);
  client.say(later("unsubscribe", YES));
  rig.quote("buy", 0.44, 1);
  rig.quote("buy", 0.44, 1, OTHER);
  assert.deepEqual(client.messages().map(({ market }) => market), [OTHER]);
});

Deno.test("a print is followed by the books of both tokens, as they are after it", () => {
  const rig = aRig();
  const client = rig.subscribed(YES, NO);
  rig.exchange.sweep(MARKET, "buy", price(460_000), shares(40_000_000));
  assert.deepEqual(client.kinds(), ["last_trade_price", "book", "book", "price_change"]);
  const [print, yes, no, change] = client.messages();
  assert.deepEqual([print.asset_id, print.side, print.price, print.size, print.fee_rate_bps], [
    YES,
    "BUY",
    "0.46",
    "40",
    "0",
  ]);
  assert.deepEqual([yes.asks, no.bids], [
    [{ price: "0.46", size: "60" }],
    [{ price: "0.54", size: "60" }],
  ]);
  assert.equal(yes.last_trade_price, "0.460");
  assert.equal(change.price_changes[0].size, "60");
  assert.ok(client.frames[1]?.startsWith("{"), "books after trades are objects");
});

Deno.test("who is subscribed to NO alone gets no print of YES, but its book", () => {
  const rig = aRig();
  const client = rig.subscribed(NO);
  rig.exchange.sweep(MARKET, "buy", price(460_000), shares(40_000_000));
  assert.deepEqual(client.kinds(), ["book", "price_change"]);
});

Deno.test("a new tick size is said of each token", () => {
  const rig = aRig();
  const client = rig.subscribed(YES, NO);
  rig.exchange.setTickSize(MARKET, price(1_000));
  assert.deepEqual(
    client.messages(),
    [YES, NO].map((asset_id) => ({
      event_type: "tick_size_change",
      asset_id,
      market: MARKET,
      old_tick_size: "0.01",
      new_tick_size: "0.001",
      timestamp: String(START),
    })),
  );
});

Deno.test("tops, new markets and resolutions come only to who asked for them", () => {
  const rig = aRig();
  const plain = rig.subscribed(YES, NO);
  const custom = rig.connect();
  custom.say({ ...subscribe(YES), custom_feature_enabled: true });
  custom.forget();
  rig.quote("buy", 0.44, 5);
  rig.quote("sell", 0.48, 5);
  rig.channel.announce(aListing());
  rig.exchange.resolve(MARKET, "no");
  assert.deepEqual([...new Set(plain.kinds())], ["price_change"]);
  assert.deepEqual(custom.kinds(), [
    "price_change",
    "best_bid_ask",
    // Nothing at the top has changed.
    "price_change",
    "new_market",
    "price_change",
    "best_bid_ask",
    "market_resolved",
  ]);
  const resolved = custom.messages().at(-1);
  assert.deepEqual([resolved.winning_asset_id, resolved.winning_outcome], [NO, "No"]);
});

Deno.test("a new market is told to connections that are not subscribed to it", () => {
  const rig = aRig();
  const custom = rig.connect();
  custom.say({ ...subscribe(OTHER_YES), custom_feature_enabled: true });
  custom.forget();
  rig.channel.announce(aListing({ fee: { rate: 0.04, exponent: 1 } }));
  const [{ market, fee_schedule }] = custom.messages();
  assert.equal(market, MARKET);
  assert.deepEqual(fee_schedule, {
    exponent: "1",
    rate: "0.04",
    taker_only: true,
    rebate_rate: "0.25",
  });
});

Deno.test("R-112 more than 500 ids on a connection, and no data comes; PONG does", () => {
  const rig = aRig();
  const client = rig.connect();
  client.say(subscribe(YES, ...ids(499)));
  rig.quote("buy", 0.44, 1);
  assert.equal(client.frames.length, 2);
  client.say(later("subscribe", NO));
  client.forget();
  rig.quote("buy", 0.43, 1);
  client.say("PING");
  assert.deepEqual(client.frames, ["PONG"]);
  assert.equal(rig.channel.counts().silent, 1);
});

Deno.test("R-113 a frame with more than 500 ids closes the socket after 100 ms", () => {
  const rig = aRig();
  const client = rig.connect();
  client.say(subscribe(...ids(501)));
  rig.wait(99);
  assert.deepEqual(client.closed, []);
  rig.wait(1);
  assert.deepEqual(client.closed, [1001]);
});

Deno.test("the book of a resolved market is not sent", () => {
  const rig = aRig();
  rig.exchange.resolve(MARKET, "yes");
  const client = rig.connect();
  client.say(subscribe(YES, OTHER_YES));
  assert.deepEqual(client.messages().map(({ asset_id }) => asset_id), [OTHER_YES]);
});

Deno.test("one text serves every connection, and none is made when nobody hears it", () => {
  const rig = aRig();
  rig.quote("buy", 0.44, 1);
  assert.equal(rig.channel.counts().messages, 0);
  const clients = Array.from({ length: 40 }, () => rig.subscribed(YES));
  const before = rig.channel.counts();
  rig.quote("buy", 0.43, 1);
  const after = rig.channel.counts();
  assert.deepEqual([after.messages - before.messages, after.frames - before.frames], [1, 40]);
  assert.equal(new Set(clients.map(({ frames }) => frames[0])).size, 1);
  assert.equal(after.connections, 40);
});

Deno.test("a connection that is gone is forgotten, and one that stops hears nothing", () => {
  const rig = aRig();
  const client = rig.subscribed(YES);
  rig.fault({ name: "close" });
  assert.deepEqual(client.closed, [1001]);
  assert.deepEqual(rig.channel.counts().subscriptions, 0);
  const other = rig.subscribed(YES);
  rig.channel.stop();
  rig.quote("buy", 0.44, 1);
  assert.deepEqual(other.frames, []);
});

vectorTest("messages have the keys and kinds of the venue's samples, in their order", (read) => {
  const rig = aRig();
  const client = rig.connect();
  client.say(read<object>("../ws_market/subscribe.json"));
  client.say({ ...read<object>("../ws_market/update_subscribe.json"), assets_ids: [YES, NO] });
  const dump = JSON.parse(client.frames[0] ?? "null");
  rig.quote("buy", 0.45, 200);
  rig.exchange.sweep(MARKET, "buy", price(460_000), shares(1_000_000));
  rig.exchange.setTickSize(MARKET, price(1_000));
  rig.channel.announce(aListing({ fee: { rate: 0.04, exponent: 1 } }));
  client.say({ ...read<object>("../ws_market/update_unsubscribe.json"), assets_ids: [] });
  rig.exchange.resolve(MARKET, "yes");
  const first = (kind: string) => client.messages().find(({ event_type }) => event_type === kind);
  const shape = (file: string) => shapeOf(read(`../ws_market/${file}`));
  assert.deepEqual(shapeOf([{ ...dump[0], asks: dump[0].asks }]), shape("book_array_frame.json"));
  const book = client.messages().filter(({ event_type }) => event_type === "book").at(2);
  assert.deepEqual(shapeOf(book), shape("book_object_frame.json"));
  for (
    const kind of [
      "price_change",
      "last_trade_price",
      "tick_size_change",
      "best_bid_ask",
      "market_resolved",
    ]
  ) {
    assert.deepEqual(shapeOf(first(kind)), shape(`${kind}.json`), kind);
  }
  // Its list of tags is empty in the sample.
  assert.deepEqual(shapeOf(first("new_market")), shape("new_market.json"));
});
