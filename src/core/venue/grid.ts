// The grids of prices, shares and dollars the venue accepts.
// Source: the venue's client, ROUNDING_CONFIG; tick sizes change while a market trades.
import { MICRO } from "../types/units.ts";
import type { Price, Rounding, Shares } from "../types/units.ts";

/** Decimals of a price, a share count and a dollar amount on one tick size. */
export interface Decimals {
  readonly price: number;
  readonly size: number;
  readonly amount: number;
}

/** The venue's table by tick size in 1e-6; its keys are all the tick sizes there are. */
export const ROUNDING: ReadonlyMap<number, Decimals> = new Map([
  [100_000, { price: 1, size: 2, amount: 3 }],
  [10_000, { price: 2, size: 2, amount: 4 }],
  [5_000, { price: 3, size: 2, amount: 5 }],
  [2_500, { price: 4, size: 2, amount: 6 }],
  [1_000, { price: 3, size: 2, amount: 5 }],
  [100, { price: 4, size: 2, amount: 6 }],
]);

/** Orders are in steps of 0.01 share on every tick size. */
export const SHARE_STEP: Shares = 10_000 as Shares;

/** True for the six tick sizes of the venue, in 1e-6. */
export function isTickSize(micro: number): boolean {
  return ROUNDING.has(micro);
}

/** True for a whole number of ticks inside [tick, 1 - tick]. */
export function isOnGrid(price: number, tick: Price): boolean {
  return price % tick === 0 && price >= tick && price <= MICRO - tick;
}

/** Lowest price an order may have: one tick. */
export function lowestPrice(tick: Price): Price {
  return tick;
}

/** Highest price an order may have: one tick below 1. */
export function highestPrice(tick: Price): Price {
  return (MICRO - tick) as Price;
}

/**
 * The grid price next to `price` (1e-6, need not be whole) in the given direction, itself if on the
 * grid. null when that is outside [tick, 1 - tick]: a limit is never moved past what was asked.
 */
export function roundToTick(price: number, tick: Price, rounding: Rounding): Price | null {
  const ticks = price / tick;
  // Nearest of a half goes up, as in mulDiv.
  const whole = rounding === "down"
    ? Math.floor(ticks)
    : rounding === "up"
    ? Math.ceil(ticks)
    : Math.floor(ticks + 0.5);
  const rounded = whole * tick;
  return isOnGrid(rounded, tick) ? rounded as Price : null;
}

/** Signed distance from `from` to `to` in ticks; whole when both are on the grid. */
export function ticksBetween(from: number, to: number, tick: Price): number {
  return (to - from) / tick;
}

/** The largest whole number of share steps in `size`; never more than was approved or is held. */
export function floorShares(size: number, step: Shares = SHARE_STEP): Shares {
  return (size - size % step) as Shares;
}
