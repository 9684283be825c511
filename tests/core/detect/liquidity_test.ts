import assert from "node:assert/strict";
import fc from "fast-check";
import { emptyBook, replaceBook, setTop, walkUsd } from "../../../src/core/book.ts";
import { buyLadder } from "../../../src/core/book.ts";
import type { Book } from "../../../src/core/book.ts";
import { type LiquidityInput, readLiquidity } from "../../../src/core/detect/liquidity.ts";
import type { Level } from "../../../src/core/types/market.ts";
import type { RefusalRule } from "../../../src/core/types/refusal.ts";
import { MICRO, millis, price, shares, usdc } from "../../../src/core/types/units.ts";
import { aConfig } from "./support.ts";

type Quoted = readonly (readonly [cents: number, shares: number])[];

function levels(quoted: Quoted): Level[] {
  return quoted.map(([cents, size]) => ({
    price: price(Math.round(cents * 10_000)),
    size: shares(Math.round(size * MICRO)),
  }));
}

function aBook(bids: Quoted, asks: Quoted): Book {
  const book = emptyBook();
  replaceBook(book, levels(bids), levels(asks), millis(1000));
  return book;
}

/** Two dollars for YES in a deep book at 0.40, one cent wide, heard of a second ago. */
function anInput(changes: Partial<LiquidityInput> = {}): LiquidityInput {
  return {
    book: aBook([[40, 500], [39, 500]], [[41, 500], [42, 500]]),
    outcome: "yes",
    now: millis(2000),
    volume24h: usdc(60_000_000_000),
    tickSize: price(10_000),
    stake: usdc(2_000_000),
    config: aConfig(),
    ...changes,
  };
}

function rules(changes: Partial<LiquidityInput>): readonly RefusalRule[] {
  return readLiquidity(anInput(changes)).refusals.map(({ rule }) => rule);
}

Deno.test("a deep fresh book passes every test", () => {
  const { reading, refusals, measures } = readLiquidity(anInput());
  assert.deepEqual(
    [reading, refusals],
    [{ layer: "liquidity", fired: true, direction: 0, value: 6, threshold: 6 }, []],
  );
  const passed = measures.filter((measure) => measure.passed && measure.value !== null);
  assert.deepEqual(passed.map(({ rule }) => rule), [
    ...["bookAge", "spread", "entryDepth", "exitDepth", "volume"],
  ]);
});

Deno.test("a missing book, a missing side and a crossed or locked book are refused", () => {
  assert.deepEqual(rules({ book: emptyBook() }), ["bookMissing"]);
  assert.deepEqual(rules({ book: aBook([], []) }), ["bookMissing"]);
  assert.deepEqual(rules({ book: aBook([], [[41, 500]]) }), ["bookOneSided"]);
  assert.deepEqual(rules({ book: aBook([[40, 500]], []) }), ["bookOneSided"]);
  assert.deepEqual(rules({ book: aBook([[42, 500]], [[41, 500]]) }), ["bookCrossed"]);
  const { reading, refusals } = readLiquidity(
    anInput({ book: aBook([[41, 500]], [[41, 500]]) }),
  );
  assert.deepEqual(refusals, [{ rule: "bookCrossed", value: 0, limit: 0, unit: "price" }]);
  assert.deepEqual([reading.fired, reading.value, reading.test], [false, 2, "bookCrossed"]);
});

Deno.test("a book older than the limit is refused, one exactly as old is not", () => {
  assert.deepEqual(rules({ now: millis(6000) }), []);
  assert.deepEqual(readLiquidity(anInput({ now: millis(6001) })).refusals, [
    { rule: "bookAge", value: 5001, limit: 5000, unit: "ms" },
  ]);
});

Deno.test("the spread may be the larger of two ticks and three cents", () => {
  const wide = aBook([[38, 500], [37, 500]], [[41, 500]]);
  assert.deepEqual(rules({ book: wide }), []);
  assert.deepEqual(
    readLiquidity(anInput({ book: aBook([[37, 500]], [[41, 500]]) })).refusals,
    [{ rule: "spread", value: 40_000, limit: 30_000, unit: "price" }],
  );
  const coarse = aConfig({ maxSpreadTicks: 5 });
  assert.deepEqual(rules({ book: aBook([[37, 500]], [[41, 500]]), config: coarse }), []);
});

Deno.test("five stakes must be spendable at an average of one tick over the best", () => {
  const bids: Quoted = [[40, 500]];
  // 10 dollars: 24.39 shares at 0.41. 12 at 0.41 and as many at 0.43 average 0.42, then no more.
  const enough = aBook(bids, [[41, 12], [43, 500]]);
  assert.deepEqual(rules({ book: enough }), []);
  const short = aBook(bids, [[41, 11], [43, 500]]);
  assert.deepEqual(readLiquidity(anInput({ book: short })).refusals, [
    // 11 x 0.41 + 11 x 0.43.
    { rule: "entryDepth", value: 9_240_000, limit: 10_000_000, unit: "usd" },
  ]);
  const empty = aBook(bids, [[41, 20]]);
  assert.deepEqual(readLiquidity(anInput({ book: empty })).refusals, [
    { rule: "entryDepth", value: 8_200_000, limit: 10_000_000, unit: "usd" },
  ]);
});

Deno.test("the exit side must hold ten times our shares within two cents", () => {
  // 2 dollars at 0.40 are 5 shares, so 50 are wanted; levels further than 0.37 do not count.
  const asks: Quoted = [[40, 500]];
  assert.deepEqual(rules({ book: aBook([[39, 20], [37, 30]], asks) }), []);
  assert.deepEqual(
    readLiquidity(anInput({ book: aBook([[39, 20], [37, 29], [36, 500]], asks) })).refusals,
    [{ rule: "exitDepth", value: 49_000_000, limit: 50_000_000, unit: "shares" }],
  );
});

Deno.test("the gate looks at the side of the token that would be bought", () => {
  // Plenty of asks for a buyer of YES; a buyer of NO takes the bids, of which there are few.
  const book = aBook([[60, 2]], [[61, 500]]);
  assert.deepEqual(rules({ book, outcome: "yes" }), ["exitDepth"]);
  assert.deepEqual(rules({ book, outcome: "no" }), ["entryDepth"]);
});

Deno.test("volume below the minimum, or unknown, is refused", () => {
  assert.deepEqual(rules({ volume24h: usdc(50_000_000_000) }), []);
  assert.deepEqual(readLiquidity(anInput({ volume24h: null })).refusals, [
    { rule: "volume", value: null, limit: 50_000_000_000, unit: "usd" },
  ]);
  assert.deepEqual(readLiquidity(anInput({ volume24h: usdc(49_999_999_999) })).refusals, [
    { rule: "volume", value: 49_999_999_999, limit: 50_000_000_000, unit: "usd" },
  ]);
});

Deno.test("every failed test is named, the first of them in the reading", () => {
  const book = aBook([[30, 1]], [[41, 1]]);
  const { reading, refusals } = readLiquidity(
    anInput({ book, now: millis(60_000), volume24h: null }),
  );
  assert.deepEqual(refusals.map(({ rule }) => rule), [
    "bookAge",
    "spread",
    "entryDepth",
    "exitDepth",
    "volume",
  ]);
  assert.deepEqual([reading.value, reading.threshold, reading.test], [1, 6, "bookAge"]);
});

const side = (from: number, to: number) =>
  fc.uniqueArray(fc.tuple(fc.integer({ min: from, max: to }), fc.integer({ min: 1, max: 40 })), {
    minLength: 1,
    maxLength: 8,
    selector: ([cents]) => cents,
  });

Deno.test("the entry test is the average price of walking the book for five stakes", () => {
  fc.assert(fc.property(side(41, 50), (asks) => {
    const book = aBook([[40, 5000]], asks);
    const walk = walkUsd(buyLadder(book, "yes"), usdc(10_000_000));
    const best = Math.min(...asks.map(([cents]) => cents)) * 10_000;
    const average = walk.value / walk.filled * MICRO;
    // On the edge itself the walk's rounding to whole micro-shares decides; leave it out.
    fc.pre(Math.abs(average - best - 10_000) > 1);
    const passes = walk.complete && average < best + 10_000;
    assert.equal(!rules({ book }).includes("entryDepth"), passes);
  }));
});

Deno.test("the mirrored book gives a buyer of NO what the book gives a buyer of YES", () => {
  fc.assert(fc.property(side(20, 40), side(41, 60), (bids, asks) => {
    const swap = (quoted: Quoted) => quoted.map(([cents, size]) => [100 - cents, size] as const);
    const yes = readLiquidity(anInput({ book: aBook(bids, asks) }));
    const no = readLiquidity(anInput({ book: aBook(swap(asks), swap(bids)), outcome: "no" }));
    assert.deepEqual(no, yes);
  }));
});

Deno.test("a source that gives only the top is judged by the top", () => {
  const book = emptyBook();
  setTop(book, 400_000, 500 * MICRO, 410_000, 500 * MICRO, millis(1000));
  assert.deepEqual(rules({ book }), []);
  setTop(book, 400_000, 0, 410_000, 0, millis(1000));
  assert.deepEqual(rules({ book }), ["bookMissing"]);
});
