// Intervals for any statistic of results that come in clusters: whole clusters are drawn anew, because
// markets that settle together are one observation (Efron 1979; BCa: Efron 1987).
import type { Interval } from "../../math/interval.ts";
import { normalCdf, normalQuantile } from "../../math/normal.ts";
import { quantile } from "../../math/quantile.ts";
import { rng, type Seed } from "../../math/rng.ts";

/** The statistic of the clusters with these numbers, in the order in which they were drawn. */
export type ClusterStatistic = (drawn: ArrayLike<number>) => number;

export interface BootstrapOptions {
  readonly seed: Seed;
  /** 2,000: the ends of a 95 % interval are good to about a tenth of a standard error. */
  readonly resamples?: number;
  /** 0.95 */
  readonly within?: number;
  /** bca corrects for bias and skew; it needs one more evaluation a cluster. */
  readonly method: "percentile" | "bca";
}

/** What was drawn, and the interval of it. */
export interface Bootstrapped extends Interval {
  readonly estimate: number;
  /** Of the draws. */
  readonly standardError: number;
}

/** null below two clusters, and where a draw has no value. */
export function clusterBootstrap(
  clusters: number,
  statistic: ClusterStatistic,
  { seed, resamples = 2_000, within = 0.95, method }: BootstrapOptions,
): Bootstrapped | null {
  if (clusters < 2) return null;
  const { next } = rng(seed);
  const pick = new Int32Array(clusters);
  const drawn = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    for (let j = 0; j < clusters; j++) pick[j] = Math.floor(next() * clusters);
    drawn[i] = statistic(pick);
  }
  const all = Int32Array.from(pick, (_, i) => i);
  const estimate = statistic(all);
  if (!Number.isFinite(estimate) || !drawn.every(Number.isFinite)) return null;
  drawn.sort();
  const tails = [(1 - within) / 2, (1 + within) / 2] as const;
  const [low, high] = method === "bca"
    ? corrected(tails, { drawn, estimate, all, statistic })
    : tails;
  const mean = drawn.reduce((sum, value) => sum + value, 0) / resamples;
  const squares = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    low: quantile(drawn, low),
    high: quantile(drawn, high),
    estimate,
    standardError: Math.sqrt(squares / (resamples - 1)),
  };
}

interface Drawn {
  readonly drawn: Float64Array;
  readonly estimate: number;
  readonly all: Int32Array;
  readonly statistic: ClusterStatistic;
}

/** The tails moved for bias and acceleration; as they were where the draws have no spread. */
function corrected(
  tails: readonly [number, number],
  { drawn, estimate, all, statistic }: Drawn,
): readonly [number, number] {
  let below = 0;
  for (const value of drawn) below += value < estimate ? 1 : value === estimate ? 0.5 : 0;
  const bias = normalQuantile(below / drawn.length);
  const left = Array.from(all, (out) => statistic(all.filter((one) => one !== out)));
  const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
  const cubes = left.reduce((sum, value) => sum + (mean - value) ** 3, 0);
  const squares = left.reduce((sum, value) => sum + (mean - value) ** 2, 0);
  const acceleration = squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
  if (!Number.isFinite(bias) || !Number.isFinite(acceleration)) return tails;
  const moved = tails.map((tail) => {
    const z = bias + normalQuantile(tail);
    return normalCdf(bias + z / (1 - acceleration * z));
  }) as [number, number];
  return moved.every((tail) => tail >= 0 && tail <= 1) ? moved : tails;
}
