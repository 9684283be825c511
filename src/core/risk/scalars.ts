// The limits on an account's money as plain arithmetic. The rules of limits.ts, the breaker of
// marks.ts and the simulated accounts of core/simulate all ask these, so none can drift from another.
// Amounts are micro-dollars. Comparisons are written so that a number that is none refuses.

/** True when a day that lost `lost` takes no more entries. */
export function dayIsOver(lost: number, maxDailyLoss: number): boolean {
  return !(lost < maxDailyLoss);
}

/** What a day may still lose after `dayRealized`. A gain does not add to it. */
export function budgetLeft(maxDailyLoss: number, dayRealized: number): number {
  return Math.max(0, maxDailyLoss + Math.min(0, dayRealized));
}

/** Fall of equity from its peak as a share of the peak; NaN without a peak above 0. */
export function fallOf(peakEquity: number, equity: number): number {
  return peakEquity > 0 ? (peakEquity - equity) / peakEquity : NaN;
}

/** True when a fall is as deep as it may be, or is not known. */
export function fallIsTooDeep(fall: number, maxDrawdown: number): boolean {
  return !(fall < maxDrawdown);
}

/** The equity at which an account halts for good: a share of its initial capital, rounded up. */
export function floorOf(initialCapital: number, capitalFloor: number): number {
  return Math.ceil(initialCapital * capitalFloor);
}

/** True when equity is down to its floor. */
export function floorIsReached(equity: number, floor: number): boolean {
  return !(equity > floor);
}

/** True when so many losses in a row trip the breaker. */
export function lossesTrip(consecutiveLosses: number, maxConsecutiveLosses: number): boolean {
  return consecutiveLosses >= maxConsecutiveLosses;
}

/** True when so much lost inside the window trips the breaker. */
export function windowTrips(lost: number, maxWindowLoss: number): boolean {
  return lost >= maxWindowLoss;
}

/** True while a breaker that blocks until `until` does. */
export function breakerHolds(at: number, until: number): boolean {
  return !(at >= until);
}
