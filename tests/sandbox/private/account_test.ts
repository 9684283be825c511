import assert from "node:assert/strict";
import { millis, price, shares, usdc } from "../../../src/core/types/units.ts";
import { ANVIL_0, RECORDED_AT } from "../auth/vectors.ts";
import {
  aRig,
  errorOf,
  fieldsOf,
  NEG_RISK,
  OTHER,
  PROTOCOL_V2,
  rowsOf,
  signedRequest,
  STANDARD,
} from "./rig.ts";
import type { Answer, Rig } from "./rig.ts";

const BUY = { makerAmount: 4_600_000n, takerAmount: 10_000_000n };

/** Buys ten shares at 0.46 from the house. */
async function bought(rig: Rig, market: typeof STANDARD = STANDARD): Promise<string> {
  const answer = fieldsOf(await rig.post({ market, order: BUY }));
  assert.equal(answer["status"], "matched");
  return (answer["tradeIDs"] as string[])[0] ?? "";
}

function wait(rig: Rig, ms: number): void {
  rig.clock.advanceTo(millis(rig.clock.now() + ms));
}

function ids(answer: Answer): unknown[] {
  return rowsOf(answer).map(({ id }) => id);
}

Deno.test("one order is read by its id, in any state, by its own key only", async () => {
  const rig = aRig();
  const { id } = await rig.post();
  const live = fieldsOf(await rig.ask("GET", `/data/order/${id}`));
  assert.deepEqual(live, {
    id,
    status: "LIVE",
    owner: rig.caller.apiKey,
    maker_address: ANVIL_0,
    market: STANDARD.id,
    asset_id: STANDARD.yes,
    side: "BUY",
    original_size: "10",
    size_matched: "0",
    price: "0.45",
    outcome: "Yes",
    expiration: "0",
    order_type: "GTC",
    associate_trades: [],
    created_at: RECORDED_AT,
  });
  await rig.ask("DELETE", "/order", { orderID: id });
  assert.equal(fieldsOf(await rig.ask("GET", `/data/order/${id}`))["status"], "CANCELED");

  const made = rig.keys.create(OTHER, 0n);
  assert.ok(made !== null);
  const other = { ...made, address: OTHER } as const;
  const foreign = await rig.ask("GET", `/data/order/${id}`, undefined, other);
  assert.equal(errorOf(foreign, 404), "order not found");
  const unknown = await rig.ask("GET", `/data/order/0x${"00".repeat(32)}`);
  assert.equal(errorOf(unknown, 404), "order not found");
});

Deno.test("open orders are listed by market and token, and by id in any state", async () => {
  const rig = aRig();
  const one = await rig.post();
  const two = await rig.post({ market: NEG_RISK });
  const list = async (query: string) => ids(await rig.ask("GET", `/data/orders${query}`));
  assert.deepEqual(await list(""), [one.id, two.id]);
  assert.deepEqual(await list(`?market=${NEG_RISK.id}`), [two.id]);
  assert.deepEqual(await list(`?asset_id=${STANDARD.yes}`), [one.id]);
  assert.deepEqual(await list(`?asset_id=${STANDARD.no}`), []);
  await rig.ask("DELETE", "/order", { orderID: one.id });
  assert.deepEqual(await list(""), [two.id]);
  assert.deepEqual(await list(`?id=${one.id}`), [one.id]);
  assert.deepEqual(await list(`?id=0x${"00".repeat(32)}`), []);
});

Deno.test("lists come in pages from the first cursor to the last", async () => {
  const rig = aRig();
  rig.options.pageSize = 2;
  const placed: string[] = [];
  for (let i = 0; i < 5; i++) placed.push((await rig.post()).id);
  const seen: unknown[] = [];
  const counts: unknown[] = [];
  let cursor = "MA==";
  for (let pages = 0; cursor !== "LTE="; pages++) {
    assert.ok(pages < 5, "the cursor never ends");
    const query = `?next_cursor=${encodeURIComponent(cursor)}`;
    const answer = await rig.ask("GET", `/data/orders${query}`);
    const { limit, next_cursor, count } = fieldsOf(answer);
    assert.equal(limit, 2);
    counts.push(count);
    seen.push(...ids(answer));
    cursor = String(next_cursor);
  }
  assert.deepEqual(seen, placed);
  assert.deepEqual(counts, [2, 2, 1]);
  rig.options.pageSize = 5;
  const full = fieldsOf(await rig.ask("GET", "/data/orders?next_cursor=MA%3D%3D"));
  assert.deepEqual([full["count"], full["next_cursor"]], [5, "LTE="], "no empty page follows");
  rig.options.pageSize = 2;
  const end = await rig.ask("GET", "/data/orders?next_cursor=LTE%3D");
  assert.deepEqual(fieldsOf(end), { limit: 2, next_cursor: "LTE=", count: 0, data: [] });
  const wrong = await rig.ask("GET", "/data/orders?next_cursor=x");
  assert.equal(errorOf(wrong), "invalid order params payload");
});

Deno.test("a trade is MATCHED without a hash, then MINED and CONFIRMED with one", async () => {
  const rig = aRig();
  const id = await bought(rig);
  const seen: string[] = [];
  for (let i = 0; i < 10; i++) {
    const [row] = rowsOf(await rig.ask("GET", `/data/trades?id=${id}`));
    const status = String(row?.["status"]);
    if (seen.at(-1) !== status) seen.push(status);
    assert.equal(row?.["transaction_hash"] === "", status === "MATCHED", status);
    wait(rig, 1_000);
  }
  assert.deepEqual(seen, ["MATCHED", "MINED", "CONFIRMED"]);
});

Deno.test("a taker reads the trade as its own, with the makers' orders in it", async () => {
  const rig = aRig();
  const { id: order } = await rig.post({ order: BUY });
  const [trade] = rowsOf(await rig.ask("GET", "/data/trades"));
  assert.ok(trade !== undefined);
  const { maker_orders: makers, id, bucket_index: bucket, ...rest } = trade;
  assert.deepEqual([typeof id, typeof bucket], ["string", "number"]);
  assert.deepEqual(rest, {
    taker_order_id: order,
    market: STANDARD.id,
    asset_id: STANDARD.yes,
    side: "BUY",
    size: "10",
    fee_rate_bps: "0",
    price: "0.46",
    status: "MATCHED",
    match_time: String(RECORDED_AT),
    match_time_nano: `${RECORDED_AT}000000000`,
    last_update: String(RECORDED_AT),
    outcome: "Yes",
    owner: rig.caller.apiKey,
    maker_address: ANVIL_0,
    transaction_hash: "",
    trader_side: "TAKER",
  });
  const [maker] = makers as Record<string, unknown>[];
  assert.equal(maker?.["matched_amount"], "10");
  assert.match(String(maker?.["maker_address"]), /^0x[0-9a-f]{40}$/);
});

Deno.test("a maker finds its own order among the makers of the trade", async () => {
  const rig = aRig();
  const { id: order } = await rig.post();
  rig.exchange.sweep(STANDARD.id, "sell", price(450_000), shares(4_000_000));
  const [trade] = rowsOf(await rig.ask("GET", "/data/trades"));
  assert.equal(trade?.["trader_side"], "MAKER");
  assert.equal(trade?.["side"], "SELL");
  const makers = trade?.["maker_orders"] as Record<string, unknown>[];
  const own = makers.find(({ order_id }) => order_id === order);
  assert.deepEqual(own, {
    order_id: order,
    owner: rig.caller.apiKey,
    maker_address: ANVIL_0,
    matched_amount: "4",
    price: "0.45",
    fee_rate_bps: "",
    asset_id: STANDARD.yes,
    outcome: "Yes",
    side: "BUY",
  });
});

Deno.test("R-022 trades of every wallet of a key are listed, newest first", async () => {
  const rig = aRig();
  const first = await bought(rig);
  wait(rig, 10_000);
  const { deposit } = rig.keys.wallets(ANVIL_0);
  rig.exchange.fund(deposit, { collateral: usdc(100_000_000), approved: true });
  const order = { ...BUY, signatureType: 3, maker: deposit, signer: deposit } as const;
  const answer = fieldsOf(await rig.post({ market: NEG_RISK, order }));
  const second = (answer["tradeIDs"] as string[])[0] ?? "";

  const list = async (query: string) => ids(await rig.ask("GET", `/data/trades${query}`));
  assert.deepEqual(await list(""), [second, first]);
  assert.deepEqual(await list(`?maker_address=${deposit.toUpperCase().replace("X", "x")}`), [
    second,
  ]);
  assert.deepEqual(await list(`?maker_address=${OTHER}`), []);
  assert.deepEqual(await list(`?id=${first}`), [first]);
  assert.deepEqual(await list(`?market=${NEG_RISK.id}`), [second]);
  assert.deepEqual(await list(`?asset_id=${STANDARD.yes}`), [first]);
  assert.deepEqual(await list(`?after=${RECORDED_AT}`), [second]);
  assert.deepEqual(await list(`?before=${RECORDED_AT + 10}`), [first]);
  const wrong = await rig.ask("GET", "/data/trades?after=yesterday");
  assert.equal(errorOf(wrong), "Invalid trade params payload");
});

Deno.test("a balance is that of the wallet of the signature type, in base units", async () => {
  const rig = aRig();
  const ask = async (query: string) => fieldsOf(await rig.ask("GET", `/balance-allowance${query}`));
  const own = await ask("?asset_type=COLLATERAL&signature_type=0");
  assert.equal(own["balance"], "1000000000");
  const most = String(2n ** 256n - 1n);
  assert.equal(
    (own["allowances"] as Record<string, string>)["0xE111180000d2663C0091e4f400237545B87B996B"],
    most,
  );
  const safe = await ask("?asset_type=COLLATERAL&signature_type=2");
  assert.equal(safe["balance"], "0");
  assert.ok(Object.values(safe["allowances"] as object).every((allowed) => allowed === "0"));
});

Deno.test("a bought token is in its balance once it is mined and refreshed", async () => {
  const rig = aRig();
  await bought(rig);
  const query = `?asset_type=CONDITIONAL&token_id=${STANDARD.yes}&signature_type=0`;
  const balance = async () =>
    fieldsOf(await rig.ask("GET", `/balance-allowance${query}`))["balance"];
  assert.equal(await balance(), "0");
  wait(rig, 2_000);
  assert.deepEqual(fieldsOf(await rig.ask("GET", `/balance-allowance/update${query}`)), {});
  assert.equal(await balance(), "10000000");
});

Deno.test("balances of positions of protocol v2 are asked for by their own name", async () => {
  const rig = aRig();
  const ask = (asset: string, token: string) =>
    rig.ask("GET", `/balance-allowance?asset_type=${asset}&token_id=${token}&signature_type=0`);
  assert.equal(fieldsOf(await ask("CONDITIONAL-V2", PROTOCOL_V2.yes))["balance"], "0");
  assert.equal((await ask("CONDITIONAL", PROTOCOL_V2.yes)).status, 400);
  assert.equal((await ask("CONDITIONAL-V2", STANDARD.yes)).status, 400);
  assert.match(errorOf(await ask("CONDITIONAL", "")), /assetAddress invalid hex address/);
  assert.equal(errorOf(await ask("0", STANDARD.yes)), "Invalid asset type");
  const type = await rig.ask("GET", "/balance-allowance?asset_type=COLLATERAL&signature_type=4");
  assert.equal(errorOf(type), "Invalid signature_type");
});

Deno.test("closed-only is said of a key when a wallet of it is restricted", async () => {
  const rig = aRig();
  const path = "/auth/ban-status/closed-only";
  assert.deepEqual(fieldsOf(await rig.ask("GET", path)), { closed_only: false });
  rig.options.restricted.set(rig.keys.wallets(ANVIL_0).deposit, "closedOnly");
  assert.deepEqual(fieldsOf(await rig.ask("GET", path)), { closed_only: true });
});

Deno.test("there are no notifications and no rewards, and both are answered", async () => {
  const rig = aRig();
  assert.deepEqual((await rig.ask("GET", "/notifications?signature_type=0")).body, []);
  assert.equal((await rig.ask("DELETE", "/notifications?ids=1")).body, "OK");
  const one = await rig.ask("GET", "/order-scoring?order_id=0xab");
  assert.deepEqual(fieldsOf(one), { scoring: false });
  const many = await rig.ask("POST", "/orders-scoring", ["0xab", "0xcd"]);
  assert.deepEqual(fieldsOf(many), { "0xab": false, "0xcd": false });
});

Deno.test("R-291 every account route answers 401 to a request without good headers", async () => {
  const rig = aRig();
  const gets = ["/data/order/0xab", "/data/orders", "/data/trades", "/balance-allowance"];
  const more = ["/balance-allowance/update", "/auth/ban-status/closed-only", "/auth/api-keys"];
  for (const path of [...gets, ...more, "/notifications", "/order-scoring"]) {
    const response = await rig.app.request(path);
    assert.equal(response.status, 401, path);
    assert.deepEqual(await response.json(), { error: "Unauthorized/Invalid api key" });
  }
  for (const path of ["/v1/heartbeats", "/heartbeats", "/orders-scoring"]) {
    assert.equal((await rig.app.request(path, { method: "POST" })).status, 401, path);
  }
});

Deno.test("a venue whose clock is wrong refuses requests until it is right again", async () => {
  const rig = aRig();
  const query = "/balance-allowance?asset_type=COLLATERAL";
  const old = signedRequest(rig.caller, RECORDED_AT, "GET", query, "");
  assert.equal((await rig.app.request(query, old)).status, 200);
  wait(rig, 61_000);
  assert.equal((await rig.app.request(query, old)).status, 401);
});
