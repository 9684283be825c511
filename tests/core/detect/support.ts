import fc from "fast-check";
import type { Sample } from "../../../src/core/detect/detector.ts";
import type { Candidate, MarketDetectors, Quote } from "../../../src/core/detect/registry.ts";
import { firedAt, initDetectors, sampleMarket } from "../../../src/core/detect/registry.ts";
import { normalQuantile } from "../../../src/core/math/normal.ts";
import { rng } from "../../../src/core/math/rng.ts";
import type { DetectionConfig } from "../../../src/core/types/config.ts";
import { MICRO, millis, price, usdc } from "../../../src/core/types/units.ts";

export const GRID_MS = 10_000;
export const TICK = 10_000;

/** The shipped defaults but for what `changes` says; a window of five steps keeps paths short. */
export function aConfig(changes: Partial<DetectionConfig> = {}): DetectionConfig {
  return {
    gridMs: millis(GRID_MS),
    maxGapMs: millis(60_000),
    cusumThreshold: 2.5,
    cusumK: 1,
    ewmaBandWidth: 2,
    ewmaLambda: 0.94,
    ewmaWinsorSigma: 4,
    warmupTicks: 30,
    sigmaFloorTicks: 1,
    rocThreshold: 0.02,
    rocWindowMs: millis(5 * GRID_MS),
    rocMinTicks: 2,
    refractoryTicks: 10,
    minConfidence: 0.5,
    minVolume: usdc(50_000_000_000),
    maxBookAgeMs: millis(5_000),
    maxSpreadTicks: 2,
    maxSpread: price(30_000),
    entryDepthMultiple: 5,
    exitDepthMultiple: 10,
    exitDepthWithin: price(20_000),
    ...changes,
  };
}

/** A sample of a book at 0.50, one cent wide, that has not moved. */
export function aSample(changes: Partial<Sample> = {}): Sample {
  return {
    at: millis(0),
    twiceMid: MICRO,
    mid: 0.5,
    logit: 0,
    change: 0,
    sigma: 1,
    z: 0,
    ready: true,
    tickSize: TICK,
    spread: TICK,
    ...changes,
  };
}

/** One cent wide around a mid given in ticks of one cent, at grid step `step`. */
export function quoteAt(step: number, midTicks: number, changes: Partial<Quote> = {}): Quote {
  const mid = Math.round(midTicks * TICK);
  return {
    at: millis(step * GRID_MS),
    bid: mid - TICK / 2,
    ask: mid + TICK / 2,
    tickSize: TICK,
    ...changes,
  };
}

/** The same book seen from NO. */
export function mirrored(quote: Quote): Quote {
  return { ...quote, bid: MICRO - quote.ask, ask: MICRO - quote.bid };
}

/** What one sample gave: the layers that fired, with their signs, and the candidate. */
export interface Outcome {
  readonly fired: Readonly<Record<string, number>>;
  readonly candidate: Candidate | null;
}

/** Samples one quote and notes what came of it. */
export function sampleOnce(d: MarketDetectors, quote: Quote, config: DetectionConfig): Outcome {
  const candidate = sampleMarket(d, quote, config);
  const fired: Record<string, number> = {};
  firedAt(d, (layer, direction) => fired[layer] = direction);
  return { fired, candidate };
}

/** Detectors that have seen `mids`, in ticks, one a grid step from step 0 on. */
export function detectorsAfter(mids: readonly number[], config: DetectionConfig): MarketDetectors {
  const d = initDetectors(config);
  mids.forEach((mid, step) => sampleMarket(d, quoteAt(step, mid), config));
  return d;
}

/** `length` times the same mid. */
export function flat(mid: number, length: number): number[] {
  return Array.from({ length }, () => mid);
}

/** Random walks of the book on the tick grid, mostly still, with jumps, gaps and broken books. */
export const walks: fc.Arbitrary<Quote[]> = fc.array(
  fc.record({
    move: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, {
      weight: 5,
      arbitrary: fc.integer({ min: -2, max: 2 }),
    }, { weight: 1, arbitrary: fc.integer({ min: -12, max: 12 }) }),
    width: fc.integer({ min: 1, max: 3 }),
    steps: fc.oneof({ weight: 30, arbitrary: fc.constant(1) }, {
      weight: 1,
      arbitrary: fc.integer({ min: 2, max: 12 }),
    }),
    broken: fc.oneof({ weight: 30, arbitrary: fc.constant(false) }, {
      weight: 1,
      arbitrary: fc.constant(true),
    }),
  }),
  { minLength: 60, maxLength: 160 },
).map((moves) => {
  let [bid, step] = [49, 0];
  return moves.map(({ move, width, steps, broken }) => {
    bid = Math.min(Math.max(bid + move, 2), 95);
    step += steps;
    const ask = broken ? bid : bid + width;
    return quoteAt(step, 0, { bid: bid * TICK, ask: ask * TICK });
  });
});

/** Standard normal draws from a seed. */
export function normals(seed: number): () => number {
  const draws = rng(seed);
  return () => normalQuantile(draws.next() || 0.5);
}
