import assert from "node:assert/strict";
import fc from "fast-check";
import type { Ladder } from "../../../src/core/book.ts";
import type { Side } from "../../../src/core/types/market.ts";
import type { TimeInForce } from "../../../src/core/types/order.ts";
import { MICRO, type Price, type Shares } from "../../../src/core/types/units.ts";
import {
  averagePrice,
  byPriority,
  crosses,
  fillFromPrint,
  type Incoming,
  matchTaker,
  type Print,
  queueAhead,
  type Resting,
} from "../../../src/core/venue/match.ts";

/** Asks of .50 x 10, .52 x 20 and .60 x 5 shares; best last. */
const asks: Ladder = {
  prices: [600_000, 520_000, 500_000],
  sizes: [5_000_000, 20_000_000, 10_000_000],
};

function buy(timeInForce: TimeInForce, limit: number, shares: number): Incoming {
  return {
    side: "buy",
    limit: limit * MICRO as Price,
    size: shares * MICRO as Shares,
    timeInForce,
    ladder: asks,
  };
}

Deno.test("R-242 a crossing order fills at the resting prices, level by level", () => {
  const matched = matchTaker(buy("GTC", 0.55, 25));
  assert.deepEqual(matched, {
    takes: [{ price: 500_000, size: 10_000_000 }, { price: 520_000, size: 15_000_000 }],
    filled: 25_000_000,
    value: 12_800_000,
    remaining: 0,
    killed: 0,
  });
  assert.equal(averagePrice(matched.takes, "buy"), 512_000);
});

Deno.test("R-240 an FAK walks to the end of the book and its rest is killed", () => {
  const matched = matchTaker(buy("FAK", 0.99, 50));
  assert.deepEqual([matched.filled, matched.remaining, matched.killed], [35e6, 0, 15e6]);
  assert.equal(matched.takes.length, 3);
});

Deno.test("an FOK fills whole or not at all", () => {
  const killed = matchTaker(buy("FOK", 0.52, 30.000001));
  assert.deepEqual(killed, { takes: [], filled: 0, value: 0, remaining: 0, killed: 30_000_001 });
  assert.equal(matchTaker(buy("FOK", 0.52, 30)).filled, 30e6);
});

Deno.test("what GTC and GTD do not find within the limit is left to rest", () => {
  for (const kind of ["GTC", "GTD"] as const) {
    const matched = matchTaker(buy(kind, 0.51, 15));
    assert.deepEqual([matched.filled, matched.remaining, matched.killed], [10e6, 5e6, 0]);
  }
});

Deno.test("an order crosses from the best price on, and never an empty book", () => {
  assert.equal(crosses("buy", 500_000 as Price, asks), true);
  assert.equal(crosses("buy", 499_999 as Price, asks), false);
  const bids: Ladder = { prices: [470_000, 480_000], sizes: [1, 1] };
  assert.equal(crosses("sell", 480_000 as Price, bids), true);
  assert.equal(crosses("sell", 480_001 as Price, bids), false);
  assert.equal(crosses("sell", 1 as Price, { prices: [], sizes: [] }), false);
});

const anyLadder = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 20 }).chain((
  cents,
) =>
  fc.tuple(
    fc.constant(cents),
    fc.array(fc.integer({ min: 1, max: 5e10 }), {
      minLength: cents.length,
      maxLength: cents.length,
    }),
  )
);

const anyOrder = fc.record({
  side: fc.constantFrom<Side>("buy", "sell"),
  limit: fc.integer({ min: 1, max: 99 }).map((n) => n * 10_000 as Price),
  size: fc.integer({ min: 1, max: 2e11 }).map((n) => n as Shares),
  timeInForce: fc.constantFrom<TimeInForce>("FAK", "FOK", "GTC", "GTD"),
});

Deno.test("R-241 no share trades worse than the limit, and every share is accounted for", () => {
  fc.assert(fc.property(anyLadder, anyOrder, ([cents, sizes], order) => {
    const sorted = cents.toSorted((a, b) => order.side === "buy" ? b - a : a - b);
    const ladder: Ladder = { prices: sorted.map((n) => n * 10_000), sizes };
    const before = structuredClone(ladder);
    const { takes, filled, value, remaining, killed } = matchTaker({ ...order, ladder });
    assert.deepEqual(ladder, before);
    assert.equal(filled + remaining + killed, order.size);
    assert.equal(takes.reduce((sum, take) => sum + take.size, 0), filled);
    for (const { price, size } of takes) {
      assert.ok(order.side === "buy" ? price <= order.limit : price >= order.limit);
      assert.ok(size > 0 && size <= (sizes[ladder.prices.indexOf(price)] ?? 0));
    }
    const exact = takes.reduce((sum, take) => sum + BigInt(take.price) * BigInt(take.size), 0n);
    const up = order.side === "buy" ? 999_999n : 0n;
    assert.equal(BigInt(value), (exact + up) / 1_000_000n);
    if (filled === 0) return;
    const average = averagePrice(takes, order.side);
    assert.ok(order.side === "buy" ? average <= order.limit : average >= order.limit);
  }));
});

Deno.test("the average of a dust fill is still a price within the limit", () => {
  const dust = [{ price: 520_000 as Price, size: 1 as Shares }];
  assert.equal(averagePrice(dust, "buy"), 520_000);
  const two = [...dust, { price: 530_001 as Price, size: 1 as Shares }];
  assert.equal(averagePrice(two, "buy"), 525_001);
  assert.equal(averagePrice(two, "sell"), 525_000);
  assert.throws(() => averagePrice([], "buy"), RangeError);
});

function resting(side: Side, price: number, remaining: number, ahead: number): Resting {
  return {
    side,
    price: price * MICRO as Price,
    remaining: remaining * MICRO as Shares,
    ahead: ahead * MICRO as Shares,
  };
}

function print(side: Side, price: number, size: number): Print {
  return { side, price: price * MICRO as Price, size: size * MICRO as Shares };
}

Deno.test("R-237 a resting order fills after the queue ahead has traded at its price", () => {
  const bid = resting("buy", 0.48, 10, 100);
  const first = fillFromPrint(bid, print("sell", 0.48, 70));
  assert.deepEqual(first, { filled: 0, ahead: 30e6, left: 70e6 });
  const second = fillFromPrint({ ...bid, ahead: first.ahead }, print("sell", 0.48, 34));
  assert.deepEqual(second, { filled: 4e6, ahead: 0, left: 30e6 });
});

Deno.test("R-238 a print through the price fills at once, never more than was traded", () => {
  const through = fillFromPrint(resting("buy", 0.48, 10, 100), print("sell", 0.47, 4));
  assert.deepEqual(through, { filled: 4e6, ahead: 0, left: 0 });
  const ask = fillFromPrint(resting("sell", 0.52, 10, 100), print("buy", 0.53, 40));
  assert.deepEqual(ask, { filled: 10e6, ahead: 0, left: 30e6 });
});

Deno.test("a print beyond the price, or of a taker on our side, does nothing", () => {
  const bid = resting("buy", 0.48, 10, 5);
  for (const other of [print("sell", 0.49, 50), print("buy", 0.48, 50), print("buy", 0.4, 50)]) {
    assert.deepEqual(fillFromPrint(bid, other), { filled: 0, ahead: 5e6, left: 50e6 });
  }
});

Deno.test("R-243 orders of one side fill best price first and share one print", () => {
  const deep = resting("buy", 0.46, 10, 100);
  const old = resting("buy", 0.48, 10, 5);
  const young = resting("buy", 0.48, 10, 5);
  assert.deepEqual(byPriority([deep, old, young]), [old, young, deep]);
  const asked = [resting("sell", 0.6, 1, 0), resting("sell", 0.5, 1, 0)];
  assert.deepEqual(byPriority(asked), asked.toReversed());
  let left = 18 * MICRO as Shares;
  const filled = byPriority([deep, old, young]).map((order) => {
    const given = fillFromPrint(order, { ...print("sell", 0.48, 0), size: left });
    left = given.left;
    return given.filled;
  });
  // 18 traded: 5 of them were ahead of all, 10 are the older order's, 3 the younger one's.
  assert.deepEqual(filled, [10e6, 3e6, 0]);
});

Deno.test("the queue ahead is the displayed size as many times over as the config says", () => {
  assert.equal(queueAhead(33_333_333 as Shares, 1.5), 50_000_000);
  assert.equal(queueAhead(100 as Shares, 0), 0);
});
