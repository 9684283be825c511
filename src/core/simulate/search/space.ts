// Which configurations a search tries: every combination of lists, or combinations drawn by chance.
import { rng, runSeed, type Seed } from "../../math/rng.ts";

/** One key and the values it may take, written as in --set. */
export interface Listed {
  readonly kind: "list";
  readonly key: string;
  readonly values: readonly [string, ...string[]];
}

/** One key and the range that its values are drawn from, ends included. */
export interface Ranged {
  readonly kind: "range";
  readonly key: string;
  readonly low: number;
  readonly high: number;
  /** Equal chances for equal factors instead of equal differences. */
  readonly log: boolean;
  /** The value as it is written in --set. */
  readonly write: (value: number) => string;
}

export type Axis = Listed | Ranged;

/** `key=value` for each axis, in the order of the axes. */
export type Point = readonly string[];

/** Every combination; the last axis changes fastest. */
export function gridPoints(axes: readonly Listed[]): readonly Point[] {
  return axes.reduce<readonly Point[]>(
    (points, { key, values }) =>
      points.flatMap((point) => values.map((value) => [...point, `${key}=${value}`])),
    [[]],
  );
}

/** `count` combinations, each drawn for itself: the first ones are the same for any count. */
export function randomPoints(axes: readonly Axis[], count: number, seed: Seed): readonly Point[] {
  return Array.from({ length: count }, (_, i) => {
    const { next } = rng(runSeed(seed, i));
    return axes.map((axis) => `${axis.key}=${drawn(axis, next())}`);
  });
}

function drawn(axis: Axis, u: number): string {
  if (axis.kind === "list") {
    return axis.values[Math.floor(u * axis.values.length)] ?? axis.values[0];
  }
  const { low, high, log, write } = axis;
  const value = log ? low * (high / low) ** u : low + (high - low) * u;
  return write(Math.min(high, Math.max(low, value)));
}
