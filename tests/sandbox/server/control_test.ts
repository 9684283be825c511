import assert from "node:assert/strict";
import { ANVIL_0 } from "../auth/vectors.ts";
import { type Rig, STILL, withSandbox } from "./rig.ts";

/** A request with headers that fetch would not send. */
async function raw({ sandbox }: Rig, headers: Readonly<Record<string, string>>): Promise<string> {
  const { hostname, port } = new URL(sandbox.url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = Object.entries({ Host: `127.0.0.1:${port}`, Connection: "close", ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const text = `GET /sandbox/status HTTP/1.1\r\n${lines.join("")}\r\n`;
  await connection.write(new TextEncoder().encode(text));
  const answer = await new Response(connection.readable).text();
  return answer.split("\r\n")[0] ?? "";
}

Deno.test("the status names the world, counts what was done and lists the faults", async () => {
  await withSandbox(async (rig) => {
    const { sandbox, market, get, connect } = rig;
    const socket = await connect("/ws/market");
    socket.say({ assets_ids: [market.yes, market.no], type: "market" });
    await socket.settled();
    await get(`/book?token_id=${market.yes}`);
    await get("/book?token_id=1");
    await rig.fault({ name: "freeze" });
    sandbox.advance(1_500);
    const { faults, ...status } = (await get("/sandbox/status")).body;
    assert.deepEqual(status, {
      seed: 1,
      scenario: "custom",
      speed: 1,
      manual: true,
      venueTime: sandbox.clock.now(),
      lagMs: 0,
      markets: { open: 6, closed: 0 },
      sockets: {
        market: { connections: 1, subscriptions: 2, silent: 0, messages: 1, frames: 1 },
        user: 0,
      },
      events: { levels: 0, print: 0, tickSize: 0, resolved: 0, order: 0, trade: 0 },
      answers: { 200: 1, 404: 1 },
      orderPosts: 0,
      models: { forecaster: "informed", answered: 0, refused: 0, byModel: {} },
      errors: { count: 0, last: [] },
    });
    assert.deepEqual(faults.map(({ name, on }: { name: string; on: boolean }) => [name, on]), [
      ["freeze", true],
    ]);
  });
});

Deno.test("R-278 the control endpoint answers loopback names and no other origin", async () => {
  await withSandbox(async (rig) => {
    const here = rig.sandbox.url;
    const { port } = new URL(here);
    const ok = "HTTP/1.1 200 OK";
    const no = "HTTP/1.1 403 Forbidden";
    assert.equal(await raw(rig, {}), ok);
    assert.equal(await raw(rig, { Host: `localhost:${port}` }), ok);
    assert.equal(await raw(rig, { Origin: here }), ok);
    assert.equal(await raw(rig, { Host: "polymarket.example" }), no);
    assert.equal(await raw(rig, { Host: "127.0.0.1.example" }), no);
    assert.equal(await raw(rig, { Origin: "https://example.org" }), no);
    assert.equal(await raw(rig, { Origin: "null" }), no);
    assert.equal(await raw(rig, { Origin: "http://127.0.0.1:1" }), no);
    assert.equal(await raw(rig, { "Sec-Fetch-Site": "cross-site" }), no);
  });
});

Deno.test("faults are switched on, listed and off again", async () => {
  await withSandbox(async ({ fault, get, ask }) => {
    const set = await fault({ name: "slow", ms: 5, forMs: 1_000 });
    assert.deepEqual([set.status, set.body.on, set.body.args], [200, true, { share: 1, ms: 5 }]);
    assert.equal((await get("/sandbox/faults")).body[0].name, "slow");
    assert.deepEqual((await ask("DELETE", "/sandbox/faults/slow")).body, { cleared: ["slow"] });
    assert.deepEqual((await ask("DELETE", "/sandbox/faults/slow")).body, { cleared: [] });
    assert.equal((await ask("DELETE", "/sandbox/faults/slower")).status, 404);
    await fault({ name: "http425" });
    await fault({ name: "drop" });
    assert.deepEqual((await ask("DELETE", "/sandbox/faults")).body, {
      cleared: ["drop", "http425"],
    });
  });
});

Deno.test("a fault that cannot be is answered with what is wrong", async () => {
  await withSandbox(async ({ fault, ask }) => {
    const wrong = await fault({ name: "slow", share: 2 });
    assert.deepEqual([wrong.status, wrong.body.error], [
      400,
      "slow: share: wanted a number between 0 and 1",
    ]);
    const nowhere = await fault({ name: "resolve", market: "nowhere" });
    assert.deepEqual([nowhere.status, nowhere.body.error], [409, "no market nowhere"]);
    const text = await ask("POST", "/sandbox/faults", undefined, { body: "{" });
    assert.equal(text.status, 400);
  });
});

Deno.test("the menu can be read", async () => {
  await withSandbox(async ({ get }) => {
    const { body } = await get("/sandbox/menu");
    assert.equal(body.freeze.acts, "frames");
    assert.equal(body.slow.args.ms.fallback, 3_000);
  });
});

Deno.test("the book of the control endpoint is the truth, whatever is on", async () => {
  await withSandbox(async ({ fault, get, market }) => {
    const { text } = await get(`/book?token_id=${market.yes}`);
    await fault({ name: "http5xx" });
    assert.equal((await get(`/book?token_id=${market.yes}`)).status, 500);
    assert.equal((await get(`/sandbox/book/${market.yes}`)).text, text);
    assert.equal((await get("/sandbox/book/1")).status, 404);
  });
});

Deno.test("money is given to an account, or to every wallet of a key", async () => {
  await withSandbox(async ({ ask, sandbox }) => {
    const account = `0x${"AB".repeat(20)}`;
    const one = await ask("POST", "/sandbox/fund", { account, collateral: 12.5 });
    assert.equal(one.body.funded[0].account, account.toLowerCase());
    assert.equal(one.body.funded[0].balance, 12_500_000);
    const all = await ask("POST", "/sandbox/fund", { owner: ANVIL_0, collateral: 1 });
    assert.equal(all.body.funded.length, 4);
    assert.equal(sandbox.exchange.collateral(ANVIL_0).balance, 1_001_000_000);
    const wrong = [
      {},
      { account, owner: ANVIL_0, collateral: 1 },
      { account: "0x1", collateral: 1 },
      { account, collateral: -1 },
      { account, collateral: "1" },
      { account, collateral: 1, approved: 1 },
    ];
    for (const body of wrong) {
      assert.equal((await ask("POST", "/sandbox/fund", body)).status, 400, JSON.stringify(body));
    }
  });
});

Deno.test("the script says what the model did on purpose", async () => {
  const timetable = [{ at: 1, kind: "news", market: 0, size: 0.1 }] as const;
  await withSandbox(async ({ sandbox, market, get }) => {
    sandbox.advance(3_000);
    const [move] = (await get("/sandbox/script")).body;
    assert.deepEqual([move.kind, move.market], ["news", market.id]);
  }, { scenario: { ...STILL, timetable } });
});
