/**
 * The smallest value that at least a share `p` of the sample does not exceed: the inverted
 * empirical distribution (type 1 of Hyndman & Fan 1996), a value that occurred. `sorted` rises.
 * Throws RangeError on an empty sample or a `p` outside [0, 1].
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  // A product of doubles may land just above a whole rank: 0.07 * 100 is 7.000000000000001.
  const rank = Math.ceil(p * sorted.length - 1e-9);
  const value = sorted[Math.max(rank, 1) - 1];
  if (!(p >= 0 && p <= 1) || value === undefined) {
    throw new RangeError(`Cannot take quantile ${p} of ${sorted.length} values`);
  }
  return value;
}
