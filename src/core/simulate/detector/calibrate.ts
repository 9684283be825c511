// The threshold at which false alarms keep to a budget.
import type { Interval } from "../../math/interval.ts";

/** A rate of false alarms with its interval. */
export interface Rate extends Interval {
  readonly mean: number;
}

/** What was found; null where no value in the range keeps to the budget. */
export interface Threshold {
  readonly value: number | null;
  /** Values at which the ends of the rate's interval meet the budget. */
  readonly low: number | null;
  readonly high: number | null;
  /** The rate at `value`, or at the top of the range. */
  readonly rate: Rate;
}

/** Where a threshold is looked for. */
export interface Search {
  readonly from: number;
  readonly to: number;
  /** Half a step of the answer. */
  readonly precision: number;
}

/**
 * The smallest value in the range at which `rateAt` is at most `budget`, by halving. `rateAt` must
 * use the same chance at every value, so that it falls with the value but for small steps; each
 * value is asked once.
 */
export function thresholdFor(
  rateAt: (value: number) => Rate,
  budget: number,
  { from, to, precision }: Search,
): Threshold {
  const known = new Map<number, Rate>();
  const rate = (value: number): Rate => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const found = rateAt(value);
    known.set(value, found);
    return found;
  };
  const least = (of: (rate: Rate) => number): number | null => {
    if (of(rate(from)) <= budget) return from;
    if (of(rate(to)) > budget) return null;
    let [low, high] = [from, to];
    while (high - low > precision) {
      const middle = (low + high) / 2;
      if (of(rate(middle)) <= budget) high = middle;
      else low = middle;
    }
    return high;
  };
  const value = least(({ mean }) => mean);
  return {
    value,
    low: least(({ low }) => low),
    high: least(({ high }) => high),
    rate: rate(value ?? to),
  };
}
