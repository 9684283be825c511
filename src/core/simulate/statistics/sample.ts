// What a list of results says of itself: the moments that the Sharpe statistics are made of.

/** A sample in the numbers that Sharpe statistics need. */
export interface Sample {
  readonly n: number;
  readonly mean: number;
  /** Divisor n - 1; null below two values. */
  readonly sd: number | null;
  /** Third standardised moment, divisor n; null without any spread. */
  readonly skew: number | null;
  /** Fourth standardised moment, divisor n: 3 for a normal. Not the excess. Null without any spread. */
  readonly kurtosis: number | null;
  /** mean / sd of one observation, not of a year; null without any spread. */
  readonly sharpe: number | null;
}

/** Moments of the values, in two passes. */
export function sampleOf(values: readonly number[]): Sample {
  const n = values.length;
  const mean = n === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / n;
  const power = (k: number) => values.reduce((sum, value) => sum + (value - mean) ** k, 0);
  const m2 = power(2);
  const sd = n < 2 ? null : Math.sqrt(m2 / (n - 1));
  if (sd === null || !(sd > 1e-12 * Math.abs(mean))) {
    return { n, mean, sd, skew: null, kurtosis: null, sharpe: null };
  }
  const scale = m2 / n;
  return {
    n,
    mean,
    sd,
    skew: power(3) / n / scale ** 1.5,
    kurtosis: power(4) / n / scale ** 2,
    sharpe: mean / sd,
  };
}

/** How much a value says of the next one: autocorrelation at lag 1; null below three or without spread. */
export function lagOne(values: readonly number[]): number | null {
  const { n, mean, sharpe } = sampleOf(values);
  if (n < 3 || sharpe === null) return null;
  let together = 0;
  let alone = 0;
  values.forEach((value, i) => {
    alone += (value - mean) ** 2;
    if (i > 0) together += (value - mean) * ((values[i - 1] as number) - mean);
  });
  return together / alone;
}

/** True where |lag-1 autocorrelation| is beyond what 95 % of independent samples show, 1.96/sqrt(n). */
export function dependsOnLast(values: readonly number[]): boolean {
  const found = lagOne(values);
  return found !== null && Math.abs(found) > 1.959963984540054 / Math.sqrt(values.length);
}
