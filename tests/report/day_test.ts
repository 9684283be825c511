import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { day, dayPictures, equityPictures } from "../../src/report/day.ts";
import { trades } from "../../src/report/trades.ts";
import { aiBill } from "../../src/report/ai_bill.ts";
import { aiRun } from "../support/ai_rows.ts";
import { recordsOf, statIn, tableIn } from "../support/sections.ts";
import { addTrade, CAPITAL, fullRun, inputOf, rowLog, START, usd } from "../support/rows.ts";

const DAY = 86_400_000;

Deno.test("a trade counts on the day on which it was closed, and the days add up to the trades", () => {
  const log = rowLog();
  addTrade(log, { market: "m1", buy: 0.5, sell: 0.53 });
  log.add({ kind: "mark", equity: CAPITAL, cash: CAPITAL, newDay: true }, START + DAY);
  addTrade(log, { market: "m2", buy: 0.6, sell: 0.55 });
  const input = inputOf(log.rows);
  const days = tableIn(day(input), "days");
  deepStrictEqual(recordsOf(days).map(({ day, trades, net }) => [day, trades, net]), [
    ["2026-11-22", 1, usd(0.4)],
    ["2026-11-23", 1, usd(-1.2)],
  ]);
  strictEqual(days.totals?.[4], statIn(trades(input), "tradeStats", "net"));
});

Deno.test("models are paid for on their day, and taken off in a column of their own", () => {
  const input = inputOf(aiRun());
  const days = recordsOf(tableIn(day(input), "days"));
  const sum = (key: string) => days.reduce((total, row) => total + Number(row[key]), 0);
  ok(aiBill(input.facts.ai) > 0);
  strictEqual(sum("models"), aiBill(input.facts.ai));
  strictEqual(sum("after"), sum("net") - sum("models"));
});

Deno.test("drawdown is drawn from the highest mark before, with the limit across", () => {
  const log = rowLog();
  for (const equity of [1_000, 1_100, 990, 1_045, 1_200]) {
    log.add({ kind: "mark", equity: usd(equity), cash: usd(equity), newDay: false });
  }
  const input = inputOf(log.rows);
  const picture = dayPictures(input).find(({ name }) => name === "drawdown");
  ok(picture?.kind === "lines");
  const falls = picture.curves[0]?.points.map(([, fall]) => Math.round(fall * 1e6) / 1e6);
  // 990 and 1045 against 1100.
  deepStrictEqual(falls, [0, 0, 0.1, 0.05, 0]);
  strictEqual(picture.marks[0]?.at, input.config.risk.maxDrawdown);
});

Deno.test("pictures hold the report's numbers, and there are none before there is anything", () => {
  deepStrictEqual(dayPictures(inputOf([])), []);
  deepStrictEqual(equityPictures(inputOf([])), []);
  const input = inputOf(fullRun());
  const profit = dayPictures(input).find(({ name }) => name === "profitByDay");
  ok(profit?.kind === "histogram");
  deepStrictEqual(profit.bins, [{ from: START, to: START + DAY, value: usd(-0.8) }]);
  const [equity] = equityPictures(input);
  ok(equity?.kind === "lines");
  deepStrictEqual(equity.curves[0]?.points.map(([, y]) => y), [CAPITAL, usd(999.1)]);
});
