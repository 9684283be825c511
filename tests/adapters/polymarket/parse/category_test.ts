import assert from "node:assert/strict";
import { categoryOf } from "../../../../src/adapters/polymarket/parse/category.ts";
import { driftLog } from "./drift_log.ts";
import type { Fields } from "./payloads.ts";

const tagged = (...slugs: readonly string[]): Fields => ({
  events: [{ tags: slugs.map((slug) => ({ id: "1", slug, label: slug })) }],
});

const table: readonly (readonly [string, Fields])[] = [
  ["politics", tagged("politics")],
  ["politics", tagged("all", "world-elections")],
  ["politics", { events: [{ tags: [{ label: "US Politics" }] }] }],
  ["politics", { tags: [{ slug: "Elections" }] }],
  ["weather", tagged("science", "weather")],
  ["technology", tagged("tech")],
  ["economics", tagged("economy", "politics-x")],
  ["geopolitics", tagged("politics", "ukraine")],
  ["world", tagged("world")],
  ["sports", tagged("sports", "nba")],
  ["crypto", { feeType: "crypto_fees_v2" }],
  ["politics", { feeType: "politics_fees" }],
  ["sports", { feeType: "sports_fees_v2" }],
  ["technology", { feeType: "tech_fees" }],
  ["other", { feeType: "general_fees" }],
  ["other", { feeType: "moon_fees" }],
  ["politics", { ...tagged("politics"), feeType: "crypto_fees_v2" }],
  ["crypto", { ...tagged("hide-from-new"), feeType: "crypto_fees_v2" }],
  ["sports", { category: "Sports" }],
  ["politics", { category: "US-current-affairs" }],
  ["other", { category: "constructor" }],
  ["other", {}],
  ["other", { events: "none", tags: [null, 3], feeType: 5, slug: 7 }],
  ["crypto-5m", { slug: "btc-updown-5m-1795305600", feeType: "crypto_fees_v2" }],
  ["crypto-15m", { slug: "eth-updown-15m-1795305600" }],
  ["crypto-4h", { slug: "sol-updown-4h-1795305600" }],
  ["crypto-5m", { slug: "bitcoin-now", ...tagged("up-or-down", "crypto", "5M") }],
  ["finance", { slug: "spx-up-or-down", ...tagged("up-or-down", "finance", "1d") }],
  ["sports-live", { sportsMarketType: "moneyline", feeType: "general_fees" }],
  ["sports-live", { gameStartTime: "2026-11-22 20:00:00+00", secondsDelay: 3 }],
  ["sports-live", { ...tagged("sports"), gameStartTime: "2026-11-22 20:00:00+00" }],
  ["sports-live", { ...tagged("soccer"), secondsDelay: 1 }],
  ["sports-live", { slug: "nba-mil-mia-2026-03-12" }],
  ["weather", { ...tagged("weather"), secondsDelay: 3 }],
  ["politics", { ...tagged("politics"), gameStartTime: "2026-11-22 20:00:00+00" }],
  ["sports", { ...tagged("nfl"), secondsDelay: 0, gameStartTime: "" }],
];

Deno.test("a market's category comes from its tags, else its fee, and games and windows go before", () => {
  for (const [category, market] of table) {
    assert.equal(categoryOf(market), category, JSON.stringify(market));
  }
});

Deno.test("only a fee type of an unknown topic is drift", () => {
  const { drift, said } = driftLog();
  for (const [, market] of table) categoryOf(market, drift);
  const text = 'Polymarket: gamma market has feeType = "moon_fees", which is not known here';
  assert.deepEqual(said, [text]);
});
