// Every fault of requests and of the venue, as a client on the loopback meets it.
import assert from "node:assert/strict";
import { ANVIL_0, vectorTest } from "../auth/vectors.ts";
import { START } from "../exchange/rig.ts";
import { type Rig, withSandbox } from "./rig.ts";

/** Waits for an answer while the venue's clock goes on. */
async function withClock<T>({ sandbox }: Rig, answer: Promise<T>): Promise<T> {
  let done = false;
  answer.finally(() => done = true);
  while (!done) {
    sandbox.advance(1_000);
    await new Promise((next) => setTimeout(next, 1));
  }
  return await answer;
}

Deno.test("425, 429, 5xx and HTML come in the venue's place, and nothing is done", async () => {
  await withSandbox(async (rig) => {
    const { sandbox, fault, signed, get, acted } = rig;
    const { id, body } = await rig.anOrder();
    await fault({ name: "http425", times: 1 });
    const early = await signed("POST", "/order", body);
    assert.deepEqual([early.status, early.text], [425, "service not ready"]);
    await fault({ name: "http429", times: 1, retryAfterS: 7, path: "/order" });
    const limited = await signed("POST", "/order", body);
    assert.deepEqual([limited.status, limited.headers.get("retry-after")], [429, "7"]);
    await fault({ name: "http5xx", times: 1, status: 502 });
    assert.equal((await signed("POST", "/order", body)).status, 502);
    await fault({ name: "html", times: 1 });
    const page = await signed("POST", "/order", body);
    assert.deepEqual([page.status, page.headers.get("content-type")], [403, "text/html"]);
    assert.match(page.text, /^<!DOCTYPE html>/);
    assert.equal(sandbox.exchange.order(id), undefined);
    assert.deepEqual(["http425", "http429", "http5xx", "html"].map(acted), [1, 1, 1, 1]);
    // Each was for one time.
    assert.equal((await signed("POST", "/order", body)).status, 200);
    assert.equal((await get("/sandbox/status")).body.answers["425"], 1);
  });
});

Deno.test("R-060 an order may be taken and its answer lost, be an error, or be torn", async () => {
  await withSandbox(async (rig) => {
    const { sandbox, fault, signed } = rig;
    const [lost, failed, torn] = [await rig.anOrder(), await rig.anOrder(), await rig.anOrder()];
    await fault({ name: "timeoutAfterAccept", times: 1, ms: 60_000 });
    const patience = new AbortController();
    const answer = signed("POST", "/order", lost.body, patience.signal);
    const refused = assert.rejects(answer, { name: "AbortError" });
    while (rig.acted("timeoutAfterAccept") === 0) await rig.get("/sandbox/status");
    patience.abort();
    await refused;
    assert.equal(sandbox.exchange.order(lost.id)?.status, "MATCHED");
    await fault({ name: "http5xx", times: 1, after: true, path: "/order" });
    assert.equal((await signed("POST", "/order", failed.body)).status, 500);
    assert.equal(sandbox.exchange.order(failed.id)?.status, "MATCHED");
    await fault({ name: "halfJson", times: 1, path: "/order" });
    const half = await signed("POST", "/order", torn.body);
    assert.deepEqual([half.status, half.body], [200, null]);
    assert.ok(half.text.startsWith('{"errorMsg":'));
    assert.equal(sandbox.exchange.order(torn.id)?.status, "MATCHED");
    assert.equal(sandbox.status().orderPosts, 3);
  });
});

Deno.test("who waits long enough after a lost answer gets a gateway's timeout", async () => {
  await withSandbox(async (rig) => {
    const { body } = await rig.anOrder();
    await rig.fault({ name: "timeoutAfterAccept", ms: 5_000 });
    const from = rig.sandbox.clock.now();
    const { status } = await withClock(rig, rig.signed("POST", "/order", body));
    assert.equal(status, 504);
    assert.ok(rig.sandbox.clock.now() - from >= 5_000);
  });
});

Deno.test("slow answers come late by the venue's clock", async () => {
  await withSandbox(async (rig) => {
    await rig.fault({ name: "slow", ms: 3_000, path: "/ok" });
    const from = rig.sandbox.clock.now();
    assert.equal((await withClock(rig, rig.get("/ok"))).status, 200);
    assert.ok(rig.sandbox.clock.now() - from >= 3_000);
    assert.equal((await rig.get("/version")).status, 200);
  });
});

Deno.test("a blocked region refuses orders and lets reads and cancels through", async () => {
  await withSandbox(async (rig) => {
    const { fault, signed, get } = rig;
    await fault({ name: "geoblock403" });
    const { body } = await rig.anOrder();
    const refused = await signed("POST", "/order", body);
    assert.equal(refused.status, 403);
    assert.match(refused.body.error, /^Trading restricted in your region/);
    assert.equal((await get("/api/geoblock")).body.blocked, true);
    assert.equal((await signed("DELETE", "/cancel-all")).status, 200);
    assert.equal((await get("/ok")).status, 200);
  });
});

Deno.test("a wrong clock shows in /time and refuses signatures of the right one", async () => {
  await withSandbox(async ({ fault, get, signed }) => {
    await fault({ name: "clockSkew", ms: -90_000 });
    assert.equal((await get("/time")).body, START / 1_000 - 90);
    assert.equal((await signed("GET", "/data/orders")).status, 401);
    await fault({ name: "clockSkew", ms: 20_000 });
    assert.equal((await signed("GET", "/data/orders")).status, 200);
  });
});

Deno.test("a stale balance is that of a while ago", async () => {
  await withSandbox(async ({ sandbox, fault, signed, acted }) => {
    const balance = async () => {
      const path = "/balance-allowance?asset_type=COLLATERAL&signature_type=0";
      return (await signed("GET", path)).body.balance;
    };
    sandbox.advance(60_000);
    assert.equal(await balance(), "1000000000");
    await fault({ name: "staleBalance", ms: 30_000 });
    sandbox.exchange.fund(ANVIL_0, { collateral: 5_000_000 as never });
    sandbox.advance(10_000);
    assert.equal(await balance(), "1000000000");
    sandbox.advance(20_000);
    assert.equal(await balance(), "1005000000");
    assert.equal(acted("staleBalance"), 2);
  });
});

Deno.test("trades may never settle, or fail and be undone", async () => {
  for (const [name, status] of [["neverSettle", "MATCHED"], ["failTrades", "FAILED"]] as const) {
    await withSandbox(async ({ sandbox, fault, signed, anOrder, acted }) => {
      await fault({ name });
      await signed("POST", "/order", (await anOrder()).body);
      sandbox.advance(600_000);
      assert.equal((await signed("GET", "/data/trades")).body.data[0].status, status);
      assert.equal(acted(name), 1);
    });
  }
});

Deno.test("an order may fill after its cancel was confirmed", async () => {
  await withSandbox(async ({ sandbox, fault, signed, anOrder, acted }) => {
    await fault({ name: "lateFillAfterCancel", ms: 500 });
    const { id, body } = await anOrder({ makerAmount: 100_000n });
    assert.equal((await signed("POST", "/order", body)).body.status, "live");
    const { body: { canceled } } = await signed("DELETE", "/order", { orderID: id });
    assert.deepEqual(canceled, [id]);
    sandbox.advance(500);
    const [trade] = (await signed("GET", "/data/trades")).body.data;
    assert.equal(trade.maker_orders[0]?.order_id ?? trade.taker_order_id, id);
    assert.equal(acted("lateFillAfterCancel"), 1);
  });
});

Deno.test("the tick size of a market changes now, and the model goes on quoting", async () => {
  await withSandbox(async ({ sandbox, market, fault, get, acted }) => {
    for (const tickSize of ["0.001", "0.1", "0.01"]) {
      assert.equal(
        (await fault({ name: "tickChange", market: market.slug, tickSize })).status,
        200,
      );
      sandbox.advance(30_000);
      const { body } = await get(`/tick-size?token_id=${market.yes}`);
      assert.equal(String(body.minimum_tick_size), tickSize);
    }
    assert.equal(acted("tickChange"), 3);
  }, { scenario: "calm" });
});

Deno.test("a market resolves now, its orders end, and the model goes on elsewhere", async () => {
  await withSandbox(async ({ sandbox, market, fault, get, signed, anOrder }) => {
    const { id, body } = await anOrder({ makerAmount: 100_000n });
    await signed("POST", "/order", body);
    await fault({ name: "resolve", market: market.id, winner: "half" });
    assert.equal(sandbox.exchange.order(id)?.status, "CANCELED_MARKET_RESOLVED");
    const { body: { data: [row] } } = await get(`/data-api/v2/resolutions?condition=${market.id}`);
    assert.deepEqual(row.payouts, [500_000, 500_000]);
    const again = await fault({ name: "resolve", market: market.id });
    assert.deepEqual([again.status, again.body.error], [409, `market ${market.id} is resolved`]);
    sandbox.advance(60_000);
    // Without a name it is the first that is open.
    assert.equal((await fault({ name: "resolve" })).status, 200);
    assert.equal(sandbox.status().markets.closed, 2);
  }, { scenario: "resolution" });
});

Deno.test("the venue may take post-only orders alone, or only cancels", async () => {
  await withSandbox(async ({ fault, signed, anOrder }) => {
    await fault({ name: "postOnlyMode", retryAfterS: 79 });
    const resting = { makerAmount: 100_000n };
    const usual = await signed("POST", "/order", (await anOrder(resting)).body);
    assert.deepEqual([usual.status, usual.headers.get("retry-after")], [503, "79"]);
    const postOnly = (await anOrder({ ...resting, postOnly: true })).body;
    assert.equal((await signed("POST", "/order", postOnly)).status, 200);
    await fault({ name: "cancelOnly" });
    const another = (await anOrder({ ...resting, postOnly: true })).body;
    assert.equal((await signed("POST", "/order", another)).status, 503);
    assert.equal((await signed("DELETE", "/cancel-all")).body.canceled.length, 1);
  });
});

Deno.test("a fault of a path leaves the others alone", async () => {
  await withSandbox(async ({ fault, get }) => {
    await fault({ name: "http5xx", path: "/gamma/*" });
    const broken = await get("/gamma/tags");
    assert.deepEqual([broken.status, broken.body], [
      500,
      { type: "internal error", error: "cannot get the information" },
    ]);
    assert.equal((await get("/ok")).status, 200);
  });
});

Deno.test("the user channel has faults of its own", async () => {
  await withSandbox(async ({ sandbox, fault, connect, signed, anOrder }) => {
    const user = await connect("/ws/user");
    const { apiKey, secret, passphrase } = sandbox.keys.of(ANVIL_0)[0] ?? assert.fail("no key");
    user.say({ auth: { apiKey, secret, passphrase }, type: "user" });
    await user.settled();
    await fault({ name: "duplicate", share: 1, channel: "user" });
    await signed("POST", "/order", (await anOrder({ makerAmount: 100_000n })).body);
    await user.settled();
    assert.equal(user.frames.length, 2);
    assert.equal(user.frames[0], user.frames[1]);
    await fault({ name: "freeze", channel: "user" });
    await signed("DELETE", "/cancel-all");
    await user.settled();
    assert.equal(user.frames.length, 2);
    await fault({ name: "close", channel: "user" });
    assert.equal(await user.closed(), 1001);
  });
});

Deno.test("frames are faulted on the loopback as they are without it", async () => {
  await withSandbox(async ({ sandbox, market, fault, connect, acted }) => {
    const socket = await connect("/ws/market");
    socket.say({ assets_ids: [market.yes], type: "market" });
    await socket.settled();
    await fault({ name: "garbage", share: 1, times: 1 });
    const at = sandbox.exchange.book(market.yes)?.bids[0]?.price ?? assert.fail("no bid");
    sandbox.exchange.quote(market.id, "buy", at, 0 as never);
    await socket.settled();
    assert.throws(() => JSON.parse(socket.frames[1] ?? ""), SyntaxError);
    await fault({ name: "freeze" });
    sandbox.exchange.quote(market.id, "buy", at, 1_000_000 as never);
    await socket.settled();
    assert.deepEqual([socket.frames.length, acted("freeze")], [2, 1]);
    await fault({ name: "close", code: 1011 });
    assert.equal(await socket.closed(), 1011);
  });
});

vectorTest("the texts of these refusals are the venue's", async (read) => {
  const samples = read<Record<string, { http_status: number; body: unknown }>>(
    "../clob/order_errors.json",
  );
  await withSandbox(async ({ fault, ask, signed, anOrder }) => {
    const after = async (name: string, change: Readonly<Record<string, unknown>> = {}) => {
      await fault({ name, times: 1, ...change });
      const { status, body, text } = await signed("POST", "/order", (await anOrder()).body);
      await ask("DELETE", "/sandbox/faults");
      return { http_status: status, body: body ?? text };
    };
    assert.deepEqual(await after("geoblock403"), samples["403_geo"]);
    assert.deepEqual(await after("http425"), samples["425"]);
    assert.deepEqual(await after("http429"), samples["429"]);
    assert.deepEqual(await after("http5xx"), samples["500_execution"]);
    assert.deepEqual(await after("cancelOnly"), samples["503_cancel_only"]);
    assert.deepEqual(await after("postOnlyMode", { retryAfterS: 79 }), samples["503_post_only"]);
    await fault({ name: "http429", path: "/data-api/*" });
    const { body } = await ask("GET", "/data-api/v2/value");
    assert.deepEqual(body, read("../data_v2/error_429.json"));
  });
});
