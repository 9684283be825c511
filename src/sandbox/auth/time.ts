/** The venue's clock and how far a request may be from it, both in seconds. */
export interface AuthTime {
  readonly nowSeconds: number;
  readonly toleranceSeconds: number;
}

/** True for whole Unix seconds, as decimal text, no further than the tolerance from the clock. */
export function isFresh(timestamp: string, time: AuthTime): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(Number(timestamp) - time.nowSeconds) <= time.toleranceSeconds;
}
