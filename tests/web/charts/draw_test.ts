import { deepStrictEqual } from "node:assert/strict";
import type uPlot from "uplot";
import type { Histogram } from "../../../src/report/picture.ts";
import { drawUnder } from "../../../web/charts/draw.ts";
import { planOf } from "../../../web/charts/plan.ts";

const theme = { ink: [""], grid: "", text: "", back: "", strong: "", font: "" };

/** Rectangles that are filled for bars of such values on a side from -10 to 10, a pixel each. */
function filled(...values: number[]): number[][] {
  const rectangles: number[][] = [];
  const ctx = {
    ...{ save() {}, restore() {}, beginPath() {}, rect() {}, clip() {} },
    fillRect: (...rectangle: number[]) => rectangles.push(rectangle),
  };
  const chart = {
    ctx,
    bbox: { left: 0, top: 0, width: 100, height: 20 },
    valToPos: (value: number, scale: string) => scale === "x" ? 10 * value : 10 - value,
  } as unknown as uPlot;
  const picture: Histogram = {
    kind: "histogram",
    name: "day",
    title: "Net profit by day",
    x: { label: "day", unit: "time" },
    y: { label: "net", unit: "usd" },
    marks: [],
    assumptions: [],
    words: "",
    bins: values.map((value, i) => ({ from: i, to: i + 1, value })),
  };
  drawUnder(chart, { picture, plan: planOf(picture), theme });
  return rectangles;
}

Deno.test("a bar of a gain stands on nothing, one of a loss hangs from it", () => {
  deepStrictEqual(filled(3, -4, 0), [[0, 7, 9, 3], [10, 10, 9, 4], [20, 10, 9, 0]]);
});
