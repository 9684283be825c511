// Figures with their 95 % intervals: of shares, of means, of order statistics.
import { type Interval, wilson, Z95 } from "../math/interval.ts";
import { quantile } from "../math/quantile.ts";
import { studentT } from "../math/student_t.ts";
import { addSample, type Moments, noMoments } from "../math/welford.ts";
import { MICRO } from "../types/units.ts";
import { quantileRanks, type Storage } from "./storage.ts";

/** Values in their order: a storage, or all of them as {@link sorted} has them. */
export type Ordered = Pick<Storage, "count" | "quantile" | "orderStatistic" | "moments">;

/** A figure with its 95 % interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

/** An order statistic: `error` is what storing it in a fixed size may have cost. */
export interface StoredEstimate extends Estimate {
  readonly error: number;
}

/**
 * A share with Wilson's interval. `trials`: independent claims, where units are that; null takes the
 * number of them that would have the standard error which the units show.
 */
export function proportion(moments: Moments, trials: number | null): Estimate {
  const { mean, count } = moments;
  const size = trials ?? sizeBehind(moments, mean * (1 - mean));
  // Wilson wants a count; a share of it serves the same formula.
  const { low, high } = wilson(mean * size, size);
  return { value: mean, low: count === 0 ? 0 : low, high: count === 0 ? 1 : high };
}

/** Moments of the means of independent units of so many values each: runs, pairs or groups of strata. */
export function unitMoments(values: Float64Array, unit: number): Moments {
  let moments = noMoments;
  for (let at = 0; at < values.length; at += unit) {
    const held = values.subarray(at, at + unit);
    moments = addSample(moments, held.reduce((sum, value) => sum + value, 0) / held.length);
  }
  return moments;
}

/** A mean with Student's interval; without two units nothing is known of its error. */
export function meanOf({ count, mean, m2 }: Moments): Estimate {
  if (count < 2) return { value: mean, low: -Infinity, high: Infinity };
  const half = errorsIn95(count) * Math.sqrt(m2 / (count - 1) / count);
  return { value: mean, low: mean - half, high: mean + half };
}

/** Standard errors on either side of a mean of so many values that hold 95 %; Infinity below two. */
export function errorsIn95(count: number): number {
  if (count < 2) return Infinity;
  return count > 200 ? Z95 : studentT(0.95, count - 1);
}

/** Independent values of that variance which would have the standard error of these units' mean. */
function sizeBehind({ count, m2 }: Moments, variance: number): number {
  if (count < 2 || !(m2 > 0) || !(variance > 0)) return count;
  return variance / (m2 / (count - 1) / count);
}

/** Independent paths that would know as much of this metric as the storage's do. */
export function effectiveSize(moments: Moments, storage: Ordered): number {
  const size = sizeBehind(moments, storage.moments().variance);
  return Math.min(storage.count, Math.max(1, size));
}

/** A quantile of a storage with its interval, in the unit that `money` makes of micro-dollars. */
export function orderOf(
  storage: Ordered,
  { p, size }: { readonly p: number; readonly size: number },
  money: (micro: number) => number,
): StoredEstimate {
  const { value, error } = storage.quantile(p);
  const ranks = quantileRanks(p, size, Z95);
  const at = (rank: number) => storage.orderStatistic(Math.round((rank / size) * storage.count));
  // As a loss the order turns round.
  const ends = [
    ranks.low < 1 ? -Infinity : at(ranks.low).value,
    ranks.high > size ? Infinity : at(ranks.high).value,
  ].map(money);
  return {
    value: money(value),
    low: Math.min(...ends),
    high: Math.max(...ends),
    error: error / MICRO,
  };
}

/** Few values as they are: nothing is lost by storing them. */
export function sorted(values: Float64Array): Ordered {
  const ascending = values.toSorted();
  const { length: count } = ascending;
  return {
    count,
    quantile: (p) => ({ value: quantile(ascending, p), error: 0 }),
    orderStatistic: (k) => ({
      value: ascending[Math.min(Math.max(k, 1), count) - 1] ?? NaN,
      error: 0,
    }),
    moments() {
      const { mean, m2 } = ascending.reduce(addSample, noMoments);
      return { mean, variance: count === 0 ? 0 : m2 / count };
    },
  };
}
