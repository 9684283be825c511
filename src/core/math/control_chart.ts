// Two charts for a change of level: the two-sided tabular CUSUM (Page 1954, Biometrika 41) and the
// EWMA of the mean (Roberts 1959, Technometrics 1).

/** Both sums of a CUSUM, in the unit of its input. Updated in place. */
export interface Cusum {
  high: number;
  low: number;
  /** Steps in a row that the side has been above 0. */
  highRun: number;
  lowRun: number;
}

/**
 * A CUSUM before its first value, both sides at `head`: 0, or h / 2 to respond faster while a cause
 * is still there (FIR, Lucas & Crosier 1982).
 */
export function initCusum(head: number = 0): Cusum {
  return { high: head, low: head, highRun: 0, lowRun: 0 };
}

/** Adds a deviation from the target; `k` is the reference value, half the shift to be found. */
export function addToCusum(cusum: Cusum, deviation: number, k: number): void {
  const high = cusum.high + deviation - k;
  const low = cusum.low - deviation - k;
  cusum.high = high > 0 ? high : 0;
  cusum.low = low > 0 ? low : 0;
  cusum.highRun = high > 0 ? cusum.highRun + 1 : 0;
  cusum.lowRun = low > 0 ? cusum.lowRun + 1 : 0;
}

/** The side above `h`, strictly: on tick data a sum of exactly h happens. 0: neither is. */
export function cusumAlarm({ high, low }: Cusum, h: number): 1 | -1 | 0 {
  if (high > h) return high >= low ? 1 : -1;
  return low > h ? -1 : 0;
}

/** Both sides back at `head`, as after an alarm; a chart that is not restarted goes on adding. */
export function restartCusum(cusum: Cusum, head: number = 0): void {
  cusum.high = head;
  cusum.low = head;
  cusum.highRun = 0;
  cusum.lowRun = 0;
}

/** One step of the EWMA of a mean; `weight` is that of the NEW value. */
export function ewmaMean(mean: number, value: number, weight: number): number {
  return mean + weight * (value - mean);
}

/**
 * Distance of the EWMA chart's limits from its target: `width` standard deviations of the mean
 * after `count` values of deviation `sigma`. A count of Infinity gives the asymptotic limits.
 */
export function ewmaLimit(
  { sigma, weight, width, count }: { sigma: number; weight: number; width: number; count: number },
): number {
  const settled = -Math.expm1(2 * count * Math.log1p(-weight));
  return width * sigma * Math.sqrt(weight / (2 - weight) * settled);
}
