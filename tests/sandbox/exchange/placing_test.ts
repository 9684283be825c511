import assert from "node:assert/strict";
import { millis } from "../../../src/core/types/units.ts";
import type { VenueEvent } from "../../../src/sandbox/types.ts";
import { ALICE, answerOf, BOB, keyOf, micro, NO, openRig, YES } from "./rig.ts";

/** What happened, short enough to compare. */
function said(events: readonly VenueEvent[]): string[] {
  return events.map((event) => {
    switch (event.kind) {
      case "levels":
        return `levels ${
          event.changes.map(({ side, price, size }) => `${side} ${size / 1e6} at ${price / 1e6}`)
        }`;
      case "print":
        return `print ${event.side} ${event.size / 1e6} of ${event.token} at ${event.price / 1e6}`;
      case "order":
        return `${event.what} ${event.order.status} ${event.order.matched / 1e6} of ` +
          `${event.order.size / 1e6} by ${event.order.maker === ALICE ? "alice" : "bob"}`;
      case "trade":
        return `trade ${event.trade.status} ${event.trade.size / 1e6} at ${
          event.trade.price / 1e6
        }`;
      case "tickSize":
      case "resolved":
        return event.kind;
    }
  });
}

Deno.test("an order that meets nothing rests, one of NO on the other side at 1 - p", () => {
  const rig = openRig();
  assert.deepEqual({ ...rig.place({ at: "0.4" }), id: null }, {
    id: null,
    ok: true,
    status: "live",
    makingAmount: 0,
    takingAmount: 0,
    tradeIds: [],
  });
  rig.place({ outcome: "no", at: "0.45", size: "7" });
  assert.deepEqual(rig.shown("buy"), ["0.4 x 10"]);
  assert.deepEqual(rig.shown("sell"), ["0.55 x 7"]);
  const no = rig.exchange.book(NO);
  assert.deepEqual(no?.bids, [{ price: 450_000, size: 7_000_000 }]);
  assert.deepEqual(no?.asks, [{ price: 600_000, size: 10_000_000 }]);
  assert.deepEqual(said(rig.events), [
    "PLACEMENT LIVE 0 of 10 by alice",
    "levels buy 10 at 0.4",
    "PLACEMENT LIVE 0 of 7 by alice",
    "levels sell 7 at 0.55",
  ]);
});

Deno.test("R-242 a crossing order trades at the resting prices, one trade a level", () => {
  const rig = openRig();
  rig.quote("sell", "0.5", "4");
  rig.quote("sell", "0.51", "3");
  rig.hush();
  const taken = rig.place({ at: "0.52", size: "10" });
  assert.equal(answerOf(taken), "matched");
  assert.ok(taken.ok);
  assert.equal(taken.takingAmount, micro("7"));
  assert.equal(taken.makingAmount, micro("3.53"));
  assert.deepEqual(said(rig.events), [
    "PLACEMENT LIVE 0 of 10 by alice",
    "print buy 4 of 711 at 0.5",
    "trade MATCHED 4 at 0.5",
    "print buy 3 of 711 at 0.51",
    "trade MATCHED 3 at 0.51",
    "UPDATE LIVE 7 of 10 by alice",
    "levels sell 0 at 0.5,sell 0 at 0.51,buy 3 at 0.52",
  ]);
  assert.deepEqual(rig.exchange.trades(ALICE).map(({ id }) => id), taken.tradeIds);
  assert.deepEqual(rig.exchange.order(taken.id)?.trades, taken.tradeIds);
});

Deno.test("inside a price the oldest order trades first, whoever placed it", () => {
  const rig = openRig();
  const first = rig.place({ who: BOB, at: "0.5", size: "6" });
  rig.quote("buy", "0.5", "5");
  const last = rig.place({ at: "0.5", size: "6" });
  rig.quote("buy", "0.5", "8");
  const sweep = (shares: string) =>
    rig.exchange.sweep(rigMarket, "sell", 500_000 as never, micro(shares) as never);
  const rigMarket = rig.exchange.markets()[0]?.id as never;
  const matched = () =>
    [first, last].map(({ id }) => (rig.exchange.order(id)?.matched ?? NaN) / 1e6);
  assert.equal(sweep("4"), micro("4"));
  assert.deepEqual(matched(), [4, 0]);
  sweep("7");
  assert.deepEqual(matched(), [6, 0], "2 of bob, 5 of the house");
  sweep("1");
  assert.deepEqual(matched(), [6, 1], "what the house added later is behind alice");
  assert.deepEqual(rig.shown("buy"), ["0.5 x 8"]);
});

Deno.test("R-011 R-012 a BUY of FOK or FAK spends its dollars, whatever the shares", () => {
  for (const type of ["FOK", "FAK"] as const) {
    const rig = openRig();
    rig.quote("sell", "0.4", "100");
    const taken = rig.place({ type, amounts: ["10", "20"] });
    assert.ok(taken.ok);
    assert.deepEqual([taken.makingAmount, taken.takingAmount], [micro("10"), micro("25")]);
    const order = rig.exchange.order(taken.id);
    assert.deepEqual([order?.status, order?.size, order?.matched], ["MATCHED", 20e6, 25e6]);
  }
});

// The amounts of samples/clob/order_response_matched.json.
Deno.test("ten dollars at 0.46 are 21.7391 shares for 9.999986", () => {
  const rig = openRig();
  rig.quote("sell", "0.46", "100");
  const taken = rig.place({ type: "FAK", amounts: ["10", "21.7391"] });
  assert.ok(taken.ok);
  assert.deepEqual([taken.makingAmount, taken.takingAmount], [9_999_986, 21_739_100]);
});

Deno.test("R-240 an FAK takes what there is within its limit and the rest of it dies", () => {
  const rig = openRig();
  rig.quote("buy", "0.5", "4");
  rig.quote("buy", "0.48", "50");
  rig.quote("sell", "0.6", "20");
  rig.place({ type: "FAK", at: "0.6" });
  rig.wait(10_000);
  rig.hush();
  const sold = rig.place({ type: "FAK", side: "sell", at: "0.49" });
  assert.equal(answerOf(sold), "matched");
  assert.deepEqual(said(rig.events), [
    "PLACEMENT LIVE 0 of 10 by alice",
    "print sell 4 of 711 at 0.5",
    "trade MATCHED 4 at 0.5",
    "UPDATE CANCELED 4 of 10 by alice",
    "CANCELLATION CANCELED 4 of 10 by alice",
    "levels buy 0 at 0.5",
  ]);
  assert.deepEqual(rig.shown("buy"), ["0.48 x 50"]);
});

Deno.test("an FOK that lacks a share is killed and cannot come again", () => {
  const rig = openRig();
  rig.quote("sell", "0.5", "19.99");
  const id = `0x${"cd".repeat(32)}` as const;
  const order = { id, type: "FOK", amounts: ["10", "20"] } as const;
  assert.match(answerOf(rig.place(order)), /^order couldn't be fully filled/);
  assert.equal(rig.exchange.order(id)?.status, "CANCELED");
  assert.deepEqual(rig.shown("sell"), ["0.5 x 19.99"]);
  rig.quote("sell", "0.5", "20");
  assert.match(answerOf(rig.place(order)), /Duplicated/);
  assert.equal(answerOf(rig.place({ type: "FOK", amounts: ["10", "20"] })), "matched");
  assert.match(answerOf(rig.place({ type: "FAK", amounts: ["10", "20"] })), /^no orders found/);
});

// PROTOCOL.md 1.6: shares rounded up imply a price below the cap, and the order never matches.
Deno.test("a market BUY whose shares were rounded up stops a tick short of its cap", () => {
  const rig = openRig();
  rig.quote("sell", "0.46", "100");
  assert.match(
    answerOf(rig.place({ type: "FAK", amounts: ["10", "21.7392"] })),
    /^no orders found/,
  );
  assert.equal(answerOf(rig.place({ type: "FAK", amounts: ["10", "21.7391"] })), "matched");
});

Deno.test("R-047 a post-only order whose limit touches the book is refused", () => {
  const rig = openRig();
  rig.quote("sell", "0.5", "20");
  assert.match(answerOf(rig.place({ at: "0.5", postOnly: true })), /order crosses book/);
  assert.match(
    answerOf(rig.place({ outcome: "no", side: "sell", at: "0.5", postOnly: true })),
    /not enough balance/,
  );
  assert.equal(answerOf(rig.place({ at: "0.49", postOnly: true })), "live");
  assert.deepEqual(rig.shown("sell"), ["0.5 x 20"]);
});

Deno.test("a trade names its taker, its fee and every maker, of whichever token", () => {
  const rig = openRig({ fee: { rate: 0.04, exponent: 1 } });
  const yes = rig.place({ who: BOB, at: "0.45", size: "8" });
  rig.quote("buy", "0.45", "5");
  const taken = rig.place({ outcome: "no", at: "0.55", size: "10" });
  const [trade] = rig.exchange.trades(BOB);
  assert.ok(trade !== undefined && taken.ok);
  assert.match(trade.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual({ ...trade, id: "", makers: [] }, {
    id: "",
    market: rig.exchange.markets()[0]?.id,
    token: NO,
    outcome: "No",
    side: "buy",
    size: micro("10"),
    price: micro("0.55"),
    // 10 x 0.04 x 0.55 x 0.45
    takerFee: micro("0.099"),
    feeRateBps: 400,
    takerOrder: taken.id,
    taker: ALICE,
    takerOwner: keyOf(ALICE),
    status: "MATCHED",
    matchedAt: rig.clock.now(),
    updatedAt: rig.clock.now(),
    bucket: 0,
    transaction: null,
    error: null,
    makers: [],
  });
  const fill = { token: YES, outcome: "Yes", side: "buy", price: micro("0.45") };
  assert.deepEqual(
    trade.makers.map((maker) => ({ ...maker, order: maker.maker === BOB ? maker.order : "" })),
    [
      { order: yes.id, maker: BOB, owner: keyOf(BOB), ...fill, size: micro("8") },
      {
        order: "",
        maker: "house",
        owner: "00000000-0000-4000-8000-000000000000",
        ...fill,
        size: micro("2"),
      },
    ],
  );
  assert.deepEqual(rig.exchange.book(YES)?.lastTrade, { price: micro("0.55"), side: "buy" });
  assert.deepEqual(rig.exchange.trades(ALICE), rig.exchange.trades(BOB));
});

Deno.test("where takers wait, a marketable order holds its money and stays", () => {
  const rig = openRig({ takerDelayMs: millis(3_000) });
  rig.quote("sell", "0.5", "20");
  const waiting = rig.place({ at: "0.5", size: "1500" });
  assert.equal(answerOf(waiting), "delayed");
  assert.match(answerOf(rig.place({ at: "0.3", size: "1000" })), /active orders: 750000000/);
  assert.equal(answerOf(rig.place({ at: "0.3", size: "10" })), "live");
  assert.deepEqual(rig.exchange.cancelAll(keyOf(ALICE)).notCanceled, {
    [waiting.id]: "order is delayed and can't be canceled",
  });
  assert.deepEqual(rig.exchange.openOrders(keyOf(ALICE)).map(({ status }) => status), ["DELAYED"]);
  rig.quote("sell", "0.5", "0");
  rig.quote("sell", "0.49", "8");
  rig.hush();
  rig.wait(2_999);
  assert.deepEqual(rig.events, []);
  rig.wait(1);
  assert.deepEqual(said(rig.events), [
    "print buy 8 of 711 at 0.49",
    "trade MATCHED 8 at 0.49",
    "UPDATE LIVE 8 of 1500 by alice",
    "levels sell 0 at 0.49,buy 1492 at 0.5",
  ]);
});

Deno.test("R-045 a delayed FOK that finds too little ends UNMATCHED", () => {
  const rig = openRig({ takerDelayMs: millis(3_000) });
  rig.quote("sell", "0.5", "2000");
  const waiting = rig.place({ type: "FOK", amounts: ["1000", "2000"] });
  assert.equal(answerOf(waiting), "delayed");
  rig.quote("sell", "0.5", "1000");
  rig.hush();
  rig.wait(3_000);
  assert.deepEqual(said(rig.events), ["CANCELLATION UNMATCHED 0 of 2000 by alice"]);
  assert.equal(rig.exchange.order(waiting.id)?.status, "UNMATCHED");
  assert.equal(answerOf(rig.place({ at: "0.4", size: "2500" })), "live");
});

Deno.test("a delayed order rests when nothing is left, and ends in a paused market", () => {
  for (const accepting of [true, false]) {
    const rig = openRig({ takerDelayMs: millis(3_000) });
    rig.quote("sell", "0.5", "10");
    rig.place({});
    rig.quote("sell", "0.5", "0");
    for (const { id } of rig.exchange.markets()) rig.exchange.status(id).accepting = accepting;
    rig.hush();
    rig.wait(3_000);
    assert.deepEqual(
      said(rig.events),
      accepting
        ? ["UPDATE LIVE 0 of 10 by alice", "levels buy 10 at 0.5"]
        : ["CANCELLATION UNMATCHED 0 of 10 by alice"],
    );
  }
});

Deno.test("R-010 the same seed names everything the same, another seed differently", () => {
  const names = (seed: number) => {
    const rig = openRig({}, { seed });
    rig.quote("sell", "0.5", "20");
    rig.place({});
    rig.wait(10_000);
    return JSON.stringify(rig.events);
  };
  assert.equal(names(1), names(1));
  assert.notEqual(names(1), names(2));
});

Deno.test("a listener sees the book as it ended, and what it sets off is told after", () => {
  const rig = openRig();
  rig.quote("sell", "0.5", "4");
  const heard: string[] = [];
  const stop = rig.exchange.listen((event) => {
    heard.push(...said([event]), ...rig.shown("sell"));
    if (event.kind === "print") rig.quote("sell", "0.51", "5");
  });
  rig.place({ at: "0.5", size: "10" });
  assert.deepEqual(heard, [
    "PLACEMENT LIVE 0 of 10 by alice",
    "print buy 4 of 711 at 0.5",
    "trade MATCHED 4 at 0.5",
    "0.51 x 5",
    "UPDATE LIVE 4 of 10 by alice",
    "0.51 x 5",
    "levels sell 0 at 0.5,buy 6 at 0.5",
    "0.51 x 5",
    "levels sell 5 at 0.51",
    "0.51 x 5",
  ]);
  stop();
  rig.quote("sell", "0.51", "6");
  assert.equal(heard.length, 10);
});
