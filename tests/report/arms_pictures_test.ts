import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { aiBill } from "../../src/report/ai_bill.ts";
import { armsPictures } from "../../src/report/arms_pictures.ts";
import { calibration } from "../../src/report/calibration.ts";
import { aiCostPictures, calibrationPictures } from "../../src/report/calibration_pictures.ts";
import { differences } from "../../src/report/arms.ts";
import type { Lines, Picture } from "../../src/report/picture.ts";
import { addArmTrades, aiRun, forecastRun } from "../support/ai_rows.ts";
import { factsOf, fullRun, inputOf, rowLog } from "../support/rows.ts";

function linesOf(pictures: readonly Picture[], name: string): Lines {
  const found = pictures.find((picture) => picture.name === name);
  if (found?.kind !== "lines") throw new Error(`Cannot find picture ${name}`);
  return found;
}

function race(markets: number) {
  const log = rowLog();
  for (let i = 0; i < markets; i++) {
    const cents = (i * 7) % 5;
    addArmTrades(log, `x${i}`, { ai: 0.5 + cents / 100, noAi: 0.49, random: 0.5 - cents / 100 });
  }
  return log.rows;
}

Deno.test("where a difference ends is what the table of differences says", () => {
  for (const all of [race(5), race(31), aiRun()]) {
    const input = inputOf(all);
    const pictures = armsPictures(input);
    for (const { arms: [a, b], groups, total, interval, verdict } of differences(input)) {
      const picture = linesOf(pictures, `difference ${a} ${b}`);
      const [places, mean] = picture.curves[0]?.points.at(-1) ?? [];
      strictEqual(places, groups);
      ok(Math.abs((mean ?? NaN) - total / groups) < 1e-6);
      const [, low, high] = picture.bands[0]?.points.at(-1) ?? [];
      deepStrictEqual([low, high], [interval?.low, interval?.high]);
      ok(picture.words.startsWith(verdict));
    }
  }
});

Deno.test("equity has a curve for each arm, from its own marks", () => {
  const all = aiRun();
  const facts = factsOf(all);
  const { curves } = linesOf(armsPictures(inputOf(all)), "armsEquity");
  const points = curves.map(({ points }) => points.length);
  deepStrictEqual(points, [
    facts.marks.points().length,
    facts.shadows.get("noAi")?.marks.points().length,
    facts.shadows.get("random")?.marks.points().length,
  ]);
});

Deno.test("one arm alone is compared with nothing", () => {
  const names = armsPictures(inputOf(fullRun())).map(({ name }) => name);
  deepStrictEqual(names, ["armsEquity"]);
});

Deno.test("reliability shows the table's bins with their intervals, and skill its forecasts", () => {
  const all = forecastRun(40, {
    said: (y, i) => y === 1 ? 0.7 + (i % 3) / 20 : 0.3 - (i % 3) / 20,
    price: () => 0.5,
  });
  const input = inputOf(all);
  const bins = calibration(input).find(({ name }) => name === "reliability");
  const rows = bins?.shape === "table"
    ? bins.rows.filter(([source]) => source === "without the price")
    : [];
  const pictures = calibrationPictures(input);
  const picture = linesOf(pictures, "reliability without the price");
  const dots = picture.curves.find(({ style }) => style === "dots");
  deepStrictEqual(dots?.points, rows.map((row) => [row[3], row[4]]));
  deepStrictEqual(picture.bands[0]?.points, rows.map((row) => [row[3], row[5], row[6]]));
  const skill = linesOf(pictures, "skill");
  ok(skill.bands[0]?.points.every(([, low, high]) => low <= high));
  match(skill.words, /better/);
});

Deno.test("without forecasts there is no diagram", () => {
  deepStrictEqual(calibrationPictures(inputOf(fullRun())), []);
});

Deno.test("the bars of the bill add up to the bill", () => {
  const all = aiRun();
  const [picture] = aiCostPictures(inputOf(all));
  const bins = picture?.kind === "histogram" ? picture.bins : [];
  strictEqual(bins.reduce((sum, { value }) => sum + value, 0), aiBill(factsOf(all).ai));
  ok(bins.length >= 2);
  ok(bins.every(({ from, to }) => to - from === 86_400_000));
  deepStrictEqual(aiCostPictures(inputOf(fullRun())), []);
});
