// How many runs, and when they are enough.
import { Z95 } from "../math/interval.ts";
import { BATCH, type Job, openRunner, wholeRuns } from "./job.ts";
import { placeOf } from "./metrics.ts";
import type { ShareName } from "./metrics.ts";
import { proportion } from "./outputs.ts";
import { Totals } from "./totals.ts";

/** How long a simulation goes on. */
export interface Length {
  readonly runs: number;
  /** Stop when every gated standard error is this small; null: never before `runs`. */
  readonly targetSe: number | null;
}

/** Runs before any error is looked at. */
export const MIN_RUNS = 1_000;
/** Where a wish for precision alone ends. */
export const MOST_GATED_RUNS = 20_000;

/** The shares that a target for the standard error is about. */
export const GATED: readonly ShareName[] = ["halved", "anyDayOver", "lossAtEnd"];

/** Batches of a length, and the runs of each. */
export function batchesOf(
  { runs }: Length,
  { variance }: Pick<Job, "variance">,
): readonly number[] {
  const whole = wholeRuns(runs, variance);
  const full = Math.floor(whole / BATCH);
  const rest = whole - full * BATCH;
  return [...Array<number>(full).fill(BATCH), ...rest > 0 ? [rest] : []];
}

/**
 * The largest standard error of the gated shares, each read off its upper 95 % bound: where nothing
 * was seen in so many runs the error is not nothing.
 */
export function gatedError(totals: Totals): number {
  const [tally] = totals.tallies;
  if (tally === undefined || totals.runs === 0) return Infinity;
  const trials = totals.job.variance === "plain" ? totals.runs : null;
  return Math.max(...GATED.map((name) => {
    const { value, high } = proportion(tally.at(placeOf(name)), trials);
    return (high - value) / Z95;
  }));
}

/** True when no more runs are needed. */
export function isEnough(totals: Totals, { targetSe }: Length): boolean {
  return targetSe !== null && totals.runs >= MIN_RUNS && gatedError(totals) <= targetSe;
}

/** The whole simulation at once, on this thread. */
export function simulate(job: Job, length: Length): Totals {
  const runner = openRunner(job);
  const totals = new Totals(job, runner.storages);
  for (const [index, runs] of batchesOf(length, job).entries()) {
    totals.addBatch(runner.batch(index, runs));
    if (isEnough(totals, length)) break;
  }
  return totals;
}
