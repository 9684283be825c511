// What was tried on which data. The best of many tries looks good by luck, so every one is counted,
// whether it was liked or not.
import type { EngineConfig } from "../../types/config.ts";
import { addSample, noMoments, sampleVariance } from "../../math/welford.ts";
import type { Tried } from "../statistics/sharpe.ts";

/** Everything that a result follows from: equal attempts have equal results. */
export interface Attempt {
  /** Of the configuration and the strategy. */
  readonly configHash: string;
  /** Of the recordings, whichever of their markets were looked at. */
  readonly dataHash: string;
  /** Of each recording among them, shortened: who reads one of them again knows something of it. */
  readonly recordings: readonly string[];
  /** Of the markets that took part; null: none was left out. */
  readonly selection: string | null;
  /** What was taken for granted where the recordings are silent, as canonical JSON. */
  readonly assumed: string;
  readonly seed: number;
}

/** Recordings that were read for something. */
export type Read = Pick<Attempt, "recordings">;

/** The attempts that read at least one of the recordings. */
export function onTheSame<Kind extends Read>(all: readonly Kind[], { recordings }: Read): Kind[] {
  const mine = new Set(recordings);
  return all.filter((one) => one.recordings.some((each) => mine.has(each)));
}

/** One text for equal attempts, and another for any other. */
export function attemptKey({ configHash, dataHash, selection, assumed, seed }: Attempt): string {
  return [configHash, dataHash, selection, assumed, seed].join(" ");
}

/** One attempt and what came of it. */
export interface Trial extends Attempt {
  /** When, Unix ms. */
  readonly at: number;
  /** What was typed. */
  readonly command: string;
  /** What decided: "as configured", or a hypothesis shown beside it. */
  readonly strategy: string;
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

/** How many attempts were made on any of these recordings, the one at hand included, and how they differ. */
export interface Searched extends Tried {
  /** Trials before on any of these recordings, equal attempts included. */
  readonly before: number;
}

/**
 * The latest run of each attempt counts once, and so does every other seed, assumption and selection of
 * markets: whoever changes one of them until the result pleases has tried as often. The same attempt
 * before a folder grew is the same one; on a part of its recordings, or on others beside them, it is
 * another. The variance of their
 * Sharpe ratios is never taken below 1 / (events - 1), that of ratios without an edge: three tries that
 * happen to agree would otherwise make luck impossible.
 */
export function searched(
  trials: readonly Trial[],
  own: Attempt & Pick<Trial, "events">,
): Searched {
  const ratios = new Map<string, number | null>([[attemptKey(own), null]]);
  const mine = new Set(own.recordings);
  const same = onTheSame(trials, own);
  for (const trial of same) {
    const { mean, sd, recordings } = trial;
    const grew = recordings.every((each) => mine.has(each));
    const key = attemptKey(grew ? { ...trial, dataHash: own.dataHash } : trial);
    ratios.set(key, mean === null || sd === null || sd === 0 ? null : mean / sd);
  }
  let moments = noMoments;
  for (const ratio of ratios.values()) {
    if (ratio !== null) moments = addSample(moments, ratio);
  }
  const least = own.events > 1 ? 1 / (own.events - 1) : 1;
  const variance = Math.max(least, sampleVariance(moments) ?? 0);
  return { trials: ratios.size, variance, before: same.length };
}

/** What a hypothesis is: it believes nothing and sizes nothing, so with other beliefs it is the same one. */
export function hypothesisOf(config: EngineConfig): Partial<EngineConfig> {
  const { reversion: _reversion, ensemble: _ensemble, ai: _ai, sizing: _sizing, ...rest } = config;
  return rest;
}
