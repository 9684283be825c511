import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { startSandbox } from "../../../src/sandbox/server.ts";
import { scenarios } from "../../../src/sandbox/world/scenarios.ts";
import { ANVIL_0 } from "../auth/vectors.ts";
import { START } from "../exchange/rig.ts";
import { type Rig, STILL, withSandbox } from "./rig.ts";

Deno.test("one port of the loopback serves Gamma, CLOB, Data API and geoblock", async () => {
  await withSandbox(async ({ sandbox, market, get }) => {
    assert.match(sandbox.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const listed = (await get("/gamma/markets/keyset")).body.markets;
    assert.equal(listed.length, 6);
    assert.equal(listed[0].conditionId, market.id);
    assert.equal((await get(`/book?token_id=${market.yes}`)).body.market, market.id);
    assert.equal((await get(`/data-api/v2/resolutions?condition=${market.id}`)).status, 200);
    const history = `/data-api/v2/prices-history?token_id=${market.yes}&interval=1d`;
    assert.ok((await get(history)).body.data.length > 280);
    assert.equal((await get("/api/geoblock")).body.blocked, false);
    assert.equal((await get("/time")).body, START / 1_000);
    assert.deepEqual([(await get("/no/such")).status, (await get("/ws/market")).status], [
      404,
      426,
    ]);
  });
});

Deno.test("an order goes all the way: taken, matched, told, mined and confirmed", async () => {
  await withSandbox(async (rig) => {
    const { sandbox, market, signed, connect } = rig;
    const [publicSocket, user] = [await connect("/ws/market"), await connect("/ws/user")];
    publicSocket.say({ assets_ids: [market.yes], type: "market" });
    const key = sandbox.keys.of(ANVIL_0)[0] ?? assert.fail("no key");
    const { apiKey, secret, passphrase } = key;
    user.say({ auth: { apiKey, secret, passphrase }, type: "user" });
    await Promise.all([publicSocket.settled(), user.settled()]);
    const { id, body } = await rig.anOrder();
    const placed = await signed("POST", "/order", body);
    assert.deepEqual([placed.status, placed.body.status, placed.body.orderID], [
      200,
      "matched",
      id,
    ]);
    await Promise.all([publicSocket.settled(), user.settled()]);
    const kinds = publicSocket.messages().map(({ event_type }) => event_type);
    assert.deepEqual(kinds, ["book", "last_trade_price", "book", "price_change"]);
    sandbox.advance(120_000);
    await user.settled();
    const statuses = user.messages().filter(({ event_type }) => event_type === "trade")
      .map(({ status }) => status);
    assert.deepEqual(statuses, ["MATCHED", "MINED", "CONFIRMED"]);
    const positions = await rig.get(`/data-api/v2/positions?user=${ANVIL_0}`);
    assert.equal(positions.body.data[0].current_size, 10);
    assert.equal(sandbox.status().orderPosts, 1);
  });
});

Deno.test("a new API user's wallets have what the scenario gives", async () => {
  const scenario = { ...STILL, accounts: { collateral: 250.5, approved: true } };
  await withSandbox(async ({ signed }) => {
    const path = "/balance-allowance?asset_type=COLLATERAL&signature_type=3";
    assert.equal((await signed("GET", path)).body.balance, "250500000");
  }, { scenario });
});

/** Hash of every frame that one client gets in two minutes of a world. */
async function framesOf(seed: number): Promise<string> {
  const hash = createHash("sha256");
  await withSandbox(async ({ sandbox, connect }) => {
    const socket = await connect("/ws/market");
    const tokens = sandbox.exchange.markets().map(({ yes }) => yes);
    socket.say({ assets_ids: tokens, type: "market", custom_feature_enabled: true });
    await socket.settled();
    for (let i = 0; i < 120; i++) sandbox.advance(i % 7 === 0 ? 1_900 : 850);
    await socket.settled();
    assert.ok(socket.frames.length > 1_000, `${socket.frames.length} frames`);
    for (const frame of socket.frames) hash.update(`${frame}\0`);
  }, {
    seed,
    scenario: { ...(scenarios["default"] ?? STILL), markets: 12 },
    faults: [{
      afterMs: 5_000 as never,
      everyMs: null,
      request: { name: "drop", args: { share: 0.1 }, scope: {}, forMs: null, times: null },
    }],
  });
  return hash.digest("hex");
}

Deno.test("the same seed and the same moves of the clock send the same frames", async () => {
  const [first, again, other] = [await framesOf(5), await framesOf(5), await framesOf(6)];
  assert.equal(again, first);
  assert.notEqual(other, first);
});

Deno.test("the clock moves with the wall, times the speed", async () => {
  const sandbox = await startSandbox({
    port: 0,
    scenario: STILL,
    seed: 1,
    startAt: START,
    speed: 600,
  });
  try {
    const moved = await new Promise<number>((done) => {
      const timer = setInterval(() => {
        if (sandbox.clock.now() - START < 60_000) return;
        clearInterval(timer);
        done(sandbox.clock.now() - START);
      }, 10);
    });
    // A tenth of a second of the wall; a slow machine may take longer, but never gets further.
    assert.ok(moved < 60_000 * 50, `${moved}`);
    assert.throws(() => sandbox.advance(1), /moves on its own/);
  } finally {
    await sandbox.close();
  }
});

Deno.test("without a start of its own the venue's time is the wall's", async () => {
  const before = Date.now();
  const sandbox = await startSandbox({ port: 0, scenario: STILL, seed: 1, manual: true });
  await sandbox.close();
  assert.ok(sandbox.clock.now() >= before && sandbox.clock.now() <= Date.now());
});

Deno.test("new markets are announced within a second of their listing", async () => {
  await withSandbox(async ({ sandbox, market, connect }) => {
    const socket = await connect("/ws/market");
    socket.say({ assets_ids: [market.yes], type: "market", custom_feature_enabled: true });
    await socket.settled();
    const id = `0x${"ab".repeat(32)}` as typeof market.id;
    const tokens = { yes: "901" as typeof market.yes, no: "902" as typeof market.no };
    sandbox.exchange.list({ ...market, ...tokens, id, gammaId: "9" }, 10_000 as never);
    sandbox.advance(1_000);
    await socket.settled();
    const news = socket.messages().filter(({ event_type }) => event_type === "new_market");
    assert.deepEqual(news.map((message) => message.market), [id]);
    assert.deepEqual(news[0].assets_ids, ["901", "902"]);
  });
});

Deno.test("closing ends sockets and requests that wait, and may be said twice", async () => {
  let waiting: Promise<unknown> = Promise.resolve();
  let closedWith: Promise<number> = Promise.resolve(0);
  await withSandbox(async (rig: Rig) => {
    await rig.fault({ name: "slow", ms: 600_000 });
    waiting = rig.get("/ok").then(({ status }) => status, () => "cut");
    const socket = await rig.connect("/ws/market");
    closedWith = socket.closed();
    // The request is there once the fault has acted.
    while (rig.acted("slow") === 0) await rig.get("/sandbox/status");
    await rig.sandbox.close();
  });
  assert.equal(await waiting, 200);
  assert.equal(await closedWith, 1001);
});

Deno.test("an unknown scenario and unknown faults are refused at the start", async () => {
  const start = (scenario: string | typeof STILL) =>
    startSandbox({ port: 0, scenario, seed: 1, manual: true });
  await assert.rejects(start("nothing"), /Cannot play scenario nothing: there are default, /);
  await assert.rejects(
    start({ ...STILL, faults: [{ at: 1, fault: "nothing" }] }),
    /no fault is named/,
  );
});

Deno.test("a scenario's faults come at their seconds, for their seconds", async () => {
  const faults = [{ at: 2, fault: "http429", for: 3, retryAfterS: 9 }];
  await withSandbox(async ({ sandbox, get }) => {
    const status = async () => (await get("/ok")).status;
    assert.equal(await status(), 200);
    sandbox.advance(2_000);
    assert.deepEqual([await status(), (await get("/ok")).headers.get("retry-after")], [429, "9"]);
    sandbox.advance(3_000);
    assert.equal(await status(), 200);
  }, { scenario: { ...STILL, faults } });
});

Deno.test("every scenario that comes with the program can be started", async () => {
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (scenario.markets > 100) continue;
    const sandbox = await startSandbox({ port: 0, scenario: name, seed: 3, manual: true });
    sandbox.advance(5_000);
    assert.equal(sandbox.status().errors.count, 0, name);
    assert.equal(sandbox.status().scenario, name);
    await sandbox.close();
  }
});
