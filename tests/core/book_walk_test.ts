import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bestAsk,
  bestBid,
  depthWithin,
  imbalance,
  type Ladder,
  microprice,
  spread,
  twiceMid,
  type Walk,
  walkShares,
  walkUsd,
} from "../../src/core/book.ts";
import type { Side } from "../../src/core/types/market.ts";
import type { Take } from "../../src/core/types/order.ts";
import { MICRO, type Price, type Shares, type Usdc } from "../../src/core/types/units.ts";
import { feePerShare } from "../../src/core/venue/fees.ts";
import { averagePrice } from "../../src/core/venue/match.ts";
import { aBook, anyBook, levels } from "../support/books.ts";
import { refTest } from "../support/shared.ts";

const anySize = fc.integer({ min: 1, max: 1e12 }).map((n) => n as Shares);
const anyUsd = fc.integer({ min: 1, max: 1e11 }).map((n) => n as Usdc);

/** What is left of a ladder after a walk. */
function without(ladder: Ladder, takes: readonly Take[]): Ladder {
  const left: Ladder = structuredClone(ladder);
  for (const { price, size } of takes) {
    const i = left.prices.indexOf(price);
    left.sizes[i] = (left.sizes[i] ?? 0) - size;
    if (left.sizes[i] !== 0) continue;
    left.prices.splice(i, 1);
    left.sizes.splice(i, 1);
  }
  return left;
}

Deno.test("the average price of a buy never falls with size, of a sale never rises", () => {
  fc.assert(fc.property(anyBook, anySize, anySize, (book, a, b) => {
    const [few, many] = [Math.min(a, b) as Shares, Math.max(a, b) as Shares];
    const price = (ladder: Ladder, side: Side, size: Shares) =>
      averagePrice(walkShares(ladder, side, size, null).takes, side);
    assert.ok(price(book.asks, "buy", few) <= price(book.asks, "buy", many));
    assert.ok(price(book.asks, "buy", few) >= bestAsk(book));
    assert.ok(price(book.bids, "sell", few) >= price(book.bids, "sell", many));
    assert.ok(price(book.bids, "sell", few) <= bestBid(book));
  }));
});

/** Shares taken by price, whatever the number of walks. */
function byPrice(...walks: readonly Walk[]): Map<number, number> {
  const sum = new Map<number, number>();
  for (const { price, size } of walks.flatMap((walk) => walk.takes)) {
    sum.set(price, (sum.get(price) ?? 0) + size);
  }
  return sum;
}

Deno.test("buying u and then v shares takes what buying u + v takes", () => {
  fc.assert(fc.property(anyBook, anySize, anySize, (book, u, v) => {
    for (const [ladder, side] of [[book.asks, "buy"], [book.bids, "sell"]] as const) {
      const first = walkShares(ladder, side, u, null);
      const second = walkShares(without(ladder, first.takes), side, v, null);
      const both = walkShares(ladder, side, (u + v) as Shares, null);
      assert.deepEqual(byPrice(first, second), byPrice(both));
      assert.equal(first.filled + second.filled, both.filled);
      // Rounded twice instead of once, each time against the taker.
      const worse = (first.value + second.value - both.value) * (side === "buy" ? 1 : -1);
      assert.ok(worse === 0 || worse === 1);
    }
  }));
});

Deno.test("spending u and then v dollars buys what u + v buys, to a few millionths", () => {
  fc.assert(fc.property(anyBook, anyUsd, anyUsd, (book, u, v) => {
    const first = walkUsd(book.asks, u);
    const second = walkUsd(without(book.asks, first.takes), v);
    const both = walkUsd(book.asks, (u + v) as Usdc);
    // At most two micro-dollars are lost to rounding a level, at the best ask or dearer.
    const slack = 2 * (both.takes.length + 2) * Math.ceil(MICRO / bestAsk(book));
    assert.ok(Math.abs(first.filled + second.filled - both.filled) <= slack);
  }));
});

Deno.test("R-083 shares for dollars are the sum over the levels walked, within the budget", () => {
  fc.assert(fc.property(anyBook, anyUsd, (book, budget) => {
    const walk = walkUsd(book.asks, budget);
    const total = walk.takes.reduce((sum, take) => sum + take.size, 0);
    assert.equal(walk.filled, total);
    const exact = walk.takes.reduce((sum, t) => sum + BigInt(t.price) * BigInt(t.size), 0n);
    assert.equal(BigInt(walk.value), (exact + 999_999n) / 1_000_000n);
    assert.ok(walk.value <= budget);
    // Nothing affordable was left: all of the book, or no more than rounding of the budget.
    if (walk.complete) assert.ok(budget - walk.value <= walk.takes.length + 1);
    else assert.equal(total, book.asks.sizes.reduce((sum, size) => sum + size, 0));
  }));
});

Deno.test("R-084 with asks of 60 dollars at .50 and at .70, 80 dollars need a cap of .70", () => {
  const book = aBook([], levels([0.5, 120], [0.7, 60 / 0.7]));
  const walk = walkUsd(book.asks, 80_000_000 as Usdc);
  assert.deepEqual(walk.takes.map((take) => take.price), [500_000, 700_000]);
  assert.equal(walkUsd(book.asks, 60_000_000 as Usdc).takes.at(-1)?.price, 500_000);
  assert.equal(walkUsd(book.asks, 60_000_001 as Usdc).takes.at(-1)?.price, 700_000);
});

Deno.test("R-241 a walk stops at its limit", () => {
  const book = aBook(levels([0.4, 5], [0.39, 5]), levels([0.6, 5], [0.61, 5]));
  const buy = walkShares(book.asks, "buy", 8_000_000 as Shares, 600_000 as Price);
  assert.deepEqual([buy.filled, buy.value, buy.complete], [5_000_000, 3_000_000, false]);
  const sale = walkShares(book.bids, "sell", 8_000_000 as Shares, 390_000 as Price);
  assert.deepEqual([sale.filled, sale.value, sale.complete], [8_000_000, 3_170_000, true]);
});

interface Example {
  readonly book: {
    readonly bids: readonly [number, number][];
    readonly asks: readonly [number, number][];
  };
  readonly best_bid: number;
  readonly best_ask: number;
  readonly spread: number;
  readonly mid: number;
  readonly microprice: number;
  readonly imbalance_top: number;
  readonly imbalance_3lvl: number;
  readonly depth_ask_within_0c: { readonly shares: number };
  readonly depth_ask_within_1c: { readonly shares: number };
  readonly depth_ask_within_3c: { readonly shares: number };
  readonly depth_bid_within_2c: { readonly shares: number };
  readonly buys: readonly ExampleWalk[];
  readonly sells: readonly ExampleWalk[];
}

interface ExampleWalk {
  readonly usd?: number;
  readonly shares: number;
  readonly sold?: number;
  readonly spent?: number;
  readonly proceeds?: number;
  readonly vwap: number;
  readonly fee: number;
  readonly complete: boolean;
}

/** |value - wanted| <= t (1 + |wanted|), the reference's own tolerance. */
function near(value: number | null, wanted: number, t = 1e-12): void {
  assert.ok(value !== null && Math.abs(value - wanted) <= t * (1 + Math.abs(wanted)), `${value}`);
}

function checkWalk(walk: Walk, wanted: ExampleWalk): void {
  const shares = wanted.sold ?? wanted.shares;
  // Shares are whole millionths, so an endless fraction differs by up to one, and what hangs on it.
  const t = Number.isInteger(shares) ? 1e-12 : 1e-6;
  near(walk.filled / MICRO, shares, t);
  near(walk.value / MICRO, wanted.spent ?? wanted.proceeds ?? NaN, t);
  near(walk.value / walk.filled, wanted.vwap, t);
  const fees = walk.takes.map((take) =>
    feePerShare(take.price, { rate: 0.04, exponent: 1 }) * take.size / MICRO
  );
  near(fees.reduce((sum, fee) => sum + fee, 0), wanted.fee, t);
  assert.equal(walk.complete, wanted.complete);
}

refTest("the worked book gives every number of the reference", (read) => {
  const example: Example = JSON.parse(read("orderbook_example.json"));
  const book = aBook(levels(...example.book.bids), levels(...example.book.asks));
  near(bestBid(book) / MICRO, example.best_bid);
  near(bestAsk(book) / MICRO, example.best_ask);
  near((spread(book) ?? NaN) / MICRO, example.spread);
  near((twiceMid(book) ?? NaN) / 2 / MICRO, example.mid);
  near(microprice(book), example.microprice);
  near(imbalance(book, 1), example.imbalance_top);
  near(imbalance(book, 3), example.imbalance_3lvl);
  near(depthWithin(book.asks, 0) / MICRO, example.depth_ask_within_0c.shares);
  near(depthWithin(book.asks, 10_000) / MICRO, example.depth_ask_within_1c.shares);
  near(depthWithin(book.asks, 30_000) / MICRO, example.depth_ask_within_3c.shares);
  near(depthWithin(book.bids, 20_000) / MICRO, example.depth_bid_within_2c.shares);
  for (const wanted of example.buys) {
    checkWalk(walkUsd(book.asks, (wanted.usd ?? NaN) * MICRO as Usdc), wanted);
  }
  for (const wanted of example.sells) {
    checkWalk(walkShares(book.bids, "sell", wanted.shares * MICRO as Shares, null), wanted);
  }
});
