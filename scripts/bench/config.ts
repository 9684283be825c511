import type { WatchConfig } from "../../src/adapters/polymarket/types.ts";
import { watchOf } from "../../src/commands/live_feed.ts";
import { engineConfig, keys, type Settings, settle } from "../../src/config/schema.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import { MICRO, millis, price, usdc } from "../../src/core/types/units.ts";

/** The engine's configuration with every key at its default. */
export function defaults(): EngineConfig {
  return engineConfig(settings());
}

/** What a feed's watchdogs allow by default. */
export function watchDefaults(): WatchConfig {
  return watchOf(settings(), { speed: 1 });
}

function settings(): Settings {
  const values = new Map<string, unknown>();
  for (const { path, field } of keys.values()) values.set(path, field.schema.parse(field.initial));
  return settle(values);
}

/** Detectors at the replay peers' parameters: CUSUM 0.5 and 5, five percent over 32 grid steps. */
export function likePeers(): EngineConfig {
  const config = defaults();
  const { gridMs } = config.detection;
  const detection = {
    ...config.detection,
    cusumK: 0.5,
    cusumThreshold: 5,
    rocWindowMs: millis(32 * gridMs),
    rocThreshold: 0.05,
    maxSpread: price(10_000),
  };
  return { ...config, detection };
}

/**
 * One that trades on ticks drawn from a hat: it is sure that nine tenths of every spike are undone,
 * and has no limit that would stop it half-way. It measures the cost of trading, nothing else.
 */
export function eager(config: EngineConfig): EngineConfig {
  return {
    ...config,
    initialCapital: usdc(1_000_000 * MICRO),
    reversion: { ...config.reversion, priorMean: 0.9, priorSpikes: 1e6, priorSd: 0.01 },
    ensemble: {
      ...config.ensemble,
      weightMeanReversion: 1,
      weightTechnical: 0,
      maxTotalWeight: 1,
      clip: 3,
    },
    entry: { ...config.entry, minEdge: price(1), edgeSigmas: 0 },
    risk: {
      ...config.risk,
      maxConsecutiveLosses: 1e9,
      maxWindowLoss: usdc(1e15),
      maxDailyLoss: usdc(1e15),
      maxDrawdown: 1,
      capitalFloor: 0,
    },
  };
}

/** The same detectors, at work on every step and never alarmed. */
export function deaf(config: EngineConfig): EngineConfig {
  return { ...config, detection: { ...config.detection, cusumThreshold: 1e9 } };
}

/** The same with next to no simulated futures behind a stake. */
export function withoutMonteCarlo(config: EngineConfig): EngineConfig {
  const sizing = { monteCarloRuns: 50, maxRuinProbability: 1, maxDayLossProbability: 1 };
  return { ...config, sizing: { ...config.sizing, ...sizing } };
}
