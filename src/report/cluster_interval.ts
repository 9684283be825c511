// Intervals for results that are not independent: markets that settle together are one observation.
import { type Seed, subSeed } from "../core/math/rng.ts";
import { studentT } from "../core/math/student_t.ts";
import type { Interval } from "../core/math/interval.ts";
import { clusterBootstrap } from "../core/simulate/statistics/cluster_bootstrap.ts";

/** Sums of one cluster; the statistic is the quotient of both sums over all clusters. */
export interface Cluster {
  readonly above: number;
  readonly below: number;
}

/** An interval, and how it was found. */
export interface FoundInterval extends Interval {
  readonly by: "Student t" | "bootstrap";
}

const WITHIN = 0.95;

/**
 * 95 % for the mean of independent values: Student's t or the bootstrap, whichever is wider. null
 * below two values. The seed makes it repeat.
 */
export function meanInterval(values: readonly number[], seed: Seed): FoundInterval | null {
  const byT = studentInterval(values);
  const drawn = bootstrapInterval(values.map((value) => ({ above: value, below: 1 })), seed);
  if (byT === null || drawn === null) return null;
  return drawn.high - drawn.low > byT.high - byT.low
    ? { ...drawn, by: "bootstrap" }
    : { ...byT, by: "Student t" };
}

/** 95 % for the mean of independent values by Student's t; null below two of them. */
export function studentInterval(values: readonly number[]): Interval | null {
  const n = values.length;
  if (n < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = studentT(WITHIN, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { low: mean - half, high: mean + half };
}

/**
 * 95 % for sum(above) / sum(below) by drawing whole clusters anew (percentile bootstrap, Efron 1979).
 * null below two clusters, and where a draw had nothing to divide by.
 */
export function bootstrapInterval(clusters: readonly Cluster[], seed: Seed): Interval | null {
  const quotient = (drawn: ArrayLike<number>) => {
    let above = 0;
    let below = 0;
    for (let i = 0; i < drawn.length; i++) {
      const cluster = clusters[drawn[i] as number] as Cluster;
      above += cluster.above;
      below += cluster.below;
    }
    return above / below;
  };
  const found = clusterBootstrap(clusters.length, quotient, { seed, method: "percentile" });
  return found === null ? null : { low: found.low, high: found.high };
}

/** The seed of one of several intervals of a report: each draws for itself. */
export function seedOf(seed: number, what: number): Seed {
  return subSeed(seed, what);
}
