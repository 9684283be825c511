// One configuration of a search as the registry keeps it: with every event it traded, so that a search
// that was cut off, or cut in parts, can be judged as a whole without running anything again.
import { onTheSame, type Read, type Trial } from "../backtest/trial.ts";
import type { EventResult, FoldResult } from "./events.ts";

/** What a search adds to a trial. */
export interface SearchPart {
  /** How the recording was cut and by which version it was run; equal texts, comparable results. */
  readonly plan: string;
  /** Moment from which on it read nothing, Unix ms; null: it read everything. */
  readonly until: number | null;
  /** The keys that were searched over, as in --set. */
  readonly set: readonly string[];
  /** Why it could not be run; null: it was. */
  readonly invalid: string | null;
  /** Of the part that is searched, in order of their first trades. */
  readonly events: readonly EventResult[];
  readonly folds: readonly FoldResult[];
}

/** A trial of a search. Moments are of its events out of sample. */
export interface SearchTrial extends Trial {
  readonly search: SearchPart;
}

/** What an opening of the locked set is registered as. */
export const LOCKED = "locked test set";

/** The trials of searches among all. */
export function searchTrials(trials: readonly Trial[]): readonly SearchTrial[] {
  return trials.filter((trial): trial is SearchTrial => {
    const { search } = trial as Partial<SearchTrial>;
    return typeof search === "object" && Array.isArray(search.events) && Array.isArray(search.set);
  });
}

/** How often a locked set of any of these recordings was opened. */
export function openings(trials: readonly Trial[], read: Read): readonly Trial[] {
  return onTheSame(trials, read).filter(({ strategy }) => strategy === LOCKED);
}

/**
 * Trials that read any of the locked set, of whichever markets: its openings, backtests, which read
 * everything, and searches that locked less.
 */
export function sawLocked(
  trials: readonly Trial[],
  { testFrom, ...read }: Read & { readonly testFrom: number | null },
): readonly Trial[] {
  const end = testFrom ?? Infinity;
  const locked = new Set<Trial>(
    searchTrials(trials).filter(({ search }) => (search.until ?? Infinity) <= end),
  );
  return onTheSame(trials, read).filter((trial) => !locked.has(trial));
}
