import assert from "node:assert/strict";
import fc from "fast-check";
import { bestAsk, bestBid } from "../../src/core/book.ts";
import type { Input } from "../../src/core/types/event.ts";
import type { LinkId, MarketId, TokenId } from "../../src/core/types/ids.ts";
import { MICRO, millis, price, shares } from "../../src/core/types/units.ts";
import { aMarket, NOON } from "../support/builders.ts";
import { levels } from "../support/books.ts";
import { parseDefaults } from "../support/defaults.ts";
import { aBook, type HandFed, handFed } from "../support/engine.ts";

const { yes, no, id } = aMarket();
const beat: Input = { kind: "heartbeat" };

function listed(): HandFed {
  const engine = handFed();
  engine.feed({ kind: "listed", market: aMarket() }, 0);
  return engine;
}

function marketOf(engine: HandFed) {
  return engine.state.markets.get(id) ?? assert.fail();
}

function top(engine: HandFed): [number, number] {
  const { book } = marketOf(engine);
  return [bestBid(book), bestAsk(book)];
}

function level(token: TokenId, side: "buy" | "sell", cents: number, size: number): Input {
  return { kind: "level", token, side, price: price(cents * 10_000), size: shares(size * MICRO) };
}

Deno.test("R-095 both tokens write into one book in YES prices", () => {
  const engine = listed();
  engine.feed(aBook(40, 42), 1);
  engine.feed(level(no, "sell", 59, 10), 2);
  assert.deepStrictEqual(top(engine), [410_000, 420_000]);
  const bids = levels([0.55, 10]);
  engine.feed({ kind: "book", token: no, bids, asks: levels([0.57, 10]) }, 3);
  assert.deepStrictEqual(top(engine), [430_000, 450_000]);
});

Deno.test("the book of NO alone gives the same market as that of YES", () => {
  fc.assert(fc.property(fc.integer({ min: 3, max: 95 }), (bid) => {
    const [a, b] = [listed(), listed()];
    a.feed({ kind: "quote", token: yes, ...quote(bid, bid + 1) }, 1);
    b.feed({ kind: "quote", token: no, ...quote(99 - bid, 100 - bid) }, 1);
    assert.deepStrictEqual(marketOf(a).book, marketOf(b).book);
  }));
});

function quote(bid: number, ask: number) {
  return { bid: bid * 10_000, bidSize: 5 * MICRO, ask: ask * 10_000, askSize: 5 * MICRO };
}

Deno.test("R-107 changes after a tick change wait for a snapshot, and a quote is one", () => {
  const snapshots: Input[] = [aBook(40, 41), { kind: "quote", token: yes, ...quote(40, 41) }];
  for (const snapshot of snapshots) {
    const engine = listed();
    engine.feed(aBook(30, 31), 1);
    engine.feed({ kind: "tickSize", token: no, tickSize: price(1_000) }, 2);
    assert.equal(marketOf(engine).market.tickSize, 1_000);
    assert.equal(marketOf(engine).awaitingSnapshot, true);
    engine.feed(level(yes, "buy", 35, 10), 3);
    assert.deepStrictEqual(top(engine), [0, 0]);
    engine.feed(snapshot, 4);
    assert.deepStrictEqual(top(engine), [400_000, 410_000]);
    engine.feed(level(yes, "buy", 35, 10), 5);
    assert.equal(marketOf(engine).book.bids.prices.includes(350_000), true);
  }
});

Deno.test("R-128 an outage empties the book, and its end alone does not bring one", () => {
  const engine = listed();
  engine.feed(aBook(40, 41), 1);
  engine.feed({ kind: "feedDown", token: no, reason: "socket" }, 2);
  assert.deepStrictEqual([marketOf(engine).up, ...top(engine)], [false, 0, 0]);
  engine.feed({ kind: "feedUp", token: no, link: null }, 3);
  assert.deepStrictEqual([marketOf(engine).up, marketOf(engine).awaitingSnapshot], [true, true]);
  engine.feed(aBook(40, 41), 4);
  assert.equal(marketOf(engine).awaitingSnapshot, false);
});

Deno.test("R-117 a connection that is heard confirms the books it carries, and no other", () => {
  const engine = listed();
  const [one, other] = [1 as LinkId, 2 as LinkId];
  engine.feed({ kind: "feedUp", token: yes, link: one }, 0);
  engine.feed({ kind: "linkHeard", link: one }, 1);
  assert.equal(marketOf(engine).book.at, null, "a book that never came is not confirmed");
  engine.feed(aBook(40, 41), 2);
  engine.feed({ kind: "linkHeard", link: other }, 9_000);
  assert.equal(marketOf(engine).book.at, NOON + 2);
  engine.feed({ kind: "linkHeard", link: one }, 10_000);
  assert.equal(marketOf(engine).book.at, NOON + 10_000);
  engine.feed({ kind: "feedDown", token: yes, reason: "closed" }, 11_000);
  engine.feed({ kind: "linkHeard", link: one }, 12_000);
  assert.equal(marketOf(engine).book.at, null);
  engine.feed({ kind: "feedUp", token: no, link: other }, 13_000);
  engine.feed(aBook(40, 41), 13_000);
  engine.feed({ kind: "linkHeard", link: one }, 20_000);
  assert.equal(marketOf(engine).book.at, NOON + 13_000);
  engine.feed({ kind: "linkHeard", link: other }, 20_000);
  assert.equal(marketOf(engine).book.at, NOON + 20_000);
  assert.deepStrictEqual([...engine.state.links.keys()], [other]);
});

Deno.test("a price history warms the detectors up, and leads to no signal of its own", () => {
  const points = Array.from({ length: 120 }, (_, i) => ({
    at: millis(NOON - (120 - i) * 60_000),
    price: price(i < 110 ? 400_000 + (i % 2) * 10_000 : 600_000),
  }));
  const warm = listed();
  const mirrored = listed();
  assert.deepStrictEqual(warm.feed({ kind: "history", token: yes, points }, 0), []);
  mirrored.feed({
    kind: "history",
    token: no,
    points: points.map(({ at, price: p }) => ({ at, price: price(MICRO - p) })),
  }, 0);
  const { detectors } = marketOf(warm);
  assert.ok(detectors.variance.count >= parseDefaults().detection.warmupTicks);
  assert.deepStrictEqual(marketOf(mirrored).detectors, detectors);
  const rows = warm.feed({ kind: "heartbeat" }, 1);
  assert.equal(rows.some(({ body }) => body.kind === "record"), false);
});

Deno.test("what was seen of markets ends with the process that saw it", () => {
  const engine = listed();
  engine.feed({ kind: "feedUp", token: yes, link: 1 as LinkId }, 0);
  engine.feed(aBook(40, 41), 1);
  const started = { kind: "started", version: "t", configHash: "h", config: null } as const;
  const rows = engine.feed(started, 2);
  assert.deepStrictEqual(rows.map(({ n, body }) => [n, body.kind]), [[0, "started"]]);
  const { markets, tokens, links, gridIndex } = engine.state;
  assert.deepStrictEqual([markets.size, tokens.size, links.size, gridIndex], [0, 0, 0, -1]);
});

Deno.test("R-118 a print of any size moves neither a book nor a detector", () => {
  const [quiet, printed] = [listed(), listed()];
  const print = { kind: "trade", token: yes, side: "buy", price: price(900_000) } as const;
  for (const engine of [quiet, printed]) engine.feed(aBook(40, 41), 1);
  for (const size of [1, MICRO, 1e6 * MICRO]) printed.feed({ ...print, size: shares(size) }, 2);
  for (const engine of [quiet, printed]) engine.feed(beat, 10_000);
  assert.deepStrictEqual(marketOf(printed).book, marketOf(quiet).book);
  assert.deepStrictEqual(marketOf(printed).detectors, marketOf(quiet).detectors);
});

Deno.test("fresh metadata leaves book and detectors, and replaces what it says", () => {
  const engine = listed();
  engine.feed(aBook(40, 41), 1);
  const before = marketOf(engine);
  engine.feed({ kind: "listed", market: aMarket({ endAt: NOON }) }, 2);
  assert.equal(marketOf(engine), before);
  assert.equal(before.market.endAt, NOON);
  assert.deepStrictEqual(top(engine), [400_000, 410_000]);
  engine.feed({ kind: "listed", market: aMarket({ accepting: false }) }, 3);
  assert.equal(before.market.accepting, false);
  engine.feed({ kind: "listed", market: aMarket() }, 4);
  assert.equal(before.market.accepting, true);
});

Deno.test("a market that resolves void is as ended as one with a winner", () => {
  for (const winner of ["yes", "no", null] as const) {
    const engine = listed();
    engine.feed(aBook(40, 41), 1);
    engine.feed({ kind: "resolved", market: id, winner }, 2);
    engine.feed(beat, 3);
    assert.deepStrictEqual(engine.state.tally.samples.take(), { ended: 1 });
  }
});

Deno.test("the resolution of an unknown market is no error", () => {
  const engine = listed();
  engine.feed({ kind: "resolved", market: "stranger" as MarketId, winner: "yes" }, 1);
  assert.equal(marketOf(engine).winner, undefined);
});

Deno.test("R-125 samples are counted by what the book was good for", () => {
  const samples = (inputs: readonly Input[], at = 10, change = {}) => {
    const engine = handFed();
    engine.feed({ kind: "listed", market: aMarket(change) }, 0);
    for (const input of inputs) engine.feed(input, 1);
    engine.feed(beat, at);
    return Object.keys(engine.state.tally.samples.take());
  };
  const { maxGapMs } = handFed().state.config.detection;
  const crossed: Input = { kind: "quote", token: yes, ...quote(41, 41) };
  const oneSided: Input = { kind: "quote", token: yes, ...quote(41, 42), ask: 0 };
  const down: Input = { kind: "feedDown", token: yes, reason: "x" };
  assert.deepStrictEqual(samples([]), ["missing"]);
  assert.deepStrictEqual(samples([aBook(40, 41)]), ["ok"]);
  assert.deepStrictEqual(samples([crossed]), ["crossed"]);
  assert.deepStrictEqual(samples([oneSided]), ["oneSided"]);
  assert.deepStrictEqual(samples([aBook(40, 41), down]), ["down"]);
  assert.deepStrictEqual(samples([aBook(40, 41)], maxGapMs + 1), ["ok"]);
  assert.deepStrictEqual(samples([aBook(40, 41)], maxGapMs + 2), ["stale"]);
  const ended = { endAt: millis(NOON + 9) };
  assert.deepStrictEqual(samples([aBook(40, 41)], 9, ended), ["ok"]);
  assert.deepStrictEqual(samples([aBook(40, 41)], 10, ended), ["ended"]);
});

Deno.test("R-103 a market is sampled once a grid step, whatever else is said meanwhile", () => {
  const engine = listed();
  engine.feed(aBook(40, 41), 0);
  for (let at = 0; at < 30_000; at += 1000) {
    engine.feed(level(yes, "buy", 30, 1 + at / 1000), at);
    engine.feed(beat, at);
  }
  assert.equal(engine.state.tally.samples.get("ok"), 3);
});
