import { type Interval, Z95 } from "../math/interval.ts";

/**
 * 95 % for the mean of a Poisson count (Byar's approximation; Breslow & Day 1987, vol. II, 2.13). Its high
 * end is within 1 % of the exact one; its low end is a little lower than that for a few.
 */
export function poisson(count: number): Interval {
  const end = (n: number, z: number) => n * (1 - 1 / (9 * n) + z / (3 * Math.sqrt(n))) ** 3;
  return { low: count === 0 ? 0 : Math.max(0, end(count, -Z95)), high: end(count + 1, Z95) };
}
