import type { DetectionConfig } from "../types/config.ts";
import type { Direction } from "../types/market.ts";
import type { LayerReading } from "../types/signal.ts";
import type { Millis } from "../types/units.ts";

/**
 * One grid sample of a usable book, as the layers see it. Reused between calls: a layer copies what
 * it keeps. All prices are of YES; the mirrored book gives the negated `logit` and `z`.
 */
export interface Sample {
  at: Millis;
  /** Bid plus ask in 1e-6: twice the mid, and an integer, so that ticks compare exactly. */
  twiceMid: number;
  /** Mid in dollars, clamped half a tick away from 0 and 1. */
  mid: number;
  logit: number;
  /** Log-odds since the previous sample; 0 at the first one and after a gap. */
  change: number;
  /** Forecast made before this sample, floored at `sigmaFloorTicks` ticks. */
  sigma: number;
  /** change / sigma. */
  z: number;
  /** False until the variance has seen `warmupTicks` samples, and at a first sample after a gap. */
  ready: boolean;
  tickSize: number;
  /** Ask minus bid in 1e-6. */
  spread: number;
}

/**
 * A layer of the detector. `update` changes `state` in place and returns the direction in which the
 * layer fired, or 0; it runs for every market on every grid step and must not allocate. `read`
 * explains the state after that update and is called only when somebody asks.
 */
export interface Detector<State> {
  init(config: DetectionConfig): State;
  update(state: State, sample: Sample, config: DetectionConfig): Direction | 0;
  read(state: State, config: DetectionConfig): LayerReading;
  /** Back to the initial state after a gap or a tick change. */
  reset(state: State): void;
}
