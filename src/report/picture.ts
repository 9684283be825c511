// Pictures as data: what is drawn, in its own units. A terminal, a page and the dashboard draw the same
// object, each in its own way; nothing here knows of pixels or characters.
import type { Unit } from "../core/types/refusal.ts";

/** What stands along one side. */
export interface Axis {
  readonly label: string;
  readonly unit: Unit;
  /** Of the values drawn; absent: linear. */
  readonly scale?: "log";
}

/** A line across the picture: a limit, today, nothing. */
export interface Mark {
  readonly axis: "x" | "y";
  readonly at: number;
  readonly label: string;
}

interface Frame {
  readonly name: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];
  /** What was assumed for it, one sentence each; stands beside it. */
  readonly assumptions: readonly string[];
  /** The picture in words, for those who do not see it. */
  readonly words: string;
}

/** Points in order of x. */
export type Points = readonly (readonly [x: number, y: number])[];

/** One curve. */
export interface Curve {
  readonly name: string;
  readonly points: Points;
  /** Places between points, in order, where nothing is known: the line ends before and begins after. */
  readonly gaps?: readonly number[];
  /** dots: single values; step: a value holds until the next. */
  readonly style: "line" | "dots" | "step";
}

/** The room between two curves, such as an interval. */
export interface Band {
  readonly name: string;
  readonly points: readonly (readonly [x: number, low: number, high: number])[];
  /** As of a curve. */
  readonly gaps?: readonly number[];
}

/** Single cases, such as some of the futures: thin lines under the curves, with one name for all. */
export interface Paths {
  readonly name: string;
  readonly each: readonly Points[];
}

/** Curves with their bands, the widest band first. */
export interface Lines extends Frame {
  readonly kind: "lines";
  readonly curves: readonly Curve[];
  readonly bands: readonly Band[];
  readonly paths?: Paths;
}

/** Counts or shares in intervals that touch. */
export interface Histogram extends Frame {
  readonly kind: "histogram";
  readonly bins: readonly { readonly from: number; readonly to: number; readonly value: number }[];
}

export type Picture = Lines | Histogram;
