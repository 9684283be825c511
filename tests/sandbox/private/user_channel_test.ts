import assert from "node:assert/strict";
import { millis, price, shares } from "../../../src/core/types/units.ts";
import { userChannel } from "../../../src/sandbox/private/user_channel.ts";
import type { UserChannel } from "../../../src/sandbox/private/user_channel.ts";
import { ANVIL_0, RECORDED_AT, RECORDED_CREDENTIALS } from "../auth/vectors.ts";
import { aRig, NEG_RISK, OTHER, STANDARD } from "./rig.ts";
import type { Rig } from "./rig.ts";

interface Connection {
  readonly channel: UserChannel;
  readonly texts: string[];
  readonly closed: number[];
  /** Messages so far, and forgets them. */
  take(): Record<string, unknown>[];
}

function connect(rig: Rig, first?: unknown): Connection {
  const channel = userChannel({ keys: rig.keys });
  const texts: string[] = [];
  const closed: number[] = [];
  channel.onOpen((text) => texts.push(text), (code) => closed.push(code));
  rig.exchange.listen((event) => channel.onEvent(event));
  if (first !== undefined) channel.onMessage(JSON.stringify(first));
  return {
    channel,
    texts,
    closed,
    take: () => texts.splice(0).map((text) => JSON.parse(text)),
  };
}

function subscription(overrides: Record<string, unknown> = {}) {
  return { auth: { ...RECORDED_CREDENTIALS }, type: "user", ...overrides };
}

function wait(rig: Rig, ms: number): void {
  rig.clock.advanceTo(millis(rig.clock.now() + ms));
}

Deno.test("an order is told of when it is placed, filled in part, and cancelled", async () => {
  const rig = aRig();
  const user = connect(rig, subscription());
  const { id } = await rig.post();
  const placed = {
    event_type: "order",
    id,
    owner: rig.caller.apiKey,
    market: STANDARD.id,
    asset_id: STANDARD.yes,
    side: "BUY",
    order_owner: rig.caller.apiKey,
    original_size: "10",
    size_matched: "0",
    price: "0.45",
    associate_trades: null,
    outcome: "Yes",
    type: "PLACEMENT",
    created_at: String(RECORDED_AT),
    expiration: "0",
    order_type: "GTC",
    status: "LIVE",
    maker_address: ANVIL_0,
    timestamp: `${RECORDED_AT}000`,
  };
  assert.deepEqual(user.take(), [placed]);

  wait(rig, 500);
  rig.exchange.sweep(STANDARD.id, "sell", price(450_000), shares(4_000_000));
  const filled = user.take().find(({ event_type: kind }) => kind === "order");
  assert.deepEqual(filled, {
    ...placed,
    size_matched: "4",
    associate_trades: rig.exchange.order(id)?.trades,
    type: "UPDATE",
    timestamp: `${RECORDED_AT}500`,
  });

  await rig.ask("DELETE", "/order", { orderID: id });
  const [cancelled] = user.take();
  assert.deepEqual(cancelled, { ...filled, type: "CANCELLATION", status: "CANCELED" });
});

Deno.test("a trade is sent again for each status, with its hash from MINED on", async () => {
  const rig = aRig();
  const user = connect(rig, subscription());
  const order = { makerAmount: 4_600_000n, takerAmount: 10_000_000n };
  const { id } = await rig.post({ order });
  wait(rig, 60_000);
  const trades = user.take().filter(({ event_type: kind }) => kind === "trade");
  assert.deepEqual(trades.map(({ status }) => status), ["MATCHED", "MINED", "CONFIRMED"]);
  assert.equal(new Set(trades.map((trade) => trade["id"])).size, 1);
  assert.deepEqual(trades.map((trade) => trade["transaction_hash"] === ""), [true, false, false]);
  const [{ id: trade, bucket_index: bucket, maker_orders: makers, ...rest } = {}] = trades;
  assert.deepEqual([typeof trade, typeof bucket], ["string", "number"]);
  assert.deepEqual(rest, {
    event_type: "trade",
    type: "TRADE",
    taker_order_id: id,
    market: STANDARD.id,
    asset_id: STANDARD.yes,
    side: "BUY",
    size: "10",
    price: "0.46",
    fee_rate_bps: "0",
    status: "MATCHED",
    match_time: String(RECORDED_AT),
    last_update: String(RECORDED_AT),
    outcome: "Yes",
    owner: rig.caller.apiKey,
    trade_owner: rig.caller.apiKey,
    maker_address: ANVIL_0,
    transaction_hash: "",
    trader_side: "TAKER",
    timestamp: `${RECORDED_AT}000`,
  });
  assert.equal((makers as Record<string, unknown>[])[0]?.["fee_rate_bps"], "0");
});

Deno.test("a trade that fails is told of as FAILED", async () => {
  const rig = aRig();
  const user = connect(rig, subscription());
  rig.exchange.faults.failTrades = true;
  await rig.post({ order: { makerAmount: 4_600_000n, takerAmount: 10_000_000n } });
  wait(rig, 60_000);
  const trades = user.take().filter(({ event_type: kind }) => kind === "trade");
  assert.deepEqual(trades.at(-1)?.["status"], "FAILED");
});

Deno.test("who rests reads the trade as its maker, with the taker as its owner", async () => {
  const rig = aRig();
  const user = connect(rig, subscription());
  const { id } = await rig.post();
  rig.exchange.sweep(STANDARD.id, "sell", price(450_000), shares(4_000_000));
  const trade = user.take().find(({ event_type: kind }) => kind === "trade");
  assert.equal(trade?.["trader_side"], "MAKER");
  assert.equal(trade?.["owner"], rig.caller.apiKey);
  assert.notEqual(trade?.["trade_owner"], rig.caller.apiKey);
  const makers = trade?.["maker_orders"] as Record<string, unknown>[];
  assert.ok(makers.some(({ order_id: order }) => order === id));
});

Deno.test("a key hears of its own orders only, and of the markets it asked for", async () => {
  const rig = aRig();
  const made = rig.keys.create(OTHER, 0n);
  const stranger = connect(rig, subscription({ auth: made }));
  const all = connect(rig, subscription({ markets: [] }));
  const one = connect(rig, subscription({ markets: [NEG_RISK.id] }));
  await rig.post();
  await rig.post({ market: NEG_RISK });
  assert.equal(stranger.texts.length, 0);
  assert.deepEqual(all.take().map(({ market }) => market), [STANDARD.id, NEG_RISK.id]);
  assert.deepEqual(one.take().map(({ market }) => market), [NEG_RISK.id]);

  const update = { operation: "subscribe", markets: [STANDARD.id] };
  one.channel.onMessage(JSON.stringify(update));
  await rig.post();
  assert.equal(one.take().length, 1);
  one.channel.onMessage(JSON.stringify({ ...update, operation: "unsubscribe" }));
  await rig.post();
  assert.equal(one.take().length, 0);
});

Deno.test("who does not prove who he is is hung up on, and hears nothing", async () => {
  const wrong: unknown[] = [
    subscription({ auth: undefined }),
    subscription({ auth: { ...RECORDED_CREDENTIALS, secret: "wrong" } }),
    subscription({ auth: { ...RECORDED_CREDENTIALS, passphrase: "wrong" } }),
    subscription({ auth: { ...RECORDED_CREDENTIALS, apiKey: "wrong" } }),
    subscription({ type: "market" }),
    { operation: "subscribe", markets: [] },
  ];
  for (const message of wrong) {
    const rig = aRig();
    const user = connect(rig, message);
    assert.equal(user.closed.length, 1, JSON.stringify(message));
    await rig.post();
    assert.deepEqual(user.texts, []);
  }
});

Deno.test("PING is answered at any time, and nonsense is told that it is", () => {
  const rig = aRig();
  const user = connect(rig);
  user.channel.onMessage("PING");
  user.channel.onMessage("hello");
  user.channel.onMessage(JSON.stringify(subscription()));
  user.channel.onMessage("PING");
  // The first form again, instead of an operation.
  user.channel.onMessage(JSON.stringify(subscription()));
  user.channel.onMessage(JSON.stringify({ operation: "dance" }));
  const said = ["PONG", "INVALID OPERATION", "PONG", "INVALID OPERATION", "INVALID OPERATION"];
  assert.deepEqual(user.texts, said);
  assert.deepEqual(user.closed, []);
});

Deno.test("nothing is sent on a connection that is closed", async () => {
  const rig = aRig();
  const user = connect(rig, subscription());
  user.channel.onClose();
  await rig.post();
  user.channel.onMessage("PING");
  assert.deepEqual(user.texts, []);
});
