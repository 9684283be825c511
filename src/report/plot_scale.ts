// Where a value stands along a side, and which values are written there. Terminal and page share it,
// so that both show the same numbers.
import { isoDate } from "../core/math/calendar.ts";
import type { Unit } from "../core/types/refusal.ts";
import { cell, plain, time } from "./format.ts";
import type { Axis, Mark, Picture } from "./picture.ts";

/** One value written at a side. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Values to places along one side, 0 at its low end and 1 at its high end. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
  /** Null for a value that has no place: no number or huge, or not above zero on a logarithmic side. */
  place(value: number): number | null;
  /** At most about `most` round values within the side, lowest first. */
  ticks(most: number): readonly Tick[];
}

/** A mark further off than this many spans of the values would leave no room for them. */
const FAR = 3;
/** Beyond this a difference of two values is no number any more. */
const HUGE = 1e200;
const TINY = 1e-100;
/** Values closer than this to each other, beside their size, are one value: a double has 16 digits. */
const LEAST_SPAN = 1e-9;
const DAY = 86_400_000;

/** Both sides of a picture; a histogram's bars stand on zero. */
export function scalesOf(picture: Picture): { readonly x: Scale; readonly y: Scale } {
  const { xs, ys } = valuesOf(picture);
  const at = (axis: "x" | "y") =>
    picture.marks.filter((mark) => mark.axis === axis).map((mark) => mark.at);
  return {
    x: scaleOf(picture.x, xs, { marks: at("x"), isRound: false }),
    y: scaleOf(picture.y, ys, { marks: at("y"), isRound: true }),
  };
}

/** The side that holds the values and the marks near them; `isRound` ends it at round values. */
export function scaleOf(
  axis: Axis,
  values: Iterable<number>,
  { marks, isRound }: { readonly marks: readonly number[]; readonly isRound: boolean },
): Scale {
  const isLog = axis.scale === "log";
  const [least, most] = withMarks(rangeOf(values, isLog, axis.unit), marks, isLog);
  if (isLog) return logScale(axis.unit, least, most);
  const step = stepOf(axis.unit, (most - least) / 5);
  return isRound
    ? linearScale(axis.unit, Math.floor(least / step) * step, Math.ceil(most / step) * step)
    : linearScale(axis.unit, least, most);
}

/** A line between two places or outside: what lies beyond the side is not drawn. */
export function isWithin(place: number | null): place is number {
  return place !== null && place >= -1e-9 && place <= 1 + 1e-9;
}

/** What a mark says: its words and its value. */
export function markText({ label, at }: Mark, axis: Axis): string {
  return `${plain(label)} (${cell(at, axis.unit)})`;
}

function valuesOf(picture: Picture): { xs: number[]; ys: number[] } {
  if (picture.kind === "histogram") {
    const { bins, y } = picture;
    const base = y.scale === "log" ? [] : [0];
    return {
      xs: bins.flatMap(({ from, to }) => [from, to]),
      ys: [...base, ...bins.map(({ value }) => value)],
    };
  }
  const xs: number[] = [];
  const ys: number[] = [];
  for (const points of [...picture.curves.map((of) => of.points), ...picture.paths?.each ?? []]) {
    for (const [x, y] of points) {
      xs.push(x);
      ys.push(y);
    }
  }
  for (const { points } of picture.bands) {
    for (const [x, low, high] of points) {
      xs.push(x);
      ys.push(low, high);
    }
  }
  return { xs, ys };
}

type Range = readonly [low: number, high: number];

function rangeOf(values: Iterable<number>, isLog: boolean, unit: Unit): Range {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!hasPlace(value, isLog)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return isLog ? [1, 10] : [0, room[unit]];
  const least = Math.max(TINY, LEAST_SPAN * Math.max(Math.abs(low), Math.abs(high)));
  if (high - low > least) return [low, high];
  if (isLog) return [low / 2, low * 2];
  const pad = Math.abs(low) < TINY ? room[unit] : Math.abs(low) / 10;
  return [low - pad, low + pad];
}

function hasPlace(value: number, isLog: boolean): boolean {
  return Math.abs(value) < HUGE && !(isLog && value < TINY);
}

/** What stands around a value that is alone, in the unit's own size. */
export const room: Readonly<Record<Unit, number>> = {
  usd: 1_000_000,
  price: 10_000,
  cents: 10_000,
  shares: 1_000_000,
  ms: 1_000,
  time: 60_000,
  count: 1,
  ratio: 0.01,
  text: 1,
};

function withMarks([low, high]: Range, marks: readonly number[], isLog: boolean): Range {
  const measure = (value: number) => isLog ? Math.log(value) : value;
  const reach = FAR * (measure(high) - measure(low));
  const near = marks.filter((at) => hasPlace(at, isLog)).filter((at) =>
    measure(at) >= measure(low) - reach && measure(at) <= measure(high) + reach
  );
  return [Math.min(low, ...near), Math.max(high, ...near)];
}

function linearScale(unit: Unit, low: number, high: number): Scale {
  return {
    low,
    high,
    isLog: false,
    place: (value) => hasPlace(value, false) ? (value - low) / (high - low) : null,
    ticks: (most) => linearTicks(unit, low, high, most),
  };
}

function linearTicks(unit: Unit, low: number, high: number, most: number): readonly Tick[] {
  const step = stepOf(unit, (high - low) / Math.max(1, most));
  const values: number[] = [];
  // A unit's finest step may be far wider than the side, so the side bounds what rounding forgives.
  const slack = 1e-9 * Math.min(step, high - low);
  for (let i = Math.ceil((low - slack) / step); i <= (high + slack) / step; i++) {
    const at = i * step + 0;
    if (at >= low - slack && at <= high + slack) values.push(at);
  }
  return labelled(unit, values, step);
}

function logScale(unit: Unit, low: number, high: number): Scale {
  const span = Math.log(high) - Math.log(low);
  return {
    low,
    high,
    isLog: true,
    place: (value) => hasPlace(value, true) ? (Math.log(value) - Math.log(low)) / span : null,
    ticks: (most) => logTicks(unit, low, high, most),
  };
}

function logTicks(unit: Unit, low: number, high: number, most: number): readonly Tick[] {
  if (unit === "ms") {
    // Nobody reads 1,000 s: "16m 40s". The spans are close to evenly far apart in factors.
    const inside = spans.filter((span) => span >= low && span <= high);
    const every = Math.ceil(inside.length / Math.max(2, most));
    const kept = inside.filter((_, i) => i % every === 0);
    if (kept.length >= 2) return labelled(unit, kept, 0);
  }
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const every = Math.max(1, Math.ceil((last - first) / Math.max(1, most)));
  const within = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  for (const parts of every > 1 ? [[1]] : [[1, 2, 5], [1, 3], [1]]) {
    const values: number[] = [];
    for (let power = first; power <= last; power += every) {
      for (const part of parts) values.push(Number(`${part}e${power}`));
    }
    const kept = values.filter(within);
    const isFewEnough = kept.length <= most || parts.length === 1;
    if (isFewEnough && kept.length >= 2) return labelled(unit, kept, 0);
  }
  return linearTicks(unit, low, high, most).filter(({ at }) => at > 0);
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const spans: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5].map((n) => n * DAY),
];

/** The first round step that is not below `least`; whole units where a part of one means nothing. */
function stepOf(unit: Unit, least: number): number {
  if (unit === "ms" || unit === "time") {
    const found = spans.find((span) => span >= least);
    if (found !== undefined) return found;
    return roundUp(least / DAY) * DAY;
  }
  const isWhole = unit === "usd" || unit === "count";
  return isWhole ? Math.max(1, roundUp(least)) : roundUp(least);
}

function roundUp(least: number): number {
  const power = Math.floor(Math.log10(least));
  // Written out and read back: 10 ** -2 * 2 is not 0.02.
  for (const part of [1, 2, 5]) {
    const step = Number(`${part}e${power}`);
    if (step >= least * (1 - 1e-9)) return step;
  }
  return Number(`1e${power + 1}`);
}

function labelled(unit: Unit, values: readonly number[], step: number): readonly Tick[] {
  const texts = values.map((value) => {
    // i * step may be off in its last digit: 3 * 0.1.
    const at = Number(value.toPrecision(15));
    if (unit === "time") return clock(at, step, (values.at(-1) ?? 0) - (values[0] ?? 0));
    const text = cell(at, unit);
    return unit !== "ms" ? text : at === 0 ? "0" : text.replace(/ 00[a-z]+$/, "");
  });
  const isWhole = texts.every((text) => /\.0+%?$/.test(text));
  return values.map((at, i) => {
    const text = texts[i] ?? "";
    return { at, text: isWhole ? text.replace(/\.0+(%?)$/, "$1") : text };
  });
}

function clock(at: number, step: number, span: number): string {
  if (step >= DAY) return isoDate(Math.floor(at / DAY));
  const text = time(at);
  if (span >= DAY) return text.slice(5, 16).replace("T", " ");
  return step >= MINUTE ? text.slice(11, 16) : text.slice(11, 19);
}
