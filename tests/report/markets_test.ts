import assert from "node:assert/strict";
import { observe } from "../../src/core/observe.ts";
import { openEngine } from "../../src/core/step.ts";
import type { MarketId } from "../../src/core/types/ids.ts";
import { millis, price, seq, shares } from "../../src/core/types/units.ts";
import type { TimedInput } from "../../src/ports.ts";
import { marketsReport } from "../../src/report/markets.ts";
import { aMarket, NOON } from "../support/builders.ts";
import { parseDefaults } from "../support/defaults.ts";

const config = parseDefaults();
const market = aMarket();
const level = (at: number, size: number) => ({ price: price(at), size: shares(size * 1_000_000) });
const book = {
  kind: "book",
  token: market.yes,
  bids: [level(400_000, 500)],
  asks: [level(420_000, 500)],
} as const;

function rowAfter(inputs: readonly TimedInput["input"][], at = 1_000) {
  const state = openEngine(config, 0);
  inputs.forEach((input, i) => observe(state, { ...input, at: NOON, seq: seq(i + 1) }));
  const report = marketsReport({
    markets: state.markets.values(),
    spark: () => [400_000.4, 410_000],
    config,
    at: millis(NOON + at),
    reading: { kind: "current" },
  });
  const [row = []] = report.rows;
  return Object.fromEntries(report.columns.map(({ key }, i) => [key, row[i]]));
}

Deno.test("a market is shown with its price, line, spread, layers, time left and age of its book", () => {
  assert.deepEqual(rowAfter([{ kind: "listed", market }, book]), {
    market: "will-it",
    price: 410_000,
    spark: "400000 410000",
    volume: market.volume24h,
    spread: 20_000,
    state: "usable",
    cusum: 0,
    ewma: null,
    roc: null,
    liquidity: "open",
    left: 30 * 86_400_000 - 1_000,
    age: 1_000,
    category: "politics",
    question: "Will it?",
    id: "m1" as MarketId,
  });
});

Deno.test("a market without a usable book says why and shows no price", () => {
  const listed = { kind: "listed", market } as const;
  const down = { kind: "feedDown", token: market.yes, reason: "closed" } as const;
  const over = { kind: "resolved", market: market.id, winner: "yes" } as const;
  assert.deepEqual(pick(rowAfter([listed])), ["empty or missing", null, "shut: bookMissing"]);
  assert.deepEqual(pick(rowAfter([listed, book, down])), ["feed down", null, "shut: bookMissing"]);
  assert.deepEqual(pick(rowAfter([listed, book], 60_000)), ["stale", 410_000, "shut: bookAge"]);
  assert.equal(rowAfter([listed, book, over])["state"], "resolved");
});

function pick(row: Readonly<Record<string, unknown>>): readonly unknown[] {
  return [row["state"], row["price"], row["liquidity"]];
}

Deno.test("no market is said, not shown as an empty table", () => {
  const reading = { kind: "behind" } as const;
  const report = marketsReport({ markets: [], spark: () => [], config, at: NOON, reading });
  assert.equal(report.rows.length, 0);
  assert.match(report.notes.join(" "), /No market is known yet/);
});
