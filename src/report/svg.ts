// A picture as SVG. Colours are classes, so that the page's theme decides them; dashes and shapes tell
// curves apart without colour. No attribute `style`: the page's policy forbids it.
import { plain } from "./format.ts";
import { element, html } from "./page_html.ts";
import type { Mark, Picture } from "./picture.ts";
import { isWithin, type Scale, scalesOf } from "./plot_scale.ts";
import { bandPath, barPath, curveMarkup, type Frame, pathsMarkup } from "./svg_shapes.ts";

/** Size in pixels before the page scales it, and the beginning of ids within it. */
export interface SvgOptions {
  readonly width: number;
  readonly height: number;
  readonly id: string;
}

/** About the width of a character of 12 pixels; the longest digits of the usual fonts are narrower. */
const CHAR = 7;
const LINE = 15;

/** The drawing with sides and marks; its words are its description. No legend: the page has it. */
export function svg(picture: Picture, { width, height, id }: SvgOptions): string {
  const { x, y } = scalesOf(picture);
  const yTicks = y.ticks(Math.max(3, Math.floor(height / 55)));
  const upMarks = picture.marks.filter(({ axis, at }) => axis === "x" && isWithin(x.place(at)));
  const left = 12 + CHAR * Math.max(0, ...yTicks.map(({ text }) => text.length));
  const top = LINE + 8 + LINE * upMarks.length;
  const frame: Frame = { x, y, left, top, right: width - 14, bottom: height - 2.6 * LINE };
  const shapes = picture.kind === "histogram"
    ? [element("path", { class: "bars", d: barPath(picture, frame) })]
    : [
      ...picture.bands.map((band, i) =>
        element("path", { class: `band band${Math.min(i, 2)}`, d: bandPath(band, frame) })
      ),
      ...picture.paths === undefined ? [] : [pathsMarkup(picture.paths, frame)],
      ...picture.curves.map((curve, i) => curveMarkup(curve, i, frame)),
    ];
  const inside = [
    element("title", { id: `${id}-title` }, html(picture.title)),
    element("desc", { id: `${id}-desc` }, html(picture.words)),
    label({ x: 2, y: LINE - 3, text: sideText(picture, "y") }),
    leftSide(yTicks, frame),
    lowerSide(frame),
    label({ x: frame.right, y: height - 4, text: sideText(picture, "x"), anchor: "end" }),
    ...shapes,
    ...picture.marks.filter(({ axis }) => axis === "y").map((mark) => acrossMark(mark, frame)),
    ...upMarks.map((mark, i) => upMark(mark, frame, LINE * (i + 2) - 1)),
  ];
  const names = { role: "img", "aria-labelledby": `${id}-title ${id}-desc` };
  return element("svg", { viewBox: `0 0 ${width} ${height}`, ...names }, inside.join("\n"));
}

function sideText(picture: Picture, axis: "x" | "y"): string {
  const { label, scale } = picture[axis];
  return scale === "log" ? `${label}, logarithmic` : label;
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor?: "start" | "middle" | "end";
  readonly kind?: string;
}

function label({ x, y, text, anchor = "start", kind = "side" }: Label): string {
  const place = { x: x.toFixed(1), y: y.toFixed(1) };
  return element("text", { class: kind, ...place, "text-anchor": anchor }, html(text));
}

function line(kind: string, [x1, y1, x2, y2]: readonly [number, number, number, number]): string {
  const places = { x1: x1.toFixed(1), y1: y1.toFixed(1), x2: x2.toFixed(1), y2: y2.toFixed(1) };
  return element("line", { class: kind, ...places });
}

function leftSide(
  ticks: ReturnType<Scale["ticks"]>,
  { y, left, right, top, bottom }: Frame,
): string {
  return ticks.map(({ at, text }) => {
    const height = bottom - (y.place(at) ?? 0) * (bottom - top);
    const words = label({ x: left - 6, y: height + 4, text, anchor: "end", kind: "tick" });
    return line("grid", [left, height, right, height]) + words;
  }).join("\n");
}

function lowerSide({ x, left, right, bottom }: Frame): string {
  const width = right - left;
  let ticks = x.ticks(1);
  for (let most = Math.floor(width / 50); most >= 1; most--) {
    ticks = x.ticks(most);
    const longest = Math.max(0, ...ticks.map(({ text }) => text.length));
    if (ticks.length * (longest * CHAR + 10) <= width + longest * CHAR) break;
  }
  const words = ticks.map(({ at, text }) => {
    const place = left + (x.place(at) ?? 0) * width;
    const half = text.length * CHAR / 2;
    const anchor = place + half > right + 14 ? "end" : "middle";
    return line("axis", [place, bottom, place, bottom + 4]) +
      label({ x: place, y: bottom + LINE, text, anchor, kind: "tick" });
  });
  return [line("axis", [left, bottom, right, bottom]), ...words].join("\n");
}

function acrossMark({ at, label: text }: Mark, { y, left, right, top, bottom }: Frame): string {
  const place = y.place(at);
  if (!isWithin(place)) return "";
  const height = bottom - place * (bottom - top);
  // Above its line, but never above the drawing.
  const words = height - 5 < top + 8 ? height + LINE - 2 : height - 5;
  return line("mark", [left, height, right, height]) +
    label({ x: right - 2, y: words, text: cut(text, right - left), anchor: "end", kind: "word" });
}

/** Its words stand above the drawing, each mark on a line of its own. */
function upMark({ at, label: text }: Mark, { x, left, right, bottom }: Frame, top: number): string {
  const place = left + (x.place(at) ?? 0) * (right - left);
  const isLeft = place < (left + right) / 2;
  return line("mark", [place, top - LINE + 5, place, bottom]) +
    label({
      x: place + (isLeft ? 5 : -5),
      y: top,
      text: cut(text, isLeft ? right - place : place - left),
      anchor: isLeft ? "start" : "end",
      kind: "word",
    });
}

/** Words for the room there is; the legend has them whole. */
function cut(text: string, room: number): string {
  const most = Math.max(4, Math.floor(room / CHAR));
  const whole = plain(text);
  return whole.length <= most ? whole : `${whole.slice(0, most - 2)}..`;
}
