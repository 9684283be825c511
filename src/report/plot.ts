// A picture in a terminal. Shape and character tell curves apart; colour only helps.
import { plain } from "./format.ts";
import type { Axis, Picture } from "./picture.ts";
import { type Canvas, canvas, type Glyphs, type Ink } from "./plot_canvas.ts";
import {
  drawBands,
  drawBars,
  drawCurves,
  drawMarks,
  drawMarkWords,
  drawPaths,
  folded,
  legendOf,
} from "./plot_draw.ts";
import { type Scale, scalesOf, type Tick } from "./plot_scale.ts";

/** Where a picture is drawn; `rows` are those of the drawing itself, without title, axis and legend. */
export interface PlotOptions {
  /** Width of everything; less than 40 is taken as 40. */
  readonly columns: number;
  readonly rows: number;
  /** Absent: no colours. */
  readonly color?: boolean;
  /** Absent: braille. */
  readonly glyphs?: Glyphs;
}

const LEAST_COLUMNS = 40;
const LEAST_ROWS = 4;
/** A wider drawing is no clearer. */
const MOST_COLUMNS = 200;

/** Title, drawing with both sides, legend and what was assumed, as lines without their ends. */
export function plot(picture: Picture, options: PlotOptions): readonly string[] {
  const { color = false, glyphs = "braille" } = options;
  const columns = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, Math.floor(options.columns)));
  const rows = Math.max(LEAST_ROWS, Math.floor(options.rows));
  const scales = scalesOf(picture);
  const yTicks = scales.y.ticks(Math.max(2, Math.floor(rows / 3)));
  const margin = Math.min(
    Math.floor(columns / 2),
    Math.max(0, ...yTicks.map(({ text }) => text.length)),
  );
  const paper = canvas(columns - margin - 2, rows, glyphs);
  draw(picture, paper, { ...scales, glyphs });
  const paint = color ? colored : (text: string) => text;
  const said = (text: string) => folded(text, columns);
  return [
    ...said(picture.title),
    ...said(sideText(picture.y)),
    ...withLeftSide(paper.lines(paint), { ticks: yTicks, scale: scales.y, margin, glyphs }),
    ...lowerSide(scales.x, { columns: paper.columns, margin, glyphs }),
    sideText(picture.x).slice(0, columns).padStart(Math.min(columns, margin + 2 + paper.columns)),
    ...legendOf(picture, { ...scales, glyphs, columns, paint }),
    ...picture.assumptions.flatMap((text) => said(`Assumed: ${text}`)),
  ].map((line) => line.trimEnd());
}

/** What a terminal of this TERM can show: the console of Linux has no braille in its font. */
export function glyphsOf(term: string | undefined): Glyphs {
  return term === undefined || ["", "dumb", "linux", "vt100", "vt220", "ansi"].includes(term)
    ? "ascii"
    : "braille";
}

function sideText({ label, scale }: Axis): string {
  return plain(scale === "log" ? `${label}, logarithmic` : label);
}

function draw(
  picture: Picture,
  paper: Canvas,
  on: { readonly x: Scale; readonly y: Scale; readonly glyphs: Glyphs },
): void {
  if (picture.kind === "histogram") drawBars(picture, paper, on);
  else {
    drawBands(picture, paper, on);
    drawPaths(picture, paper, on);
  }
  drawMarks(picture, paper, on);
  if (picture.kind === "lines") drawCurves(picture, paper, on);
  drawMarkWords(picture, paper, on);
}

function withLeftSide(
  lines: readonly string[],
  side: {
    readonly ticks: readonly Tick[];
    readonly scale: Scale;
    readonly margin: number;
    readonly glyphs: Glyphs;
  },
): string[] {
  const { ticks, scale, margin, glyphs } = side;
  const [bar, notch] = glyphs === "braille" ? ["\u2502", "\u2524"] : ["|", "+"];
  const texts = new Map(ticks.map(({ at, text }) => {
    const row = Math.floor((scale.place(at) ?? 0) * lines.length);
    return [Math.max(0, Math.min(lines.length - 1, row)), text];
  }));
  return lines.map((line, i) => {
    const text = texts.get(lines.length - 1 - i);
    return `${(text ?? "").slice(0, margin).padStart(margin)} ${
      text === undefined ? bar : notch
    }${line}`;
  });
}

function lowerSide(
  scale: Scale,
  { columns, margin, glyphs }: { columns: number; margin: number; glyphs: Glyphs },
): string[] {
  const [bar, notch, corner] = glyphs === "braille"
    ? ["\u2500", "\u252c", "\u2514"]
    : ["-", "+", "+"];
  let kept: readonly { readonly column: number; readonly start: number; readonly text: string }[] =
    [];
  for (let most = Math.floor(columns / 6); most >= 1; most--) {
    kept = scale.ticks(most).map(({ at, text: whole }) => {
      const text = whole.slice(0, columns);
      const column = Math.max(
        0,
        Math.min(columns - 1, Math.floor((scale.place(at) ?? 0) * columns)),
      );
      const start = column - Math.floor(text.length / 2);
      return { column, start: Math.max(0, Math.min(columns - text.length, start)), text };
    });
    const isFree = kept.every(({ start }, i) => {
      const before = kept[i - 1];
      return before === undefined || start >= before.start + before.text.length + 2;
    });
    if (isFree) break;
  }
  const line = Array<string>(columns).fill(bar);
  let texts = "";
  for (const { column, start, text } of kept) {
    line[column] = notch;
    if (start >= texts.length) texts = texts.padEnd(start) + text;
  }
  return [`${" ".repeat(margin + 1)}${corner}${line.join("")}`, " ".repeat(margin + 2) + texts];
}

/** Of the sixteen colours every terminal has; the reader's theme decides how they look. */
const curveColors = [36, 33, 35, 32, 34, 31] as const;

function colored(text: string, ink: Ink): string {
  if (ink === "plain") return text;
  if (ink === "path") return `\u001b[2m${text}\u001b[0m`;
  if (ink === "shade") return `\u001b[36;2m${text}\u001b[0m`;
  const color = ink === "mark" || ink === "word" ? 31 : curveColors[ink % curveColors.length];
  return `\u001b[${color}m${text}\u001b[0m`;
}
