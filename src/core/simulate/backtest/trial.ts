// What was tried on which data. The best of many tries looks good by luck, so every one is counted,
// whether it was liked or not.
import type { EngineConfig } from "../../types/config.ts";
import { addSample, noMoments, sampleVariance } from "../../math/welford.ts";
import type { Tried } from "../statistics/sharpe.ts";

/** One configuration that was run over one set of recordings. */
export interface Trial {
  /** When, Unix ms. */
  readonly at: number;
  /** What was typed. */
  readonly command: string;
  /** What decided: "as configured", or a hypothesis shown beside it. */
  readonly strategy: string;
  /** Of the configuration and the strategy. */
  readonly configHash: string;
  /** Of the recordings and the selection of markets. */
  readonly dataHash: string;
  readonly seed: number;
  /** The whole of the recordings was run through. */
  readonly complete: boolean;
  readonly trades: number;
  /** Markets that settle together count once; the moments are of their returns. */
  readonly events: number;
  /** Net dollars per dollar paid for shares. */
  readonly mean: number | null;
  readonly sd: number | null;
  readonly skew: number | null;
  /** 3 for a normal. */
  readonly kurtosis: number | null;
  readonly verdict: string;
}

/** How many configurations were tried on this data, the one at hand included, and how they differ. */
export interface Searched extends Tried {
  /** Trials before on this data, equal configurations included. */
  readonly before: number;
}

/**
 * The latest run of each configuration counts once. The variance of their Sharpe ratios is never taken
 * below 1 / (events - 1), that of ratios without an edge: three tries that happen to agree would
 * otherwise make luck impossible.
 */
export function searched(
  trials: readonly Trial[],
  own: Pick<Trial, "configHash" | "dataHash" | "events">,
): Searched {
  const ratios = new Map<string, number | null>([[own.configHash, null]]);
  let before = 0;
  for (const { configHash, dataHash, mean, sd } of trials) {
    if (dataHash !== own.dataHash) continue;
    before += 1;
    ratios.set(configHash, mean === null || sd === null || sd === 0 ? null : mean / sd);
  }
  let moments = noMoments;
  for (const ratio of ratios.values()) {
    if (ratio !== null) moments = addSample(moments, ratio);
  }
  const least = own.events > 1 ? 1 / (own.events - 1) : 1;
  const variance = Math.max(least, sampleVariance(moments) ?? 0);
  return { trials: ratios.size, variance, before };
}

/** What a hypothesis is: it believes nothing and sizes nothing, so with other beliefs it is the same one. */
export function hypothesisOf(config: EngineConfig): Partial<EngineConfig> {
  const { reversion: _reversion, ensemble: _ensemble, ai: _ai, sizing: _sizing, ...rest } = config;
  return rest;
}
