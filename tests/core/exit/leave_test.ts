import assert from "node:assert/strict";
import type { Input } from "../../../src/core/types/event.ts";
import type {
  FillId,
  MarketId,
  OrderId,
  TokenId,
  VenueOrderId,
} from "../../../src/core/types/ids.ts";
import type { Order } from "../../../src/core/types/order.ts";
import { MICRO, millis, price, shares } from "../../../src/core/types/units.ts";
import { aFill, aMarket, anOrder, NOON } from "../../support/builders.ts";
import { aBook } from "../../support/engine.ts";
import { accepted, bought, cancels, cents, exits, holding, placed } from "./holding.ts";

const beat: Input = { kind: "heartbeat" };
const resting = { style: "maker" } as const;
const { yes } = aMarket();

function asked(kind: "haltRequested" | "resumeRequested" | "flattenRequested", n = 1): Input {
  return { kind, by: "me", reason: "test", command: `c${n}` };
}

function quote(bid: number, ask: number): Input {
  const size = 500 * MICRO;
  return {
    kind: "quote",
    token: yes,
    bid: bid * 10_000,
    bidSize: size,
    ask: ask * 10_000,
    askSize: size,
  };
}

Deno.test("a stop sells everything at once, a slippage below the bid, with its evidence", () => {
  const engine = holding();
  const rows = engine.feed(aBook(34, 36), 1000);
  const [decision] = exits(rows);
  const [order] = placed(rows);
  const seq = engine.state.lastSeq;
  assert.deepStrictEqual(order, {
    id: `${seq}.2`,
    decision: `${seq}.1`,
    market: bought.market,
    group: bought.group,
    token: yes,
    outcome: "yes",
    side: "sell",
    price: cents(33),
    size: shares(10 * MICRO),
    timeInForce: "FAK",
    postOnly: false,
    expiresAt: null,
    purpose: "stop",
    tickSize: cents(1),
    maxFee: 0,
    plan: null,
  });
  assert.deepStrictEqual(decision, {
    kind: "exit",
    id: `${seq}.1`,
    market: bought.market,
    token: yes,
    verdict: "exit",
    purpose: "stop",
    refusals: [],
    top: {
      bid: cents(34),
      bidSize: shares(500 * MICRO),
      ask: cents(36),
      askSize: shares(500 * MICRO),
      ageMs: 0,
    },
    shares: shares(10 * MICRO),
    side: "sell",
    order: `${seq}.2`,
  });
});

Deno.test("a target that is passed is not given away down to the bid", () => {
  const [order] = placed(holding().feed(aBook(60, 61), 1000));
  assert.deepStrictEqual([order?.purpose, order?.price], ["target", cents(44)]);
});

Deno.test("a sale at the lowest price there is stays on the grid", () => {
  const engine = holding({ order: { size: shares(200 * MICRO) } });
  assert.equal(placed(engine.feed(quote(1, 2), 1000))[0]?.price, cents(1));
});

Deno.test("the NO position follows its own prices", () => {
  const engine = holding({ order: { token: aMarket().no, outcome: "no" } });
  assert.deepStrictEqual(placed(engine.feed(quote(62, 64), 500)), []);
  const [order] = placed(engine.feed(quote(64, 65), 1000));
  assert.deepStrictEqual([order?.purpose, order?.token, order?.price], [
    "stop",
    aMarket().no,
    cents(34),
  ]);
});

Deno.test("while a sale is on its way there is no other", () => {
  const engine = holding();
  const [order] = placed(engine.feed(aBook(34, 36), 1000));
  assert.ok(order !== undefined);
  assert.deepStrictEqual(engine.feed(aBook(30, 31), 1001), []);
  engine.put(accepted(order));
  assert.deepStrictEqual(engine.feed(aBook(29, 30), 1002), []);
});

Deno.test("R-199 a sale that did not fill is tried again after retry_interval, at the new bid", () => {
  const engine = holding();
  const [order] = placed(engine.feed(aBook(34, 36), 1000));
  assert.ok(order !== undefined);
  const gone = { kind: "orderCanceled", order: order.id, reason: "FAK" } as const;
  assert.deepStrictEqual(placed(engine.feed(gone, 2000)), []);
  assert.deepStrictEqual(placed(engine.feed(aBook(30, 31), 6_999)), []);
  const [again] = placed(engine.feed(aBook(30, 31), 7_000));
  assert.deepStrictEqual([again?.purpose, again?.price], ["stop", cents(29)]);
});

Deno.test("a partly filled sale is followed by one of the rest", () => {
  const engine = holding();
  const [order] = placed(engine.feed(aBook(34, 36), 1000));
  assert.ok(order !== undefined);
  const part = aFill(order, { size: shares(4 * MICRO), price: cents(34) });
  engine.feed({ kind: "orderFilled", fill: part }, 2000);
  engine.feed({ kind: "orderCanceled", order: order.id, reason: "FAK" }, 2000);
  const [rest] = placed(engine.feed(aBook(34, 36), 8000));
  assert.equal(rest?.size, 6 * MICRO);
});

Deno.test("a rest too small for the venue is refused once, not sold and not forgotten", () => {
  const engine = holding();
  const [order] = placed(engine.feed(aBook(34, 36), 1000));
  assert.ok(order !== undefined);
  const part = aFill(order, { size: shares(9 * MICRO), price: cents(34) });
  engine.feed({ kind: "orderFilled", fill: part }, 2000);
  engine.feed({ kind: "orderCanceled", order: order.id, reason: "FAK" }, 2000);
  const said = [8000, 9000, 10_000].flatMap((at) => exits(engine.feed(aBook(34, 36), at)));
  assert.deepStrictEqual(said.map((d) => d.refusals[0]?.rule), ["venueMinimum"]);
  assert.equal(engine.state.account.positions.get(yes)?.shares, MICRO);
});

/** Eight shares with a stop at .13: a dollar at .13, 96 cents at .12. */
function nearADollar() {
  const plan = { kind: "spike", target: null, stop: cents(13), until: null } as const;
  return holding({ order: { size: shares(8 * MICRO), price: cents(16), plan } });
}

Deno.test("a sale gives no more away than leaves the venue's dollar, where the bid pays it", () => {
  assert.equal(placed(nearADollar().feed(aBook(13, 15), 1000))[0]?.price, cents(13));
  const engine = holding({ order: { size: shares(8 * MICRO) } });
  assert.equal(placed(engine.feed(aBook(34, 36), 1000))[0]?.price, cents(33));
});

Deno.test("past its stop and too small to sell, a position says so every quarter of an hour", () => {
  const engine = nearADollar();
  const minutes: number[] = [];
  for (let minute = 0; minute <= 45; minute++) {
    const rows = engine.feed(aBook(12 - minute % 9, 14), minute * 60_000);
    assert.deepStrictEqual(placed(rows), []);
    for (const { refusals } of exits(rows)) {
      assert.equal(refusals[0]?.rule, "venueMinimum");
      minutes.push(minute);
    }
  }
  assert.deepStrictEqual(minutes, [0, 15, 30, 45]);
});

Deno.test("back above its stop it is silent, and sold again where it is worth a dollar", () => {
  const engine = nearADollar();
  engine.feed(aBook(12, 14), 0);
  assert.deepStrictEqual(engine.feed(aBook(14, 15), 900_000).map(({ body }) => body.kind), []);
  assert.equal(placed(engine.feed(aBook(13, 15), 901_000)).length, 1);
});

Deno.test("shares that are not a whole step are kept back", () => {
  const engine = holding({ order: { size: shares(10 * MICRO + 7) } });
  assert.equal(placed(engine.feed(aBook(34, 36), 1000))[0]?.size, 10 * MICRO);
});

Deno.test("R-024 what has not settled is not sold, what has is", () => {
  const engine = holding();
  const more = anOrder({ id: "1000002.2" as OrderId, size: shares(3 * MICRO) });
  engine.put({ kind: "place", order: more }, { kind: "orderFilled", fill: aFill(more) });
  assert.equal(placed(engine.feed(aBook(34, 36), 1000))[0]?.size, 10 * MICRO);
});

Deno.test("the unsettled shares are the refusal's number", () => {
  const [decision] = exits(holding({ settled: false }).feed(aBook(34, 36), 1000));
  assert.deepStrictEqual(decision?.refusals, [
    { rule: "unsettled", value: 10 * MICRO, limit: 0, unit: "shares" },
  ]);
  assert.equal(decision.verdict, "refused");
});

Deno.test("on a book without bids a stop is wanted and cannot be had", () => {
  const engine = holding();
  const none = { ...quote(0, 36), bidSize: 0 } as Input;
  const rows = [...engine.feed(none, 1000), ...engine.feed(none, 1500)];
  assert.deepStrictEqual(placed(rows), []);
  assert.deepStrictEqual(exits(rows).map((d) => [d.purpose, d.refusals[0]?.rule]), [
    ["stop", "bookOneSided"],
  ]);
});

Deno.test("somebody who buys is enough to sell to, asks or not", () => {
  const none = { ...quote(34, 0), askSize: 0 } as Input;
  assert.equal(placed(holding().feed(none, 1000))[0]?.purpose, "stop");
});

Deno.test("a book grown old, one-sided or not, is no reason and no place to sell", () => {
  for (const book of [quote(34, 36), { ...quote(34, 0), askSize: 0 } as Input]) {
    const engine = holding({ order: { plan: null } });
    engine.feed(book, 1000);
    const plan = { kind: "spike", target: null, stop: cents(35), until: null } as const;
    const held = engine.state.account.positions.get(yes) ?? assert.fail();
    const positions = new Map([[yes, { ...held, plan }]]);
    engine.state.account = { ...engine.state.account, positions };
    assert.deepStrictEqual(engine.feed(beat, 6001).filter(({ body }) => body.kind !== "mark"), []);
    assert.equal(placed(engine.feed(book, 6002)).length, 1);
  }
});

Deno.test("R-181 a buyer five seconds old is still somebody to sell to", () => {
  const plan = { kind: "spike", target: null, stop: null, until: millis(NOON + 6_000) } as const;
  for (const [at, count] of [[6_000, 1], [6_001, 0]] as const) {
    const engine = holding({ order: { plan } });
    engine.feed({ ...quote(40, 0), askSize: 0 } as Input, 1_000);
    assert.equal(placed(engine.feed(beat, at)).length, count);
  }
});

Deno.test("time is up on a book that may not be believed: said once, and sold when it may", () => {
  const until = millis(NOON + 10_000);
  const plan = { kind: "spike", target: null, stop: null, until } as const;
  const engine = holding({ order: { plan } });
  const rows = [10_000, 11_000].flatMap((at) => engine.feed(beat, at));
  assert.deepStrictEqual(exits(rows).map((d) => [d.purpose, d.refusals[0]?.rule]), [
    ["time", "bookAge"],
  ]);
  assert.equal(placed(engine.feed(aBook(40, 41), 12_000))[0]?.purpose, "time");
});

Deno.test("two reasons against leaving are two lines, each once", () => {
  const engine = holding({ settled: false });
  const down: Input = { kind: "feedDown", token: yes, reason: "x" };
  const until = { kind: "flattenRequested", by: "me", reason: "r", command: "c" } as const;
  const rows = [until, down, beat, beat].flatMap((input, i) => engine.feed(input, 1000 + i));
  assert.deepStrictEqual(exits(rows).map((d) => d.refusals[0]?.rule), ["unsettled", "feedDown"]);
});

/** A resting target of the whole position. */
function restingTarget() {
  const engine = holding({ exit: resting });
  const [order] = placed(engine.feed(aBook(40, 41), 1000));
  assert.ok(order !== undefined);
  engine.feed(accepted(order), 1500);
  return { engine, order };
}

Deno.test("a maker's target rests from the start, and only once", () => {
  const { engine, order } = restingTarget();
  assert.deepStrictEqual(
    [order.purpose, order.price, order.timeInForce, order.postOnly, order.size],
    ["target", cents(45), "GTC", true, 10 * MICRO],
  );
  assert.deepStrictEqual(engine.feed(aBook(41, 42), 2000), []);
  // It is being filled: nothing is sold past it.
  assert.deepStrictEqual(engine.feed(aBook(45, 46), 3000), []);
});

Deno.test("a resting target makes way for a stop, which follows at once", () => {
  const { engine, order } = restingTarget();
  const rows = engine.feed(aBook(34, 36), 2000);
  assert.deepStrictEqual(cancels(rows), ["makes way for stop"]);
  assert.deepStrictEqual(placed(rows), []);
  assert.deepStrictEqual(engine.feed(aBook(34, 36), 2500), []);
  const after = engine.feed({ kind: "orderCanceled", order: order.id, reason: "asked" }, 3000);
  assert.equal(placed(after)[0]?.purpose, "stop");
});

/** Ten shares with a stop at .35, and an entry of ten more that rests at .40 on either token. */
function stillBuying(change: Partial<Order> = {}) {
  const engine = holding();
  const id = "2000001.2" as OrderId;
  const entry = anOrder({ id, timeInForce: "GTD", size: shares(10 * MICRO), ...change });
  engine.put({ kind: "place", order: entry }, accepted(entry));
  return { engine, entry };
}

Deno.test("an entry that still buys is called back before the sale, which follows its end", () => {
  for (const token of [yes, aMarket().no]) {
    const { engine, entry } = stillBuying({ token });
    assert.deepStrictEqual(engine.feed(aBook(40, 41), 500), []);
    const rows = engine.feed(aBook(34, 36), 1000);
    assert.deepStrictEqual([cancels(rows), placed(rows)], [["makes way for stop"], []]);
    assert.deepStrictEqual(engine.feed(aBook(33, 36), 1500), []);
    const after = engine.feed({ kind: "orderCanceled", order: entry.id, reason: "asked" }, 2000);
    assert.deepStrictEqual(placed(after).map(({ purpose }) => purpose), ["stop"]);
  }
});

Deno.test("an exit waits five seconds for the end of an entry, and no longer", () => {
  const { engine } = stillBuying();
  engine.feed(aBook(34, 36), 1000);
  assert.deepStrictEqual(engine.feed(aBook(34, 36), 5_999), []);
  const rows = engine.feed(aBook(34, 36), 6_000);
  assert.deepStrictEqual([cancels(rows), placed(rows)[0]?.purpose], [[], "stop"]);
});

Deno.test("what the entry bought before its end is sold too, once it has settled", () => {
  const { engine, entry } = stillBuying();
  engine.feed(aBook(34, 36), 1000);
  const more = aFill(entry, { size: shares(6 * MICRO), price: cents(40) });
  engine.feed({ kind: "orderFilled", fill: more }, 1500);
  engine.feed({ kind: "fillSettled", fill: more.id }, 1600);
  const after = engine.feed({ kind: "orderCanceled", order: entry.id, reason: "asked" }, 2000);
  assert.equal(placed(after)[0]?.size, 16 * MICRO);
});

Deno.test("an entry of another market goes on", () => {
  const { engine } = stillBuying({ market: "other" as MarketId, token: "other:yes" as TokenId });
  const rows = engine.feed(aBook(34, 36), 1000);
  assert.deepStrictEqual([cancels(rows), placed(rows)[0]?.purpose], [[], "stop"]);
});

Deno.test("a resting target and an entry make way in one step", () => {
  const { engine, order } = restingTarget();
  const entry = anOrder({ id: "2000001.2" as OrderId, timeInForce: "GTD" });
  engine.put({ kind: "place", order: entry }, accepted(entry));
  const rows = engine.feed(aBook(34, 36), 2000);
  assert.deepStrictEqual(cancels(rows), ["makes way for stop", "makes way for stop"]);
  engine.feed({ kind: "orderCanceled", order: order.id, reason: "asked" }, 3000);
  const last = engine.feed({ kind: "orderCanceled", order: entry.id, reason: "asked" }, 3100);
  assert.equal(placed(last)[0]?.purpose, "stop");
});

Deno.test("a resting target that the venue ended is put again, but not at once", () => {
  const { engine, order } = restingTarget();
  engine.feed({ kind: "orderCanceled", order: order.id, reason: "venue" }, 2000);
  assert.deepStrictEqual(placed(engine.feed(aBook(40, 41), 6_999)), []);
  assert.equal(placed(engine.feed(aBook(40, 41), 7_000))[0]?.timeInForce, "GTC");
});

Deno.test("too few shares to rest wait for the target to be bid", () => {
  const least = holding({ exit: resting, order: { size: shares(5 * MICRO) } });
  assert.equal(placed(least.feed(aBook(40, 41), 1000))[0]?.timeInForce, "GTC");
  const engine = holding({ exit: resting, order: { size: shares(4_990_000) } });
  assert.deepStrictEqual(engine.feed(aBook(40, 41), 1000), []);
  assert.equal(placed(engine.feed(aBook(45, 46), 2000))[0]?.timeInForce, "FAK");
});

Deno.test("after a halt is lifted the target rests again", () => {
  const engine = holding({ exit: resting });
  engine.put(asked("haltRequested") as never);
  const rows = [1000, 1100].flatMap((at) => engine.feed(aBook(40, 41), at));
  assert.deepStrictEqual(exits(rows).map((d) => d.refusals[0]?.rule), ["halted"]);
  engine.feed(asked("resumeRequested", 2), 2000);
  assert.equal(placed(engine.feed(aBook(40, 41), 3000))[0]?.purpose, "target");
});

Deno.test("a position without a plan is left by hand or by the market's end alone", () => {
  const engine = holding({ order: { plan: null }, exit: resting });
  for (const bid of [1, 30, 60, 98]) {
    assert.deepStrictEqual(engine.feed(quote(bid, bid + 1), bid * 1000), []);
  }
  const rows = engine.feed(asked("flattenRequested"), 99_000);
  assert.equal(placed(rows)[0]?.purpose, "flatten");
});

Deno.test("R-274 a flatten goes on until everything is sold, a halt or not", () => {
  const engine = holding();
  engine.feed(asked("haltRequested"), 1000);
  const [order] = placed(engine.feed(asked("flattenRequested", 2), 1001));
  assert.equal(order?.purpose, "flatten");
  engine.feed({ kind: "orderRejected", order: order.id, reason: "no" }, 2000);
  const rows = engine.feed(aBook(40, 41), 7001);
  const [again] = placed(rows);
  assert.equal(again?.purpose, "flatten");
  const fill = aFill(again as Order);
  engine.feed({ kind: "orderFilled", fill }, 8000);
  engine.feed({ kind: "fillSettled", fill: fill.id as FillId }, 9000);
  assert.equal(engine.state.account.positions.size, 0);
  assert.deepStrictEqual(placed(engine.feed(aBook(40, 41), 20_000)), []);
});

Deno.test("R-106 a sale carries the tick of now, and none leaves between two grids", () => {
  const engine = holding();
  engine.feed({ kind: "tickSize", token: yes, tickSize: price(1_000) }, 1000);
  assert.deepStrictEqual(placed(engine.feed(beat, 2000)), []);
  const [order] = placed(engine.feed(aBook(34, 36), 3000));
  assert.deepStrictEqual([order?.tickSize, order?.price], [price(1_000), cents(33)]);
});

Deno.test("an order of somebody else's id changes nothing here", () => {
  const engine = holding();
  const stranger = "9.9" as OrderId;
  const before = engine.state.account;
  engine.feed({ kind: "orderAccepted", order: stranger, venueId: "v" as VenueOrderId }, 1);
  engine.feed({ kind: "orderRejected", order: stranger, reason: "r" }, 2);
  assert.deepStrictEqual(engine.state.account.positions, before.positions);
  assert.deepStrictEqual(engine.state.account.orders, before.orders);
});
