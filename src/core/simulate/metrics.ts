// What is measured of one simulated path. Shares and claims are means of these over the paths.
import type { AccountSpec, PathResult } from "./account.ts";

/** Claims about a path, 0 or 1; those of {@link PER_DAY} are counts of its days. */
export const SHARES = [
  "halved",
  "toFloor",
  "drawdownHalt",
  "fall10",
  "fall20",
  "fall30",
  "fall50",
  "lossAtEnd",
  "anyDayOver",
  "dayOverShare",
  "guardedShare",
  "anyTrip",
] as const;
export type ShareName = (typeof SHARES)[number];

/** Everything that is averaged, in the order in which it is stored. */
export const METRICS = [
  ...SHARES,
  "trips",
  "taken",
  "final",
  "growth",
  "dayResult",
  "fallShare",
  "openDays",
] as const;

export type MetricName = (typeof METRICS)[number];

/** What is said of a day: the sum over all futures by that of their open days. */
export const PER_DAY: readonly MetricName[] = ["dayOverShare", "guardedShare", "dayResult"];

/** The place of a metric. */
export function placeOf(name: MetricName): number {
  return METRICS.indexOf(name);
}

/** Writes the metrics of a path. Money is in micro-dollars; growth in nats an offered trade. */
export function measure(result: PathResult, spec: AccountSpec, target: Float64Array): void {
  const { final, lowest, deepestFall: fall, trips, taken, halt } = result;
  const { guardedDays, overDays, openDays } = result;
  let i = 0;
  target[i++] = lowest < 0.5 * spec.capital ? 1 : 0;
  target[i++] = halt === "capitalFloor" ? 1 : 0;
  target[i++] = halt === "drawdown" ? 1 : 0;
  target[i++] = fall > 0.1 ? 1 : 0;
  target[i++] = fall > 0.2 ? 1 : 0;
  target[i++] = fall > 0.3 ? 1 : 0;
  target[i++] = fall > 0.5 ? 1 : 0;
  target[i++] = final < spec.capital ? 1 : 0;
  target[i++] = overDays > 0 ? 1 : 0;
  target[i++] = overDays;
  target[i++] = guardedDays;
  target[i++] = trips > 0 ? 1 : 0;
  target[i++] = trips;
  target[i++] = taken;
  target[i++] = final;
  // An account with nothing left counts as one micro-dollar: the logarithm of nothing is no number.
  target[i++] = spec.trades === 0 ? 0 : Math.log(Math.max(1, final) / spec.capital) / spec.trades;
  target[i++] = final - spec.capital;
  target[i++] = fall;
  target[i] = openDays;
}
