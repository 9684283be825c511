// Totals to figures, each with its 95 % interval. Money in dollars.
import { Z95 } from "../math/interval.ts";
import { quantile } from "../math/quantile.ts";
import { MICRO } from "../types/units.ts";
import {
  effectiveSize,
  errorsIn95,
  type Estimate,
  meanOf,
  orderOf,
  proportion,
  type StoredEstimate,
  unitMoments,
} from "./estimates.ts";
import { fanDays, type Job, wholeRuns } from "./job.ts";
import { type MetricName, PER_DAY, placeOf, type ShareName, SHARES } from "./metrics.ts";
import { type Drawer, drawerOf, type SamplePath, samplePaths } from "./sample_paths.ts";
import { type Sensitivity, sensitivityOf } from "./sensitivity.ts";
import { quantileRanks, type Storage } from "./storage.ts";
import type { Tally } from "./tally.ts";
import type { Totals } from "./totals.ts";

export type { Estimate, StoredEstimate } from "./estimates.ts";
export { meanOf, proportion } from "./estimates.ts";

/** Loss that is exceeded with 5 % probability, and the mean loss beyond it; positive is a loss. */
export interface Tail {
  readonly var95: StoredEstimate;
  readonly cvar95: StoredEstimate;
}

/** One share of the bankroll. */
export interface GrowthPoint {
  readonly fraction: number;
  /** Nats a trade: mean with its interval, and the middle 90 % of the paths. */
  readonly mean: Estimate;
  readonly low: number;
  readonly high: number;
}

/** One day of the fan chart: quantiles of the account, dollars. */
export interface FanPoint {
  readonly day: number;
  readonly quantiles: readonly [number, number, number, number, number];
}

/** What accounts of one simulation are compared by; everything meets the same trades. */
export interface AccountFigures {
  readonly shares: Readonly<Record<ShareName, Estimate>>;
  readonly means: Readonly<Record<MeanName, Estimate>>;
}

/** Numbers of a path; `final` in dollars. */
export const MEANS = [
  "trips",
  "taken",
  "final",
  "growth",
  "dayResult",
] as const satisfies readonly MetricName[];
export type MeanName = (typeof MEANS)[number];

/** Everything that a simulation says. */
export interface Outputs {
  readonly runs: number;
  /** Independent units behind the errors: runs, pairs or groups of strata. */
  readonly units: number;
  readonly digest: string;
  /** One an account, in the order of the job. */
  readonly accounts: readonly AccountFigures[];
  /** The rest is of the first account. */
  readonly day: Tail;
  readonly horizon: Tail;
  /** At 1, 5, 25, 50, 75, 95 and 99 %, dollars. */
  readonly final: readonly { readonly p: number; readonly at: StoredEstimate }[];
  /** The same of the deepest fall, shares of the peak. */
  readonly fall: readonly { readonly p: number; readonly at: StoredEstimate }[];
  readonly fan: readonly FanPoint[];
  readonly growth: readonly GrowthPoint[];
  /** Single futures among those that were counted; walked anew when they are asked for first. */
  readonly samples: readonly SamplePath[];
  /** What dearer trades would come to; walked when it is asked for first. */
  readonly sensitivity: Sensitivity;
}

const LEVELS = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;
const FAN_LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95] as const;
const TAIL = 0.05;

/** Figures of the totals so far; null before the first run. */
export function outputsOf(totals: Totals): Outputs | null {
  const { runs, job, storages, tallies } = totals;
  const [first] = tallies;
  if (runs === 0 || first === undefined) return null;
  const finals = first.at(placeOf("final"));
  const horizonSize = effectiveSize(finals, storages.final);
  const daySize = storages.day.count === 0
    ? 0
    : effectiveSize(momentsOf(first, "dayResult"), storages.day);
  const { capital } = job.accounts[0];
  const usd = (micro: number) => micro / MICRO;
  const left = (micro: number) => (capital - micro) / MICRO;
  let drawer: Drawer | null = null;
  let samples: readonly SamplePath[] | null = null;
  let sensitivity: Sensitivity | null = null;
  return {
    get samples() {
      return samples ??= samplePaths(job, runs, drawer ??= drawerOf(job));
    },
    get sensitivity() {
      return sensitivity ??= sensitivityOf(job, runs, drawer ??= drawerOf(job));
    },
    runs,
    units: first.count,
    digest: totals.digest,
    accounts: tallies.map((tally) => figuresOf(tally, { runs, plain: job.variance === "plain" })),
    day: tailOf(storages.day, daySize, (micro) => -usd(micro)),
    horizon: tailOf(storages.final, horizonSize, left),
    final: LEVELS.map((p) => ({ p, at: orderOf(storages.final, { p, size: horizonSize }, usd) })),
    fall: LEVELS.map((p) => ({ p, at: orderOf(storages.fall, { p, size: horizonSize }, usd) })),
    fan: fanDays(job.accounts[0]).map((day, i): FanPoint => {
      const at = (p: number) => usd((storages.fan[i] as Storage).quantile(p).value);
      const [a, b, c, d, e] = FAN_LEVELS;
      return { day, quantiles: [at(a), at(b), at(c), at(d), at(e)] };
    }),
    growth: growthOf(totals.growth, job),
  };
}

/** The figures of one account. */
function figuresOf(
  tally: Tally,
  { runs, plain }: { readonly runs: number; readonly plain: boolean },
): AccountFigures {
  const share = (name: ShareName): Estimate => {
    return proportion(momentsOf(tally, name), plain && !PER_DAY.includes(name) ? runs : null);
  };
  const mean = (name: MeanName): Estimate => {
    const of = meanOf(momentsOf(tally, name));
    const unit = name === "final" || name === "dayResult" ? MICRO : 1;
    return { value: of.value / unit, low: of.low / unit, high: of.high / unit };
  };
  return { shares: record(SHARES, share), means: record(MEANS, mean) };
}

function momentsOf(tally: Tally, name: MetricName) {
  return PER_DAY.includes(name) ? tally.quotient(placeOf(name)) : tally.at(placeOf(name));
}

function record<Name extends string>(
  names: readonly Name[],
  of: (name: Name) => Estimate,
): Readonly<Record<Name, Estimate>> {
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, Estimate>;
}

function tailOf(storage: Storage, size: number, loss: (micro: number) => number): Tail {
  if (storage.count === 0) {
    const none = { value: 0, low: 0, high: 0, error: 0 };
    return { var95: none, cvar95: none };
  }
  const var95 = orderOf(storage, { p: TAIL, size }, loss);
  // From the mild end of the edge's own interval: inside an atom there is no spread, and yet the edge
  // may lie beyond it.
  const { high } = quantileRanks(TAIL, size, Z95);
  const mild = storage.orderStatistic(Math.round((high / size) * storage.count));
  const tail = storage.lowerTail(TAIL, mild.value);
  const error = Math.sqrt(tail.variance / size) / TAIL / MICRO;
  // So few lie beyond the edge that a normal would claim far too much of them.
  const beyond = Math.floor(TAIL * size);
  const half = beyond < 2 ? Infinity : errorsIn95(beyond) * error;
  const mean = loss(tail.value);
  return {
    var95,
    cvar95: { value: mean, low: mean - half, high: mean + half, error: tail.error / MICRO },
  };
}

function growthOf(values: Float64Array, { fractions, variance }: Job): readonly GrowthPoint[] {
  const runs = fractions.length === 0 ? 0 : values.length / fractions.length;
  if (runs === 0) return [];
  return fractions.map((fraction, k): GrowthPoint => {
    const column = Float64Array.from(
      { length: runs },
      (_, i) => values[i * fractions.length + k] ?? 0,
    );
    const mean = meanOf(unitMoments(column, wholeRuns(1, variance)));
    column.sort();
    return {
      fraction,
      mean,
      low: quantile(column, 0.05),
      high: quantile(column, 0.95),
    };
  });
}
