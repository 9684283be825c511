// What the drawing library does not draw itself: bands, bars, dots of different shapes, and marks with
// their words. All lengths below are CSS pixels times the screen's ratio.
import type uPlot from "uplot";
import { cell, plain } from "../../src/report/format.ts";
import type { Histogram, Mark, Picture } from "../../src/report/picture.ts";
import type { Column, Plan, Value } from "./plan.ts";
import { type ChartTheme, inkOf } from "./theme.ts";

/** What a chart draws now; it changes while the chart stays. */
export interface Drawn {
  picture: Picture;
  plan: Plan;
  theme: ChartTheme;
}

/** Under the curves: bands and bars. */
export function drawUnder(chart: uPlot, { picture, plan, theme }: Drawn): void {
  inFrame(chart, () => {
    if (picture.kind === "histogram") return drawBars(chart, picture, theme);
    plan.columns.forEach((column, i) => {
      if (column.style !== "low") return;
      const [low, high] = [plan.values[i] ?? [], plan.values[i + 1] ?? []];
      const room = { x: plan.x, low, high, isBeams: column.isBeams === true };
      drawBand(chart, room, inkOf(theme, column.look));
    });
  });
}

/** Over the curves: dots, then marks. */
export function drawOver(chart: uPlot, { picture, plan, theme }: Drawn): void {
  inFrame(chart, () => {
    plan.columns.forEach((column, i) => {
      if (column.style === "dots") drawDots(chart, plan.x, plan.values[i] ?? [], column, theme);
    });
  });
  drawMarks(chart, picture, theme);
}

function inFrame(chart: uPlot, draw: () => void): void {
  const { ctx, bbox: { left, top, width, height } } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  draw();
  ctx.restore();
}

function drawBars(chart: uPlot, { bins }: Histogram, theme: ChartTheme): void {
  const { ctx } = chart;
  const foot = footOf(chart);
  ctx.fillStyle = inkOf(theme, 0);
  ctx.globalAlpha = 0.75;
  for (const { from, to, value } of bins) {
    const left = chart.valToPos(from, "x", true);
    const right = chart.valToPos(to, "x", true);
    const top = chart.valToPos(value, "y", true);
    if (!Number.isFinite(top)) continue;
    const [high, low] = [Math.min(top, foot), Math.max(top, foot)];
    ctx.fillRect(left, high, Math.max(1, right - left - 1), low - high);
  }
  ctx.globalAlpha = 1;
}

/** Where bars begin: at nothing, from which a loss goes down; on a side without it at its end. */
function footOf(chart: uPlot): number {
  const bottom = chart.bbox.top + chart.bbox.height;
  const nothing = chart.valToPos(0, "y", true);
  return Number.isFinite(nothing) ? Math.min(Math.max(nothing, chart.bbox.top), bottom) : bottom;
}

interface Room {
  readonly x: readonly number[];
  readonly low: readonly Value[];
  readonly high: readonly Value[];
  readonly isBeams: boolean;
}

function drawBand(chart: uPlot, { x, low, high, isBeams }: Room, ink: string): void {
  const { ctx } = chart;
  let upper: [number, number][] = [];
  let lower: [number, number][] = [];
  const end = () => {
    if (isBeams || upper.length === 1) {
      upper.forEach((top, i) => drawInterval(ctx, top, lower[i] ?? top, ink));
    } else if (upper.length > 0) fillBetween(ctx, upper, lower, ink);
    [upper, lower] = [[], []];
  };
  x.forEach((at, i) => {
    const [bottom, top] = [low[i], high[i]];
    if (bottom === null || top === null) return end();
    if (bottom === undefined || top === undefined) return;
    const left = chart.valToPos(at, "x", true);
    upper.push([left, chart.valToPos(top, "y", true)]);
    lower.push([left, chart.valToPos(bottom, "y", true)]);
  });
  end();
}

function fillBetween(
  ctx: CanvasRenderingContext2D,
  upper: readonly (readonly [number, number])[],
  lower: readonly (readonly [number, number])[],
  ink: string,
): void {
  ctx.beginPath();
  for (const [i, [left, top]] of upper.entries()) {
    if (i === 0) ctx.moveTo(left, top);
    else ctx.lineTo(left, top);
  }
  for (const [left, top] of lower.toReversed()) ctx.lineTo(left, top);
  ctx.closePath();
  ctx.globalAlpha = 0.16;
  ctx.fillStyle = ink;
  ctx.fill();
  ctx.globalAlpha = 0.5;
  ctx.strokeStyle = ink;
  ctx.lineWidth = ratio();
  ctx.setLineDash([]);
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** An interval at one place has no width: it is drawn as a beam with two ends. */
function drawInterval(
  ctx: CanvasRenderingContext2D,
  [left, top]: readonly [number, number],
  [, bottom]: readonly [number, number],
  ink: string,
): void {
  const half = 5 * ratio();
  ctx.beginPath();
  ctx.moveTo(left, top);
  ctx.lineTo(left, bottom);
  for (const end of [top, bottom]) {
    ctx.moveTo(left - half, end);
    ctx.lineTo(left + half, end);
  }
  ctx.strokeStyle = ink;
  ctx.lineWidth = 1.5 * ratio();
  ctx.stroke();
}

function drawDots(
  chart: uPlot,
  x: readonly number[],
  values: readonly Value[],
  { look }: Column,
  theme: ChartTheme,
): void {
  const { ctx } = chart;
  const half = 4.5 * ratio();
  ctx.fillStyle = inkOf(theme, look);
  ctx.strokeStyle = theme.back;
  ctx.lineWidth = ratio();
  ctx.setLineDash([]);
  values.forEach((value, i) => {
    if (value === undefined || value === null) return;
    ctx.beginPath();
    shape(ctx, look, {
      left: chart.valToPos(x[i] ?? 0, "x", true),
      top: chart.valToPos(value, "y", true),
      half,
    });
    ctx.fill();
    ctx.stroke();
  });
}

/** Circle, square, diamond, triangle, and again: the legend shows the same. */
function shape(
  ctx: CanvasRenderingContext2D,
  look: number,
  { left, top, half }: { readonly left: number; readonly top: number; readonly half: number },
): void {
  switch (look % 4) {
    case 0:
      ctx.arc(left, top, half, 0, 2 * Math.PI);
      return;
    case 1:
      ctx.rect(left - half, top - half, 2 * half, 2 * half);
      return;
    case 2:
      ctx.moveTo(left, top - 1.3 * half);
      ctx.lineTo(left + 1.3 * half, top);
      ctx.lineTo(left, top + 1.3 * half);
      ctx.lineTo(left - 1.3 * half, top);
      ctx.closePath();
      return;
    default:
      ctx.moveTo(left, top - 1.2 * half);
      ctx.lineTo(left + 1.2 * half, top + half);
      ctx.lineTo(left - 1.2 * half, top + half);
      ctx.closePath();
  }
}

function drawMarks(chart: uPlot, picture: Picture, theme: ChartTheme): void {
  const { ctx } = chart;
  ctx.save();
  ctx.strokeStyle = theme.strong;
  ctx.lineWidth = ratio();
  ctx.setLineDash([3, 3].map((length) => length * ratio()));
  ctx.font = scaledFont(theme.font);
  const written: Box[] = [];
  for (const mark of picture.marks) drawMark(chart, mark, picture, theme, written);
  ctx.restore();
}

/** A place where words stand already. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

function drawMark(
  chart: uPlot,
  mark: Mark,
  picture: Picture,
  theme: ChartTheme,
  written: Box[],
): void {
  const { ctx, bbox } = chart;
  const along = chart.valToPos(mark.at, mark.axis, true);
  const [from, size] = mark.axis === "x" ? [bbox.left, bbox.width] : [bbox.top, bbox.height];
  if (!(along >= from - 1 && along <= from + size + 1)) return;
  ctx.beginPath();
  if (mark.axis === "x") {
    ctx.moveTo(along, bbox.top);
    ctx.lineTo(along, bbox.top + bbox.height);
  } else {
    ctx.moveTo(bbox.left, along);
    ctx.lineTo(bbox.left + bbox.width, along);
  }
  ctx.stroke();
  const text = mark.axis === "x" && picture.x.unit === "time"
    ? plain(mark.label)
    : `${plain(mark.label)} ${cell(mark.at, picture[mark.axis].unit)}`;
  write(chart, text, roomFor(chart, text, mark.axis, along, written), theme, written);
}

/** Beside the line, inside the frame, and where no other words stand. */
function roomFor(
  { ctx, bbox }: uPlot,
  text: string,
  axis: "x" | "y",
  along: number,
  written: readonly Box[],
): Box {
  const gap = 4 * ratio();
  const line = LINE * ratio();
  const { width } = ctx.measureText(text);
  const right = bbox.left + bbox.width;
  if (axis === "y") {
    const top = along - gap < bbox.top + line ? along + line : along - gap;
    let left = right - width - gap;
    for (
      let tries = 0;
      tries < 8 && written.some((box) => overlaps(box, { left, top, width }));
      tries++
    ) {
      left -= width / 2 + gap;
    }
    return { left: Math.max(bbox.left + gap, left), top, width };
  }
  const left = along + gap + width > right ? along - gap - width : along + gap;
  let top = bbox.top + line;
  while (written.some((box) => overlaps(box, { left, top, width }))) top += line;
  return { left, top, width };
}

function overlaps(a: Box, b: Box): boolean {
  return Math.abs(a.top - b.top) < LINE * ratio() - 1 && a.left < b.left + b.width + GAP &&
    b.left < a.left + a.width + GAP;
}

function write(
  { ctx }: uPlot,
  text: string,
  box: Box,
  theme: ChartTheme,
  written: Box[],
): void {
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineWidth = 3 * ratio();
  ctx.lineJoin = "round";
  ctx.strokeStyle = theme.back;
  ctx.fillStyle = theme.strong;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.strokeText(text, box.left, box.top);
  ctx.fillText(text, box.left, box.top);
  ctx.restore();
  written.push(box);
}

const LINE = 14;
const GAP = 6;

function scaledFont(font: string): string {
  return font.replace(/^(\d+)px/, (_, size) => `${Number(size) * ratio()}px`);
}

function ratio(): number {
  return globalThis.devicePixelRatio || 1;
}
