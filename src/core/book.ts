import type { Millis } from "./types/units.ts";

/** One side of a book: parallel arrays, worst level first and best last, so that changes near the
 * top move few elements. Prices in 1e-6, strictly rising toward the best; sizes in 1e-6 shares. */
export interface Ladder {
  readonly prices: number[];
  readonly sizes: number[];
}

/** The canonical book of a market, in YES prices. Owned by `step`, updated in place. */
export interface Book {
  readonly bids: Ladder;
  readonly asks: Ladder;
  /** When a message last confirmed it; null before the first. */
  at: Millis | null;
}
