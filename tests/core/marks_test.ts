import assert from "node:assert/strict";
import { clearBook, setTop } from "../../src/core/book.ts";
import { evolve } from "../../src/core/evolve.ts";
import { equityOf, exitValue } from "../../src/core/marks.ts";
import type { Position } from "../../src/core/types/account.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { Input } from "../../src/core/types/event.ts";
import { MICRO, type Seq, shares, usdc } from "../../src/core/types/units.ts";
import { aFill, after, aMarket, anAccount, anOrder, NOON } from "../support/builders.ts";
import { aBook, type HandFed, handFed } from "../support/engine.ts";
import { aMarketState } from "./risk/view.ts";

const HOUR = 3_600_000;
const beat: Input = { kind: "heartbeat" };

function positionOf(size: number, outcome: "yes" | "no" = "yes"): Position {
  const order = anOrder({ size: shares(size * MICRO), outcome });
  const account = after(anAccount(1000), [
    { kind: "place", order },
    { kind: "orderFilled", fill: aFill(order) },
  ]);
  return account.positions.get(order.token) ?? assert.fail();
}

const free = { fee: { rate: 0, exponent: 1 } };

Deno.test("a position is worth what its sale would bring now, level by level", () => {
  // 500 at .39 and 100 of the 500 at .38.
  assert.equal(exitValue(positionOf(600), aMarketState(free)), 195_000_000 + 38_000_000);
});

Deno.test("R-095 a NO position is sold to those who would pay for NO", () => {
  // Asks of YES at .41 and .42 are bids of NO at .59 and .58.
  assert.equal(exitValue(positionOf(600, "no"), aMarketState(free)), 295_000_000 + 58_000_000);
});

Deno.test("the taker fee of every level is off", () => {
  // .04 x .39 x .61 = .009516 a share; .04 x .38 x .62 = .009424.
  const fees = 500 * 9_516 + 100 * 9_424;
  const value = exitValue(positionOf(600), aMarketState());
  assert.ok(Math.abs((value ?? NaN) - (233_000_000 - fees)) <= 10, `${value}`);
});

Deno.test("what the book cannot take is worth nothing", () => {
  assert.equal(exitValue(positionOf(5000), aMarketState(free)), 195_000_000 + 190_000_000);
  const noBids = aMarketState(free);
  clearBook(noBids.book);
  setTop(noBids.book, 0, 0, 410_000, MICRO, NOON);
  assert.equal(exitValue(positionOf(1), noBids), 0);
});

Deno.test("a fee above the proceeds makes no debt", () => {
  assert.equal(exitValue(positionOf(1), aMarketState({ fee: { rate: 9, exponent: 1 } })), 0);
});

Deno.test("a book that may not be believed says nothing of a position's worth", () => {
  const position = positionOf(4);
  const empty = aMarketState();
  clearBook(empty.book);
  const crossed = aMarketState();
  setTop(crossed.book, 900_000, MICRO, 410_000, MICRO, NOON);
  const others = [{ up: false }, { awaitingSnapshot: true }].map((of) => aMarketState({}, of));
  for (const market of [empty, crossed, ...others, undefined]) {
    assert.equal(exitValue(position, market), null);
  }
});

Deno.test("equity is cash and every position", () => {
  const account = after(anAccount(), [
    { kind: "place", order: anOrder() },
    { kind: "orderFilled", fill: aFill(anOrder()) },
  ]);
  const market = aMarketState(free);
  const markets = new Map([[market.market.id, market]]);
  const { equity, worth } = equityOf({ account, markets, worth: new Map() });
  assert.equal(equity, 73_400_000 + 1_560_000);
  assert.deepStrictEqual([...worth.values()], [{ shares: 4 * MICRO, value: 1_560_000 }]);
  const none = equityOf({ account: anAccount(), markets: new Map(), worth });
  assert.deepStrictEqual(none, { equity: usdc(75_000_000), worth: new Map() });
});

function marks(rows: readonly LedgerRow[]) {
  return rows.flatMap(({ body }) => body.kind === "mark" ? [body] : []);
}

function buy(engine: HandFed): void {
  const bodies = [
    { kind: "place", order: anOrder({ plan: null }) },
    { kind: "orderFilled", fill: aFill(anOrder()) },
  ] as const;
  for (const body of bodies) {
    const row: LedgerRow = { seq: 1 as Seq, n: 0, at: NOON, body };
    engine.state.account = evolve(engine.state.account, row);
  }
}

Deno.test("with nothing open there is one mark a day", () => {
  const engine = handFed();
  const found: (readonly [number, boolean])[] = [];
  for (let hour = 0; hour < 60; hour++) {
    for (const { newDay } of marks(engine.feed(beat, hour * HOUR))) found.push([hour, newDay]);
  }
  assert.deepStrictEqual(found, [[0, true], [12, true], [36, true]]);
});

Deno.test("open positions are marked once in mark_interval, and once more after they close", () => {
  const engine = handFed();
  engine.feed({ kind: "listed", market: aMarket(free) }, 0);
  engine.feed(aBook(40, 41), 0);
  engine.feed(beat, 0);
  buy(engine);
  const at: number[] = [];
  for (let second = 1; second <= 600; second++) {
    if (second === 301) {
      engine.feed({ kind: "resolved", market: aMarket().id, winner: "yes" }, 300_001);
    }
    if (marks(engine.feed(beat, second * 1000)).length > 0) at.push(second);
  }
  assert.deepStrictEqual(at, [60, 120, 180, 240, 300, 360]);
  assert.equal(engine.state.account.risk.equity, 77_400_000);
});

Deno.test("the mark of a new day is the day's beginning", () => {
  const engine = handFed();
  engine.feed({ kind: "listed", market: aMarket(free) }, 0);
  engine.feed(aBook(40, 41), 0);
  engine.feed(beat, 0);
  buy(engine);
  engine.feed(aBook(50, 51), 12 * HOUR);
  const [mark] = marks(engine.feed(beat, 12 * HOUR));
  assert.deepStrictEqual(mark, {
    kind: "mark",
    equity: usdc(75_400_000),
    cash: usdc(73_400_000),
    newDay: true,
  });
  const { dayStartEquity, peakEquity } = engine.state.account.risk;
  assert.deepStrictEqual([dayStartEquity, peakEquity], [75_400_000, 75_400_000]);
});

Deno.test("the end of a run is marked whether or not it is due", () => {
  const engine = handFed();
  engine.feed(beat, 0);
  assert.equal(marks(engine.feed({ kind: "ended" }, 1000)).length, 1);
});

/** Four shares of .40, marked at a bid of .38 when `isKnown`; then the book is crossed. */
function crossedAt(at: number, isKnown: boolean) {
  const engine = handFed();
  engine.feed({ kind: "listed", market: aMarket(free) }, 0);
  engine.feed(beat, 0);
  buy(engine);
  if (isKnown) engine.feed(aBook(38, 39), 60_000);
  engine.feed(beat, 60_000);
  engine.feed(aBook(80, 41), at);
  const [mark] = marks(engine.feed(beat, at));
  return { engine, mark };
}

Deno.test("on a crossed book the last known worth stands, before there is one the basis", () => {
  for (const [isKnown, equity] of [[true, 74_920_000], [false, 75_000_000]] as const) {
    const { engine, mark } = crossedAt(120_000, isKnown);
    assert.equal(mark?.equity, equity);
    assert.equal(engine.state.account.risk.peakEquity, 75_000_000);
  }
});

Deno.test("no day begins with the worth of a crossed book", () => {
  const { engine, mark } = crossedAt(12 * HOUR, true);
  assert.deepStrictEqual([mark?.newDay, mark?.equity], [true, 74_920_000]);
  assert.equal(engine.state.account.risk.dayStartEquity, 74_920_000);
});

Deno.test("the last known worth is that of so many shares, and a new run knows none", () => {
  const { engine } = crossedAt(120_000, true);
  const held = engine.state.account.positions.get(aMarket().yes) ?? assert.fail();
  const half = { ...held, shares: shares(2 * MICRO) };
  const positions = new Map([[held.token, half]]);
  assert.equal(
    equityOf({ ...engine.state, account: { ...anAccount(), positions } }).equity,
    75_760_000,
  );
  engine.feed({ kind: "started", version: "1", configHash: "x", config: null }, 130_000);
  assert.deepStrictEqual(engine.state.worth, new Map());
});

Deno.test("the high-water mark only rises", () => {
  const engine = handFed();
  engine.feed({ kind: "listed", market: aMarket(free) }, 0);
  engine.feed(beat, 0);
  buy(engine);
  const peaks = [60, 90, 55].map((cents, i) => {
    engine.feed(aBook(cents, cents + 1), (i + 1) * 60_000);
    engine.feed(beat, (i + 1) * 60_000);
    return engine.state.account.risk.peakEquity;
  });
  assert.deepStrictEqual(peaks, [75_800_000, 77_000_000, 77_000_000]);
});
