// Limits and beliefs with which a spike is sure to be traded, so that a test sees what changes that.
import type { EngineConfig } from "../../src/core/types/config.ts";
import { price, usdc } from "../../src/core/types/units.ts";
import { loose } from "../core/risk/view.ts";
import { aMarket } from "./builders.ts";
import { parseDefaults } from "./defaults.ts";

const defaults = parseDefaults();

/** A market without a fee to outweigh. */
export const free = aMarket({ fee: { rate: 0, exponent: 1 } });

/**
 * The defaults, but sure of reversion, with limits that no test comes near but that of the stake
 * (`largest`, micro-dollars), and few simulated paths.
 */
export function bold(
  ensemble: Partial<EngineConfig["ensemble"]> = {},
  largest: number = 2_000_000,
): EngineConfig {
  return {
    ...defaults,
    risk: { ...loose, maxPositionSize: usdc(largest), minPositionSize: usdc(1_000_000) },
    reversion: { ...defaults.reversion, priorMean: 0.6, priorSd: 0.5 },
    ensemble: {
      ...defaults.ensemble,
      weightMeanReversion: 0.9,
      weightAi: 0.9,
      maxTotalWeight: 1,
      ...ensemble,
    },
    entry: { ...defaults.entry, maxEdge: price(900_000), edgeSigmas: 0 },
    sizing: {
      ...defaults.sizing,
      monteCarloRuns: 500,
      monteCarloTrades: 20,
      maxRuinProbability: 1,
      maxDayLossProbability: 1,
    },
  };
}
