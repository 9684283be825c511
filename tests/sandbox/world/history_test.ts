import assert from "node:assert/strict";
import { millis } from "../../../src/core/types/units.ts";
import { pastPath, Path } from "../../../src/sandbox/world/history.ts";
import { aWorld, shipped, START } from "./rig.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

Deno.test("the past path is 0 at its beginning and continuous", () => {
  assert.equal(pastPath(5, 0), 0);
  // A grid interval is 10 s: sd 0.053; six of them are beyond any luck.
  for (let ago = 0; ago < DAY; ago += 10_000) {
    assert.ok(Math.abs(pastPath(5, ago) - pastPath(5, ago + 10_000)) < 0.35, `at ${ago}`);
  }
});

Deno.test("the past path has Brownian variance over minutes, hours and days", () => {
  // Lags in hours against the mean square change over many seeds and places.
  for (const [lag, slack] of [[1 / 60, 0.05], [1, 0.1], [24, 0.2]] as const) {
    let [sum, count] = [0, 0];
    for (let seed = 0; seed < 300; seed++) {
      for (let i = 0; i < 10; i++) {
        const ago = i * 48 * HOUR;
        sum += (pastPath(seed * 7_919, ago + lag * HOUR) - pastPath(seed * 7_919, ago)) ** 2;
        count++;
      }
    }
    assert.ok(Math.abs(sum / count / lag - 1) < slack, `lag ${lag} h: ${sum / count / lag}`);
  }
});

Deno.test("history is the same however it is asked for", () => {
  const { world, run, market } = aWorld(shipped("default"));
  const { yes } = market(3);
  const from = millis(START - 2 * HOUR);
  const whole = world.history(yes, from, START, millis(60_000));
  assert.equal(whole.length, 121);
  run(600);
  const again = world.history(yes, millis(START - HOUR), START, millis(300_000));
  assert.deepEqual(again, whole.filter((_, i) => i >= 60 && i % 5 === 0));
});

Deno.test("history joins the price at the start and then is the true path", () => {
  const rig = aWorld(shipped("reverting"));
  const mids = new Map<string, number[]>();
  for (const market of rig.exchange.markets()) {
    const [last] = rig.world.history(market.yes, millis(START - 1), START, millis(1));
    const jump = Math.abs((last?.price ?? NaN) - rig.mid(market) * 1e6);
    assert.ok(jump <= 10_000, `${market.slug} jumps by ${jump} at the start`);
  }
  for (let minute = 0; minute < 30; minute++) {
    for (const market of rig.exchange.markets()) {
      mids.set(market.id, [...mids.get(market.id) ?? [], Math.round(rig.mid(market) * 1e6)]);
    }
    rig.run(60);
  }
  const changed = [...mids.values()].filter((each) => new Set(each).size > 2).length;
  assert.ok(changed > 10);
  for (const { id, yes, no } of rig.exchange.markets()) {
    const seen = mids.get(id);
    if (seen === undefined) continue;
    const to = millis(START + 29 * 60_000);
    const told = rig.world.history(yes, START, to, millis(60_000)).map(({ price }) => price);
    assert.deepEqual(told, seen);
    const other = rig.world.history(no, START, to, millis(60_000)).map(({ price }) => price);
    assert.deepEqual(other, seen.map((price) => 1_000_000 - price));
  }
});

Deno.test("history begins with the listing and tells nothing of the future", () => {
  const { world, market, run } = aWorld(shipped("default"));
  run(90);
  const { yes, startAt } = market(0);
  const told = world.history(yes, millis(0), millis(START + DAY), millis(HOUR));
  assert.ok((told[0]?.at ?? 0) >= startAt && (told[0]?.at ?? 0) < startAt + HOUR);
  assert.ok((told.at(-1)?.at ?? 0) <= START + 90_000);
  assert.deepEqual(world.history("1" as typeof yes, START, START, millis(1)), []);
});

Deno.test("a family's prices add to about 1 in the past too", () => {
  const { world, exchange } = aWorld(shipped("negrisk"));
  const sums = new Map<string, number>();
  const at = millis(START - 12 * HOUR);
  for (const { yes, event, startAt } of exchange.markets()) {
    if (startAt > at) continue;
    const [point] = world.history(yes, at, at, millis(1));
    sums.set(event.id, (sums.get(event.id) ?? 0) + (point?.price ?? 0) / 1e6);
  }
  assert.ok(sums.size > 5);
  for (const [id, sum] of sums) assert.ok(Math.abs(sum - 1) < 0.04, `${id}: ${sum}`);
});

Deno.test("a path keeps its newest points whole and thins the older ones", () => {
  const path = new Path(8);
  for (let at = 0; at < 20; at++) path.add(at, 100 + at);
  assert.equal(path.at(19), 119);
  assert.equal(path.at(18), 118);
  assert.equal(path.at(0), 100);
  assert.equal(path.at(-1), null);
});
