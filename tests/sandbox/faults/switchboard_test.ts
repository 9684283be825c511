import assert from "node:assert/strict";
import { SimClock } from "../../../src/core/sim_clock.ts";
import { millis } from "../../../src/core/types/units.ts";
import type { MarketId } from "../../../src/core/types/ids.ts";
import { parseFault, parseFaults } from "../../../src/sandbox/faults/request.ts";
import { createFaults, type Faults, matchesPath } from "../../../src/sandbox/faults/switchboard.ts";
import { runTimetable } from "../../../src/sandbox/faults/timetable.ts";

function aBoard(seed = 1): { clock: SimClock; faults: Faults; effects: string[] } {
  const clock = new SimClock(millis(0));
  const effects: string[] = [];
  const faults = createFaults({
    seed,
    clock,
    effect: (name, request) => {
      effects.push(`${name} ${request === null ? "off" : "on"}`);
      return name === "resolve"
        ? { ok: false, error: "no market is open" }
        : { ok: true, value: name === "close" ? 3 : 0 };
    },
    marketId: (name) => name === "slug" ? "0xaa" as MarketId : null,
  });
  return { clock, faults, effects };
}

function set(faults: Faults, value: Readonly<Record<string, unknown>>): void {
  const parsed = parseFault(value);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const done = faults.set(parsed.value);
  assert.ok(done.ok, JSON.stringify(done));
}

const frame = { channel: "market", link: 1, markets: ["0xaa"], tokens: ["1", "2"] } as const;

Deno.test("a fault acts on all there is until it is switched off, and is counted", () => {
  const { faults } = aBoard();
  assert.equal(faults.strikes("freeze", frame), null);
  set(faults, { name: "freeze" });
  assert.deepEqual(faults.strikes("freeze", frame), {});
  assert.deepEqual(faults.strikes("freeze", frame), {});
  assert.equal(faults.clear("freeze"), true);
  assert.equal(faults.clear("freeze"), false);
  assert.equal(faults.strikes("freeze", frame), null);
  const [state] = faults.list();
  assert.deepEqual([state?.on, state?.acted], [false, 2]);
});

Deno.test("a share is a share, the same with the same seed, and another with another", () => {
  const draws = (seed: number) => {
    const { faults } = aBoard(seed);
    set(faults, { name: "drop", share: 0.25 });
    return Array.from({ length: 1_000 }, () => faults.strikes("drop", frame) !== null);
  };
  const first = draws(1);
  // 0.25 of 1,000, give or take four deviations of 13.7.
  assert.ok(Math.abs(first.filter(Boolean).length - 250) < 55);
  assert.deepEqual(draws(1), first);
  assert.notDeepEqual(draws(2), first);
});

Deno.test("one fault's chance does not depend on the others", () => {
  const draws = (other: boolean) => {
    const { faults } = aBoard();
    set(faults, { name: "drop", share: 0.5 });
    set(faults, { name: "garbage", share: 0.5 });
    return Array.from({ length: 100 }, () => {
      if (other) faults.strikes("garbage", frame);
      return faults.strikes("drop", frame) !== null;
    });
  };
  assert.deepEqual(draws(true), draws(false));
});

Deno.test("frames are narrowed by market, token, link and channel", () => {
  const hits = (scope: Readonly<Record<string, unknown>>) => {
    const { faults } = aBoard();
    set(faults, { name: "freeze", ...scope });
    const others = [
      { ...frame, link: 2 },
      { ...frame, channel: "user" as const },
      { ...frame, markets: ["0xbb"] },
      { ...frame, tokens: ["3"] },
    ];
    return [frame, ...others].map((subject) => faults.covers("freeze", subject) ? 1 : 0).join("");
  };
  assert.equal(hits({}), "11011");
  assert.equal(hits({ link: 1 }), "10011");
  assert.equal(hits({ channel: "user" }), "00100");
  assert.equal(hits({ market: "slug" }), "11001");
  assert.equal(hits({ token: "2" }), "11010");
});

Deno.test("a scope that names no market is refused", () => {
  const { faults } = aBoard();
  const parsed = parseFault({ name: "freeze", market: "nothing" });
  assert.ok(parsed.ok);
  assert.deepEqual(faults.set(parsed.value), { ok: false, error: "no market nothing" });
});

Deno.test("requests are narrowed by path and method, those of orders to their POST", () => {
  const { faults } = aBoard();
  set(faults, { name: "http425" });
  const at = (path: string, method: string) => faults.covers("http425", { path, method });
  assert.deepEqual([at("/order", "POST"), at("/orders", "POST")], [true, true]);
  assert.deepEqual([at("/order", "DELETE"), at("/book", "GET")], [false, false]);
  set(faults, { name: "http425", path: "/book", method: "GET" });
  assert.deepEqual([at("/order", "POST"), at("/book", "GET")], [false, true]);
});

Deno.test("a pattern stands for a whole path", () => {
  assert.ok(matchesPath("*", "/anything/at/all"));
  assert.ok(matchesPath("/gamma/*", "/gamma/markets/keyset"));
  assert.ok(!matchesPath("/book", "/books"));
  assert.ok(matchesPath("*/prices-history", "/data-api/v2/prices-history"));
  assert.ok(!matchesPath("/a.b", "/acb"));
});

Deno.test("forMs and times end a fault", () => {
  const { faults, clock, effects } = aBoard();
  set(faults, { name: "neverSettle", forMs: 100 });
  set(faults, { name: "drop", share: 1, times: 2 });
  const strikes = () => faults.strikes("drop", frame) !== null;
  assert.deepEqual([strikes(), strikes(), strikes()], [true, true, false]);
  clock.advanceTo(millis(99));
  assert.notEqual(faults.args("neverSettle"), null);
  clock.advanceTo(millis(100));
  assert.equal(faults.args("neverSettle"), null);
  assert.deepEqual(effects, ["neverSettle on", "drop on", "drop off", "neverSettle off"]);
});

Deno.test("setting a fault again replaces it and its end, and goes on counting", () => {
  const { faults, clock } = aBoard();
  set(faults, { name: "drop", share: 1, forMs: 100 });
  faults.strikes("drop", frame);
  set(faults, { name: "drop", share: 1 });
  clock.advanceTo(millis(1_000));
  faults.strikes("drop", frame);
  const [state] = faults.list();
  assert.deepEqual([state?.on, state?.acted, state?.until], [true, 2, null]);
});

Deno.test("a fault that acts once is not on afterwards, but counted", () => {
  const { faults } = aBoard();
  set(faults, { name: "close" });
  assert.deepEqual(faults.list().map(({ on, acted }) => [on, acted]), [[false, 3]]);
  set(faults, { name: "close", forMs: 10 });
  assert.equal(faults.list()[0]?.on, true);
});

Deno.test("a timetable switches faults on at their times, again and again if so wished", () => {
  const { faults, clock, effects } = aBoard();
  const entries = parseFaults([
    { name: "freeze" },
    { name: "drop", afterMs: 50, everyMs: 100, forMs: 20 },
    { name: "resolve", afterMs: 60 },
  ]);
  assert.ok(entries.ok);
  const refused: string[] = [];
  runTimetable(entries.value, faults, clock, (reason) => refused.push(reason));
  assert.deepEqual(effects, ["freeze on"]);
  clock.advanceTo(millis(175));
  assert.deepEqual(effects, [
    "freeze on",
    "drop on",
    "resolve on",
    "drop off",
    "drop on",
    "drop off",
  ]);
  assert.deepEqual(refused, ["resolve: no market is open"]);
});
