import { ok, strictEqual } from "node:assert/strict";
import type { Trade } from "../../src/report/trade_fold.ts";
import { tOf, verdictOf, verdictReason, verdictWords } from "../../src/report/verdict.ts";
import { near } from "../support/near.ts";
import { addTrade, factsOf, rowLog } from "../support/rows.ts";

/** Closed trades of 20 shares bought at 0.50 without fee, one market each, sold at these prices. */
function tradesSoldAt(prices: readonly number[]): readonly Trade[] {
  const log = rowLog();
  prices.forEach((sell, i) => addTrade(log, { market: `m${i}`, buy: 0.5, sell, fee: 0 }));
  return factsOf(log.rows).trades.closed();
}

function say(closed: readonly Trade[]): string {
  return verdictWords(verdictOf(closed));
}

Deno.test("without closed trades the verdict is: no trades", () => {
  strictEqual(say([]), "no trades");
});

Deno.test("fewer than thirty trades are never distinguished from nothing, however good", () => {
  const trades = tradesSoldAt(Array.from({ length: 29 }, (_, i) => 0.7 + i / 1000));
  strictEqual(say(trades), "not distinguishable from nothing (n = 29)");
  strictEqual(verdictReason(verdictOf(trades)), "insufficient: 30 closed trades are needed");
});

Deno.test("thirty clear wins are better in this recording, and prove nothing", () => {
  const trades = tradesSoldAt(Array.from({ length: 30 }, (_, i) => 0.52 + (i % 3) / 100));
  strictEqual(
    say(trades),
    "better than doing nothing in this recording; one recording proves nothing",
  );
});

Deno.test("thirty clear losses are worse than doing nothing", () => {
  const trades = tradesSoldAt(Array.from({ length: 30 }, (_, i) => 0.46 + (i % 3) / 100));
  strictEqual(say(trades), "worse than doing nothing");
});

Deno.test("wins and losses that cancel are not distinguishable from nothing", () => {
  const trades = tradesSoldAt(Array.from({ length: 40 }, (_, i) => 0.5 + (i % 2 ? 0.03 : -0.03)));
  strictEqual(say(trades), "not distinguishable from nothing (n = 40)");
});

Deno.test("many trades in few independent markets are few observations", () => {
  const trades = tradesSoldAt(Array.from({ length: 60 }, (_, i) => 0.53 + (i % 3) / 100))
    .map((trade, i): Trade => ({ ...trade, group: `g${i % 9}` as Trade["group"] }));
  strictEqual(say(trades), "not distinguishable from nothing (n = 60)");
  strictEqual(verdictReason(verdictOf(trades)), "insufficient: 10 independent markets are needed");
});

Deno.test("groups that disagree weaken what single trades seem to say", () => {
  // One group won forty times, eleven lost once each: by trade clearly good, by group not.
  const won = tradesSoldAt(Array.from({ length: 40 }, (_, i) => 0.55 + (i % 3) / 100))
    .map((trade): Trade => ({ ...trade, group: "g" as Trade["group"] }));
  const lost = tradesSoldAt(Array.from({ length: 11 }, () => 0.49));
  strictEqual(verdictOf([...won, ...lost]).kind, "unclear");
});

Deno.test("t is the mean over its standard error", () => {
  // By hand: mean 3, variance 2.5, n 5: 3 / sqrt(2.5 / 5) = 4.2426.
  near(tOf([1, 2, 3, 4, 5]) ?? 0, 3 / Math.sqrt(0.5), 1e-12);
  strictEqual(tOf([1]), null);
  strictEqual(tOf([2, 2, 2]), null);
});

Deno.test("equal results have no spread, so nothing is claimed of them", () => {
  const trades = tradesSoldAt(Array.from({ length: 30 }, () => 0.55));
  strictEqual(verdictOf(trades).kind, "unclear");
  ok(verdictReason(verdictOf(trades)).startsWith("all results are equal"));
});
