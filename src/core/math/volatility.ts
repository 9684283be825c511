// Exponentially weighted variance of changes whose mean is taken as zero (RiskMetrics Technical
// Document, 4th ed. 1996, ch. 5). A forecast is read before the change it is to judge is taken in.
import { normalCdf, normalPdf } from "./normal.ts";

/** Zero-seeded running variance; read it through {@link forecastVariance}. Updated in place. */
export interface EwmaVariance {
  /** Weighted sum of squares. */
  sum: number;
  /** What their weights add up to: 1 - lambda^count. */
  weight: number;
  count: number;
}

/** One step of the recursion; `lambda` is the weight of the OLD variance. */
export function ewmaVariance(variance: number, square: number, lambda: number): number {
  return lambda * variance + (1 - lambda) * square;
}

/** A variance that has seen nothing. */
export function initVariance(): EwmaVariance {
  return { sum: 0, weight: 0, count: 0 };
}

/** Takes in one squared change; `lambda` in [0, 1). */
export function updateVariance(state: EwmaVariance, square: number, lambda: number): void {
  state.sum = ewmaVariance(state.sum, square, lambda);
  state.count += 1;
  // Once it is 1 in doubles it stays so, and the two slowest lines of an update are skipped.
  if (state.weight < 1) state.weight = -Math.expm1(state.count * Math.log(lambda));
}

/** Weighted mean of the squares so far; 0 before the first. */
export function forecastVariance({ sum, weight }: EwmaVariance): number {
  return weight === 0 ? 0 : sum / weight;
}

/**
 * The square of a change, cut off at `limit` sigma so that one jump does not blind the forecasts
 * after it, and divided by `mean`, what cutting leaves of a normal variance: {@link winsorMean}.
 */
export function winsorisedSquare(
  change: number,
  { sigma, limit, mean }: { sigma: number; limit: number; mean: number },
): number {
  const most = limit * sigma;
  return Math.min(change * change, most * most) / mean;
}

/** E[min(Z^2, limit^2)] of a standard normal Z. */
export function winsorMean(limit: number): number {
  const tail = 2 * normalCdf(-limit);
  return 1 - tail - 2 * limit * normalPdf(limit) + limit * limit * tail;
}

/** Weight the past keeps over `elapsed`, in the unit of `halfLife`: 2^(-elapsed / halfLife). */
export function decay(elapsed: number, halfLife: number): number {
  return Math.exp(-elapsed * Math.LN2 / halfLife);
}
