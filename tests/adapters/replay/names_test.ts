// What is read out of names: the end of a market, its category, its group.
import assert from "node:assert/strict";
import { deadline, endOfDay } from "../../../src/adapters/replay/dates.ts";
import { guessCategory, guessGroup } from "../../../src/adapters/replay/guess.ts";
import { assumedFee, quoteAround } from "../../../src/adapters/replay/market.ts";
import { price } from "../../../src/core/types/units.ts";

const march = Date.UTC(2026, 2, 10);

Deno.test("a day ends at midnight in New York", () => {
  assert.equal(endOfDay(2026, 7, 14), Date.UTC(2026, 6, 15, 4));
  assert.equal(endOfDay(2026, 12, 31), Date.UTC(2027, 0, 1, 4));
});

Deno.test("a deadline is the last date that a name gives", () => {
  const cases: readonly [string, number][] = [
    ["tc-temp-laxhigh-2026-07-14-gte74lt75f", endOfDay(2026, 7, 14)],
    ["cpc-btc-150k-08-31-2026", endOfDay(2026, 8, 31)],
    ["military-action-ends-by-april-17-2026", endOfDay(2026, 4, 17)],
    ["peace-deal-by-june-30-2026-837-641-896", endOfDay(2026, 6, 30)],
    ["Will he post 20-39 tweets from March 31 to April 7, 2026?", endOfDay(2026, 4, 7)],
    ["ceasefire-by-april-7-278", endOfDay(2026, 4, 7)],
    ["out by January 5?", endOfDay(2027, 1, 5)],
    ["will-bitcoin-reach-80k-in-april-2026-794", endOfDay(2026, 4, 30)],
    ["hit by end of March?", endOfDay(2026, 3, 31)],
    ["will-the-us-invade-before-2027", endOfDay(2026, 12, 31)],
    ["be head of state end of 2026", endOfDay(2026, 12, 31)],
  ];
  for (const [name, wanted] of cases) {
    assert.equal(deadline(name, march), wanted, name);
  }
});

Deno.test("a name without a date has no deadline", () => {
  for (const name of ["will-a-win-the-2028-us-presidential-election", "tpoyc-2026-ai", "maybe 7"]) {
    assert.equal(deadline(name, march), null, name);
  }
});

Deno.test("a category is told by the words of a name", () => {
  const cases: readonly [string, string][] = [
    ["nba-mil-mia-2026-03-12", "sports"],
    ["us-x-iran-ceasefire-by-april-7-278", "geopolitics"],
    ["will-bitcoin-reach-150k-in-may-2026", "crypto"],
    ["btc-updown-5m-1766038500", "crypto-5m"],
    ["will-trump-say-iran-during-events", "mentions"],
    ["will-a-b-win-the-2028-democratic-presidential-nomination-653", "politics"],
    ["highest-temperature-in-nyc-on-january-26", "weather"],
    ["something-quite-different", "other"],
  ];
  for (const [slug, wanted] of cases) assert.equal(guessCategory(slug), wanted, slug);
});

Deno.test("markets of one game, one race and one ladder share a group", () => {
  const same = [
    ["nba-gsw-bos-2026-03-18-spread-home-11pt5", "nba-gsw-bos-2026-03-18"],
    ["will-haiti-win-the-2026-fifa-world-cup", "will-usa-win-the-2026-fifa-world-cup-467"],
    ["ceasefire-by-april-7-278", "ceasefire-by-may-15-2026-144-885"],
    ["will-bitcoin-dip-to-62k-in-july-2026", "bitcoin-above-78k-on-april-24"],
  ];
  for (const [a = "", b = ""] of same) assert.equal(guessGroup(a), guessGroup(b), a);
  assert.notEqual(guessGroup("nba-a-b-2026-03-18"), guessGroup("nba-a-b-2026-03-19"));
});

Deno.test("fees follow the category, an unknown one pays what others pay", () => {
  const rates = ["sports", "crypto", "crypto-15m", "politics", "geopolitics", "climate", "x"]
    .map((category) => assumedFee(category).rate);
  // PROTOCOL 5.4, rates since August 2026.
  assert.deepEqual(rates, [0.05, 0.07, 0.07, 0.04, 0, 0.05, 0.05]);
});

Deno.test("a quote around a price is rounded outward and never reaches 0 or 1", () => {
  const around = (micro: number) => quoteAround(micro, price(20_000));
  assert.deepEqual(around(580_000), { bid: 570_000, ask: 590_000 });
  assert.deepEqual(around(575_000), { bid: 560_000, ask: 590_000 });
  assert.deepEqual(around(500), { bid: 0, ask: 20_000 });
  assert.deepEqual(around(999_500), { bid: 980_000, ask: 0 });
  assert.deepEqual(around(0), { bid: 0, ask: 0 });
  assert.deepEqual(around(1_000_000), { bid: 0, ask: 0 });
});
