import type { FeeSchedule } from "../../../core/types/market.ts";
import { isText } from "./json.ts";

// The venue's exponents are 1 and, on old crypto markets, 2.
const LARGEST_EXPONENT = 4;

/**
 * A taker's fee schedule from its three fields; null unless the rate is in [0, 1], the exponent in
 * [0, 4], and takers alone pay: a maker's fee is not in the model of a fill.
 */
export function feeOf(
  rawRate: unknown,
  rawExponent: unknown,
  takerOnly: unknown,
): FeeSchedule | null {
  const rate = toNumber(rawRate);
  const exponent = toNumber(rawExponent);
  if (rate === null || rate < 0 || rate > 1) return null;
  if (exponent === null || exponent < 0 || exponent > LARGEST_EXPONENT) return null;
  return takerOnly === true || takerOnly === undefined ? { rate, exponent } : null;
}

/** True when both take the same of every trade. */
export function sameFee(a: FeeSchedule, b: FeeSchedule): boolean {
  return a.rate === b.rate && (a.rate === 0 || a.exponent === b.exponent);
}

function toNumber(value: unknown): number | null {
  const number = isText(value) && /^\d*\.?\d+$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}
