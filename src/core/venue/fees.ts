// What the venue takes from a taker; makers pay nothing. One function for live, paper and sizing.
import type { FeeSchedule } from "../types/market.ts";
import { MICRO } from "../types/units.ts";
import type { Price, Shares, Usdc } from "../types/units.ts";

/** Fees are whole numbers of 0.00001 dollars, and not 0 when anything is due. */
const FEE_STEP = 10;

/**
 * Dollars for taking `shares` at one price: shares x rate x (p(1-p))^exponent, rounded to the
 * nearest 0.00001, at least that much when it is above 0. Set at the match, level by level; a BUY
 * pays it on top of the cost, a SELL has it taken off. Throws RangeError for a rate below 0.
 */
export function takerFee(shares: Shares, price: Price, schedule: FeeSchedule): Usdc {
  const micro = shares * feePerShare(price, schedule);
  if (micro === 0) return 0 as Usdc;
  // A half goes up, also when the product falls short of it by the noise of doubles.
  const steps = Math.round(micro / FEE_STEP + 1e-9);
  return Math.max(1, steps) * FEE_STEP as Usdc;
}

/** The same a share, float dollars and unrounded, for estimates. Symmetric in p and 1 - p. */
export function feePerShare(price: Price, { rate, exponent }: FeeSchedule): number {
  if (!(rate >= 0 && Number.isFinite(rate) && Number.isFinite(exponent))) {
    throw new RangeError(`Cannot charge a fee: rate ${rate}, exponent ${exponent}`);
  }
  // The product of two integers below 2^20 is exact, so p and 1 - p give the same bits.
  const variance = price * (MICRO - price) / (MICRO * MICRO);
  return rate * variance ** exponent;
}
