// What the tape adds to the ledger around one signal: the market as it was at every grid sample.
import type { MarketId } from "../core/types/ids.ts";
import type { Millis } from "../core/types/units.ts";

/** One grid sample; null is "not known": an empty side, or a layer that was not warm yet. */
export interface ObservedPoint {
  readonly at: Millis;
  /** Of YES, 1e-6 dollars. */
  readonly bid: number | null;
  readonly ask: number | null;
  readonly mid: number | null;
  /** Money in the book that an order can meet, 1e-6 dollars. */
  readonly depth: number | null;
  /** Both sums of the CUSUM after this sample, never negative; the lower side's is `cusumDown`. */
  readonly cusumUp: number | null;
  readonly cusumDown: number | null;
  /** The h at which it rings. */
  readonly cusumThreshold: number;
  /** Where the EWMA forecast this sample's mid, and the ends of its band; 1e-6 dollars. */
  readonly ewma: number | null;
  readonly ewmaLow: number | null;
  readonly ewmaHigh: number | null;
  /** Change over the window as a share of the dearer token, signed, 0.05 for 5 %. */
  readonly roc: number | null;
  readonly rocThreshold: number;
}

/** Series of one market over one span; points in time order, at most 5,000. */
export interface Observed {
  readonly market: MarketId;
  readonly from: Millis;
  readonly to: Millis;
  readonly points: readonly ObservedPoint[];
}
