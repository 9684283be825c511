// A picture as columns over one axis, which is what the drawing library wants, with no more points
// than an eye and a canvas can use.
import type { Band, Curve, Histogram, Lines, Picture } from "../../src/report/picture.ts";
import { lttb, MOST_POINTS } from "./lttb.ts";

/** A value, or nothing at this x: `undefined` is no gap, the line goes on; null is one. */
export type Value = number | undefined | null;

/** One column of values, and how it is drawn. */
export interface Column {
  readonly name: string;
  readonly style: Curve["style"] | "low" | "high" | "path" | "bars";
  /** Of a band: an interval for each single dot, with nothing known between them. */
  readonly isBeams?: boolean;
  /** Which colour, dash and shape; curves and bands count from 0 each. */
  readonly look: number;
}

/** Columns of equal length; the first holds x in ascending order, without repeats. */
export interface Plan {
  readonly columns: readonly Column[];
  readonly x: readonly number[];
  readonly values: readonly (readonly Value[])[];
  /** Points that the picture has more than are drawn. */
  readonly left: number;
}

type Point = readonly [x: number, y: number];
type Interval = Band["points"][number];

/** What is drawn of a picture. */
export function planOf(picture: Picture, most: number = MOST_POINTS): Plan {
  return picture.kind === "histogram" ? histogramPlan(picture) : linesPlan(picture, most);
}

function histogramPlan({ bins, title }: Histogram): Plan {
  const shown = bins.filter(({ from, to, value }) =>
    Number.isFinite(from) && Number.isFinite(to) && Number.isFinite(value)
  );
  return {
    columns: [{ name: title, style: "bars", look: 0 }],
    x: shown.map(({ from, to }) => (from + to) / 2),
    values: [shown.map(({ value }) => value)],
    left: 0,
  };
}

function linesPlan({ curves, bands, paths, x, y }: Lines, most: number): Plan {
  const hasPlace = (of: number, scale: "log" | undefined) =>
    Number.isFinite(of) && (scale !== "log" || of > 0);
  const isDrawn = (at: number, ...values: readonly number[]) =>
    hasPlace(at, x.scale) && values.every((value) => hasPlace(value, y.scale));
  const curvesOf = curves.map(({ points }) => sorted(points.filter(([at, of]) => isDrawn(at, of))));
  const bandsOf = bands.map(({ points }) =>
    sorted(points.filter(([at, low, high]) => isDrawn(at, low, high)))
  );
  const pathsOf = (paths?.each ?? []).map((points) =>
    sorted(points.filter(([at, of]) => isDrawn(at, of)))
  );
  const share = sharesOf([...curvesOf, ...bandsOf].map(({ length }) => length), most);
  const thinCurves = curvesOf.map((points, i) => thinned(points, share[i] ?? 2));
  const thinBands = bandsOf.map((points, i) => merged(points, share[curves.length + i] ?? 2));
  const total = (lists: readonly (readonly unknown[])[]) =>
    lists.reduce((sum, { length }) => sum + length, 0);
  const places = [...thinCurves, ...thinBands, ...pathsOf].flatMap((list) =>
    list.map(([at]) => at)
  );
  const within = (
    points: readonly (readonly [number, ...number[]])[],
    gaps?: readonly number[],
  ) => {
    const [first, last] = [points[0]?.[0] ?? NaN, points.at(-1)?.[0] ?? NaN];
    return (gaps ?? []).filter((at) => hasPlace(at, x.scale) && at > first && at < last);
  };
  const curveGaps = curves.map(({ gaps }, i) => within(curvesOf[i] ?? [], gaps));
  const bandGaps = bands.map(({ gaps }, i) => within(bandsOf[i] ?? [], gaps));
  const axis = [...new Set([...places, ...curveGaps.flat(), ...bandGaps.flat()])]
    .sort((a, b) => a - b);
  const dotted = new Set(
    curves.filter(({ style }) => style === "dots").flatMap(({ points }) =>
      points.map(([at]) => at)
    ),
  );
  const placeOf = new Map(axis.map((at, i) => [at, i]));
  const spread = (
    points: readonly (readonly [number, ...number[]])[],
    which: 1 | 2,
    broken: readonly number[] = [],
  ): Value[] => {
    const column: Value[] = Array.from({ length: axis.length });
    for (const at of broken) column[placeOf.get(at) ?? 0] = null;
    for (const point of points) column[placeOf.get(point[0]) ?? 0] = point[which];
    return column;
  };
  return {
    columns: [
      ...bands.flatMap(({ name, points }, look): Column[] => {
        const isBeams = points.length > 0 && points.every(([at]) => dotted.has(at));
        return [{ name, style: "low", look, isBeams }, { name, style: "high", look, isBeams }];
      }),
      ...pathsOf.map((_, look): Column => ({ name: paths?.name ?? "", style: "path", look })),
      ...curves.map(({ name, style }, look): Column => ({ name, style, look })),
    ],
    x: axis,
    values: [
      ...thinBands.flatMap((points, i) => {
        const broken = bandGaps[i];
        return [spread(points, 1, broken), spread(points, 2, broken)];
      }),
      ...pathsOf.map((points) => spread(points, 1)),
      ...thinCurves.map((points, i) => spread(points, 1, curveGaps[i])),
    ],
    left: total([...curvesOf, ...bandsOf]) - total([...thinCurves, ...thinBands]),
  };
}

/** Short lists stay whole; the long ones share what is left alike. */
function sharesOf(lengths: readonly number[], most: number): readonly number[] {
  let left = most;
  let lists = lengths.length;
  const share = new Map<number, number>();
  const order = lengths.map((length, i) => ({ length, i })).sort((a, b) => a.length - b.length);
  for (const { length, i } of order) {
    const mine = Math.min(length, Math.max(2, Math.floor(left / lists)));
    share.set(i, mine);
    left -= mine;
    lists -= 1;
  }
  return lengths.map((_, i) => share.get(i) ?? 2);
}

function sorted<P extends readonly [number, ...number[]]>(points: readonly P[]): readonly P[] {
  const isSorted = points.every(([at], i) => i === 0 || at >= (points[i - 1]?.[0] ?? -Infinity));
  return isSorted ? points : points.toSorted(([a], [b]) => a - b);
}

function thinned(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const kept = lttb(points.map(([x]) => x), points.map(([, y]) => y), Math.max(2, most));
  return kept.flatMap((i) => points[i] === undefined ? [] : [points[i]]);
}

/** A band may be drawn wider than it is for lack of room, but never narrower. */
function merged(points: readonly Interval[], most: number): readonly Interval[] {
  if (points.length <= most) return points;
  const size = points.length / Math.max(2, most);
  return Array.from({ length: Math.max(2, most) }, (_, bucket): Interval => {
    const inside = points.slice(Math.floor(bucket * size), Math.floor((bucket + 1) * size));
    const at = bucket === 0 ? inside[0]?.[0] : inside.at(-1)?.[0];
    return [
      at ?? 0,
      inside.reduce((low, point) => Math.min(low, point[1]), Infinity),
      inside.reduce((high, point) => Math.max(high, point[2]), -Infinity),
    ];
  });
}

/**
 * The column's value at an index, or the nearest one before it, else after it: what a cursor says. null
 * within a gap.
 */
export function valueNear(column: readonly Value[], index: number): number | null {
  for (let i = Math.min(index, column.length - 1); i >= 0; i--) {
    const value = column[i];
    if (value !== undefined) return value;
  }
  for (let i = index + 1; i < column.length; i++) {
    const value = column[i];
    if (value !== undefined) return value;
  }
  return null;
}
