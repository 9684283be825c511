// From where to where a side goes.
import type { Axis, Picture } from "../../src/report/picture.ts";
import { room } from "../../src/report/plot_scale.ts";

export type Range = readonly [low: number, high: number];

/** A mark further off than this many spans of the values would leave no room for them. */
const FAR = 3;
const PAD = 0.06;

/** The span of everything that is drawn along x; null: there is nothing. */
export function spanOf(picture: Picture): Range | null {
  const xs = picture.kind === "histogram" ? picture.bins.flatMap(({ from, to }) => [from, to]) : [
    ...[...picture.curves, ...picture.bands].map(({ points }) => points),
    ...picture.paths?.each ?? [],
  ].flatMap((points) => points.map(([x]) => x));
  const usable = xs.filter((x) => Number.isFinite(x) && (picture.x.scale !== "log" || x > 0));
  if (usable.length === 0) return null;
  const low = usable.reduce((least, x) => Math.min(least, x));
  const high = usable.reduce((most, x) => Math.max(most, x));
  const marks = picture.marks.filter(({ axis }) => axis === "x").map(({ at }) => at);
  return withMarks([low, high], marks, picture.x);
}

/** Values beyond this multiple of a mark leave the mark on the floor. */
const DWARFED = 15;

/**
 * Where a side that holds large values is pressed together, so that its marks can be seen: the value
 * up to which it is close to linear. null: it is not.
 */
export function pressedAt({ kind, y, marks, ...picture }: Picture): number | null {
  if (kind !== "lines" || y.scale === "log" || !("curves" in picture)) return null;
  const levels = marks.filter(({ axis, at }) => axis === "y" && at > 0).map(({ at }) => at);
  const values = picture.curves.flatMap(({ points }) => points.map(([, value]) => value));
  if (levels.length === 0 || values.length === 0) return null;
  const level = Math.max(...levels);
  const low = values.reduce((least, value) => Math.min(least, value));
  const high = values.reduce((most, value) => Math.max(most, value));
  return low >= 0 && high > DWARFED * level ? level : null;
}

/** A side for y that holds these values and the marks near them, with room at both ends. */
export function sideFor(picture: Picture, low: number | null, high: number | null): Range {
  const { y } = picture;
  const isLog = y.scale === "log";
  const marks = picture.marks.filter(({ axis }) => axis === "y").map(({ at }) => at);
  if (low === null || high === null) return isLog ? [1, 10] : [0, 1];
  // Bars stand on nothing, or hang from it.
  const isBars = picture.kind === "histogram" && !isLog;
  const [least, most] = isBars
    ? withMarks([Math.min(0, low), Math.max(0, high)], marks, y)
    : withMarks([low, high], marks, y);
  if (isLog) return [least / 1.1, most * 1.1];
  const pad = (most - least) * PAD;
  // What cannot be negative does not begin below zero.
  const from = least >= 0 && least - pad < 0 ? Math.min(0, least) : least - pad;
  return [isBars && least === 0 ? 0 : from, most + pad];
}

/** A span that is not empty, with the marks that are near. */
export function withMarks([low, high]: Range, marks: readonly number[], axis: Axis): Range {
  const isLog = axis.scale === "log";
  const [least, most] = widened([low, high], marks, axis);
  const measure = (value: number) => isLog ? Math.log(value) : value;
  const reach = FAR * (measure(most) - measure(least));
  const near = marks.filter((at) =>
    Number.isFinite(at) && (!isLog || at > 0) &&
    measure(at) >= measure(least) - reach && measure(at) <= measure(most) + reach
  );
  return [Math.min(least, ...near), Math.max(most, ...near)];
}

function widened([low, high]: Range, marks: readonly number[], { scale, unit }: Axis): Range {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > 1e-9 * size) return [low, high];
  if (scale === "log") return [low / 2, high * 2];
  // Where nothing happened yet the limit is what there is to see, and nothing is below nothing.
  if (size === 0) return [0, Math.max(room[unit], ...marks.filter(Number.isFinite))];
  const pad = unit === "time" ? room[unit] : Math.max(size * 0.02, Number.MIN_VALUE);
  return [low - pad, high + pad];
}
