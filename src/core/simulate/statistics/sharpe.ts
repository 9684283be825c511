// How sure a Sharpe ratio is: of itself, and after the best of several was picked. Bailey & Lopez de
// Prado, "The Sharpe Ratio Efficient Frontier" (2012) and "The Deflated Sharpe Ratio" (2014). All
// ratios are those of one observation; kurtosis is 3 for a normal.
import { normalCdf, normalQuantile } from "../../math/normal.ts";

/** A Sharpe ratio with the shape of what it was measured on. */
export interface Measured {
  readonly n: number;
  readonly sharpe: number;
  readonly skew: number;
  readonly kurtosis: number;
}

/** How many were tried, and how much their Sharpe ratios differ. */
export interface Tried {
  /** At least 1. */
  readonly trials: number;
  /** Variance of the Sharpe ratios of the trials. */
  readonly variance: number;
}

const EULER = 0.5772156649015329;

/** Variance of the estimate times n - 1, relative to that of a normal sample without an edge. */
function shapeOf({ sharpe, skew, kurtosis }: Measured): number {
  return 1 - skew * sharpe + (kurtosis - 1) / 4 * sharpe ** 2;
}

/** Probability that the true ratio is above `benchmark` (PSR); null below two observations. */
export function probabilisticSharpe(measured: Measured, benchmark: number): number | null {
  const shape = shapeOf(measured);
  if (measured.n < 2 || !(shape > 0)) return null;
  const { n, sharpe } = measured;
  return normalCdf((sharpe - benchmark) * Math.sqrt(n - 1) / Math.sqrt(shape));
}

/** Expected largest of `trials` independent standard normals, by extreme value theory; 0 for one. */
export function expectedMaximum(trials: number): number {
  if (!(trials >= 1)) throw new RangeError(`Cannot take the largest of ${trials} trials`);
  if (trials === 1) return 0;
  return (1 - EULER) * normalQuantile(1 - 1 / trials) +
    EULER * normalQuantile(1 - 1 / (trials * Math.E));
}

/** The ratio that the best of so many trials shows when none of them has an edge (SR0). */
export function luckySharpe({ trials, variance }: Tried): number {
  return Math.sqrt(variance) * expectedMaximum(trials);
}

/** Probability that the true ratio is above what the best of the trials shows by luck (DSR). */
export function deflatedSharpe(measured: Measured, tried: Tried): number | null {
  return probabilisticSharpe(measured, luckySharpe(tried));
}

/**
 * Observations after which a true ratio of this size and shape is told from `benchmark` with
 * probability `confidence` (MinTRL), not rounded; null where the ratio is not above it.
 */
export function minimumTrackRecord(
  measured: Omit<Measured, "n">,
  benchmark: number,
  confidence: number = 0.95,
): number | null {
  if (!(measured.sharpe > benchmark)) return null;
  const distance = normalQuantile(confidence) / (measured.sharpe - benchmark);
  return 1 + shapeOf({ ...measured, n: 0 }) * distance ** 2;
}

/**
 * Observations below which the best of `trials` without an edge is expected to show `sharpe` all the
 * same (MinBTL; Bailey, Borwein, Lopez de Prado & Zhu 2014, "Pseudo-Mathematics and Financial
 * Charlatanism"), not rounded. Throws RangeError for a ratio that is not above 0.
 */
export function minimumBacktestLength(trials: number, sharpe: number): number {
  if (!(sharpe > 0)) throw new RangeError(`Cannot ask how long a ratio of ${sharpe} takes`);
  return (expectedMaximum(trials) / sharpe) ** 2;
}
