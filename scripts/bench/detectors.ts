// D1: the price layers of the registry, one sample a tick and market.
import {
  initDetectors,
  type MarketDetectors,
  sampleMarket,
} from "../../src/core/detect/registry.ts";
import { rng } from "../../src/core/math/rng.ts";
import type { Millis } from "../../src/core/types/units.ts";
import { defaults } from "./config.ts";
import { cpuNs, heapUsed, peakMiB } from "./measure.ts";
import { readTicks, type Ticks } from "./ticks.ts";

const THOUSANDTH = 1000;

/** Runs the ticks of a file through the detectors of `markets` markets. */
export function timeDetectors(path: string, markets: number): Record<string, number> {
  const ticks = readTicks(path);
  const config = defaults().detection;
  const detectors = Array.from({ length: markets }, () => initDetectors(config));
  const start = cpuNs();
  const candidates = sampleAll(ticks, detectors);
  const ns_tick = (cpuNs() - start) / ticks.count;
  return { ns_tick, ticks: ticks.count, markets, candidates, peak_mib: peakMiB() };
}

function sampleAll(ticks: Ticks, detectors: readonly MarketDetectors[]): number {
  const config = defaults().detection;
  const clock = new Float64Array(detectors.length);
  let candidates = 0;
  for (let i = 0; i < ticks.count; i++) {
    const market = ticks.market[i] as number;
    // Each tick is the market's next step of the grid, as in the peers.
    const at = clock[market] = (clock[market] as number) + config.gridMs;
    const bid = ((ticks.mid[i] as number) - ((ticks.spread[i] as number) >> 1)) * THOUSANDTH;
    const ask = bid + (ticks.spread[i] as number) * THOUSANDTH;
    const quote = { at: at as Millis, bid, ask, tickSize: THOUSANDTH };
    if (sampleMarket(detectors[market] as MarketDetectors, quote, config) !== null) candidates += 1;
  }
  return candidates;
}

/** The same when every market is sampled in turn, step by step, as the engine does. */
export function timeInOrder(markets: number): Record<string, number> {
  const steps = 100;
  const config = defaults().detection;
  const detectors = Array.from({ length: markets }, () => initDetectors(config));
  const draw = rng(5);
  const start = cpuNs();
  for (let step = 1; step <= steps; step++) {
    const at = step * config.gridMs as Millis;
    for (const d of detectors) {
      const bid = (480 + Math.floor(draw.next() * 40)) * THOUSANDTH;
      sampleMarket(d, { at, bid, ask: bid + THOUSANDTH, tickSize: THOUSANDTH }, config);
    }
  }
  return { ns_tick: (cpuNs() - start) / (steps * markets) };
}

/** Heap that one market's detectors take once their windows are full, in bytes; needs --expose-gc. */
export function stateBytes(): Record<string, number> {
  const markets = 20_000;
  const config = defaults().detection;
  const before = heapUsed();
  const detectors = Array.from({ length: markets }, () => initDetectors(config));
  for (let step = 1; step <= 100; step++) {
    const at = step * config.gridMs as Millis;
    const bid = (400 + step) * THOUSANDTH;
    for (const d of detectors) {
      sampleMarket(d, { at, bid, ask: bid + THOUSANDTH, tickSize: THOUSANDTH }, config);
    }
  }
  const bytes = (heapUsed() - before) / markets;
  return { bytes: detectors.length === markets ? bytes : NaN };
}
