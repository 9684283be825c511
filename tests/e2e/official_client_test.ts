// The venue's own client, unmodified, against the sandbox: whatever it expects of the venue, the
// sandbox must do.
import assert from "node:assert/strict";
import { AssetType, OrderType, Side, SignatureTypeV2 } from "@polymarket/clob-client-v2";
import { price, shares } from "../../src/core/types/units.ts";
import type { Hex } from "../../src/sandbox/types.ts";
import { ANVIL_0 } from "../sandbox/auth/vectors.ts";
import { NEG_RISK, PROTOCOL_V2, STANDARD } from "../sandbox/private/rig.ts";
import { CENT, clientTest, fund, refusal, TEN, whileTimePasses } from "./official_client.ts";

clientTest(
  "it makes a key, derives it again, lists it and deletes it",
  async ({ client, creds }) => {
    assert.match(creds.key, /^[0-9a-f-]{36}$/);
    assert.deepEqual(await client.deriveApiKey(), creds);
    assert.deepEqual(await client.createOrDeriveApiKey(), creds);
    assert.notDeepEqual(await client.createApiKey(1), creds);
    assert.equal((await client.getApiKeys()).apiKeys.length, 2);
    assert.equal(await client.deleteApiKey(), "OK");
    assert.deepEqual(await client.getApiKeys(), {
      error: "Unauthorized/Invalid api key",
      status: 401,
    });
  },
);

clientTest(
  "it reads books and parameters, and finds the hash of a book right",
  async ({ client }) => {
    assert.equal(await client.getOk(), "OK");
    assert.equal(await client.getVersion(), 2);
    assert.equal(await client.getTickSize(STANDARD.yes), "0.01");
    assert.equal(await client.getNegRisk(NEG_RISK.yes), true);
    const book = await client.getOrderBook(STANDARD.yes);
    assert.deepEqual([book.bids.at(-1)?.price, book.asks.at(-1)?.price], ["0.44", "0.46"]);
    const { hash } = book;
    assert.equal(await client.getOrderBookHash(book), hash);
    const books = await client.getOrderBooks([
      { token_id: STANDARD.yes, side: Side.BUY },
      { token_id: NEG_RISK.no, side: Side.BUY },
    ]);
    assert.deepEqual(
      new Set(books.map((one) => one.asset_id)),
      new Set([STANDARD.yes, NEG_RISK.no]),
    );
    const info = await client.getClobMarketInfo(STANDARD.id);
    assert.deepEqual(info.t.map((one) => one?.t), [STANDARD.yes, STANDARD.no]);
  },
);

clientTest("GTC rests, is listed, read and cancelled", async ({ client, venue }) => {
  const answer = await client.createAndPostOrder(TEN, CENT, OrderType.GTC);
  assert.equal(answer.status, "live");
  const [open] = await client.getOpenOrders({ market: STANDARD.id });
  assert.equal(open?.id, answer.orderID);
  assert.deepEqual([open?.price, open?.original_size, open?.size_matched], ["0.45", "10", "0"]);
  assert.equal((await client.getOrder(answer.orderID)).status, "LIVE");
  assert.deepEqual(await client.cancelOrder({ orderID: answer.orderID }), {
    canceled: [answer.orderID],
    not_canceled: {},
  });
  assert.equal((await client.getOrder(answer.orderID)).status, "CANCELED");
  assert.deepEqual(await client.getOpenOrders(), []);
  assert.equal(venue.status().orderPosts, 1);
});

clientTest(
  "a match is followed by its transaction hash, its trade and its tokens",
  async ({ client, venue }) => {
    const answer = await whileTimePasses(
      venue,
      () => client.createAndPostOrder({ ...TEN, price: 0.46 }, CENT, OrderType.GTC),
    );
    assert.equal(answer.status, "matched");
    assert.deepEqual([answer.makingAmount, answer.takingAmount], ["4.6", "10"]);
    assert.match(answer.transactionsHashes?.[0] ?? "", /^0x[0-9a-f]{64}$/);
    const [trade] = await client.getTrades({ id: answer.tradeIDs?.[0] ?? "" });
    assert.equal(trade?.taker_order_id, answer.orderID);
    assert.deepEqual([trade?.size, trade?.price, trade?.trader_side], ["10", "0.46", "TAKER"]);
    const asset = { asset_type: AssetType.CONDITIONAL, token_id: STANDARD.yes };
    await client.updateBalanceAllowance(asset);
    assert.equal((await client.getBalanceAllowance(asset)).balance, "10000000");
    const cash = await client.getBalanceAllowance({ asset_type: AssetType.COLLATERAL });
    assert.equal(cash.balance, "995400000");
  },
);

clientTest(
  "FOK and FAK buy and sell at the book's prices or not at all",
  async ({ client, venue }) => {
    const market = (amount: number, side: Side) => ({ tokenID: STANDARD.yes, amount, side });
    const fok = await client.createAndPostMarketOrder(
      market(10, Side.BUY),
      CENT,
      OrderType.FOK,
      true,
    );
    assert.equal(fok.status, "matched");
    venue.advance(5_000);
    const fak = await client.createAndPostMarketOrder(
      market(10, Side.SELL),
      CENT,
      OrderType.FAK,
      true,
    );
    assert.deepEqual([fak.status, fak.makingAmount, fak.takingAmount], ["matched", "10", "4.4"]);

    const tooMuch = { ...market(400, Side.BUY), price: 0.46 };
    assert.equal(
      refusal(await client.createAndPostMarketOrder(tooMuch, CENT, OrderType.FOK, true)),
      "order couldn't be fully filled. FOK orders are fully filled or killed.",
    );
    const part = await client.createAndPostMarketOrder(tooMuch, CENT, OrderType.FAK, true);
    assert.equal(part.status, "matched");
    const nothing = { ...market(10, Side.BUY), price: 0.46 };
    assert.equal(
      refusal(await client.createAndPostMarketOrder(nothing, CENT, OrderType.FAK, true)),
      "no orders found to match with FAK order. FAK orders are partially filled or killed if " +
        "no match is found.",
    );
  },
);

clientTest("GTD rests until a minute before its expiration", async ({ client, venue }) => {
  const now = Math.floor(venue.clock.now() / 1_000);
  const soon = await client.createAndPostOrder(
    { ...TEN, expiration: now + 100 },
    CENT,
    OrderType.GTD,
  );
  assert.equal(refusal(soon), "invalid expiration");
  const good = { ...TEN, expiration: now + 200 };
  const answer = await client.createAndPostOrder(good, CENT, OrderType.GTD);
  assert.equal(answer.status, "live");
  const [open] = await client.getOpenOrders();
  assert.deepEqual([open?.expiration, open?.order_type], [String(now + 200), "GTD"]);
  venue.advance(139_000);
  assert.equal(venue.exchange.order(answer.orderID as Hex)?.status, "LIVE");
  venue.advance(2_000);
  assert.equal(venue.exchange.order(answer.orderID as Hex)?.status, "CANCELED");
});

clientTest("post-only rests, and is refused where it would take", async ({ client }) => {
  const rests = await client.createAndPostOrder(TEN, CENT, OrderType.GTC, true);
  assert.equal(rests.status, "live");
  const takes = await client.createAndPostOrder({ ...TEN, price: 0.46 }, CENT, OrderType.GTC, true);
  assert.equal(refusal(takes), "invalid post-only order: order crosses book");
});

clientTest("several orders are posted and cancelled at once", async ({ client }) => {
  const order = await client.createOrder(TEN, CENT);
  const poor = await client.createOrder({ ...TEN, size: 100_000 }, CENT);
  const other = await client.createOrder({ ...TEN, tokenID: NEG_RISK.yes }, {
    tickSize: "0.01",
    negRisk: true,
  });
  const answers = await client.postOrders(
    [order, poor, other].map((one) => ({ order: one, orderType: OrderType.GTC })),
  );
  assert.deepEqual(answers.map(({ status }) => status), ["live", "", "live"]);
  assert.match(answers[1]?.errorMsg ?? "", /^not enough balance/);
  const ids = [answers[0]?.orderID ?? "", answers[2]?.orderID ?? ""];
  const byMarket = await client.cancelMarketOrders({ market: NEG_RISK.id });
  assert.deepEqual(byMarket.canceled, [ids[1]]);
  assert.deepEqual((await client.cancelOrders(ids)).canceled, [ids[0]]);
  assert.deepEqual((await client.cancelAll()).canceled, []);
});

clientTest(
  "R-054 neg-risk and protocol v2 markets take the orders signed for their contracts",
  async ({ client }) => {
    const negRisk = await client.createAndPostOrder({ ...TEN, tokenID: NEG_RISK.yes });
    assert.equal(negRisk.status, "live");
    const v2 = { ...TEN, tokenID: PROTOCOL_V2.yes };
    const wrong = await client.createAndPostOrder(v2, { ...CENT, version: 2 });
    assert.equal(refusal(wrong), "invalid signature");
    const right = await client.createAndPostOrder(v2, { ...CENT, version: 3 });
    assert.equal(right.status, "live");
    const unsure = await client.createAndPostOrder({ ...TEN, tokenID: NEG_RISK.yes }, CENT);
    assert.equal(refusal(unsure), "invalid signature");
  },
);

clientTest(
  "R-053 it trades from its proxy, its Safe and its deposit wallet",
  async ({ again, venue }) => {
    const { proxy, safe, deposit } = venue.keys.wallets(ANVIL_0);
    const wallets = [
      [SignatureTypeV2.POLY_PROXY, proxy],
      [SignatureTypeV2.POLY_GNOSIS_SAFE, safe],
      [SignatureTypeV2.POLY_1271, deposit],
    ] as const;
    for (const [signatureType, funderAddress] of wallets) {
      fund(venue, funderAddress);
      const client = again({ signatureType, funderAddress });
      const answer = await client.createAndPostOrder(TEN, CENT);
      assert.equal(answer.status, "live", JSON.stringify(answer));
      assert.equal((await client.getOrder(answer.orderID)).maker_address, funderAddress);
      const cash = await client.getBalanceAllowance({ asset_type: AssetType.COLLATERAL });
      assert.equal(cash.balance, "1000000000");
    }
  },
);

clientTest("R-200 orders are cancelled when its heartbeats stop", async ({ client, venue }) => {
  const { heartbeat_id: first } = await client.postHeartbeat();
  const { heartbeat_id: second } = await client.postHeartbeat(first);
  assert.notEqual(second, first);
  const lost = await client.postHeartbeat("lost");
  assert.deepEqual(lost.heartbeat_id, undefined, "the client hides what was expected in its error");
  const { orderID } = await client.createAndPostOrder(TEN, CENT);
  venue.advance(15_000);
  assert.equal((await client.getOrder(orderID)).status, "CANCELED");
});

clientTest("it reads fills of its resting orders as their maker", async ({ client, venue }) => {
  const { orderID } = await client.createAndPostOrder(TEN, CENT);
  venue.exchange.sweep(STANDARD.id, "sell", price(450_000), shares(4_000_000));
  const [trade] = await client.getTrades({ market: STANDARD.id });
  assert.equal(trade?.trader_side, "MAKER");
  const own = trade?.maker_orders.find(({ order_id: id }) => id === orderID);
  assert.deepEqual([own?.matched_amount, own?.price], ["4", "0.45"]);
  const [open] = await client.getOpenOrders({ id: orderID });
  assert.equal(open?.size_matched, "4");
});

clientTest("the rest of its account is answered", async ({ client }) => {
  assert.deepEqual(await client.getClosedOnlyMode(), { closed_only: false });
  assert.deepEqual(await client.getNotifications(), []);
  assert.deepEqual(await client.isOrderScoring({ order_id: "0xab" }), { scoring: false });
  assert.deepEqual(await client.areOrdersScoring({ orderIds: ["0xab"] }), { "0xab": false });
});

clientTest(
  "a client that asks for the venue's time trades though the clocks are an hour apart",
  async ({ client, again }) => {
    assert.equal((await client.createAndPostOrder(TEN, CENT)).status, "live");
    const proud = await again({ useServerTime: false }).getApiKeys();
    assert.deepEqual(proud, { error: "Unauthorized/Invalid api key", status: 401 });
  },
  { faults: [{ name: "clockSkew", ms: 3_600_000 }], useServerTime: true },
);

clientTest(
  "what it does is told on the user channel of the key",
  async ({ client, creds, venue }) => {
    const socket = new WebSocket(`${venue.url.replace("http", "ws")}/ws/user`);
    const told = (what: string) =>
      new Promise<Record<string, string>>((done) => {
        socket.addEventListener("message", ({ data }) => {
          if (String(data).includes(what)) done(JSON.parse(data));
        });
      });
    await new Promise((done) => socket.addEventListener("open", done, { once: true }));
    const { key: apiKey, secret, passphrase } = creds;
    socket.send(JSON.stringify({ auth: { apiKey, secret, passphrase }, type: "user" }));
    const [placed, cancelled] = [told("PLACEMENT"), told("CANCELLATION")];
    const { orderID, status } = await client.createAndPostOrder(TEN, CENT);
    assert.equal(status, "live");
    assert.equal((await placed)["id"], orderID);
    await client.cancelAll();
    assert.equal((await cancelled)["id"], orderID);
    const closed = new Promise((done) => socket.addEventListener("close", done, { once: true }));
    socket.close();
    await closed;
  },
);
