import assert from "node:assert/strict";
import {
  aRig,
  type ChannelRig,
  type Client,
  MARKET,
  NO,
  OTHER,
  OTHER_YES,
  YES,
} from "../sockets/rig.ts";

/** Changes one level so often; the sizes tell the frames apart. */
function stir(rig: ChannelRig, times: number, from = 1): void {
  for (let i = 0; i < times; i++) rig.quote("buy", 0.44, from + i);
}

/** Sizes of the YES entries, in the order in which they came. */
function sizes(client: Client): number[] {
  return client.messages().flatMap(({ price_changes: entries = [] }) =>
    entries.filter((entry: { asset_id: string }) => entry.asset_id === YES)
      .map((entry: { size: string }) => Number(entry.size))
  );
}

Deno.test("drop loses frames, and counts them", () => {
  const rig = aRig();
  const client = rig.subscribed(YES);
  rig.fault({ name: "drop", share: 0.5 });
  stir(rig, 100);
  const lost = rig.faults.list()[0]?.acted ?? 0;
  assert.equal(client.frames.length, 100 - lost);
  assert.ok(lost > 30 && lost < 70, `${lost}`);
});

Deno.test("duplicate sends a frame twice, at once", () => {
  const rig = aRig();
  const client = rig.subscribed(YES);
  rig.fault({ name: "duplicate", share: 1, times: 1 });
  stir(rig, 2);
  assert.deepEqual(sizes(client), [1, 1, 2]);
});

Deno.test("reorder puts a frame behind the next one, or a second later", () => {
  const rig = aRig();
  const client = rig.subscribed(YES);
  rig.fault({ name: "reorder", share: 1, times: 1 });
  stir(rig, 3);
  assert.deepEqual(sizes(client), [2, 1, 3]);
  client.forget();
  rig.fault({ name: "reorder", share: 1, times: 1 });
  stir(rig, 1, 9);
  assert.deepEqual(sizes(client), []);
  rig.wait(1_000);
  assert.deepEqual(sizes(client), [9]);
});

Deno.test("delay keeps the order, also of what comes when it is over", () => {
  const rig = aRig();
  const client = rig.subscribed(YES);
  rig.fault({ name: "delay", ms: 500, forMs: 100 });
  stir(rig, 2);
  rig.wait(100);
  stir(rig, 1, 3);
  assert.deepEqual(sizes(client), []);
  rig.wait(399);
  assert.deepEqual(sizes(client), []);
  rig.wait(1);
  assert.deepEqual(sizes(client), [1, 2, 3]);
  stir(rig, 1, 4);
  assert.deepEqual(sizes(client), [1, 2, 3, 4]);
});

Deno.test("R-116 freeze sends no data and answers PING", () => {
  const rig = aRig();
  const client = rig.subscribed(YES);
  rig.fault({ name: "freeze", forMs: 60_000 });
  stir(rig, 3);
  client.say("PING");
  assert.deepEqual(client.frames, ["PONG"]);
  rig.wait(60_000);
  stir(rig, 1);
  assert.equal(client.frames.length, 2);
});

Deno.test("freeze of one link leaves the others alone", () => {
  const rig = aRig();
  const [first, second] = [rig.subscribed(YES), rig.subscribed(YES)];
  rig.fault({ name: "freeze", link: 1 });
  stir(rig, 1);
  assert.deepEqual([first.frames.length, second.frames.length], [0, 1]);
});

Deno.test("a fault of one market leaves the others alone", () => {
  const rig = aRig();
  const client = rig.subscribed(YES, OTHER_YES);
  rig.fault({ name: "freeze", market: "other" });
  stir(rig, 1);
  rig.quote("buy", 0.44, 1, OTHER);
  assert.deepEqual(client.messages().map(({ market }) => market), [MARKET]);
});

Deno.test("close drops connections, and for as long as it is said new ones too", () => {
  const rig = aRig();
  const [first, second] = [rig.subscribed(YES), rig.subscribed(OTHER_YES)];
  rig.fault({ name: "close", market: "will-it" });
  assert.deepEqual([first.closed, second.closed], [[1001], []]);
  rig.fault({ name: "close", code: 1011, forMs: 1_000 });
  assert.deepEqual(second.closed, [1011]);
  const third = rig.connect();
  assert.deepEqual(third.closed, []);
  third.say("PING");
  assert.deepEqual([third.closed, third.frames], [[1011], []]);
  rig.wait(1_000);
  const fourth = rig.connect();
  fourth.say("PING");
  assert.deepEqual(fourth.frames, ["PONG"]);
  assert.equal(rig.faults.list()[0]?.acted, 3);
});

Deno.test("missingSnapshot leaves out first books, of one token if so wished", () => {
  const rig = aRig();
  rig.fault({ name: "missingSnapshot", token: NO });
  const client = rig.connect();
  client.say({ assets_ids: [YES, NO], type: "market" });
  assert.deepEqual(client.messages().map(({ asset_id }) => asset_id), [YES]);
  rig.fault({ name: "missingSnapshot" });
  const other = rig.connect();
  other.say({ assets_ids: [YES, NO], type: "market" });
  assert.deepEqual(other.frames, []);
  stir(rig, 1);
  assert.equal(other.frames.length, 1);
});

Deno.test("crossed shows a bid at the best ask and takes it back", () => {
  const rig = aRig();
  const client = rig.subscribed(YES);
  rig.fault({ name: "crossed", share: 1, times: 1, ms: 300 });
  stir(rig, 2);
  const [, lie] = client.messages();
  const [yes, no] = lie.price_changes;
  assert.deepEqual([yes.side, yes.price, yes.best_bid, yes.best_ask], [
    "BUY",
    "0.46",
    "0.46",
    "0.46",
  ]);
  assert.deepEqual([no.side, no.price, no.size], ["SELL", "0.54", yes.size]);
  assert.notEqual(yes.size, "0");
  client.forget();
  rig.wait(300);
  const [{ price_changes: [back] }] = client.messages();
  assert.deepEqual([back.price, back.size, back.best_bid, back.best_ask], [
    "0.46",
    "0",
    "0.45",
    "0.46",
  ]);
});

Deno.test("garbage is half a frame, which is no JSON", () => {
  const rig = aRig();
  const client = rig.subscribed(YES);
  rig.fault({ name: "garbage", share: 1, times: 1 });
  stir(rig, 1);
  assert.throws(() => JSON.parse(client.frames[0] ?? ""), SyntaxError);
});

Deno.test("silentResolution keeps a market's end from who asked for it", () => {
  const rig = aRig();
  const client = rig.connect();
  client.say({ assets_ids: [YES], type: "market", custom_feature_enabled: true });
  rig.fault({ name: "silentResolution" });
  rig.exchange.resolve(MARKET, "yes");
  assert.ok(!client.kinds().includes("market_resolved"));
  assert.equal(rig.faults.list()[0]?.acted, 1);
});

Deno.test("what is on its way to a connection that is gone is dropped", () => {
  const rig = aRig();
  const client = rig.subscribed(YES);
  rig.fault({ name: "delay", ms: 500 });
  stir(rig, 1);
  rig.fault({ name: "close" });
  rig.wait(500);
  assert.deepEqual(client.frames, []);
  assert.equal(rig.clock.nextDue(), null);
});
