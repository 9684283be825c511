/** Ends of a confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % quantile of the standard normal: two-sided 95 %. */
export const Z95 = 1.959963984540054;

/**
 * Interval for a proportion of which `successes` of `trials` were seen (Wilson 1927); never empty,
 * also at 0 and at all. No trials say nothing: [0, 1].
 */
export function wilson(successes: number, trials: number, z: number = Z95): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const shrink = 1 + (z * z) / trials;
  const centre = share + (z * z) / (2 * trials);
  const half = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * trials)) / trials);
  return {
    low: successes === 0 ? 0 : Math.max(0, (centre - half) / shrink),
    high: successes === trials ? 1 : Math.min(1, (centre + half) / shrink),
  };
}
