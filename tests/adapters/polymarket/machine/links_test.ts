// Connections: what they carry, when they are heard, when they are given up.
import assert from "node:assert/strict";
import { MICRO } from "../../../../src/core/types/units.ts";
import { NOON } from "../../../support/builders.ts";
import { aMarket, BID, kinds, Rig, skips } from "./rig.ts";
import { applyMoves, snapshot, tradeFrame } from "./true_venue.ts";

Deno.test("a snapshot brings a market up: the connection first, then the book in YES prices", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.list(market);
  assert.deepEqual(rig.open(1, [market.yes, market.no]), []);
  const [up, book, ...rest] = rig.frame(snapshot(market, market.no));
  assert.deepEqual(up, { kind: "feedUp", token: market.yes, link: 1 });
  assert.ok(book?.kind === "book" && book.token === market.yes);
  assert.deepEqual(book.bids.at(-1), { price: 490_000, size: 100 * MICRO });
  assert.deepEqual(book.asks.at(-1), { price: 510_000, size: 100 * MICRO });
  assert.deepEqual(rest, []);
  assert.deepEqual(rig.frame(snapshot(market)), [], "the other token's copy is no news");
  assert.equal(rig.machine.status().counts.twins, 1);
});

Deno.test("R-108 a market watched again has no book until its new snapshot", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  assert.deepEqual(rig.give({ kind: "dropped", tokens: [market.yes, market.no] }), [
    { kind: "feedDown", token: market.yes, reason: "no longer watched" },
  ]);
  rig.open(1, [market.yes, market.no]);
  assert.deepEqual(skips(rig.move(market, BID)), { noSnapshot: 1 });
  assert.equal(rig.machine.status().up, 0);
  assert.deepEqual(kinds(rig.frame(snapshot(market))), ["feedUp", "book"]);
});

Deno.test("R-128 a closed connection takes each of its markets down once, and is not heard again", () => {
  const [rig, a, b] = [new Rig(), aMarket(0), aMarket(1)];
  rig.watch(a, b);
  const down = rig.give({ kind: "closed", link: 1 as never, reason: "gone" });
  assert.deepEqual(down, [
    { kind: "feedDown", token: a.yes, reason: "gone" },
    { kind: "feedDown", token: b.yes, reason: "gone" },
  ]);
  assert.deepEqual(rig.give({ kind: "closed", link: 1 as never, reason: "gone" }), []);
  assert.deepEqual(rig.frame(snapshot(a)), []);
  assert.equal(rig.machine.status().counts.strays, 1);
  assert.deepEqual(rig.pass(60), []);
});

Deno.test("R-119 a market listed after its connection was opened comes up like the others", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.open(1, [market.yes, market.no]);
  assert.deepEqual(skips(rig.frame(snapshot(market))), { unknownToken: 1 });
  rig.list(market);
  rig.pass(1);
  assert.deepEqual(rig.wants(), [], "the socket has its time");
  rig.pass(1);
  assert.deepEqual(rig.wants(), [
    { kind: "books", tokens: [market.yes], reason: "no snapshot yet" },
  ]);
  assert.deepEqual(kinds(rig.answer(market)), ["feedUp", "book"]);
});

Deno.test("tokens added to an open connection are watched as well", () => {
  const [rig, a, b] = [new Rig(), aMarket(0), aMarket(1)];
  rig.watch(a);
  rig.list(b);
  rig.open(1, [b.yes, b.no]);
  assert.deepEqual(kinds(rig.frame(snapshot(b))), ["feedUp", "book"]);
  assert.equal(rig.machine.status().up, 2);
});

Deno.test("a market that moves to another connection waits for its snapshot there", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  assert.deepEqual(kinds(rig.open(2, [market.yes, market.no])), ["feedDown"]);
  assert.deepEqual(rig.frame(snapshot(market), 1), []);
  assert.deepEqual(rig.frame(snapshot(market), 2)[0], {
    kind: "feedUp",
    token: market.yes,
    link: 2,
  });
  assert.deepEqual(rig.give({ kind: "closed", link: 1 as never, reason: "gone" }), []);
});

Deno.test("linkHeard comes with data about its books, at most once a second, and nothing else", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.list(market);
  rig.open(1, [market.yes, market.no]);
  assert.deepEqual(rig.hear(snapshot(market)).at(-1), { kind: "linkHeard", link: 1 });
  assert.deepEqual(rig.pass(1), [], "a second that passes is no data");
  const broadcast = { event_type: "new_market", market: market.id, assets_ids: [market.yes] };
  for (const text of ["PONG", JSON.stringify(broadcast)]) {
    assert.deepEqual(rig.hear(text), [], "it says nothing of the books");
  }
  let size = 0;
  const change = () =>
    kinds(rig.hear(applyMoves(market, [{ ...BID, size: ++size * MICRO }], rig.time)));
  assert.deepEqual(change(), ["level", "linkHeard"]);
  for (let i = 0; i < 5; i++) {
    rig.at += 10;
    assert.deepEqual(change(), ["level"]);
  }
  assert.deepEqual(rig.pass(1), [], "said later it would make books look younger than they are");
  assert.deepEqual(change(), ["level", "linkHeard"]);
});

Deno.test("INVALID OPERATION takes the books down and wants the connection anew", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  rig.wants();
  assert.deepEqual(kinds(rig.frame("INVALID OPERATION")), ["feedDown"]);
  assert.deepEqual(rig.wants(), [{ kind: "recycle", link: 1, reason: "INVALID OPERATION" }]);
  assert.deepEqual(rig.frame(snapshot(market)), [], "what still comes is not believed");
  assert.deepEqual(rig.pass(14), []);
  assert.deepEqual(rig.wants(), []);
  rig.pass(1);
  assert.equal(rig.wants().length, 1, "nobody closed it");
});

Deno.test("R-129 a book that does not come for half a minute is said once, and shown as down", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.list(market);
  rig.open(1, [market.yes, market.no]);
  rig.open(2, [aMarket(1).yes]);
  const { links, watched, up, down } = rig.machine.status();
  assert.equal(links.length, 2);
  assert.deepEqual([watched, up], [1, 0]);
  assert.deepEqual(down, [{ token: market.yes, reason: "no snapshot yet", since: NOON }]);
  for (let i = 0; i < 40; i++) {
    rig.pass(1);
    for (const want of rig.wants()) {
      if (want.kind !== "recycle") continue;
      rig.give({ kind: "closed", link: want.link, reason: want.reason });
    }
  }
  assert.deepEqual(rig.notices, []);
  rig.open(3, [market.yes, market.no]);
  for (let i = 0; i < 40; i++) {
    rig.frame(tradeFrame(market.yes, 500_000, rig.time), 3);
    rig.pass(1);
  }
  assert.deepEqual(rig.notices, [`Polymarket: no book of token ${market.yes} for 30 s`]);
});

Deno.test("a first snapshot with a false time costs the connection, not the market", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.list(market);
  rig.open(1, [market.yes, market.no]);
  rig.frame(snapshot({ ...market, at: rig.time + 3_600_000 }));
  let downAt = 0;
  for (let i = 0; i < 40 && downAt === 0; i++) {
    rig.at += 500;
    rig.move(market, { ...BID, size: (i + 1) * MICRO });
    rig.at += 500;
    if (rig.give({ kind: "tick" }).some(({ kind }) => kind === "feedDown")) downAt = rig.at;
    if (rig.wants().length > 0) rig.answer(market);
  }
  // Ten messages that are older than the book, then resyncMs.
  assert.equal(downAt, 12_000);
  for (let i = 0; i < 5; i++) {
    rig.answer(market);
    rig.pass(1);
  }
  const wants = rig.wants();
  assert.ok(
    wants.some(({ kind, reason }) =>
      kind === "recycle" && reason === "REST stays behind the socket"
    ),
  );
});

Deno.test("a connection that is behind confirms nothing; one late message is no sign of it", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  let size = 0;
  const tell = (lateMs: number) => {
    const text = applyMoves(market, [{ ...BID, size: ++size * MICRO }], rig.time - lateMs);
    return kinds(rig.hear(text)).filter((kind) => kind === "linkHeard");
  };
  for (let i = 0; i < 5; i++) {
    rig.at += 100;
    tell(0);
  }
  rig.pass(1);
  for (let i = 0; i < 6; i++) {
    // From now on every message is older than the one before is old: four seconds behind.
    rig.at += 4_500;
    assert.deepEqual(tell(4_000), []);
    assert.deepEqual(kinds(rig.pass(1)).filter((kind) => kind === "linkHeard"), []);
    rig.at += 4_500;
    assert.deepEqual(tell(0), ["linkHeard"]);
    rig.pass(1);
    for (const want of rig.wants()) if (want.kind === "books") rig.answer(market);
  }
  assert.deepEqual(rig.machine.status().recycles, {});
});

Deno.test("on a new connection times begin anew: a replica that is behind is believed there", () => {
  const [rig, market] = [new Rig(), aMarket()];
  market.at = NOON;
  rig.watch(market);
  rig.at += 10;
  rig.move(market, BID);
  rig.give({ kind: "closed", link: 1 as never, reason: "gone" });
  rig.open(2, [market.yes, market.no]);
  const behind = { ...market, at: NOON - 5_000 };
  assert.deepEqual(kinds(rig.frame(snapshot(behind), 2)), ["feedUp", "book"]);
  const text = applyMoves(market, [{ ...BID, size: 0 }], NOON - 4_000);
  assert.deepEqual(kinds(rig.frame(text, 2)), ["level"]);
  assert.equal(rig.machine.status().counts.lateApplied, 0);
  rig.give({ kind: "closed", link: 2 as never, reason: "gone" });
  rig.open(3, [market.yes, market.no]);
  assert.deepEqual(kinds(rig.answer({ ...market, at: NOON - 9_000 })), ["feedUp", "book"]);
});
