import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { rng } from "../../src/core/math/rng.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { MarketId } from "../../src/core/types/ids.ts";
import { probability } from "../../src/core/types/units.ts";
import { calibration } from "../../src/report/calibration.ts";
import type { Cell } from "../../src/report/report.ts";
import { addQuestion, beside, forecastRun, withModels } from "../support/ai_rows.ts";
import { near } from "../support/near.ts";
import { estimate, opinion } from "../support/opinions.ts";
import * as rows from "../support/rows.ts";
import { accountOf, factsOf, inputOf, rowLog, START } from "../support/rows.ts";

/** Cells of a row of a table of `report calibration`, by column key. */
function cellsOf(name: string, first: string, all: readonly LedgerRow[]): Record<string, Cell> {
  const found = calibration(inputOf(all)).find((section) => section.name === name);
  if (found?.shape !== "table") throw new Error(`Cannot find table ${name}`);
  const row = found.rows.find(([label]) => label === first);
  if (row === undefined) throw new Error(`Cannot find row ${first}`);
  return Object.fromEntries(found.columns.map(({ key }, i) => [key, row[i] ?? null]));
}

const blind = "without the price";

Deno.test("scores are those of a hand computation, of the price on the same forecasts", () => {
  // y 1, 0, 1, 0: the model .8 / .2 has Brier .04 and log score -ln .8; the price .6 / .5: (.16 + .25) / 2.
  const all = forecastRun(4, {
    said: (y) => y === 1 ? 0.8 : 0.2,
    price: (y) => y === 1 ? 0.6 : 0.5,
  });
  const { count, brier, log, skill } = cellsOf("scores", blind, all);
  strictEqual(count, 4);
  near(Number(brier), 0.04, 1e-12);
  near(Number(log), -Math.log(0.8), 1e-12);
  near(Number(skill), 1 - 0.04 / 0.205, 1e-12);
  near(Number(cellsOf("scores", "price alone", all)["brier"]), 0.205, 1e-12);
});

Deno.test("a model that knows is better than the price, one that guesses is not proven or worse", () => {
  const price = (_: 0 | 1, i: number) => 0.4 + (i % 5) / 20;
  const verdict = (said: (y: 0 | 1, i: number) => number) =>
    cellsOf("scores", blind, forecastRun(60, { said, price }))["verdict"];
  strictEqual(verdict((y) => y === 1 ? 0.75 : 0.25), "better");
  strictEqual(verdict((y) => y === 1 ? 0.25 : 0.75), "worse");
  strictEqual(verdict((_, i) => 0.4 + (i % 5) / 20), "not proven");
  const { next } = rng(4);
  strictEqual(verdict((_, i) => 0.4 + (i % 5) / 20 + 0.04 * (next() - 0.5)), "not proven");
});

Deno.test("not proven where the interval includes zero, and with few markets whatever it says", () => {
  for (let seed = 0; seed < 10; seed++) {
    const { next } = rng(500 + seed);
    const all = forecastRun(24, {
      said: (y) => Math.min(0.95, Math.max(0.05, 0.5 + (y - 0.5) * 0.2 + (next() - 0.5) * 0.6)),
      price: () => 0.5,
    });
    const { low, high, verdict } = cellsOf("scores", blind, all);
    strictEqual(verdict === "not proven", Number(low) <= 0 && Number(high) >= 0);
  }
  const few = forecastRun(9, { said: (y) => y === 1 ? 0.9 : 0.1, price: () => 0.5 });
  strictEqual(cellsOf("scores", blind, few)["verdict"], "not proven");
});

Deno.test("forecasts of one market are one observation", () => {
  const log = rowLog();
  for (let i = 0; i < 50; i++) {
    const market = "same" as MarketId;
    log.add(rows.entry(`${i + 1}.1`, { market, ai: opinion({ estimate: certain(0.9) }) }));
  }
  log.add({ kind: "resolved", market: "same" as MarketId, winner: "yes" });
  const { count, markets, low, verdict } = cellsOf("scores", blind, log.rows);
  deepStrictEqual([count, markets, low, verdict], [50, 1, null, "not proven"]);
});

Deno.test("waiting forecasts and markets that end at half and half are counted and not scored", () => {
  const log = rowLog();
  for (const market of ["a", "b", "c"] as MarketId[]) {
    log.add(rows.entry(`${log.rows.length + 1}.1`, { market, ai: opinion() }));
  }
  const silent = opinion({ abstained: "timeout", estimate: null, pooled: null });
  log.add(rows.entry("4.1", { market: "d" as MarketId, ai: silent }));
  log.add({ kind: "resolved", market: "a" as MarketId, winner: "yes" });
  log.add({ kind: "resolved", market: "b" as MarketId, winner: null });
  log.add({ kind: "resolved", market: "d" as MarketId, winner: "yes" });
  strictEqual(cellsOf("scores", blind, log.rows)["count"], 1);
  match(
    calibration(inputOf(log.rows))[0]?.notes.join("\n") ?? "",
    /3 forecasts: 1 resolved, 1 wait for their market's end, 1 of markets that ended at half/,
  );
});

Deno.test("a forecast without an aware answer is scored where there is one", () => {
  const log = rowLog();
  const half = estimate({ aware: null });
  log.add(rows.entry("1.1", { ai: opinion({ estimate: half }) }));
  log.add({ kind: "resolved", market: "m1" as MarketId, winner: "no" });
  strictEqual(cellsOf("scores", blind, log.rows)["count"], 1);
  strictEqual(cellsOf("scores", "with the price", log.rows)["count"], 0);
});

Deno.test("the record is the account's: what is scored there is shown here", () => {
  const all = forecastRun(30, { said: (y) => y === 1 ? 0.7 : 0.3, price: () => 0.5 });
  const { outcome } = accountOf(all).learnt.aiSkill;
  const { count, weight, earned, slope, verdict } = cellsOf("records", "outcome", all);
  strictEqual(count, outcome.scored.length);
  strictEqual(weight, Math.exp(outcome.logWeights[1]));
  deepStrictEqual([count, earned, verdict], [30, 1, "better"]);
  ok(Number(slope) > 1);
});

Deno.test("a move that stayed was justified: the record is kept against how often moves stayed", () => {
  const log = rowLog();
  for (let i = 0; i < 12; i++) {
    const stayed = i % 2 === 0;
    const market = `m${i}` as MarketId;
    const spike = {
      market,
      category: "crypto",
      direction: 1,
      mid: probability(0.5),
      anchor: probability(0.45),
      dueAt: START,
    } as const;
    const said = estimate({ justified: probability(stayed ? 0.8 : 0.2) });
    log.add(
      rows.entry(`${log.rows.length + 1}.1`, { market, spike, ai: opinion({ estimate: said }) }),
    );
    const undone = stayed ? 0.1 : 0.9;
    log.add({ kind: "measure", spike, later: probability(0.5), undone, by: "horizon" });
  }
  const { count, brier, skill } = cellsOf("records", "move justified", log.rows);
  strictEqual(count, 12);
  near(Number(brier), 0.04, 1e-12);
  ok(Number(skill) > 0.5);
});

Deno.test("models that only stand beside the account that trades are scored all the same", () => {
  const log = rowLog();
  rows.addTrade(withModels(beside(log, "ai")), { market: "m1", buy: 0.5, sell: 0.5 });
  addQuestion(log, "m2");
  log.add({ kind: "resolved", market: "m1" as MarketId, winner: "yes" });
  strictEqual(factsOf(log.rows).ai.decisions.length, 1);
  strictEqual(cellsOf("scores", blind, log.rows)["count"], 1);
  strictEqual(cellsOf("records", "outcome", log.rows)["count"], 1);
});

Deno.test("the table of reliability holds every forecast once", () => {
  const all = forecastRun(40, { said: (_, i) => (i + 0.5) / 40, price: () => 0.5 });
  const bins = calibration(inputOf(all)).find(({ name }) => name === "reliability");
  if (bins?.shape !== "table") throw new Error("Cannot find the table");
  const counts = bins.rows.filter(([source]) => source === blind).map(([, , count]) => count);
  deepStrictEqual(counts, [8, 8, 8, 8, 8]);
});

function certain(p: number) {
  return estimate({ blind: probability(p), aware: probability(p), probability: probability(p) });
}
