// Curves, bands and bars as paths, in pixels with one decimal: the same bytes everywhere.
import { element } from "./page_html.ts";
import type { Band, Curve, Histogram, Paths, Points } from "./picture.ts";
import { isWithin, type Scale } from "./plot_scale.ts";
import { stretches } from "./stretches.ts";

/** The rectangle that the scales fill. */
export interface Frame {
  readonly x: Scale;
  readonly y: Scale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

type Pixel = readonly [x: number, y: number];

/** How each curve's line is broken, in pixels; the first is whole. */
export const dashes = ["none", "7 3", "2 3", "9 3 2 3", "4 4", "12 4"] as const;

/** A curve as a line, or as one shape a point. */
export function curveMarkup(curve: Curve, index: number, frame: Frame): string {
  const look = index % dashes.length;
  if (curve.style === "dots") {
    const shapes = runsOf(curve.points, frame).flat().map((at) => dotPath(at, look));
    return element("path", { class: `dots ink${look}`, d: shapes.join("") });
  }
  const paths = stretches(curve).flatMap((points) => runsOf(points, frame))
    .map((run) => curve.style === "step" ? steps(run) : run)
    .map((run) => path(thinned(run)));
  const look2 = { class: `curve ink${look}`, "stroke-dasharray": dashes[look] ?? "none" };
  return element("path", { ...look2, d: paths.join("") });
}

/** Every single case as a thin line. */
export function pathsMarkup({ each }: Paths, frame: Frame): string {
  const lines = each.flatMap((points) => runsOf(points, frame)).map((run) => path(thinned(run)));
  return element("path", { class: "path", d: lines.join("") });
}

/** The shape of one point of a curve: circle, square, diamond, triangle, and again. */
export function dotPath([x, y]: Pixel, look: number): string {
  const at = (dx: number, dy: number) => `${(x + dx).toFixed(1)} ${(y + dy).toFixed(1)}`;
  switch (look % 4) {
    case 0:
      return `M${at(-4, 0)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`;
    case 1:
      return `M${at(-3.5, -3.5)}h7v7h-7z`;
    case 2:
      return `M${at(0, -5)}l5 5l-5 5l-5 -5z`;
    default:
      return `M${at(0, -5)}l5 9h-10z`;
  }
}

/** The outline of a band: along its upper side and back along its lower, stretch by stretch. */
export function bandPath(band: Band, frame: Frame): string {
  return stretches(band).map((points) => outline(points, frame)).join("");
}

function outline(
  points: Band["points"],
  { x, y, left, right, top, bottom }: Frame,
): string {
  const upper: Pixel[] = [];
  const lower: Pixel[] = [];
  for (const [at, low, high] of points) {
    const [px, from, to] = [x.place(at), y.place(low) ?? (y.isLog ? 0 : null), y.place(high)];
    if (px === null || from === null || to === null) continue;
    const across = left + px * (right - left);
    upper.push([across, bottom - to * (bottom - top)]);
    lower.push([across, bottom - Math.max(0, from) * (bottom - top)]);
  }
  const around = [...thinned(upper), ...thinned(lower).reverse()];
  return around.length === 0 ? "" : `${path(around)}z`;
}

/** Every bar as a rectangle; a pixel stays free between two that are wide enough. */
export function barPath({ bins }: Histogram, { x, y, left, right, top, bottom }: Frame): string {
  const base = bottom - (y.isLog ? 0 : y.place(0) ?? 0) * (bottom - top);
  return bins.map(({ from, to, value }) => {
    const [low, high, height] = [x.place(from) ?? 0, x.place(to), y.place(value)];
    if (high === null || height === null || value === 0) return "";
    const start = left + low * (right - left);
    const full = (high - low) * (right - left);
    const width = full > 4 ? full - 1 : full;
    const end = bottom - height * (bottom - top);
    return `M${start.toFixed(1)} ${base.toFixed(1)}V${end.toFixed(1)}h${width.toFixed(1)}` +
      `V${base.toFixed(1)}z`;
  }).join("");
}

/** Stretches of points that have a place; a value that has none breaks the curve. */
function runsOf(points: Points, frame: Frame): Pixel[][] {
  const { x, y, left, right, top, bottom } = frame;
  const runs: Pixel[][] = [];
  let run: Pixel[] = [];
  for (const [atX, atY] of points) {
    const [px, py] = [x.place(atX), y.place(atY)];
    if (isWithin(px) && isWithin(py)) {
      run.push([left + px * (right - left), bottom - py * (bottom - top)]);
    } else {
      if (run.length > 0) runs.push(run);
      run = [];
    }
  }
  return run.length > 0 ? [...runs, run] : runs;
}

function steps(run: readonly Pixel[]): Pixel[] {
  return run.flatMap(([x, y], i) => {
    const before = run[i - 1];
    return before === undefined ? [[x, y]] : [[x, before[1]], [x, y]];
  });
}

/** Of every pixel's column the first, lowest, highest and last point: what an eye can tell. */
function thinned(points: readonly Pixel[]): Pixel[] {
  const kept: Pixel[] = [];
  for (let i = 0; i < points.length;) {
    const column = Math.floor(points[i]?.[0] ?? 0);
    let end = i;
    let [least, most] = [i, i];
    while (end < points.length && Math.floor(points[end]?.[0] ?? 0) === column) {
      if ((points[end]?.[1] ?? 0) < (points[least]?.[1] ?? 0)) least = end;
      if ((points[end]?.[1] ?? 0) > (points[most]?.[1] ?? 0)) most = end;
      end++;
    }
    const wanted = [...new Set([i, least, most, end - 1])].sort((a, b) => a - b);
    for (const at of wanted) {
      const point = points[at];
      if (point !== undefined) kept.push(point);
    }
    i = end;
  }
  return kept;
}

function path(points: readonly Pixel[]): string {
  // A line to itself: a single point is shown as a dot by its round ends.
  const all = points.length === 1 ? [...points, ...points] : points;
  return all.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}
