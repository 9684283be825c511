import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { rng } from "../../src/core/math/rng.ts";
import type { LedgerBody, LedgerRow } from "../../src/core/types/effect.ts";
import type { DecisionId, MarketId } from "../../src/core/types/ids.ts";
import { aiBill } from "../../src/report/ai_bill.ts";
import {
  armResults,
  arms,
  type Difference,
  differences,
  differenceWords,
} from "../../src/report/arms.ts";
import { everBeside } from "../../src/report/fold.ts";
import { buildReport } from "../../src/report/registry.ts";
import type { Cell } from "../../src/report/report.ts";
import { addArmTrades, aiRun, ask, beside, withModels } from "../support/ai_rows.ts";
import { advice, sample } from "../support/opinions.ts";
import * as rows from "../support/rows.ts";
import { addTrade, CAPITAL, factsOf, inputOf, rowLog, usd } from "../support/rows.ts";

/** Cells of a named row of a table of `report arms`, by column key. */
function cellsOf(
  tableName: string,
  first: string,
  all: readonly LedgerRow[],
): Record<string, Cell> {
  const found = arms(inputOf(all)).find(({ name }) => name === tableName);
  if (found?.shape !== "table") throw new Error(`Cannot find table ${tableName}`);
  const row = found.rows.find(([name]) => name === first);
  if (row === undefined) throw new Error(`Cannot find row ${first}`);
  return Object.fromEntries(found.columns.map(({ key }, i) => [key, row[i] ?? null]));
}

function first(all: readonly LedgerRow[]): Difference {
  const [found] = differences(inputOf(all));
  if (found === undefined) throw new Error("Cannot find a difference: there is one arm only");
  return found;
}

/** `markets` markets in which each arm made one trade; sells in dollars a share, bought at .50. */
function race(
  markets: number,
  sells: (i: number) => { readonly ai: number; readonly noAi: number; readonly random: number },
): LedgerRow[] {
  const log = rowLog();
  for (let i = 0; i < markets; i++) addArmTrades(log, `x${i}`, sells(i));
  return log.rows;
}

/** Prices in whole cents about `mean` cents. */
function noisy(seed: number): (mean: number) => number {
  const { next } = rng(seed);
  return (mean) => Math.round(mean + 6 * (next() - 0.5)) / 100;
}

Deno.test("an arm's net is gross less fees less the AI bill, and only models are billed", () => {
  const all = aiRun();
  const bill = aiBill(factsOf(all).ai);
  ok(bill > 0);
  for (const arm of ["ai", "noAi", "random"]) {
    const { gross, fees, bill: billed, net, trades, mean } = cellsOf("arms", arm, all);
    strictEqual(billed, arm === "ai" ? bill : 0);
    strictEqual(net, Number(gross) - Number(fees) - Number(billed));
    strictEqual(mean, Math.round(Number(net) / Number(trades)));
  }
  strictEqual(cellsOf("arms", "noAi", all)["gross"], usd(0));
  strictEqual(cellsOf("arms", "random", all)["gross"], usd(-0.4));
});

Deno.test("the arm of the account that trades is told by its decisions or by who is beside it", () => {
  strictEqual(factsOf(rows.fullRun()).arm, "noAi");
  strictEqual(factsOf(aiRun()).arm, "ai");
  const measured = rowLog();
  addTrade(measured, { market: "m1", buy: 0.5, sell: 0.5 });
  addTrade(withModels(beside(measured, "ai")), { market: "m1", buy: 0.5, sell: 0.5 });
  strictEqual(factsOf(measured.rows).arm, "noAi");
  const early = rowLog();
  beside(early, "noAi").add({ kind: "mark", equity: CAPITAL, cash: CAPITAL, newDay: true });
  strictEqual(factsOf(early.rows).arm, "ai");
});

Deno.test("models that only stand beside are measured and billed all the same", () => {
  const log = rowLog();
  for (let i = 0; i < 3; i++) {
    const market = `x${i}`;
    addTrade(log, { market, buy: 0.5, sell: 0.51, fee: 0 });
    addTrade(withModels(beside(log, "ai")), { market, buy: 0.5, sell: 0.52, fee: 0 });
  }
  deepStrictEqual(armResults(factsOf(log.rows)).map(({ arm, bill }) => [arm, bill]), [
    ["ai", usd(0.021)],
    ["noAi", 0],
  ]);
  strictEqual(first(log.rows).total, usd(0.6) - usd(0.021));
});

Deno.test("arms are compared since they changed last, and the report says since when", () => {
  const log = rowLog();
  log.add(rows.started("noAi"));
  addTrade(log, { market: "old", buy: 0.5, sell: 0.4, fee: 0 });
  addTrade(withModels(beside(log, "ai")), { market: "old", buy: 0.5, sell: 0.9, fee: 0 });
  addTrade(beside(log, "random"), { market: "old", buy: 0.5, sell: 0.9, fee: 0 });
  // Two dollars lost, and one lost and won of a trade that goes on under the other arm.
  const kept = `${log.rows.length + 1}.1`;
  log.add(rows.entered(kept, "kept.in"));
  log.add(rows.place("kept.in", { decision: kept as DecisionId }));
  log.add(rows.filled("kept.f", "kept.in"));
  const equity = usd(990);
  log.add({ kind: "mark", equity, cash: equity, newDay: false });
  log.add(rows.started("ai"));
  const since = log.rows.at(-1)?.at;
  addArmTrades(log, "new", { ai: 0.53, noAi: 0.51, random: 0.48 });
  log.add({ kind: "resolved", market: "m1" as MarketId, winner: "no" });
  const { facts } = inputOf(log.rows);
  deepStrictEqual([facts.arm, facts.change?.at, facts.change?.capital], ["ai", since, equity]);
  deepStrictEqual(
    armResults(facts).map(({ arm, facts: { trades }, bill }) => [
      arm,
      trades.closed().map(({ market }) => market),
      bill,
    ]),
    [["ai", ["new"], usd(0.007)], ["noAi", ["new"], 0], ["random", ["new"], 0]],
  );
  strictEqual(cellsOf("arms", "noAi", log.rows)["equity"], equity + usd(0.2));
  match(
    arms(inputOf(log.rows))[0]?.notes.join() ?? "",
    /Since 2026-11-22T\S+, when the arms changed/,
  );
  // What was decided before is explained all the same.
  const former = everBeside(facts).flatMap(({ decisions }) => [...decisions.keys()]);
  strictEqual(former.length, 4 + 4);
});

Deno.test("a session without models between two with them is no part of the comparison", () => {
  const log = rowLog();
  const without = { trading: "noAi", shadows: ["random"] } as const;
  const session = { ...rows.started("noAi"), arms: without } as LedgerBody;
  log.add(rows.started("noAi"));
  addArmTrades(log, "a", { ai: 0.55, noAi: 0.5, random: 0.5 });
  log.add(session);
  addTrade(log, { market: "b", buy: 0.5, sell: 0.4 });
  log.add(rows.started("noAi"));
  deepStrictEqual(differences(inputOf(log.rows)).map(({ trades }) => trades), [0, 0, 0]);
});

Deno.test("another session of the same arms changes nothing", () => {
  const log = rowLog();
  log.add(rows.started("ai"));
  addArmTrades(log, "a", { ai: 0.55, noAi: 0.5, random: 0.5 });
  log.add(rows.started("ai"));
  strictEqual(first(log.rows).trades, 2);
  strictEqual(factsOf(log.rows).change, null);
});

Deno.test("without another arm there is nothing to compare, and the report says so", () => {
  const sections = arms(inputOf(rows.fullRun()));
  match(sections[0]?.notes.join() ?? "", /there is no comparison/);
  deepStrictEqual(differences(inputOf(rows.fullRun())), []);
});

Deno.test("no trade of either arm: no trades yet", () => {
  const log = rowLog();
  for (const arm of ["noAi", "random"] as const) {
    beside(log, arm).add({ kind: "mark", equity: CAPITAL, cash: CAPITAL, newDay: true });
  }
  deepStrictEqual(
    differences(inputOf(log.rows)).map(({ verdict }) => verdict),
    Array(3).fill("no trades yet"),
  );
});

Deno.test("a difference that is there is found, in either direction", () => {
  const draw = noisy(1);
  const better = race(25, () => ({ ai: draw(55), noAi: draw(50), random: draw(50) }));
  strictEqual(first(better).verdict, "ai better");
  const worse = race(25, () => ({ ai: draw(45), noAi: draw(50), random: draw(60) }));
  deepStrictEqual(differences(inputOf(worse)).map(({ verdict }) => verdict), [
    "ai worse",
    "ai worse",
    "noAi worse",
  ]);
});

Deno.test("not proven whenever the interval includes zero, and never otherwise", () => {
  let proven = 0;
  for (let seed = 0; seed < 20; seed++) {
    const draw = noisy(100 + seed);
    const one = first(race(16, () => ({ ai: draw(51), noAi: draw(50), random: 0.5 })));
    const { interval, verdict } = one;
    ok(interval !== null);
    const includes = interval.low <= 0 && interval.high >= 0;
    strictEqual(verdict === "not proven", includes);
    if (includes) match(differenceWords(one), /which includes zero$/);
    else proven++;
  }
  ok(proven < 20);
});

Deno.test("arms that do the same differ by the AI bill alone, and that is a proven loss", () => {
  const draw = noisy(3);
  const same = race(20, () => {
    const sell = draw(51);
    return { ai: sell, noAi: sell, random: sell };
  });
  const { verdict, total } = first(same);
  strictEqual(total, -aiBill(factsOf(same).ai));
  strictEqual(verdict, "ai worse");
  strictEqual(differences(inputOf(same))[2]?.verdict, "not proven");
});

Deno.test("few groups or trades prove nothing, however good", () => {
  const few = race(9, () => ({ ai: 0.9, noAi: 0.5, random: 0.5 }));
  const one = first(few);
  strictEqual(one.verdict, "not proven");
  match(differenceWords(one), /10 groups and 30 trades are needed, and there are 9 and 18$/);
  strictEqual(first(race(14, () => ({ ai: 0.9, noAi: 0.5, random: 0.5 }))).verdict, "not proven");
});

Deno.test("trades in markets that settle together are one observation", () => {
  const log = rowLog();
  for (let i = 0; i < 40; i++) {
    addTrade(withModels(log), { market: "same", buy: 0.5, sell: 0.6, fee: 0 });
    addTrade(beside(log, "noAi"), { market: "same", buy: 0.5, sell: 0.5, fee: 0 });
  }
  const { groups, trades, verdict } = first(log.rows);
  deepStrictEqual([groups, trades, verdict], [1, 80, "not proven"]);
});

Deno.test("a market in which only one arm traded counts for the difference", () => {
  const log = rowLog();
  addTrade(withModels(log), { market: "a", buy: 0.5, sell: 0.6, fee: 0 });
  addTrade(beside(log, "noAi"), { market: "b", buy: 0.5, sell: 0.4, fee: 0 });
  const { groups, total } = first(log.rows);
  deepStrictEqual([groups, total], [2, usd(2) + usd(2) - usd(0.007)]);
});

Deno.test("questions that led to no trade are paid by the arm with models, too", () => {
  const log = rowLog();
  addArmTrades(log, "m1", { ai: 0.5, noAi: 0.5, random: 0.5 });
  const before = first(log.rows).total;
  const id = ask(log, "m9");
  log.add({ kind: "advised", advice: advice([sample("blind")], { question: id }) });
  strictEqual(first(log.rows).total, before - 1_000);
});

Deno.test("the same rows and seed give the same intervals", () => {
  const all = aiRun();
  deepStrictEqual(differences(inputOf(all)), differences(inputOf(all)));
});

Deno.test("an edge that went away is said to have decayed, one that is kept is not", () => {
  const draw = noisy(9);
  // A trade is expected to bring 1.2 cents a share net.
  const kept = race(40, () => ({ ai: draw(51.5), noAi: 0.5, random: 0.5 }));
  strictEqual(cellsOf("arms", "ai", kept)["edge"], "as expected (CUSUM without alarm)");
  const lost = race(80, (i) => ({ ai: draw(i < 30 ? 51.5 : 47), noAi: 0.5, random: 0.5 }));
  match(String(cellsOf("arms", "ai", lost)["edge"]), /^DECAYED: alarm at trade (3\d|4\d)/);
  match(
    String(cellsOf("arms", "ai", aiRun())["edge"]),
    /^unknown: 3 trades with an expected gain$/,
  );
});

Deno.test("without a position equity is cash; with one it is the last mark, or unknown", () => {
  const log = rowLog();
  const paper = beside(log, "noAi");
  addTrade(paper, { market: "m1", buy: 0.5, sell: 0.53, fee: 0 });
  strictEqual(cellsOf("arms", "noAi", log.rows)["equity"], CAPITAL + usd(0.6));
  paper.add(rows.place("o9"));
  paper.add(rows.filled("f9", "o9"));
  strictEqual(cellsOf("arms", "noAi", log.rows)["equity"], null);
  paper.add({ kind: "mark", equity: usd(999), cash: usd(990), newDay: false });
  strictEqual(cellsOf("arms", "noAi", log.rows)["equity"], usd(999));
});

Deno.test("the summary says in one line what models cost and whether they were worth it", () => {
  const stat = (all: readonly LedgerRow[]) => {
    const found = buildReport("summary", inputOf(all)).find(({ name }) => name === "verdict");
    return found?.shape === "stats" ? found.stats.find(({ key }) => key === "ai") : undefined;
  };
  strictEqual(stat(rows.fullRun()), undefined);
  match(String(stat(aiRun())?.value), /^\$0\.04 for 6 questions; ai - noAi: not proven \(between /);
});
