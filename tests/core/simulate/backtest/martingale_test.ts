import assert from "node:assert/strict";
import { applyToBook, bestAsk, bestBid, emptyBook } from "../../../../src/core/book.ts";
import { rng } from "../../../../src/core/math/rng.ts";
import { martingale } from "../../../../src/core/simulate/backtest/martingale.ts";
import type { Input } from "../../../../src/core/types/event.ts";
import {
  type Millis,
  millis,
  type Price,
  price,
  type Shares,
  shares,
} from "../../../../src/core/types/units.ts";
import { aMarket } from "../../../support/builders.ts";

const market = aMarket();
const CENT = 10_000;
const SIZE = shares(100_000_000);

function quote(bidCents: number, askCents: number): Input {
  return {
    kind: "quote",
    token: market.yes,
    bid: bidCents * CENT,
    bidSize: SIZE,
    ask: askCents * CENT,
    askSize: SIZE,
  };
}

interface Top {
  readonly bid: number;
  readonly ask: number;
}

/** Best prices, in whole cents, after each instant of a resampled path. */
function pathOf(seed: number, instants: readonly (readonly Input[])[]): Top[] {
  const path = martingale(seed);
  const book = emptyBook();
  path.instant([{ kind: "listed", market }], millis(0));
  return instants.map((inputs, i) => {
    for (const input of path.instant(inputs, millis(i + 1))) {
      if (input.kind === "quote" || input.kind === "book" || input.kind === "level") {
        const outcome = input.token === market.yes ? "yes" : "no";
        applyToBook(book, outcome, input, millis(i + 1));
      }
    }
    return { bid: bestBid(book) / CENT, ask: bestAsk(book) / CENT };
  });
}

// A path with flat stretches, spreads of one to four cents, half-cent steps of the mid, and jumps.
const recorded: readonly (readonly [number, number])[] = [
  [40, 41],
  [40, 41],
  [40, 42],
  [52, 53],
  [52, 53],
  [44, 46],
  [44, 45],
  [60, 63],
  [61, 62],
  [85, 89],
  [93, 94],
  [70, 71],
];
const instants = recorded.map(([bid, ask]) => [quote(bid, ask)]);

Deno.test("spreads, flat stretches and the size of steps stay, and prices stay on the grid", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const path = pathOf(seed * 7919, instants);
    assert.deepEqual(path[0], { bid: 40, ask: 41 });
    path.forEach(({ bid, ask }, i) => {
      const [recordedBid = 0, recordedAsk = 0] = recorded[i] ?? [];
      assert.ok(Number.isInteger(bid) && bid > 0 && ask < 100, `${bid} ${ask}`);
      assert.equal(ask - bid, recordedAsk - recordedBid);
      if (i === 0) return;
      const step = Math.abs(bid + ask - (path[i - 1]?.bid ?? 0) - (path[i - 1]?.ask ?? 0));
      const [wasBid = 0, wasAsk = 0] = recorded[i - 1] ?? [];
      const asRecorded = Math.abs(recordedBid + recordedAsk - wasBid - wasAsk);
      // Near 0 and 1 a step may be shorter, never longer.
      assert.ok(step <= asRecorded, `${step} of ${asRecorded}`);
      if (bid > 30 && ask < 70 && (path[i - 1]?.bid ?? 0) > 30) {
        if (asRecorded < 20) assert.equal(step, asRecorded);
      }
    });
  }
});

Deno.test("the mid is a martingale, also where it is held inside 0 and 1", () => {
  const runs = 4000;
  const sums = recorded.map(() => ({ sum: 0, squares: 0 }));
  for (let seed = 1; seed <= runs; seed++) {
    pathOf(seed * 104_729, instants).forEach(({ bid, ask }, i) => {
      const mid = (bid + ask) / 2;
      const at = sums[i] as { sum: number; squares: number };
      at.sum += mid;
      at.squares += mid * mid;
    });
  }
  sums.forEach(({ sum, squares }, i) => {
    const mean = sum / runs;
    const se = Math.sqrt(Math.max(0, squares / runs - mean * mean) / runs);
    assert.ok(Math.abs(mean - 40.5) <= 4 * se + 1e-9, `at ${i}: ${mean} +- ${se}`);
  });
});

Deno.test("it tells the same to both tokens, by levels as by quotes", () => {
  const level = (token: "yes" | "no", side: "buy" | "sell", cents: number, size: number): Input => {
    return {
      kind: "level",
      token: market[token],
      side,
      price: price(cents * CENT),
      size: size as Shares,
    };
  };
  const snapshot: Input = {
    kind: "book",
    token: market.yes,
    bids: [{ price: price(40 * CENT), size: SIZE }, { price: price(38 * CENT), size: SIZE }],
    asks: [{ price: price(41 * CENT), size: SIZE }, { price: price(45 * CENT), size: SIZE }],
  };
  const moves = [
    [snapshot],
    // The best bid is taken, told by the token NO; in the same instant the ask comes nearer.
    [level("no", "sell", 60, 0), level("yes", "sell", 39, SIZE)],
    [level("yes", "buy", 20, SIZE)],
    [level("no", "buy", 62, SIZE)],
  ];
  let moved = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const path = pathOf(seed * 7919, moves);
    assert.deepEqual(path[0], { bid: 40, ask: 41 });
    assert.equal((path[1]?.ask ?? 0) - (path[1]?.bid ?? 0), 1);
    assert.deepEqual(path[2], path[1]);
    if (path[1]?.bid !== 38) moved++;
  }
  assert.ok(moved > 3 && moved < 17, `${moved} of 20 went the other way`);
});

Deno.test("a market settles for YES as often as its last mid says", () => {
  let yes = 0;
  let expected = 0;
  const runs = 2000;
  for (let seed = 1; seed <= runs; seed++) {
    const path = martingale(seed * 15_485_863);
    path.instant([{ kind: "listed", market }], millis(0));
    const told = instants.flatMap((inputs, i) => path.instant(inputs, millis(i + 1)));
    const last = told.at(-1);
    assert.ok(last !== undefined);
    const end = path.instant([{ kind: "resolved", market: market.id, winner: "yes" }], millis(99));
    const [settled] = end;
    assert.ok(settled?.kind === "resolved");
    if (settled.winner === "yes") yes++;
    expected += 0.405;
  }
  // By the martingale the chance is that of the first mid.
  const se = Math.sqrt(runs * 0.405 * 0.595);
  assert.ok(Math.abs(yes - expected) <= 4 * se, `${yes}, expected ${expected}`);
});

Deno.test("one-sided books move nothing, prints move with their book, the rest is left alone", () => {
  const path = martingale(3);
  path.instant([{ kind: "listed", market }], millis(0));
  path.instant([quote(40, 41)], millis(1));
  const oneSided: Input = { ...quote(40, 41), ask: 0 } as Input;
  const told = path.instant([oneSided, { kind: "heartbeat" }], millis(2));
  assert.deepEqual(told, [oneSided, { kind: "heartbeat" }]);
  const print: Input = {
    kind: "trade",
    token: market.no,
    side: "buy",
    price: price(60 * CENT),
    size: SIZE,
  };
  assert.deepEqual(path.instant([print], millis(3)), [print]);
});

Deno.test("a seed draws one path, another seed another", () => {
  const { next } = rng(1);
  const walk = Array.from({ length: 60 }, () => {
    const bid = 40 + Math.floor(next() * 10);
    return [quote(bid, bid + 1)];
  });
  assert.deepEqual(pathOf(5, walk), pathOf(5, walk));
  assert.notDeepEqual(pathOf(5, walk), pathOf(6, walk));
});

Deno.test("a change of tick empties its book and keeps its way", () => {
  const path = martingale(11);
  path.instant([{ kind: "listed", market }], 0 as Millis);
  path.instant([quote(90, 91)], 1 as Millis);
  const tick: Input = { kind: "tickSize", token: market.yes, tickSize: 1_000 as Price };
  assert.deepEqual(path.instant([tick], 2 as Millis), [tick]);
  const fine = { ...quote(90, 91), bid: 905_000, ask: 906_000 } as Input;
  const [told] = path.instant([fine], 3 as Millis);
  assert.ok(told !== undefined && (told.kind === "quote" || told.kind === "book"));
});
