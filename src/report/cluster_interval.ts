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
  const drawn = bootstrapInterval(
    gathered(values.map((value) => ({ above: value, below: 1 }))),
    seed,
  );
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

/**
 * Beyond so many, clusters are drawn in bundles: their number moves the ends of an interval by less
 * than two thousand draws do by chance (a standard error is good to 1 / sqrt(2 n), here 3 %).
 */
const MOST_CLUSTERS = 500;

/**
 * The same clusters in at most `most` bundles, dealt out in turn. Sums of independent clusters are
 * independent clusters, and a run of a hundred thousand markets takes no longer than one of some hundred.
 */
export function gathered(
  clusters: readonly Cluster[],
  most: number = MOST_CLUSTERS,
): readonly Cluster[] {
  if (clusters.length <= most) return clusters;
  const above = new Float64Array(most);
  const below = new Float64Array(most);
  clusters.forEach((cluster, i) => {
    above[i % most] = (above[i % most] ?? 0) + cluster.above;
    below[i % most] = (below[i % most] ?? 0) + cluster.below;
  });
  return Array.from(above, (sum, i) => ({ above: sum, below: below[i] ?? 0 }));
}

/** The seed of one of several intervals of a report: each draws for itself. */
export function seedOf(seed: number, what: number): Seed {
  return subSeed(seed, what);
}
