// Curves, bands, bars and marks onto a canvas of characters, and the legend that names them.
import { wrap } from "./brief.ts";
import { plain } from "./format.ts";
import type { Curve, Histogram, Lines, Picture, Points } from "./picture.ts";
import {
  type Canvas,
  glyphOf,
  type Glyphs,
  type Ink,
  type LineInk,
  type Place,
  slot,
} from "./plot_canvas.ts";
import { isWithin, markText, type Scale } from "./plot_scale.ts";
import { stretches } from "./stretches.ts";

/** Where values stand, and what to draw with. */
export interface DrawOn {
  readonly x: Scale;
  readonly y: Scale;
  readonly glyphs: Glyphs;
}

const shades: Readonly<Record<Glyphs, readonly string[]>> = {
  braille: ["\u2591", "\u2592", "\u2593"],
  ascii: [".", ":", "%"],
};
/** Blocks of one to eight eighths. */
const eighths = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";

/** Shades the room of every band, the widest first. */
export function drawBands({ bands }: Lines, paper: Canvas, { x, y, glyphs }: DrawOn): void {
  bands.forEach((band, i) => {
    for (const points of stretches(band)) {
      const places = points.flatMap(([at, low, high]) => {
        const [px, from, to] = [x.place(at), y.place(low) ?? (y.isLog ? 0 : null), y.place(high)];
        return px === null || from === null || to === null ? [] : [[px, from, to] as const];
      });
      for (let column = 0; column < paper.columns; column++) {
        const found = heightsAt(places, (column + 0.5) / paper.columns, 0.5 / paper.columns);
        if (found !== null) paper.fill(column, ...found, shadeOf(i, glyphs), "shade");
      }
    }
  });
}

/** The band between its points; `reach` lets a single point be seen. */
function heightsAt(
  places: readonly (readonly [number, number, number])[],
  at: number,
  reach: number,
): readonly [number, number] | null {
  for (let i = 0; i < places.length; i++) {
    const [x1, low1, high1] = places[i] ?? [0, 0, 0];
    if (Math.abs(x1 - at) <= reach) return [low1, high1];
    const next = places[i + 1];
    if (next === undefined || x1 > at || next[0] < at) continue;
    const part = next[0] > x1 ? (at - x1) / (next[0] - x1) : 0;
    return [low1 + part * (next[1] - low1), high1 + part * (next[2] - high1)];
  }
  return null;
}

/** Draws every curve, then a letter on each so that they can be told apart without colour. */
export function drawCurves({ curves }: Lines, paper: Canvas, on: DrawOn): void {
  curves.forEach((curve, i) => {
    for (const points of stretches(curve)) drawStretch(points, curve.style, { paper, on, ink: i });
  });
  if (on.glyphs === "braille" && linesOf(curves).length > 1) letters(curves, paper, on);
}

/** Characters are coarse: more lines than this would hide the bands under them. */
const MOST_PATHS = 3;

/** Draws the first few single cases; where one crosses a curve's character it is the curve's. */
export function drawPaths({ paths }: Lines, paper: Canvas, on: DrawOn): void {
  for (const points of paths?.each.slice(0, MOST_PATHS) ?? []) {
    drawStretch(points, "line", { paper, on, ink: "path" });
  }
}

interface Pen {
  readonly paper: Canvas;
  readonly on: DrawOn;
  readonly ink: LineInk;
}

function drawStretch(points: Points, style: Curve["style"], { paper, on, ink }: Pen): void {
  let before: Place | null = null;
  for (const [atX, atY] of points) {
    const [px, py] = [on.x.place(atX), on.y.place(atY)];
    if (!isWithin(px) || !isWithin(py)) {
      before = null;
      continue;
    }
    const place: Place = [px, py];
    drawStep(style, { paper, index: ink, before, place });
    before = place;
  }
}

function drawStep(
  style: Curve["style"],
  { paper, index, before, place }: {
    readonly paper: Canvas;
    readonly index: LineInk;
    readonly before: Place | null;
    readonly place: Place;
  },
): void {
  const [x, y] = place;
  if (style === "dots") {
    return paper.put(slot(x, paper.columns), slot(y, paper.rows), glyphOf(index), index);
  }
  if (before === null) return paper.line(place, place, index);
  if (style === "line") return paper.line(before, place, index);
  paper.line(before, [x, before[1]], index);
  paper.line([x, before[1]], place, index);
}

function linesOf(curves: readonly Curve[]): readonly Curve[] {
  return curves.filter(({ style }) => style !== "dots");
}

/** Each letter stands at another part of its curve: curves that end together would hide them. */
function letters(curves: readonly Curve[], paper: Canvas, { x, y }: DrawOn): void {
  curves.forEach(({ style, points }, i) => {
    if (style === "dots") return;
    const places = points.flatMap(([atX, atY]): Place[] => {
      const [px, py] = [x.place(atX), y.place(atY)];
      return isWithin(px) && isWithin(py) ? [[px, py]] : [];
    });
    const [first, last] = [places[0], places.at(-1)];
    if (first === undefined || last === undefined) return;
    const at = first[0] + (0.85 - 0.15 * (i % 5)) * (last[0] - first[0]);
    const next = places.findIndex(([px]) => px >= at);
    const [x2, y2] = places[next] ?? last;
    const [x1, y1] = places[next - 1] ?? first;
    const height = style === "step" || x2 <= x1 ? y1 : y1 + (at - x1) / (x2 - x1) * (y2 - y1);
    paper.put(slot(at, paper.columns), slot(height, paper.rows), letterOf(i), i);
  });
}

function letterOf(index: number): string {
  return String.fromCharCode(65 + index % 26);
}

/** Bars from the lower side up; where bins are narrower than a character, the tallest of them. */
export function drawBars({ bins }: Histogram, paper: Canvas, { x, y, glyphs }: DrawOn): void {
  const base = y.isLog ? 0 : y.place(0) ?? 0;
  const heights = Array<number | null>(paper.columns).fill(null);
  for (const { from, to, value } of bins) {
    const [left, right, top] = [x.place(from) ?? 0, x.place(to), y.place(value)];
    if (right === null || top === null || value === 0) continue;
    const first = slot(left, paper.columns);
    const last = Math.max(first, Math.round(right * paper.columns) - 1);
    for (let column = first; column <= Math.min(last, paper.columns - 1); column++) {
      heights[column] = Math.max(heights[column] ?? -Infinity, top);
    }
  }
  heights.forEach((top, column) => {
    if (top !== null) bar(paper, column, [base, top], glyphs);
  });
}

function bar(paper: Canvas, column: number, [base, top]: Place, glyphs: Glyphs): void {
  const [low, high] = [Math.min(base, top) * paper.rows, Math.max(base, top) * paper.rows];
  const full = glyphs === "braille" ? "\u2588" : "#";
  const first = Math.floor(low + 1e-9);
  for (let row = first; row < Math.floor(high + 1e-9); row++) paper.put(column, row, full, 0);
  const rest = Math.round((high - Math.floor(high + 1e-9)) * 8);
  // A count that is there is never drawn as nothing.
  const eighth = Math.floor(high + 1e-9) === first ? Math.max(1, rest) : rest;
  if (eighth <= 0) return;
  const glyph = glyphs === "braille" ? eighths[eighth - 1] ?? full : eighth >= 4 ? "#" : "_";
  paper.put(column, Math.floor(high + 1e-9), glyph, 0);
}

/** Lines across the drawing; the curves lie on them. */
export function drawMarks(picture: Picture, paper: Canvas, on: DrawOn): void {
  const glyphs = markGlyphs[on.glyphs];
  for (const { axis, at } of picture.marks) {
    const place = on[axis].place(at);
    if (!isWithin(place)) continue;
    const glyph = glyphs[axis];
    if (axis === "y") {
      const row = slot(place, paper.rows);
      for (let i = 0; i < paper.columns; i++) paper.put(i, row, glyph, "mark", true);
    } else {
      const column = slot(place, paper.columns);
      for (let i = 0; i < paper.rows; i++) paper.put(column, i, glyph, "mark");
    }
  }
}

const markGlyphs: Readonly<Record<Glyphs, Readonly<Record<"x" | "y", string>>>> = {
  braille: { x: "\u2506", y: "\u2504" },
  ascii: { x: "|", y: "-" },
};

/** The words of every mark where they cover least; those without room stand in the legend only. */
export function drawMarkWords(picture: Picture, paper: Canvas, on: DrawOn): void {
  for (const { axis, at, label } of picture.marks) {
    const place = on[axis].place(at);
    if (!isWithin(place)) continue;
    const text = axis === "y" ? ` ${plain(label)} ` : plain(label);
    const spots = axis === "y" ? beside(place, text, paper) : above(place, text, paper);
    const spot = leastTaken(spots, ([start, row]) => paper.taken(start, row, text.length));
    if (spot === null) continue;
    [...text].forEach((char, i) => paper.put(spot[0] + i, spot[1], char, "word"));
  }
}

type Spot = readonly [column: number, row: number];

function beside(place: number, text: string, paper: Canvas): readonly Spot[] {
  const row = slot(place, paper.rows);
  const last = paper.columns - text.length - 1;
  return [1, Math.floor(last / 2), last].filter((start) => start >= 1).map((start) => [start, row]);
}

function above(place: number, text: string, paper: Canvas): readonly Spot[] {
  const column = slot(place, paper.columns);
  return Array.from({ length: Math.min(4, paper.rows) }, (_, i) => paper.rows - 1 - i)
    .flatMap((row) => [[column + 1, row], [column - text.length, row]] as const)
    .filter(([start]) => start >= 0 && start + text.length <= paper.columns);
}

function leastTaken<T>(spots: readonly T[], taken: (spot: T) => number): T | null {
  let best: T | null = null;
  for (const spot of spots) if (best === null || taken(spot) < taken(best)) best = spot;
  return best;
}

/** Names of all that is drawn, and of marks that lie outside. */
export function legendOf(
  picture: Picture,
  on: DrawOn & { readonly columns: number; paint(text: string, ink: Ink): string },
): string[] {
  const { glyphs, columns, paint } = on;
  const items: [glyph: string, ink: Ink, text: string][] = [];
  if (picture.kind === "lines") {
    const isLettered = glyphs === "braille" && linesOf(picture.curves).length > 1;
    picture.curves.forEach(({ name, style }, i) => {
      const line = isLettered ? letterOf(i) : glyphs === "braille" ? "\u2812" : glyphOf(i);
      items.push([style === "dots" ? glyphOf(i) : line, i, plain(name)]);
    });
    picture.bands.forEach(({ name }, i) => items.push([shadeOf(i, glyphs), "shade", plain(name)]));
    const { paths } = picture;
    if (paths !== undefined) {
      const text = paths.each.length > MOST_PATHS
        ? `${paths.name}, the first ${MOST_PATHS} of them drawn`
        : paths.name;
      items.push([glyphs === "braille" ? "\u2812" : glyphOf("path"), "path", plain(text)]);
    }
  }
  for (const mark of picture.marks) {
    const text = markText(mark, picture[mark.axis]);
    const isDrawn = isWithin(on[mark.axis].place(mark.at));
    items.push([
      markGlyphs[glyphs][mark.axis],
      "mark",
      isDrawn ? text : `${text}, outside of this picture`,
    ]);
  }
  return items.flatMap(([glyph, ink, text]) => {
    const [first = "", ...more] = folded(text, columns - 4);
    return [`  ${paint(glyph, ink)} ${first}`, ...more.map((line) => `    ${line}`)];
  });
}

/** Text in lines of at most `width`; a word that is longer is broken. */
export function folded(text: string, width: number): string[] {
  return wrap(plain(text), width).flatMap((line) => {
    const parts: string[] = [];
    for (let at = 0; at === 0 || at < line.length; at += width) {
      parts.push(line.slice(at, at + width));
    }
    return parts;
  });
}

function shadeOf(index: number, glyphs: Glyphs): string {
  const of = shades[glyphs];
  return of[Math.min(index, of.length - 1)] ?? ".";
}
