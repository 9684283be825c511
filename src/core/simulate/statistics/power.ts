// How many trades it takes to see an edge, and which edge so many trades can show: the normal
// approximation for the mean of independent results.
import { normalCdf, normalQuantile } from "../../math/normal.ts";

/** An edge and what it hides in, in the same unit, such as dollars per dollar staked. */
export interface Effect {
  readonly edge: number;
  /** Of one result. */
  readonly sd: number;
}

/** What is asked of a test: two-sided `level`, and the chance to see an edge that is there. */
export interface Demand {
  readonly level: number;
  readonly power: number;
}

/** Two-sided 5 %, seen four times in five. */
export const usual: Demand = { level: 0.05, power: 0.8 };

/** Results needed; Infinity without an edge. */
export function resultsNeeded({ edge, sd }: Effect, demand: Demand = usual): number {
  return edge === 0 ? Infinity : Math.ceil((reach(demand) * sd / edge) ** 2);
}

/** Results after which the t statistic is expected to be `t`; Infinity without an edge. */
export function resultsForT({ edge, sd }: Effect, t: number = 2): number {
  return edge === 0 ? Infinity : Math.ceil((t * sd / edge) ** 2);
}

/** Chance that a two-sided test of `level` finds the edge in `n` results, in either direction. */
export function powerOf({ edge, sd }: Effect, n: number, level: number = usual.level): number {
  const z = normalQuantile(1 - level / 2);
  const shift = edge * Math.sqrt(n) / sd;
  return normalCdf(shift - z) + normalCdf(-shift - z);
}

/** The smallest edge that `n` results show with the demanded power; null without results. */
export function edgeSeen(sd: number, n: number, demand: Demand = usual): number | null {
  return n > 0 ? reach(demand) * sd / Math.sqrt(n) : null;
}

function reach({ level, power }: Demand): number {
  return normalQuantile(1 - level / 2) + normalQuantile(power);
}
