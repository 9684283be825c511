// How often alarms sound where nothing happens, by the detectors that trade.
import { initDetectors, sampleMarket } from "../../detect/registry.ts";
import { type Interval, Z95 } from "../../math/interval.ts";
import { runSeed } from "../../math/rng.ts";
import { addSample, type Moments, noMoments, sampleVariance } from "../../math/welford.ts";
import type { DetectionConfig } from "../../types/config.ts";
import type { Millis } from "../../types/units.ts";
import { AlarmCounter, alarmRules } from "./alarms.ts";
import { poisson } from "../poisson.ts";
import type { Rate } from "./calibrate.ts";
import { type NullModel, nullPrices } from "./noise.ts";

/** Steps of a path: those counted, after those in which the detectors settle. */
export const STEPS = 2_800;
/** Steps before them. */
export const BURN_IN = 200;

const DAY_MS = 86_400_000;

/** What one path gave. */
export interface NullPath {
  /** By alarm rule: share of steps on which it held, and alarms. */
  readonly held: readonly number[];
  readonly alarms: readonly number[];
  /** Candidates of the engine's own: the shipped rule's alarms, found independently. */
  readonly candidates: number;
  /** Steps on which the price did not move. */
  readonly flat: number;
}

/** Runs the detectors over path number `index` of a model, with a book of `spread` (1e-6, even). */
export function nullPath(
  model: NullModel,
  config: DetectionConfig,
  { seed, index, spread }: { seed: number; index: number; spread: number },
): NullPath {
  const next = nullPrices(model, runSeed(seed, index));
  const d = initDetectors(config);
  const counter = new AlarmCounter(config.refractoryTicks);
  let candidates = 0;
  let flat = 0;
  let last = 0;
  // The layers' tick is a cent also where prices are continuous: it only sets the floor.
  const tickSize = 10_000;
  for (let step = 0; step < BURN_IN + STEPS; step++) {
    const price = next();
    const at = step * config.gridMs;
    const quote = { at: at as Millis, bid: price - spread / 2, ask: price + spread / 2, tickSize };
    const candidate = sampleMarket(d, quote, config);
    if (step === BURN_IN) counter.restart();
    counter.add(d.fired);
    if (step < BURN_IN) continue;
    if (candidate !== null) candidates += 1;
    if (price === last) flat += 1;
    last = price;
  }
  return {
    held: counter.held.map((held) => held / STEPS),
    alarms: counter.alarms,
    candidates,
    flat,
  };
}

/** Means over paths that were added one by one. */
export class NullRates {
  /** By alarm rule. */
  readonly held: Moments[] = alarmRules.map(() => noMoments);
  readonly alarms: Moments[] = alarmRules.map(() => noMoments);
  flat: Moments = noMoments;
  paths = 0;

  add(path: NullPath): void {
    this.paths += 1;
    this.flat = addSample(this.flat, path.flat / STEPS);
    for (let i = 0; i < alarmRules.length; i++) {
      this.held[i] = addSample(this.held[i], path.held[i] as number);
      this.alarms[i] = addSample(this.alarms[i], path.alarms[i] as number);
    }
  }
}

/** Alarms a market-day on a grid of `gridMs`, and 95 %. */
export function alarmRate(alarms: Moments | undefined, gridMs: number): Rate {
  const { mean, low, high } = meanOf(alarms);
  const { count } = alarms ?? noMoments;
  const counted = poisson(Math.round(mean * count));
  const daysOfPath = STEPS * gridMs / DAY_MS;
  return {
    mean: mean / daysOfPath,
    // By path alone no alarm at all would be certain, and it is not.
    low: Math.max(0, Math.min(low, counted.low / count)) / daysOfPath,
    high: Math.max(high, counted.high / count) / daysOfPath,
  };
}

/** Mean, its standard error and 95 % interval; paths are independent and many. */
export function meanOf(moments: Moments | undefined): Interval & { mean: number; se: number } {
  const { count, mean } = moments ?? noMoments;
  const se = Math.sqrt((sampleVariance(moments ?? noMoments) ?? Infinity) / count);
  return { mean, se, low: mean - Z95 * se, high: mean + Z95 * se };
}
