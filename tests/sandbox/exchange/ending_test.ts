import assert from "node:assert/strict";
import { price } from "../../../src/core/types/units.ts";
import type { Hex } from "../../../src/sandbox/types.ts";
import { ALICE, answerOf, BOB, keyOf, MARKET, NO, openRig, START } from "./rig.ts";

const GONE = "order can't be found - already canceled or matched";

Deno.test("R-040 R-041 a cancel says of each order it left why", () => {
  const rig = openRig();
  rig.quote("sell", "0.5", "10");
  const live = rig.place({ at: "0.4" });
  const matched = rig.place({ at: "0.5" });
  const foreign = rig.place({ who: BOB, at: "0.3" });
  const unknown = `0x${"99".repeat(32)}` as Hex;
  const ids = [live, matched, foreign].map(({ id }) => id);
  rig.hush();
  assert.deepEqual(rig.exchange.cancel(keyOf(ALICE), [...ids, unknown, live.id]), {
    canceled: [live.id],
    notCanceled: {
      [matched.id]: "order already matched",
      [foreign.id]: GONE,
      [unknown]: GONE,
    },
  });
  assert.deepEqual(rig.exchange.cancel(keyOf(ALICE), [live.id]).notCanceled, { [live.id]: GONE });
  assert.deepEqual(rig.events.map(({ kind }) => kind), ["order", "levels"]);
  assert.deepEqual(rig.shown("buy"), ["0.3 x 10"]);
  assert.equal(rig.exchange.order(live.id)?.status, "CANCELED");
});

Deno.test("a cancel frees what the order held", () => {
  const rig = openRig();
  const order = { at: "0.5", size: "1500" } as const;
  const first = rig.place(order);
  assert.match(answerOf(rig.place(order)), /not enough balance/);
  rig.exchange.cancel(keyOf(ALICE), [first.id]);
  assert.equal(answerOf(rig.place(order)), "live");
});

Deno.test("cancel-all takes the orders of one key, and of one market or token if so asked", () => {
  const rig = openRig();
  const yes = rig.place({ at: "0.4" });
  const no = rig.place({ outcome: "no", at: "0.4" });
  const bob = rig.place({ who: BOB, at: "0.4" });
  assert.deepEqual(rig.exchange.cancelAll(keyOf(ALICE), { token: NO }).canceled, [no.id]);
  assert.deepEqual(rig.exchange.cancelAll(keyOf(ALICE), { market: MARKET }).canceled, [yes.id]);
  assert.deepEqual(rig.exchange.cancelAll(keyOf(ALICE)), { canceled: [], notCanceled: {} });
  assert.deepEqual(rig.exchange.openOrders(keyOf(BOB)).map(({ id }) => id), [bob.id]);
});

Deno.test("R-074 a GTD order ends one minute before its expiration, as cancelled", () => {
  const rig = openRig();
  const order = rig.place({ type: "GTD", at: "0.4", expiration: START / 1000 + 600 });
  rig.hush();
  rig.wait(539_999);
  assert.equal(rig.exchange.order(order.id)?.status, "LIVE");
  rig.wait(1);
  assert.equal(rig.exchange.order(order.id)?.status, "CANCELED");
  assert.deepEqual(rig.events.map(({ kind }) => kind), ["order", "levels"]);
  assert.deepEqual(rig.shown("buy"), []);
  assert.equal(answerOf(rig.place({ at: "0.5", size: "2000" })), "live");
});

Deno.test("a GTD order that ended otherwise leaves no timer behind", () => {
  const rig = openRig();
  const order = rig.place({ type: "GTD", at: "0.4", expiration: START / 1000 + 600 });
  rig.exchange.cancel(keyOf(ALICE), [order.id]);
  assert.equal(rig.clock.nextDue(), null);
});

Deno.test("R-044 at resolution open orders end as such and the book is emptied", () => {
  const rig = openRig();
  rig.quote("sell", "0.6", "10");
  rig.quote("buy", "0.3", "10");
  const order = rig.place({ at: "0.4", size: "1000" });
  rig.exchange.propose(MARKET);
  assert.deepEqual({ ...rig.exchange.status(MARKET) }, {
    tickSize: 10_000,
    accepting: true,
    closed: false,
    uma: "proposed",
    payouts: null,
    volume24h: 0,
    volume: 0,
  });
  assert.equal(answerOf(rig.place({ at: "0.4" })), "live");
  rig.hush();
  rig.exchange.resolve(MARKET, "no");
  assert.deepEqual(rig.events.map(({ kind }) => kind), ["order", "order", "levels", "resolved"]);
  assert.equal(rig.exchange.order(order.id)?.status, "CANCELED_MARKET_RESOLVED");
  assert.deepEqual([rig.shown("buy"), rig.shown("sell")], [[], []]);
  const { accepting, closed, uma, payouts } = rig.exchange.status(MARKET);
  assert.deepEqual([accepting, closed, uma, payouts], [false, true, "resolved", [0, 1_000_000]]);
  rig.quote("sell", "0.6", "10");
  assert.deepEqual(rig.shown("sell"), []);
  assert.throws(() => rig.exchange.resolve(MARKET, "no"), /it is resolved/);
});

Deno.test("orders keep their prices when the grid becomes finer", () => {
  const rig = openRig();
  rig.place({ at: "0.03", size: "50" });
  rig.hush();
  rig.exchange.setTickSize(MARKET, price(1_000));
  rig.exchange.setTickSize(MARKET, price(1_000));
  assert.deepEqual(rig.events, [
    { kind: "tickSize", market: MARKET, from: 10_000, to: 1_000, at: START },
  ]);
  assert.equal(answerOf(rig.place({ at: "0.031", size: "50" })), "live");
  assert.deepEqual(rig.shown("buy"), ["0.031 x 50", "0.03 x 50"]);
});

Deno.test("a delayed order of a market that resolves meanwhile ends with the market", () => {
  const rig = openRig({ takerDelayMs: 3_000 as never });
  rig.quote("sell", "0.5", "10");
  const order = rig.place({});
  rig.exchange.resolve(MARKET, null);
  rig.wait(10_000);
  assert.equal(rig.exchange.order(order.id)?.status, "CANCELED_MARKET_RESOLVED");
  assert.deepEqual(rig.exchange.trades(ALICE), []);
});
