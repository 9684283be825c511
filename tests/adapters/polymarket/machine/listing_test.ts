import assert from "node:assert/strict";
import { MICRO } from "../../../../src/core/types/units.ts";
import { aMarket, kinds, Rig } from "./rig.ts";
import { WATCH } from "./rehearsal.ts";
import { gammaPage, snapshot, type TrueMarket, truthOf } from "./true_venue.ts";

function resolution(market: TrueMarket, status: string, payouts?: readonly number[]): string {
  return JSON.stringify({
    data: [{ condition_id: market.id, status, ...(payouts === undefined ? {} : { payouts }) }],
  });
}

Deno.test("a market is listed when Gamma has found it and the CLOB has said its rules", () => {
  const [rig, market] = [new Rig(), aMarket()];
  assert.deepEqual(rig.rest("truth", truthOf(market), market.id), [], "Gamma has not found it");
  assert.deepEqual(rig.rest("markets", gammaPage([market])), []);
  assert.deepEqual(rig.rest("truth", truthOf(market, { sd: 3 }), market.id), [{
    kind: "listed",
    market: {
      id: market.id,
      question: "Question 0001?",
      slug: "question-0001",
      category: "other",
      group: "question-0001",
      yes: market.yes,
      no: market.no,
      endAt: Date.UTC(2026, 11, 31, 12),
      tickSize: 10_000,
      minOrder: 5 * MICRO,
      fee: { rate: 0.04, exponent: 1 },
      volume24h: 12_345_500_000,
      negRisk: false,
      takerDelayMs: 3_000,
      depthAssumed: false,
      accepting: true,
    },
  }]);
});

Deno.test("R-120 metadata read again is no news, and leaves books and connections as they are", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  assert.deepEqual(rig.list(market), []);
  const page = gammaPage([market], { volume24hr: 99 });
  assert.deepEqual(kinds(rig.rest("markets", page)), ["listed"]);
  assert.equal(rig.machine.status().up, 1);
  assert.deepEqual(rig.frame(snapshot(market)).map(({ kind }) => kind), ["skipped"]);
});

Deno.test("a refused market is listed as closed: after a restart it may be one we hold", () => {
  const [rig, a, b] = [new Rig(), aMarket(0), aMarket(1)];
  rig.rest("markets", gammaPage([a], { closed: true }));
  const [held] = rig.rest("truth", truthOf(a), a.id);
  assert.ok(held?.kind === "listed" && !held.market.accepting);
  rig.list(b);
  const [closed, ...rest] = rig.rest(
    "markets",
    gammaPage([b], { umaResolutionStatus: "proposed" }),
  );
  assert.ok(closed?.kind === "listed" && !closed.market.accepting);
  assert.deepEqual(rest, []);
  assert.deepEqual(rig.rest("truth", truthOf(b), b.id), [], "said once");
  const [open] = rig.rest("markets", gammaPage([b]));
  assert.ok(open?.kind === "listed" && open.market.accepting);
});

Deno.test("R-156 without tick or minimum of the CLOB a market is closed, with what was known", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.rest("markets", gammaPage([market]));
  assert.deepEqual(rig.rest("truth", truthOf(market, { mts: undefined }), market.id), []);
  rig.rest("truth", truthOf(market), market.id);
  const [closed] = rig.rest("truth", truthOf(market, { mos: undefined }), market.id);
  assert.ok(closed?.kind === "listed" && !closed.market.accepting);
  assert.equal(closed.market.minOrder, 5 * MICRO);
});

Deno.test("an ending that is proposed closes the market, one that is withdrawn opens it again", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  for (const status of ["initialized", "posed"]) {
    assert.deepEqual(rig.rest("resolutions", resolution(market, status)), []);
  }
  for (const status of ["proposed", "challenged", "disputed", "a new word"]) {
    const [closed, ...rest] = rig.rest("resolutions", resolution(market, status));
    assert.ok(closed?.kind === "listed" && !closed.market.accepting, status);
    assert.deepEqual(rest, []);
    assert.deepEqual(rig.rest("resolutions", resolution(market, status)), []);
    const [open] = rig.rest("resolutions", resolution(market, "posed"));
    assert.ok(open?.kind === "listed" && open.market.accepting);
  }
});

Deno.test("a market is resolved once, by its payouts and by nothing else", () => {
  const cases = [
    [[MICRO, 0], "yes"],
    [[0, MICRO], "no"],
    [[MICRO / 2, MICRO / 2], null],
  ] as const;
  for (const [payouts, winner] of cases) {
    const [rig, market] = [new Rig(), aMarket()];
    rig.watch(market);
    const news = { event_type: "market_resolved", market: market.id, winning_asset_id: market.yes };
    assert.deepEqual(kinds(rig.frame(JSON.stringify(news))), ["listed"], "closed, not settled");
    assert.deepEqual(rig.rest("resolutions", resolution(market, "resolved")), []);
    const told = rig.rest("resolutions", resolution(market, "resolved", payouts));
    assert.deepEqual(told, [
      { kind: "resolved", market: market.id, winner },
      { kind: "feedDown", token: market.yes, reason: "resolved" },
    ]);
    assert.deepEqual(rig.rest("resolutions", resolution(market, "resolved", payouts)), []);
    assert.deepEqual(rig.list(market), [], "what has ended is not listed again");
    assert.deepEqual(rig.frame(snapshot(market)), []);
    assert.deepEqual(rig.pass(60), [], "nothing is missed");
    assert.deepEqual(rig.wants(), []);
    rig.give({ kind: "dropped", tokens: [market.yes, market.no] });
    assert.deepEqual(rig.list(market), []);
  }
});

Deno.test("the ending of a market that was never listed is told: we may hold it since before", () => {
  const [rig, market] = [new Rig(), aMarket()];
  assert.deepEqual(rig.rest("resolutions", resolution(market, "resolved", [0, MICRO])), [
    { kind: "resolved", market: market.id, winner: "no" },
  ]);
});

Deno.test("a history comes before the first book, once, in prices of YES", () => {
  const [rig, market] = [new Rig(), aMarket()];
  const at = rig.time / 1_000;
  const body = JSON.stringify({
    history: [
      { t: at - 120, p: 0.305 },
      { t: at - 60, p: 1 },
      { t: at - 30, p: 0.31 },
      { t: at + 30, p: 0.32 },
    ],
  });
  assert.deepEqual(rig.rest("history", body, market.no), [], "of nothing that is known");
  rig.list(market);
  assert.deepEqual(rig.rest("history", body, market.no), [{
    kind: "history",
    token: market.yes,
    points: [
      { at: rig.time - 120_000, price: 695_000 },
      { at: rig.time - 30_000, price: 690_000 },
    ],
  }]);
  assert.deepEqual(rig.rest("history", body, market.yes), []);
  const late = aMarket(1);
  rig.watch(late);
  assert.deepEqual(rig.rest("history", body, late.yes), []);
});

Deno.test("two markets with one token are not both listed", () => {
  const [rig, a] = [new Rig(), aMarket(0)];
  rig.list(a);
  const b = { ...aMarket(1), no: a.no };
  assert.deepEqual(rig.list(b), []);
  assert.equal(rig.notices.length, 1);
});

Deno.test("R-136 after ten thousand listings and endings only the living are remembered", () => {
  const [rig, alive] = [new Rig(), aMarket(99_999)];
  rig.watch(alive);
  for (let n = 0; n < 10_000; n++) {
    const market = aMarket(n);
    rig.list(market);
    if (n % 10 === 0) {
      rig.open(1, [market.yes, market.no]);
      rig.frame(snapshot(market));
    }
    rig.rest("resolutions", resolution(market, "resolved", [MICRO, 0]));
    if (n % 10 === 0) rig.give({ kind: "dropped", tokens: [market.yes, market.no] });
    rig.wants();
  }
  assert.equal(rig.state.listings.size, 1);
  assert.equal(rig.state.tokens.size, 2);
  assert.equal(rig.state.orphans.size, 0);
  assert.equal(rig.machine.status().watched, 1);
  assert.ok(rig.state.ended.size <= 20_000);
});

Deno.test("markets that are only found are forgotten, the ones longest ago first", () => {
  const rig = new Rig();
  rig.watch(aMarket(0));
  for (let from = 1; from < 20_600; from += 100) {
    const page = Array.from({ length: 100 }, (_, i) => aMarket(from + i));
    rig.rest("markets", gammaPage(page));
  }
  assert.equal(rig.machine.status().found, 20_000);
  assert.equal(rig.machine.status().up, 1);
  assert.ok(rig.state.listings.has(aMarket(0).id as never), "it is watched");
  assert.ok(!rig.state.listings.has(aMarket(1).id as never));
});

Deno.test("a market that Gamma garbles does not take its neighbours with it", () => {
  const [rig, a, b] = [new Rig(), aMarket(0), aMarket(1)];
  const page = JSON.parse(gammaPage([a, b]));
  page.markets[0].conditionId = "what?";
  assert.deepEqual(rig.rest("markets", JSON.stringify(page)), [
    { kind: "skipped", reason: "wrongType", count: 1 },
  ]);
  assert.deepEqual(kinds(rig.rest("truth", truthOf(b), b.id)), ["listed"]);
  assert.equal(rig.notices.length, 1);
});

Deno.test("R-079 R-081 parameters that cannot be read any more are not traded on", () => {
  const [rig, market] = [new Rig({ ...WATCH, truthMaxAgeMs: 60_000 as never }), aMarket()];
  rig.list(market);
  assert.deepEqual(rig.pass(60).filter(({ kind }) => kind === "listed"), []);
  const [closed] = rig.pass(1).filter((input) => input.kind === "listed");
  assert.equal(closed?.market.accepting, false);
  assert.deepEqual(rig.pass(5).filter(({ kind }) => kind === "listed"), [], "said once");
  const [open] = rig.rest("truth", truthOf(market), market.id);
  assert.ok(open?.kind === "listed" && open.market.accepting);
});
