// Books held against those of REST.
import assert from "node:assert/strict";
import type { TokenId } from "../../../../src/core/types/ids.ts";
import type { SourceInput } from "../../../../src/ports.ts";
import { MICRO } from "../../../../src/core/types/units.ts";
import { NOON } from "../../../support/builders.ts";
import { WATCH } from "./rehearsal.ts";
import { aMarket, BID, kinds, Rig, skips } from "./rig.ts";
import { applyMoves, bookOf, snapshot, tradeFrame } from "./true_venue.ts";

Deno.test("R-117 a silence that REST confirms keeps the books fresh; one that it does not, does not", () => {
  const [rig, a, b] = [new Rig(), aMarket(0), aMarket(1)];
  rig.watch(a, b);
  rig.pass(3);
  assert.deepEqual(rig.wants(), [
    { kind: "books", tokens: [a.yes, b.yes], reason: "silence" },
  ]);
  rig.at += 150;
  assert.deepEqual(rig.answer(a), [], "half of an answer");
  assert.deepEqual(rig.answer(b), [{ kind: "linkHeard", link: 1 }]);
  assert.equal(rig.machine.status().counts.confirmed, 1);
});

Deno.test("a silent connection with many markets is sampled in turns of a hundred", () => {
  const rig = new Rig();
  const markets = Array.from({ length: 125 }, (_, n) => aMarket(n));
  rig.watch(...markets);
  rig.wants();
  const asked: TokenId[][] = [];
  for (let i = 0; i < 8; i++) {
    rig.pass(1);
    for (const want of rig.wants()) {
      if (want.kind === "books" && want.reason === "silence") asked.push([...want.tokens]);
    }
    rig.answer(...markets);
  }
  assert.deepEqual(asked.map(({ length }) => length), [100, 100]);
  assert.equal(new Set(asked.flat()).size, 125);
});

Deno.test("books that nothing has proved for long are compared, twenty a tick, each in its turn", () => {
  const rig = new Rig();
  const markets = Array.from({ length: 50 }, (_, n) => aMarket(n));
  const byToken = new Map(markets.map((market) => [market.yes, market]));
  rig.watch(...markets);
  const asked: TokenId[][] = [];
  for (let second = 1; second <= 64; second++) {
    rig.pass(1);
    // One market trades, so the connection is not silent.
    rig.move(markets[0] ?? aMarket(), { ...BID, size: second * MICRO });
    for (const want of rig.wants()) {
      if (want.kind !== "books") continue;
      asked.push([...want.tokens]);
      rig.answer(...want.tokens.flatMap((token) => byToken.get(token) ?? []));
    }
  }
  assert.deepEqual(asked.map(({ length }) => length), [20, 20, 10]);
  assert.equal(new Set(asked.flat()).size, 50);
});

Deno.test("R-144 a book that REST does not have is down, asked for rarely, and taken when it comes", () => {
  const [rig, a, b] = [new Rig(), aMarket(0), aMarket(1)];
  rig.watch(a, b);
  let said: SourceInput[] = [];
  for (let i = 0; i < 14; i++) {
    said = said.concat(rig.pass(1));
    rig.wants();
    said = said.concat(rig.answer(a));
  }
  assert.deepEqual(said.filter(({ kind }) => kind === "feedDown"), [
    { kind: "feedDown", token: b.yes, reason: "REST has no book of it" },
  ]);
  assert.ok(said.some(({ kind }) => kind === "linkHeard"), "the others are confirmed without it");
  assert.deepEqual(kinds(rig.answer(b)), ["feedUp", "book"]);
});

Deno.test("best prices that REST refutes three times in a row are compared no more", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  for (let i = 0; i < 20; i++) {
    rig.at += 500;
    const text = applyMoves(market, [{ ...BID, size: (i + 1) * MICRO }], rig.time);
    rig.frame(text.replaceAll('"best_bid":"0.49"', '"best_bid":"0.47"'));
    rig.pass(1);
    if (rig.wants().length > 0) rig.answer(market);
  }
  assert.equal(rig.machine.status().resyncs["best prices differ"], 3);
  assert.equal(rig.machine.status().up, 1);
  assert.equal(rig.notices.length, 1);
});

Deno.test("deep levels that differ from REST are put right without taking the market down", () => {
  const [rig, market] = [new Rig({ ...WATCH, assetCheckMs: 4_000 as never }), aMarket()];
  for (let i = 0; i < 6; i++) {
    applyMoves(market, [{ side: "buy", price: 300_000 + i * 10_000, size: MICRO }], market.at);
  }
  rig.watch(market);
  // One that the socket never told, eight levels down.
  applyMoves(market, [{ side: "buy", price: 310_000, size: 5 * MICRO }], market.at);
  const said: SourceInput[] = [];
  for (let i = 0; i < 10; i++) {
    said.push(...rig.pass(1));
    if (rig.wants().length > 0) said.push(...rig.answer(market));
  }
  const told = said.filter(({ kind }) => kind !== "linkHeard");
  assert.deepEqual(kinds(told), ["book", "skipped"]);
  assert.deepEqual(skips(told), { missed: 1 });
  assert.equal(rig.machine.status().counts.repaired, 1);
});

Deno.test("REST that stays behind the socket is no reason to doubt a book that moves", () => {
  const [rig, market] = [new Rig({ ...WATCH, assetCheckMs: 2_000 as never }), aMarket()];
  rig.watch(market);
  const old = JSON.stringify([bookOf(market, market.yes)]);
  rig.move(market, { ...BID, price: 470_000 });
  // After this many changes the journal no longer knows of that one.
  for (let i = 0; i < 600; i++) {
    rig.at += 50;
    rig.move(market, { ...BID, size: (i + 1) * MICRO });
    if (i % 20 === 19) {
      rig.give({ kind: "tick" });
      if (rig.wants().length > 0) rig.rest("books", old);
    }
  }
  const { counts, recycles, up } = rig.machine.status();
  assert.ok(counts.older >= 5);
  assert.equal(up, 1);
  assert.deepEqual(recycles, {});
});

Deno.test("a message older than the journal is not believed; REST settles it", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  const first = applyMoves(market, [BID], NOON + 1);
  for (let i = 0; i < 200; i++) {
    rig.at += 10;
    rig.move(market, { side: "sell", price: 520_000, size: (i + 1) * MICRO });
  }
  rig.wants();
  assert.deepEqual(skips(rig.frame(first)), { outOfOrder: 1 });
  assert.deepEqual(rig.wants(), [
    { kind: "books", tokens: [market.yes], reason: "a message came too late" },
  ]);
  const [book] = rig.answer(market);
  assert.ok(book?.kind === "book");
  assert.ok(book.bids.some(({ price, size }) => price === BID.price && size === BID.size));
});

Deno.test("a quiet book that contradicts an older one of REST time and again goes down", () => {
  const [rig, market] = [new Rig({ ...WATCH, assetCheckMs: 4_000 as never }), aMarket()];
  rig.watch(market, aMarket(1));
  const old = JSON.stringify([bookOf(market, market.yes)]);
  market.at = NOON;
  applyMoves(market, [BID], NOON);
  rig.frame(snapshot(market));
  const said: SourceInput[] = [];
  for (let i = 0; i < 14; i++) {
    rig.frame(tradeFrame(aMarket(1).yes, 500_000, rig.time));
    said.push(...rig.pass(1));
    if (rig.wants().length > 0) said.push(...rig.rest("books", old));
  }
  assert.deepEqual(said.find(({ kind }) => kind === "feedDown"), {
    kind: "feedDown",
    token: market.yes,
    reason: "book differs from REST",
  });
});

Deno.test("a book of REST that the socket has overtaken meanwhile is asked for again", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  rig.pass(3);
  rig.wants();
  rig.at += 10;
  applyMoves(market, [{ ...BID, price: 470_000 }], rig.time);
  rig.answer(market);
  for (let i = 0; i < 140; i++) {
    rig.at += 1;
    rig.move(market, { side: "sell", price: 520_000, size: (i + 1) * MICRO });
  }
  rig.pass(2);
  assert.deepEqual(rig.wants(), [{ kind: "books", tokens: [market.yes], reason: "asked again" }]);
  assert.equal(rig.machine.status().counts.diverged, 0);
});

Deno.test("a newer book of REST is given the time that the socket needs to tell the same", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  rig.pass(3);
  rig.wants();
  rig.at += 10;
  const onItsWay = applyMoves(market, [BID], rig.time);
  rig.answer(market);
  assert.deepEqual(rig.pass(1), []);
  assert.deepEqual(kinds(rig.frame(onItsWay)), ["level"]);
  assert.deepEqual(rig.pass(2), []);
  const { counts, up, recycles } = rig.machine.status();
  assert.deepEqual([counts.agreed, counts.diverged, up, recycles], [1, 0, 1, {}]);
});

Deno.test("a book that REST does not tell of and the socket does is no missing book", () => {
  const [rig, a, b] = [new Rig({ ...WATCH, assetCheckMs: 3_000 as never }), aMarket(0), aMarket(1)];
  rig.watch(a, b);
  for (let i = 0; i < 30; i++) {
    rig.at += 500;
    rig.move(b, { ...BID, size: (i + 1) * MICRO });
    rig.at += 500;
    rig.give({ kind: "tick" });
    rig.at += 100;
    if (rig.wants().length > 0) rig.answer(a);
  }
  assert.equal(rig.machine.status().up, 2);
});

Deno.test("while REST is silent every book still has its turn to be asked for", () => {
  const rig = new Rig({ ...WATCH, assetCheckMs: 1_000 as never });
  const markets = Array.from({ length: 90 }, (_, n) => aMarket(n));
  rig.watch(...markets);
  const asked = new Set<TokenId>();
  for (let i = 0; i < 12; i++) {
    rig.at += 10;
    rig.move(markets[0] ?? aMarket(), { ...BID, size: (i + 1) * MICRO });
    rig.pass(1);
    for (const want of rig.wants()) {
      if (want.kind !== "books" || want.reason !== "check") continue;
      for (const token of want.tokens) asked.add(token);
    }
  }
  assert.equal(asked.size, 90);
});

Deno.test("best prices that agree again before REST answers take no market down", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  const text = applyMoves(market, [BID], NOON + 5);
  rig.frame(text.replaceAll('"best_bid":"0.49"', '"best_bid":"0.47"'));
  rig.pass(1);
  assert.equal(rig.wants().length, 1);
  rig.at += 10;
  rig.move(market, { ...BID, size: MICRO });
  assert.deepEqual(rig.pass(3), []);
  assert.equal(rig.machine.status().up, 1);
});
