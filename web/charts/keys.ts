// A chart by keyboard: the cursor with the arrows, the zoom with + and -, everything with 0 or Escape.
import type uPlot from "uplot";

/** Keys in words, for those who do not see the chart and those who wonder. */
export const keyWords =
  "Left and right arrows move the cursor, plus and minus zoom, 0 or Escape shows all.";

/** Does what the key asks for; false when it asks for nothing here. */
export function onKey(chart: uPlot, key: string): boolean {
  switch (key) {
    case "ArrowLeft":
      return move(chart, -1);
    case "ArrowRight":
      return move(chart, 1);
    case "Home":
      return moveTo(chart, firstSeen(chart));
    case "End":
      return moveTo(chart, lastSeen(chart));
    case "+":
    case "=":
      return zoom(chart, 0.5);
    case "-":
      return zoom(chart, 2);
    case "0":
    case "Escape":
      showAll(chart);
      return true;
    default:
      return false;
  }
}

/** Zooms out to everything. */
export function showAll(chart: uPlot): void {
  const xs = chart.data[0];
  const [min, max] = [xs[0], xs[xs.length - 1]];
  // The range function widens the ends of the data to the whole span.
  if (min !== undefined && max !== undefined) chart.setScale("x", { min, max });
}

/** A step is a fiftieth of what is seen, or one point where points are farther apart. */
function move(chart: uPlot, way: 1 | -1): boolean {
  const from = firstSeen(chart);
  const to = lastSeen(chart);
  const step = Math.max(1, Math.floor((to - from) / 50));
  const now = chart.cursor.idx ?? (way === 1 ? from - step : to + step);
  return moveTo(chart, Math.min(to, Math.max(from, now + way * step)));
}

function moveTo(chart: uPlot, index: number): boolean {
  const x = chart.data[0][index];
  if (x === undefined) return false;
  const left = chart.valToPos(x, "x");
  chart.setCursor({ left, top: chart.over.clientHeight / 2 });
  return true;
}

function zoom(chart: uPlot, factor: number): boolean {
  const { min, max } = chart.scales["x"] ?? {};
  if (min === undefined || max === undefined) return false;
  const { idx } = chart.cursor;
  const at = (idx === null || idx === undefined ? undefined : chart.data[0][idx]) ??
    (min + max) / 2;
  const xs = chart.data[0];
  const [first, last] = [xs[0] ?? min, xs[xs.length - 1] ?? max];
  const low = at - (at - min) * factor;
  const high = at + (max - at) * factor;
  if (low <= first && high >= last) showAll(chart);
  else chart.setScale("x", { min: Math.max(first, low), max: Math.min(last, high) });
  return true;
}

function firstSeen(chart: uPlot): number {
  const { min } = chart.scales["x"] ?? {};
  const index = Array.from(chart.data[0]).findIndex((x) => min === undefined || x >= min);
  return Math.max(0, index);
}

function lastSeen(chart: uPlot): number {
  const { max } = chart.scales["x"] ?? {};
  const index = Array.from(chart.data[0]).findLastIndex((x) => max === undefined || x <= max);
  return Math.max(0, index);
}
