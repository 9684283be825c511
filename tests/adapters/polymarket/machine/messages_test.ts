// What the machine makes of single messages; how it mends is in ../machine_faults_test.ts.
import assert from "node:assert/strict";
import { MICRO } from "../../../../src/core/types/units.ts";
import { NOON } from "../../../support/builders.ts";
import { WATCH } from "./rehearsal.ts";
import { aMarket, BID, kinds, Rig, skips } from "./rig.ts";
import { applyMoves, bookOf, snapshot, tickFrame, tradeFrame } from "./true_venue.ts";

Deno.test("a change told for both tokens is passed on once", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  assert.deepEqual(rig.move(market, BID), [{ kind: "level", token: market.yes, ...BID }]);
  rig.at += 5;
  const onlyNo = JSON.parse(applyMoves(market, [{ ...BID, size: 0 }], rig.time));
  onlyNo.price_changes.shift();
  assert.deepEqual(rig.frame(JSON.stringify(onlyNo)), [
    { kind: "level", token: market.yes, ...BID, size: 0 },
  ]);
});

Deno.test("R-102 a change five levels deep is that level and nothing else", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  const deep = { side: "sell", price: 550_000, size: 3 * MICRO } as const;
  assert.deepEqual(rig.move(market, deep), [{ kind: "level", token: market.yes, ...deep }]);
});

Deno.test("R-104 levels of one message come in one go, and one that changes nothing not at all", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  const same = { side: "buy", price: 490_000, size: 100 * MICRO } as const;
  const other = { side: "sell", price: 520_000, size: 0 } as const;
  assert.deepEqual(kinds(rig.move(market, BID, same, other)), ["level", "level"]);
});

Deno.test("levels before a snapshot are skipped, and set again on top of an older one of REST", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.list(market);
  rig.open(1, [market.yes, market.no]);
  const before = JSON.stringify([bookOf(market, market.yes)]);
  assert.deepEqual(rig.move(market, BID), [{ kind: "skipped", reason: "noSnapshot", count: 1 }]);
  const [, book] = rig.rest("books", before);
  assert.ok(book?.kind === "book");
  assert.deepEqual(book.bids.find(({ price }) => price === BID.price)?.size, BID.size);
});

Deno.test("a message that was on its way when REST answered does not undo the newer book", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.list(market);
  rig.open(1, [market.yes, market.no]);
  rig.at += 10;
  const first = applyMoves(market, [BID], rig.time);
  rig.at += 10;
  const second = applyMoves(market, [{ ...BID, size: 9 * MICRO }], rig.time);
  rig.answer(market);
  assert.deepEqual(rig.frame(first), []);
  assert.deepEqual(rig.frame(second), []);
  rig.at += 10;
  assert.deepEqual(kinds(rig.move(market, { ...BID, size: 0 })), ["level"]);
  assert.equal(rig.machine.status().counts.covered, 1);
});

Deno.test("an older message of either token never overwrites a newer one", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  const old = snapshot(market, market.no);
  rig.at += 10;
  const first = applyMoves(market, [BID], rig.time);
  rig.at += 10;
  const second = applyMoves(market, [{ ...BID, size: 9 * MICRO }], rig.time);
  assert.deepEqual(kinds(rig.frame(second)), ["level"]);
  assert.deepEqual(skips(rig.frame(first)), { outOfOrder: 1 }, "a later one set that level");
  assert.deepEqual(skips(rig.frame(first)), { outOfOrder: 1 });
  assert.deepEqual(skips(rig.frame(second)), { duplicate: 1 });
  const again = rig.frame(old);
  assert.deepEqual(kinds(again), [], "brought up to date it is the book that is there");
});

Deno.test("a late message still sets the levels that nothing later has set", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  const first = applyMoves(market, [BID], NOON + 10);
  const second = applyMoves(market, [{ ...BID, price: 470_000 }], NOON + 20);
  rig.at = 30;
  assert.deepEqual(kinds(rig.frame(second)), ["level"]);
  assert.deepEqual(kinds(rig.frame(first)), ["level"]);
  rig.answer(market);
  assert.equal(rig.machine.status().counts.agreed, 1);
});

Deno.test("a print is passed on once", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  const print = tradeFrame(market.no, 510_000, NOON);
  assert.deepEqual(rig.frame(print), [
    { kind: "trade", token: market.no, side: "buy", price: 510_000, size: 25 * MICRO },
  ]);
  assert.deepEqual(skips(rig.frame(print)), { duplicate: 1 });
  assert.deepEqual(kinds(rig.frame(tradeFrame(market.no, 510_000, NOON + 1))), ["trade"]);
});

Deno.test("R-107 a tick change to the same tick changes nothing", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  rig.wants();
  assert.deepEqual(rig.frame(tickFrame(market, market.yes, 1_000, NOON)), []);
  assert.deepEqual(rig.wants(), []);
});

Deno.test("R-106 after a tick change a book of the old grid is refused and asked for again", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  const old = JSON.stringify([bookOf(market, market.yes)]);
  market.tick = 1_000;
  rig.at += 10;
  const told = rig.frame(tickFrame(market, market.yes, 10_000, rig.time));
  assert.deepEqual(told, [{ kind: "tickSize", token: market.yes, tickSize: 1_000 }]);
  assert.deepEqual(rig.wants(), [
    { kind: "books", tokens: [market.yes], reason: "tick change" },
  ]);
  assert.deepEqual(skips(rig.move(market, BID)), { noSnapshot: 1 });
  assert.deepEqual(rig.rest("books", old), []);
  rig.pass(1);
  assert.equal(rig.wants().length, 1);
  assert.deepEqual(kinds(rig.answer(market)), ["feedUp", "book"]);
});

Deno.test("the CLOB's own tick counts when the socket told of none, and not right after one", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  market.tick = 1_000;
  assert.deepEqual(kinds(rig.list(market)), ["tickSize", "listed"]);
  assert.deepEqual(kinds(rig.answer(market)), ["feedUp", "book"]);
  market.tick = 10_000;
  assert.deepEqual(kinds(rig.list(market)), [], "REST may be behind");
  rig.at += WATCH.frozenMs;
  assert.deepEqual(kinds(rig.list(market)), ["tickSize", "listed"]);
});

Deno.test("an event that is not known is counted and touches no book; it is said once", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  rig.wants();
  const text = JSON.stringify({ event_type: "hello", asset_id: market.yes });
  assert.deepEqual(skips(rig.frame(text)), { unknownEvent: 1 });
  const said = rig.notices.length;
  rig.frame(text);
  assert.equal(rig.notices.length, said);
  assert.deepEqual(rig.wants(), []);
});

Deno.test("R-122 what cannot be read is counted by frame, said once, and its book is asked for", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  rig.wants();
  const bad = applyMoves(market, [BID], NOON + 5).replaceAll('"0.48"', '"1.48"');
  assert.deepEqual(skips(rig.frame(`[${bad},${bad}]`)), { price: 2 });
  assert.deepEqual(rig.wants(), [
    { kind: "books", tokens: [market.yes], reason: "a message could not be read" },
  ]);
  assert.equal(rig.notices.length, 1);
});

Deno.test("R-148 a message from the future is not believed, and its book is compared", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  for (let i = 0; i < 5; i++) {
    rig.at += 100;
    rig.move(market, { ...BID, size: (i + 1) * MICRO });
  }
  rig.wants();
  const text = applyMoves(market, [BID], rig.time + 3_600_000);
  assert.deepEqual(skips(rig.frame(text)), { time: 1 });
  assert.equal(rig.wants().length, 1);
  market.at = rig.time;
  assert.deepEqual(kinds(rig.answer(market)), ["book"]);
});

Deno.test("a snapshot from the future is refused once it is known how late messages are", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  for (let i = 0; i < 5; i++) {
    rig.at += 100;
    rig.move(market, { ...BID, size: (i + 1) * MICRO });
  }
  assert.deepEqual(skips(rig.frame(snapshot({ ...market, at: rig.time + 60_000 }))), { time: 1 });
});

Deno.test("an entry of a token that is not the market's is counted and touches nothing", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  const frame = JSON.parse(applyMoves(market, [BID], NOON + 1));
  frame.price_changes[1].asset_id = "99";
  assert.deepEqual(rig.frame(JSON.stringify(frame)), [
    { kind: "level", token: market.yes, ...BID },
    { kind: "skipped", reason: "unknownToken", count: 1 },
  ]);
});

Deno.test("a snapshot of a grid that is over is not believed", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  const old = snapshot(market);
  market.tick = 1_000;
  rig.at += 10;
  rig.frame(tickFrame(market, market.yes, 10_000, rig.time));
  assert.deepEqual(skips(rig.frame(old)), { outOfOrder: 1 });
});

Deno.test("only the latest prints are remembered", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  for (let i = 0; i < 400; i++) rig.frame(tradeFrame(market.yes, 500_000, NOON + i));
  assert.equal(rig.state.prints.size, 256);
  assert.deepEqual(skips(rig.frame(tradeFrame(market.yes, 500_000, NOON + 399))), { duplicate: 1 });
});

Deno.test("messages that overtake each other before a snapshot are set in their own order", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.list(market);
  rig.open(1, [market.yes, market.no]);
  const before = JSON.stringify([bookOf(market, market.yes)]);
  const first = applyMoves(market, [BID], NOON + 1);
  const second = applyMoves(market, [{ ...BID, size: 9 * MICRO }], NOON + 2);
  rig.frame(second);
  rig.frame(first);
  const [, book] = rig.rest("books", before);
  assert.ok(book?.kind === "book");
  assert.equal(book.bids.find(({ price }) => price === BID.price)?.size, 9 * MICRO);
});

Deno.test("messages now and then that are older than the book are no reason to ask", () => {
  const [rig, market] = [new Rig(), aMarket()];
  const old = applyMoves(market, [BID], NOON - 50_000);
  market.at = NOON;
  rig.watch(market);
  rig.wants();
  for (let i = 0; i < 30; i++) {
    if (i % 5 === 4) {
      rig.at += 1;
      rig.move(market, { ...BID, size: (i + 1) * MICRO });
    }
    assert.deepEqual(skips(rig.frame(old)), { outOfOrder: 1 });
  }
  assert.deepEqual(rig.wants(), []);
});

Deno.test("R-101 an empty book is a book", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.list(market);
  rig.open(1, [market.yes, market.no]);
  for (const ladder of [market.book.bids, market.book.asks]) {
    ladder.prices.length = 0;
    ladder.sizes.length = 0;
  }
  assert.deepEqual(rig.frame(snapshot(market)), [
    { kind: "feedUp", token: market.yes, link: 1 },
    { kind: "book", token: market.yes, bids: [], asks: [] },
  ]);
  assert.deepEqual(kinds(rig.move(market, BID)), ["level"]);
});
