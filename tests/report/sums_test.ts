import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { MarketId, OrderId } from "../../src/core/types/ids.ts";
import { type Millis, probability } from "../../src/core/types/units.ts";
import { buildReport, type ReportName } from "../../src/report/registry.ts";
import type { Cell } from "../../src/report/report.ts";
import * as rows from "../support/rows.ts";
import { addTrade, CAPITAL, defaults, inputOf, rowLog, usd } from "../support/rows.ts";

/** Every stat of a report by key. */
function statsOf(name: ReportName, from: readonly LedgerRow[]): Record<string, Cell> {
  const sections = buildReport(name, inputOf(from));
  return Object.fromEntries(
    sections.flatMap((section) =>
      section.shape === "stats" || section.shape === "series"
        ? section.stats.map(({ key, value }) => [key, value])
        : []
    ),
  );
}

/** The named row of a report's last table, by column key. */
function rowOf(name: ReportName, first: Cell, from: readonly LedgerRow[]): Record<string, Cell> {
  const list = buildReport(name, inputOf(from)).findLast(({ shape }) => shape === "table");
  if (list?.shape !== "table") throw new Error(`Cannot find a table in ${name}`);
  const found = list.rows.find((row) => row[0] === first);
  if (found === undefined) throw new Error(`Cannot find row ${first} in ${name}`);
  return Object.fromEntries(list.columns.map(({ key }, i) => [key, found[i] ?? null]));
}

Deno.test("the summary's total is equity less capital: closed, open and all fees together", () => {
  const all = rows.fullRun();
  const { equity, total, net, openResult } = statsOf("summary", all);
  deepStrictEqual([equity, total], [usd(999.1), usd(-0.9)]);
  strictEqual(Number(net) + Number(openResult), total);
});

Deno.test("a trade that ends at nothing is no win", () => {
  const log = rowLog();
  addTrade(log, { market: "m1", buy: 0.5, sell: 0.51, fee: 0.1 });
  const { net, wins } = statsOf("trades", log.rows);
  deepStrictEqual([net, wins], [0, 0]);
});

Deno.test("R-214 orders that died unfilled have a rate of their own", () => {
  const log = rowLog();
  log.add(rows.place("o1"));
  log.add(rows.filled("f1", "o1"));
  log.add(rows.place("o2"));
  log.add({ kind: "orderCanceled", order: "o2" as OrderId, reason: "unfilled" });
  log.add(rows.place("o3"));
  log.add({ kind: "orderRejected", order: "o3" as OrderId, reason: "no funds" });
  log.add(rows.place("o4"));
  const { orders, filled, unfilled, rejected, live } = statsOf("orders", log.rows);
  deepStrictEqual([orders, filled, unfilled, rejected, live], [4, 0.25, 0.5, 0.25, 1]);
  deepStrictEqual(rowOf("orders", "o3", log.rows)["reason"], "no funds");
});

Deno.test("R-182 drawdown is measured from the highest mark, in per cent of it and in dollars", () => {
  const log = rowLog();
  for (const dollars of [1000, 1250, 1100, 1200, 1150]) {
    log.add({ kind: "mark", equity: usd(dollars), cash: usd(1000), newDay: false });
  }
  const { maxDrawdown, drawdownUsd, drawdownAt, last } = statsOf("equity", log.rows);
  deepStrictEqual([maxDrawdown, drawdownUsd], [0.12, usd(-150)]);
  deepStrictEqual([drawdownAt, last], [rows.START + 3_000, usd(1150)]);
});

Deno.test("R-182 a first mark below the capital is a drawdown too", () => {
  const log = rowLog();
  log.add({ kind: "mark", equity: usd(900), cash: usd(900), newDay: true });
  strictEqual(statsOf("equity", log.rows)["maxDrawdown"], 0.1);
});

Deno.test("R-188 the table of limits shows the loss in the window, wins taken off", () => {
  const log = rowLog();
  addTrade(log, { market: "m1", buy: 0.5, sell: 0.45, fee: 0.1 });
  addTrade(log, { market: "m2", buy: 0.5, sell: 0.52, fee: 0.1 });
  const { value, limitValue, unit } = rowOf("limits", "windowLoss", log.rows);
  deepStrictEqual([value, limitValue, unit], [usd(1), defaults.risk.maxWindowLoss, "usd"]);
});

Deno.test("the reversion report counts logged, measured and unmeasurable spikes by category", () => {
  const log = rowLog();
  const spikeOf = (market: string) => ({
    market: market as MarketId,
    category: "crypto",
    direction: 1 as const,
    mid: probability(0.5),
    anchor: probability(0.45),
    dueAt: rows.START as Millis,
  });
  ["a", "b", "c", "d"].forEach((market, i) => {
    log.add(rows.entry(`${i + 1}.1`, { market: market as MarketId, spike: spikeOf(market) }));
  });
  const later = probability(0.48);
  const measured = { kind: "measure", later, by: "horizon" } as const;
  log.add({ ...measured, spike: spikeOf("a"), undone: 0.5 });
  log.add({ ...measured, spike: spikeOf("b"), undone: -0.25 });
  log.add({ ...measured, spike: spikeOf("c"), undone: null });
  const row = rowOf("reversion", "crypto", log.rows);
  deepStrictEqual(
    [row["logged"], row["measured"], row["unmeasured"], row["seen"]],
    [4, 2, 1, 0.125],
  );
  // Normal with a prior worth priorSpikes observations of mean priorMean.
  const { priorSpikes, priorMean } = defaults.reversion;
  strictEqual(row["mean"], (priorSpikes * priorMean + 2 * 0.125) / (priorSpikes + 2));
  match(String(row["stance"]), /^(fade|follow|leave)$/);
});

Deno.test("a market that resolves closes its trade at the payout, without a sale", () => {
  const log = rowLog();
  log.add(rows.place("o1"));
  log.add(rows.filled("f1", "o1"));
  log.add({ kind: "resolved", market: "m1" as MarketId, winner: "no" });
  log.add({ kind: "mark", equity: usd(1009.9), cash: usd(1009.9), newDay: false });
  const { closed, gross, net, equity, total } = statsOf("summary", log.rows);
  deepStrictEqual([closed, gross, net], [1, usd(10), usd(9.9)]);
  deepStrictEqual([equity, total], [CAPITAL + usd(9.9), usd(9.9)]);
});
