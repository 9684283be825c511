// The price layers, by name. To add one: its file, its import and its line in `layers`.
import { logOdds } from "../math/logit.ts";
import {
  type EwmaVariance,
  forecastVariance,
  initVariance,
  updateVariance,
  winsorisedSquare,
  winsorMean,
} from "../math/volatility.ts";
import type { DetectionConfig } from "../types/config.ts";
import type { Direction } from "../types/market.ts";
import type { LayerReading } from "../types/signal.ts";
import { MICRO } from "../types/units.ts";
import type { Millis, Probability } from "../types/units.ts";
import { cusum, type CusumState } from "./cusum.ts";
import type { Detector, Sample } from "./detector.ts";
import { ewmaBand } from "./ewma_band.ts";
import { roc } from "./roc.ts";

/** Every layer that votes on the price; liquidity is the other one, and a gate. */
export const layers = { cusum, ewmaBand, roc };

/** Name of a price layer. */
export type LayerName = keyof typeof layers;

// Parallel arrays: looking layers up by name on every step took a sixth of the time.
const names = Object.keys(layers) as readonly LayerName[];
const detectors: readonly Detector<unknown>[] = Object.values(layers);
const CUSUM = names.indexOf("cusum");

/** What one market's layers remember. Plain data: it survives JSON in mid-stream. */
export interface MarketDetectors {
  /** The last sample; the layers of the next one see it overwritten. */
  readonly sample: Sample;
  /** Whether the next sample may be compared with the last: not at first, not after a reset. */
  follows: boolean;
  /** Grid steps for which there will be no other candidate. */
  quietSteps: number;
  readonly variance: EwmaVariance;
  /** E[min(Z^2, c^2)] at the configured winsor limit c. */
  readonly winsorMean: number;
  /** State of each layer, in the order of `layers`. */
  readonly states: readonly unknown[];
  /** What each layer said of the last sample, in the order of `layers`. */
  readonly fired: (Direction | 0)[];
}

/** Top of a market's book in YES prices, 1e-6; 0 for a missing side. */
export interface Quote {
  readonly at: Millis;
  readonly bid: number;
  readonly ask: number;
  readonly tickSize: number;
}

/** CUSUM and at least one other price layer fired in one direction. */
export interface Candidate {
  readonly direction: Direction;
  /** Price layers that fired in it; those of the other sign count for nothing. */
  readonly agreeing: number;
  /** Mid of YES, dollars. */
  readonly mid: Probability;
  /** Mid of YES where the change began, dollars: the last sample at which that CUSUM side was 0. */
  readonly anchor: Probability;
}

/** Detectors that have seen nothing. */
export function initDetectors(config: DetectionConfig): MarketDetectors {
  return {
    sample: {
      at: Number.MIN_SAFE_INTEGER as Millis,
      twiceMid: 0,
      mid: 0,
      logit: 0,
      change: 0,
      sigma: 0,
      z: 0,
      ready: false,
      tickSize: 0,
      spread: 0,
    },
    follows: false,
    quietSteps: 0,
    variance: initVariance(),
    winsorMean: config.ewmaWinsorSigma > 0 ? winsorMean(config.ewmaWinsorSigma) : 1,
    states: detectors.map((layer) => layer.init(config)),
    fired: names.map(() => 0),
  };
}

/**
 * Forgets the price path: the next sample is no return and every layer starts afresh. The variance
 * stays, it is a property of the market; so does the pause after a candidate.
 */
export function resetDetectors(d: MarketDetectors): void {
  d.follows = false;
  for (let i = 0; i < detectors.length; i++) (detectors[i] as Detector<unknown>).reset(d.states[i]);
}

/**
 * Takes one grid sample and runs the layers. A quote that is one-sided, crossed or locked, not a
 * number, or not later than the last is no sample and changes nothing but `fired`.
 */
export function sampleMarket(
  d: MarketDetectors,
  quote: Quote,
  config: DetectionConfig,
): Candidate | null {
  for (let i = 0; i < names.length; i++) d.fired[i] = 0;
  if (!isUsable(quote) || !(quote.at > d.sample.at)) return null;
  const steps = Math.max(1, Math.round((quote.at - d.sample.at) / config.gridMs));
  const quiet = steps <= d.quietSteps;
  d.quietSteps = Math.max(0, d.quietSteps - steps);
  takeSample(d, quote, steps, config);
  for (let i = 0; i < detectors.length; i++) {
    d.fired[i] = (detectors[i] as Detector<unknown>).update(d.states[i], d.sample, config);
  }
  const direction = d.fired[CUSUM] as Direction | 0;
  if (direction === 0 || quiet) return null;
  const agreeing = agreement(d, direction);
  if (agreeing < 2) return null;
  d.quietSteps = config.refractoryTicks;
  return {
    direction,
    agreeing,
    mid: d.sample.mid as Probability,
    anchor: (d.states[CUSUM] as CusumState).anchor as Probability,
  };
}

/** Calls `visit` for each price layer that fired at the last sample. */
export function firedAt(
  d: MarketDetectors,
  visit: (layer: LayerName, direction: Direction) => void,
): void {
  for (let i = 0; i < names.length; i++) {
    const direction = d.fired[i] as Direction | 0;
    if (direction !== 0) visit(names[i] as LayerName, direction);
  }
}

/** What every price layer read at the last sample. */
export function explain(d: MarketDetectors, config: DetectionConfig): readonly LayerReading[] {
  return detectors.map((layer, i) => layer.read(d.states[i], config));
}

/** Share of all layers that agree, liquidity among them: 0.25 each with three price layers. */
export function confidence(agreeing: number, liquid: boolean): number {
  return (agreeing + (liquid ? 1 : 0)) / (names.length + 1);
}

// The comparisons are false for NaN, so what is not a number is not a quote.
function isUsable({ bid, ask, tickSize }: Quote): boolean {
  return bid > 0 && ask > bid && ask < MICRO && tickSize > 0;
}

/** Fills `d.sample`; the variance learns of a change only after its forecast has judged it. */
function takeSample(
  d: MarketDetectors,
  { at, bid, ask, tickSize }: Quote,
  steps: number,
  config: DetectionConfig,
): void {
  const { sample, variance } = d;
  const follows = d.follows && at - sample.at <= config.maxGapMs && tickSize === sample.tickSize;
  if (!follows) resetDetectors(d);
  const yes = clampedTwice(bid + ask, tickSize);
  const odds = bernoulliVariance(yes);
  const least = follows
    ? Math.min(odds, bernoulliVariance(clampedTwice(sample.twiceMid, tickSize)))
    : odds;
  // Most samples of most markets repeat the last mid, and a logarithm is the dearest thing here.
  const logit = follows && bid + ask === sample.twiceMid
    ? sample.logit
    : logOdds(yes, 2 * MICRO - yes);
  sample.change = follows ? logit - sample.logit : 0;
  const floor = config.sigmaFloorTicks * tickSize * (4 * MICRO) / least;
  sample.sigma = Math.max(Math.sqrt(forecastVariance(variance) * steps), floor);
  sample.z = sample.sigma > 0 ? sample.change / sample.sigma : 0;
  sample.ready = follows && sample.sigma > 0 && variance.count >= config.warmupTicks;
  sample.at = at;
  sample.twiceMid = bid + ask;
  sample.mid = yes / (2 * MICRO);
  sample.logit = logit;
  sample.tickSize = tickSize;
  sample.spread = ask - bid;
  d.follows = true;
  if (follows) updateVariance(variance, squareOf(d, config) / steps, config.ewmaLambda);
}

// Winsorised at the floored sigma: after a flat stretch the forecast alone is 0, and cutting there
// would keep it 0.
function squareOf({ sample, winsorMean: mean }: MarketDetectors, config: DetectionConfig): number {
  const { change, sigma } = sample;
  if (!(config.ewmaWinsorSigma > 0 && sigma > 0)) return change * change;
  return winsorisedSquare(change, { sigma, limit: config.ewmaWinsorSigma, mean });
}

// Twice the mid stays an integer, and the other outcome's is 2e6 less it: so the mirrored book
// gives exactly the negated z, and no tie is broken differently for YES and NO.
function clampedTwice(twiceMid: number, tickSize: number): number {
  return Math.min(Math.max(twiceMid, tickSize), 2 * MICRO - tickSize);
}

/** p(1 - p) of twice a mid, in units of 1 / (4 * MICRO^2). */
function bernoulliVariance(twice: number): number {
  return twice * (2 * MICRO - twice);
}

function agreement({ fired }: MarketDetectors, direction: Direction): number {
  let agreeing = 0;
  for (let i = 0; i < fired.length; i++) if (fired[i] === direction) agreeing += 1;
  return agreeing;
}
