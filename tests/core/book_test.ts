import assert from "node:assert/strict";
import fc from "fast-check";
import {
  applyLevel,
  applyToBook,
  bestAsk,
  bestBid,
  bestOf,
  type Book,
  buyLadder,
  clearBook,
  condition,
  depthWithin,
  emptyBook,
  imbalance,
  microprice,
  mirror,
  replaceBook,
  sellLadder,
  setLevel,
  setTop,
  sizeAt,
  spread,
  twiceMid,
  walkShares,
} from "../../src/core/book.ts";
import type { TokenId } from "../../src/core/types/ids.ts";
import type { Level, Side } from "../../src/core/types/market.ts";
import { MICRO } from "../../src/core/types/units.ts";
import type { Millis, Price, Shares } from "../../src/core/types/units.ts";
import { aBook, anyBook, anySides, levels } from "../support/books.ts";

const at = 1_000 as Millis;
const token = "T" as TokenId;

function snapshot(book: Book): unknown {
  return structuredClone({ bids: book.bids, asks: book.asks });
}

const anySize = fc.integer({ min: 1, max: 1e12 }).map((n) => n as Shares);

Deno.test("R-126 best bid is the highest and best ask the lowest, for any order of levels", () => {
  const shuffled = anySides.chain(([bids, asks]) =>
    fc.tuple(
      fc.constant([bids, asks] as const),
      fc.shuffledSubarray(bids, { minLength: bids.length }),
      fc.shuffledSubarray(asks, { minLength: asks.length }),
    )
  );
  fc.assert(fc.property(shuffled, ([[bids, asks], mixedBids, mixedAsks]) => {
    const book = aBook(mixedBids, mixedAsks);
    assert.deepEqual(snapshot(book), snapshot(aBook(bids, asks)));
    assert.equal(bestBid(book), Math.max(...bids.map((level) => level.price)));
    assert.equal(bestAsk(book), Math.min(...asks.map((level) => level.price)));
  }));
});

Deno.test("a side sent best first and one sent worst first make the same ladder", () => {
  const bids = levels([0.44, 1000], [0.46, 50], [0.47, 300], [0.48, 120]);
  const asks = levels([0.6, 1000], [0.53, 500], [0.51, 200], [0.5, 40]);
  const worstFirst = aBook(bids, asks);
  assert.deepEqual(worstFirst.bids.prices, [440_000, 460_000, 470_000, 480_000]);
  assert.deepEqual(worstFirst.asks.prices, [600_000, 530_000, 510_000, 500_000]);
  assert.deepEqual(aBook(bids.toReversed(), asks.toReversed()), worstFirst);
});

Deno.test("R-085 levels of price 0, 1 or size 0 are dropped, an empty side has no price", () => {
  const book = aBook(levels([0, 10], [0.4, 0]), levels([1, 10], [0.6, 5]));
  assert.equal(bestBid(book), 0);
  assert.equal(bestAsk(book), 600_000);
  assert.equal(condition(book, at, at), "oneSided");
  setTop(book, 0, 5_000_000, 600_000, 0, at);
  assert.equal(condition(book, at, at), "missing");
  for (const price of [0, MICRO, -1, NaN]) setLevel(book, "buy", price, 1_000_000, at);
  assert.deepEqual(book.bids.prices, []);
});

Deno.test("of two levels at one price in a snapshot the last wins, whichever end is best", () => {
  const bids = levels([0.4, 1], [0.3, 2], [0.4, 3], [0.2, 9]);
  assert.equal(sizeAt(aBook(bids, []), "buy", 400_000), 3_000_000);
  const rising = levels([0.2, 9], [0.4, 1], [0.4, 3], [0.45, 4]);
  assert.equal(sizeAt(aBook(rising, []), "buy", 400_000), 3_000_000);
});

Deno.test("R-101 a book with one side has no mid, no spread and no microprice", () => {
  const book = aBook(levels([0.48, 10]), []);
  assert.deepEqual([twiceMid(book), spread(book), microprice(book)], [null, null, null]);
  assert.equal(condition(book, at, 5_000 as Millis), "oneSided");
  assert.equal(imbalance(book, 5), 1);
  assert.equal(imbalance(emptyBook(), 5), null);
});

Deno.test("R-102 a change five levels deep leaves best bid, best ask and mid", () => {
  const bids = levels([0.48, 1], [0.47, 1], [0.46, 1], [0.45, 1], [0.44, 1], [0.43, 1]);
  const book = aBook(bids, levels([0.5, 1]));
  setLevel(book, "buy", 430_000, 77_000_000, at);
  setLevel(book, "buy", 435_000, 5_000_000, at);
  setLevel(book, "buy", 440_000, 0, at);
  assert.deepEqual([bestBid(book), bestAsk(book), twiceMid(book)], [480_000, 500_000, 980_000]);
  assert.deepEqual(book.bids.prices, [430_000, 435_000, 450_000, 460_000, 470_000, 480_000]);
  assert.deepEqual(book.bids.sizes.slice(0, 2), [77_000_000, 5_000_000]);
});

Deno.test("R-124 a crossed or locked book is not ready", () => {
  const crossed = aBook(levels([0.51, 1]), levels([0.5, 1]));
  const locked = aBook(levels([0.5, 1]), levels([0.5, 1]));
  for (const book of [crossed, locked]) assert.equal(condition(book, at, at), "crossed");
});

Deno.test("a good book is ok up to its greatest age and stale beyond it", () => {
  const book = aBook(levels([0.4, 1]), levels([0.6, 1]));
  const age = 5_000 as Millis;
  assert.equal(condition(emptyBook(), at, age), "missing");
  assert.equal(condition(book, at + 5_000 as Millis, age), "ok");
  assert.equal(condition(book, at + 5_001 as Millis, age), "stale");
  assert.equal(condition(book, at, NaN as Millis), "stale");
  clearBook(book);
  assert.equal(condition(book, at, age), "missing");
});

const anyChange = fc.record({
  side: fc.constantFrom<Side>("buy", "sell"),
  price: fc.integer({ min: 1, max: 99 }).map((n) => n * 10_000 as Price),
  size: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1e10 })).map((n) => n as Shares),
});

Deno.test("changes of levels end where the snapshot of their result does", () => {
  fc.assert(
    fc.property(anySides, fc.array(anyChange, { maxLength: 80 }), ([bids, asks], changes) => {
      const book = aBook(bids, asks);
      const sides = { buy: new Map<Price, Shares>(), sell: new Map<Price, Shares>() };
      for (const level of bids) sides.buy.set(level.price, level.size);
      for (const level of asks) sides.sell.set(level.price, level.size);
      for (const change of changes) {
        setLevel(book, change.side, change.price, change.size, at);
        sides[change.side].set(change.price, change.size);
      }
      const plain = (side: Side) => [...sides[side]].map(([price, size]) => ({ price, size }));
      assert.deepEqual(snapshot(book), snapshot(aBook(plain("buy"), plain("sell"))));
    }),
  );
});

Deno.test("messages of the NO token and their YES counterparts make one and the same book", () => {
  const flip = (all: readonly Level[]) =>
    all.map(({ price, size }) => ({ price: (MICRO - price) as Price, size }));
  fc.assert(fc.property(anySides, fc.array(anyChange), ([bids, asks], changes) => {
    const [yes, no] = [emptyBook(), emptyBook()];
    applyToBook(yes, "yes", { kind: "book", token, bids, asks }, at);
    applyToBook(no, "no", { kind: "book", token, bids: flip(asks), asks: flip(bids) }, at);
    for (const { side, price, size } of changes) {
      applyToBook(yes, "yes", { kind: "level", token, side, price, size }, at);
      applyLevel(no, "no", side === "buy" ? "sell" : "buy", MICRO - price, size, at);
    }
    assert.deepEqual(no, yes);
  }));
});

Deno.test("a quote of the NO token is the mirrored quote of YES, absent sides included", () => {
  const [yes, no] = [emptyBook(), emptyBook()];
  const quote = { kind: "quote", token, bid: 0, bidSize: 0, ask: 600_000, askSize: 7 } as const;
  applyToBook(no, "no", quote, at);
  setTop(yes, 400_000, 7, 0, 0, at);
  assert.deepEqual(no, yes);
  assert.deepEqual(yes.bids, { prices: [400_000], sizes: [7] });
  // A quote says nothing of depth: the levels of an earlier snapshot are gone.
  replaceBook(yes, levels([0.4, 1], [0.3, 1]), levels([0.6, 1], [0.7, 1]), at);
  setTop(yes, 410_000, 2, 590_000, 3, at);
  assert.deepEqual(snapshot(yes), {
    bids: { prices: [410_000], sizes: [2] },
    asks: { prices: [590_000], sizes: [3] },
  });
});

Deno.test("ladders of NO are those of YES mirrored, and mirroring twice changes nothing", () => {
  fc.assert(fc.property(anyBook, anySize, (book, size) => {
    assert.deepEqual(mirror(mirror(book.bids)), book.bids);
    assert.deepEqual(buyLadder(book, "no"), mirror(book.bids));
    assert.deepEqual(sellLadder(book, "no"), mirror(book.asks));
    // Buying NO takes the very bids that selling YES takes.
    const bought = walkShares(buyLadder(book, "no"), "buy", size, null);
    const sold = walkShares(sellLadder(book, "yes"), "sell", size, null);
    const flipped = sold.takes.map((take) => ({ ...take, price: MICRO - take.price }));
    assert.deepEqual(bought.takes, flipped);
    assert.equal(bought.value + sold.value, bought.filled);
  }));
});

Deno.test("imbalance lies in [-1, 1] and changes sign with the outcome", () => {
  fc.assert(fc.property(anySides, fc.integer({ min: 1, max: 40 }), ([bids, asks], n) => {
    const here = imbalance(aBook(bids, asks), n);
    const swapped = emptyBook();
    applyToBook(swapped, "no", { kind: "book", token, bids, asks }, at);
    const there = imbalance(swapped, n);
    if (here === null || there === null) throw new Error("two-sided books have an imbalance");
    assert.ok(Math.abs(here) <= 1);
    assert.equal(here, -there);
  }));
});

Deno.test("depth never falls with distance, and distance is inclusive", () => {
  const distance = fc.integer({ min: 0, max: MICRO });
  fc.assert(fc.property(anyBook, distance, distance, (book, a, b) => {
    const [near, far] = [Math.min(a, b), Math.max(a, b)];
    for (const ladder of [book.bids, book.asks]) {
      assert.ok(depthWithin(ladder, near) <= depthWithin(ladder, far));
      assert.equal(depthWithin(ladder, 0), ladder.sizes.at(-1));
      const width = Math.abs(bestOf(ladder) - (ladder.prices[0] ?? 0));
      const whole = ladder.sizes.reduce((sum, size) => sum + size, 0);
      assert.equal(depthWithin(ladder, width), whole);
      if (width > 0) assert.equal(depthWithin(ladder, width - 1), whole - (ladder.sizes[0] ?? 0));
    }
  }));
  assert.equal(depthWithin({ prices: [], sizes: [] }, MICRO), 0);
});
