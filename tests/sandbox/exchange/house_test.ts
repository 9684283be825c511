import assert from "node:assert/strict";
import { price, shares } from "../../../src/core/types/units.ts";
import { ALICE, aListing, answerOf, MARKET, micro, openRig, YES } from "./rig.ts";
import type { Rig } from "./rig.ts";

const level = (side: "buy" | "sell", at: string, size: string) => ({
  side,
  price: price(micro(at)),
  size: shares(micro(size)),
});

function sweep({ exchange }: Rig, side: "buy" | "sell", limit: string, size: string): number {
  return exchange.sweep(MARKET, side, price(micro(limit)), shares(micro(size))) / 1e6;
}

Deno.test("a ladder that moves in one call does not trade with itself and is told once", () => {
  const rig = openRig();
  rig.exchange.quotes(MARKET, [level("buy", "0.49", "10"), level("sell", "0.51", "10")]);
  rig.hush();
  rig.exchange.quotes(MARKET, [
    level("buy", "0.51", "10"),
    level("sell", "0.53", "10"),
    level("buy", "0.49", "0"),
    level("sell", "0.51", "0"),
  ]);
  assert.deepEqual(rig.events.map(({ kind }) => kind), ["levels"]);
  assert.deepEqual([rig.shown("buy"), rig.shown("sell")], [["0.51 x 10"], ["0.53 x 10"]]);
});

Deno.test("a quote of the size that is shown changes and tells nothing", () => {
  const rig = openRig();
  rig.quote("buy", "0.49", "10");
  rig.hush();
  rig.quote("buy", "0.49", "10");
  assert.deepEqual(rig.events, []);
});

Deno.test("a quote leaves users' size at its price alone", () => {
  const rig = openRig();
  rig.place({ at: "0.5", size: "6" });
  rig.quote("buy", "0.5", "10");
  assert.deepEqual(rig.shown("buy"), ["0.5 x 16"]);
  rig.quote("buy", "0.5", "0");
  assert.deepEqual(rig.shown("buy"), ["0.5 x 6"]);
});

Deno.test("a quote that crosses trades with users and shows what is left of it", () => {
  const rig = openRig();
  const order = rig.place({ at: "0.5", size: "6" });
  rig.hush();
  rig.quote("sell", "0.48", "10");
  assert.equal(rig.exchange.order(order.id)?.matched, micro("6"));
  assert.deepEqual([rig.shown("buy"), rig.shown("sell")], [[], ["0.48 x 4"]]);
  assert.deepEqual(rig.events.map(({ kind }) => kind), ["print", "trade", "order", "levels"]);
  const [trade] = rig.exchange.trades(ALICE);
  assert.deepEqual([trade?.taker, trade?.side, trade?.price], ["house", "sell", micro("0.5")]);
});

Deno.test("a sweep prints each level it takes and says how much it got", () => {
  const rig = openRig();
  rig.exchange.quotes(MARKET, [level("sell", "0.5", "10"), level("sell", "0.52", "10")]);
  rig.hush();
  assert.equal(sweep(rig, "buy", "0.51", "15"), 10);
  assert.equal(sweep(rig, "buy", "0.6", "4"), 4);
  assert.equal(sweep(rig, "sell", "0.1", "4"), 0);
  assert.deepEqual(
    rig.events.map((event) => event.kind === "print" ? event.price / 1e6 : event.kind),
    [0.5, "levels", 0.52, "levels"],
  );
  const { volume, volume24h } = rig.exchange.status(MARKET);
  assert.deepEqual([volume, volume24h], [micro("7.08"), micro("7.08")]);
  assert.deepEqual(rig.exchange.book(YES)?.lastTrade, { price: micro("0.52"), side: "buy" });
  assert.deepEqual(rig.exchange.trades("house"), []);
});

Deno.test("a price off the grid, a fraction of a unit and an unknown market throw", () => {
  const rig = openRig();
  assert.throws(() => rig.quote("buy", "0.495", "10"), /tick size is 10000/);
  const half = 0.5 as never;
  assert.throws(() => rig.exchange.quote(MARKET, "buy", price(1e5), half), /whole micro-shares/);
  assert.throws(
    () => rig.exchange.quote("0x" as never, "buy", price(1e5), shares(1)),
    /not listed/,
  );
  assert.throws(() => rig.exchange.list(aListing(), price(10_000)), /is taken/);
});

Deno.test("the house withdraws levels that are off a grid which became coarser", () => {
  const rig = openRig({}, {}, "0.001");
  rig.quote("buy", "0.495", "10");
  rig.exchange.setTickSize(MARKET, price(10_000));
  rig.quote("buy", "0.495", "0");
  assert.deepEqual(rig.shown("buy"), []);
});

Deno.test("a market that has not traded has a book, an unknown token has none", () => {
  const rig = openRig();
  assert.deepEqual(rig.exchange.book(YES), {
    token: YES,
    market: MARKET,
    at: aListing().startAt,
    bids: [],
    asks: [],
    tickSize: 10_000,
    lastTrade: null,
  });
  assert.equal(rig.exchange.book("9" as never), undefined);
  assert.equal(answerOf(rig.place({})), "live");
  assert.equal(rig.exchange.book(YES)?.at, rig.clock.now());
});
