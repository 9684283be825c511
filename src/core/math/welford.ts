// Running mean and variance without the cancellation of sums of squares (Welford 1962).

/** A sample in three numbers; `m2` is the sum of squared deviations from the mean. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly m2: number;
}

/** Nothing seen yet. */
export const noMoments: Moments = { count: 0, mean: 0, m2: 0 };

/** The moments with one more value. */
export function addSample(before: Moments | undefined, value: number): Moments {
  const { count: seen, mean: old, m2 } = before ?? noMoments;
  const count = seen + 1;
  const mean = old + (value - old) / count;
  return { count, mean, m2: m2 + (value - old) * (value - mean) };
}

/** The moments of two samples together (Chan, Golub & LeVeque 1983). */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const count = a.count + b.count;
  if (count === 0) return noMoments;
  const distance = b.mean - a.mean;
  return {
    count,
    mean: a.mean + distance * (b.count / count),
    m2: a.m2 + b.m2 + distance * distance * (a.count * b.count / count),
  };
}

/** Unbiased variance, divisor count - 1; null below two values. */
export function sampleVariance({ count, m2 }: Moments): number | null {
  return count < 2 ? null : m2 / (count - 1);
}
