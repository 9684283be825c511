// A simulation as a value that can be handed to a worker, and the walk through a part of it.
import { type AccountSpec, daysOf, type PathResult } from "./account.ts";
import { type Digest, digestOf } from "./digest.ts";
import { type Draws, openDraws } from "./draws.ts";
import type { Engine } from "./engine.ts";
import { engineOf, type EngineSpec } from "./engines.ts";
import { type GrowthMeter, growthMeter } from "./growth.ts";
import type { Walkers } from "./lanes.ts";
import { measure, METRICS, placeOf } from "./metrics.ts";
import { Storage, type StorageParts } from "./storage.ts";
import { Tally, type TallyParts } from "./tally.ts";
import { openWalkers } from "./walkers.ts";

/** How chance is drawn; see QUANT on variance reduction. */
export type Variance = "plain" | "antithetic" | "stratified";

/** Everything a simulation is a function of. */
export interface Job {
  readonly engine: EngineSpec;
  /** The account in question, then those it is compared with: all meet the same trades. */
  readonly accounts: readonly [AccountSpec, ...AccountSpec[]];
  readonly seed: number;
  readonly variance: Variance;
  /** Shares of the bankroll for the growth curve. */
  readonly fractions: readonly number[];
  /** How many of the first runs' days are kept, for their order statistics and the fan; absent: all. */
  readonly dayRuns?: number;
}

/** Runs that are merged as one. */
export const BATCH = 1_000;
/** Runs whose growth is measured at every share of the bankroll. */
export const GROWTH_RUNS = 1_000;
/** Runs that share the strata of one uniform. */
const GROUP = 100;
/** Points of the fan chart. */
const FAN_POINTS = 60;
/** Binary digits of money: an error under a 4,000th. */
const BITS = 12;
const FAN_BITS = 8;

/** What one batch came to, apart from what is in the storages. */
export interface BatchResult {
  readonly index: number;
  readonly runs: number;
  /** One an account, the first with every metric; the others of the same list. */
  readonly tallies: readonly TallyParts[];
  /** Growth by share of the bankroll, run after run; empty beyond {@link GROWTH_RUNS}. */
  readonly growth: Float64Array<ArrayBuffer>;
  readonly digest: string;
}

/** Storages of the first account. Their order of filling does not matter. */
export interface Storages {
  readonly final: Storage;
  /** Falls in 1e-6. */
  readonly fall: Storage;
  readonly day: Storage;
  readonly fan: readonly Storage[];
}

/** The same as plain arrays. */
export interface StoragesParts {
  readonly final: StorageParts;
  readonly fall: StorageParts;
  readonly day: StorageParts;
  readonly fan: readonly StorageParts[];
}

/** Empty storages for an account. */
export function openStorages(spec: AccountSpec): Storages {
  return {
    final: new Storage(BITS, { signed: false }),
    fall: new Storage(BITS, { signed: false }),
    day: new Storage(BITS, { signed: true }),
    fan: fanDays(spec).map(() => new Storage(FAN_BITS, { signed: false })),
  };
}

/** Days at whose end the fan chart is drawn, from 0 to the last. */
export function fanDays(spec: AccountSpec): readonly number[] {
  const days = daysOf(spec);
  const points = Math.min(days, FAN_POINTS);
  return [
    ...new Set(Array.from({ length: points + 1 }, (_, i) => {
      return points === 0 ? 0 : Math.round((i * days) / points);
    })),
  ];
}

/** The runs that are really made for a wish: whole pairs, whole groups of strata. */
export function wholeRuns(runs: number, variance: Variance): number {
  const unit = variance === "plain" ? 1 : variance === "antithetic" ? 2 : GROUP;
  return Math.ceil(runs / unit) * unit;
}

/** Walks batches of a job. */
export interface Runner {
  readonly storages: Storages;
  /** Walks `runs` runs of batch `index`, `BATCH` unless it is the last. */
  batch(index: number, runs: number): BatchResult;
}

/** A runner for a job. Throws RangeError on a job that cannot be run. */
export function openRunner(job: Job): Runner {
  const [first] = job.accounts;
  const engine = engineOf(job.engine, first.trades);
  if (job.variance === "stratified" && engine.stratified === null) {
    throw new RangeError("Cannot stratify: this engine draws no wins first");
  }
  const storages = openStorages(first);
  const context: Context = {
    job,
    engine,
    walkers: openWalkers(job.accounts),
    storages,
    days: fanDays(first),
    uniforms: new Float64Array(engine.draws),
    draws: openDraws(job.seed, engine.draws),
    growth: growthMeter(job.fractions),
  };
  return { storages, batch: (index, runs) => runBatch(context, index, runs) };
}

interface Context {
  readonly job: Job;
  readonly engine: Engine;
  readonly walkers: Walkers;
  readonly storages: Storages;
  readonly days: readonly number[];
  /** Of a run that does not take them as they are drawn. */
  readonly uniforms: Float64Array;
  readonly draws: Draws;
  readonly growth: GrowthMeter;
}

function runBatch(context: Context, index: number, runs: number): BatchResult {
  const { job, engine, storages, walkers: { returns, walkers } } = context;
  const { dayRuns = Infinity } = job;
  const tallies = walkers.map(() => new Tally(METRICS.length, placeOf("openDays")));
  const units = walkers.map(() => new Unit(unitOf(job.variance)));
  const measured = new Float64Array(METRICS.length);
  const begin = index * BATCH;
  const wanted = job.fractions.length > 0 ? GROWTH_RUNS - begin : 0;
  const grown = Math.max(0, Math.min(runs, wanted));
  const growth = new Float64Array(grown * job.fractions.length);
  const digest = digestOf();
  for (let from = 0; from < runs; from += returns.length) {
    const count = Math.min(returns.length, runs - from);
    for (let i = 0; i < count; i++) {
      const path = returns[i] as Float64Array;
      engine.path(draw(context, begin + from + i), path);
      if (from + i < grown) context.growth(path, growth, (from + i) * job.fractions.length);
    }
    walkers.forEach(({ walk, results }, k) => {
      walk(count);
      for (let i = 0; i < count; i++) {
        const result = results[i] as PathResult;
        measure(result, job.accounts[k] as AccountSpec, measured);
        if (k === 0) {
          keep(storages, result, { fall: measured[FALL] ?? 0, digest });
          if (begin + from + i < dayRuns) keepDays(context, result);
        }
        (units[k] as Unit).add(measured, tallies[k] as Tally);
      }
    });
  }
  units.forEach((unit, k) => unit.end(tallies[k] as Tally));
  const parts = tallies.map((tally) => tally.parts());
  return { index, runs, tallies: parts, growth, digest: digest.hex() };
}

const FALL = placeOf("fallShare");

/** The uniforms of a run: its own, its partner's mirrored, or with its stratum. */
function draw({ job, engine, uniforms, draws }: Context, run: number): Float64Array {
  switch (job.variance) {
    case "plain":
      return draws(run);
    case "antithetic": {
      const drawn = draws(Math.floor(run / 2));
      if (run % 2 === 0) return drawn;
      // The mirror image among the multiples of 2^-53 in [0, 1).
      for (let i = 0; i < uniforms.length; i++) uniforms[i] = ALMOST_ONE - (drawn[i] ?? 0);
      return uniforms;
    }
    case "stratified": {
      uniforms.set(draws(run));
      const at = engine.stratified ?? 0;
      uniforms[at] = ((run % GROUP) + (uniforms[at] ?? 0)) / GROUP;
      return uniforms;
    }
  }
}

const ALMOST_ONE = 1 - 2 ** -53;

const digested = new Float64Array(4);

function keep(
  { final, fall }: Storages,
  result: PathResult,
  measured: { readonly fall: number; readonly digest: Digest },
): void {
  digested[0] = result.final;
  digested[1] = result.lowest;
  digested[2] = result.taken;
  digested[3] = result.trips;
  measured.digest.add(digested);
  final.add(result.final);
  fall.add(Math.round(measured.fall * 1e6));
}

function keepDays({ storages, days }: Context, { dayEquity, openDays }: PathResult): void {
  for (let day = 1; day <= openDays; day++) {
    storages.day.add((dayEquity[day] ?? 0) - (dayEquity[day - 1] ?? 0));
  }
  for (let i = 0; i < days.length; i++) {
    (storages.fan[i] as Storage).add(dayEquity[days[i] ?? 0] ?? 0);
  }
}

function unitOf(variance: Variance): number {
  return variance === "plain" ? 1 : variance === "antithetic" ? 2 : GROUP;
}

/** Averages so many runs to one independent unit. */
class Unit {
  readonly #size: number;
  readonly #sum = new Float64Array(METRICS.length);
  #held = 0;

  constructor(size: number) {
    this.#size = size;
  }

  add(values: Float64Array, tally: Tally): void {
    if (this.#size === 1) return tally.add(values);
    for (let i = 0; i < values.length; i++) this.#sum[i] = (this.#sum[i] ?? 0) + (values[i] ?? 0);
    if (++this.#held === this.#size) this.end(tally);
  }

  /** Counts what is held, also of a unit that is not whole. */
  end(tally: Tally): void {
    if (this.#held === 0) return;
    for (let i = 0; i < this.#sum.length; i++) this.#sum[i] = (this.#sum[i] ?? 0) / this.#held;
    tally.add(this.#sum);
    this.#sum.fill(0);
    this.#held = 0;
  }
}
