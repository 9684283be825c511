// How good probabilities turned out to be (definitions: Murphy 1973, J. Appl. Meteor. 12; Spiegelhalter
// 1986, Stat. Med. 5). Forecasts are kept 1e-6 from 0 and 1 in logarithms, the finest price there
// is: one sure error costs 13.8 nats and not everything.
import { type Interval, wilson } from "../math/interval.ts";

/** A probability and what happened. */
export interface Verified {
  readonly p: number;
  readonly y: 0 | 1;
}

const FINEST = 1e-6;

/** Mean squared error; null of nothing. 0 is best, 0.25 is what 0.5 always gets. */
export function brier(list: readonly Verified[]): number | null {
  return mean(list.map(({ p, y }) => (p - y) ** 2));
}

/** Mean of -ln of what was said of what happened, nats; null of nothing. */
export function logScore(list: readonly Verified[]): number | null {
  return mean(list.map(({ p, y }) => logLoss(p, y)));
}

/** -ln of the probability that was given to what happened, nats, at most 13.8. */
export function logLoss(p: number, y: 0 | 1): number {
  return -Math.log(Math.max(FINEST, y === 1 ? p : 1 - p));
}

/** 1 - Brier(p) / Brier(base): above 0 is better than the base. null where the base is never wrong. */
export function brierSkill(
  list: readonly (Verified & { readonly base: number })[],
): number | null {
  const ours = brier(list);
  const theirs = brier(list.map(({ base, y }) => ({ p: base, y })));
  return ours === null || theirs === null || theirs === 0 ? null : 1 - ours / theirs;
}

/** Forecasts between `from` and `to`, and how often they came true. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean forecast, and share that came true; null of an empty bin. */
  readonly said: number | null;
  readonly happened: number | null;
  /** 95 %, of `happened` (Wilson). */
  readonly interval: Interval;
}

/** Equal bins of [0, 1], 1 in the last. Throws RangeError without a bin. */
export function reliabilityTable(list: readonly Verified[], bins: number = 5): ReliabilityBin[] {
  if (!(bins >= 1)) throw new RangeError(`Cannot make ${bins} bins`);
  return Array.from({ length: bins }, (_, i): ReliabilityBin => {
    const inside = list.filter(({ p }) => Math.min(Math.floor(p * bins), bins - 1) === i);
    const hits = inside.filter(({ y }) => y === 1).length;
    return {
      from: i / bins,
      to: (i + 1) / bins,
      count: inside.length,
      said: mean(inside.map(({ p }) => p)),
      happened: mean(inside.map(({ y }) => y)),
      interval: wilson(hits, inside.length),
    };
  });
}

/** Expected calibration error: mean distance of said from happened, by bin; null of nothing. */
export function calibrationError(list: readonly Verified[], bins: number = 5): number | null {
  if (list.length === 0) return null;
  return reliabilityTable(list, bins).reduce((sum, { count, said, happened }) => {
    const gap = said === null || happened === null ? 0 : Math.abs(said - happened);
    return sum + count / list.length * gap;
  }, 0);
}

/** Parts of the Brier score of forecasts that were rounded to the mean of their bin. */
export interface Murphy {
  /** Lower is better. */
  readonly reliability: number;
  /** Higher is better. */
  readonly resolution: number;
  /** Of the outcomes; no forecaster's doing. */
  readonly uncertainty: number;
}

/** reliability - resolution + uncertainty is the binned Brier score; null of nothing. */
export function murphy(list: readonly Verified[], bins: number = 5): Murphy | null {
  const rate = mean(list.map(({ y }) => y));
  if (rate === null) return null;
  let reliability = 0;
  let resolution = 0;
  for (const { count, said, happened } of reliabilityTable(list, bins)) {
    if (said === null || happened === null) continue;
    reliability += count / list.length * (said - happened) ** 2;
    resolution += count / list.length * (happened - rate) ** 2;
  }
  return { reliability, resolution, uncertainty: rate * (1 - rate) };
}

/**
 * Standard normal if the forecasts are calibrated; beyond 1.96 either way they are not. null where
 * nothing was said that could be tested: all forecasts 0, 0.5 or 1.
 */
export function spiegelhalterZ(list: readonly Verified[]): number | null {
  let above = 0;
  let variance = 0;
  for (const { p, y } of list) {
    above += (y - p) * (1 - 2 * p);
    variance += (1 - 2 * p) ** 2 * p * (1 - p);
  }
  return variance > 0 ? above / Math.sqrt(variance) : null;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, v) => sum + v, 0) / values.length;
}
