// Single futures of a simulation, walked again: a run is a function of the job and its index alone.
import { daysOf } from "./account.ts";
import { openDraws } from "./draws.ts";
import { engineOf } from "./engines.ts";
import { fanDays, type Job } from "./job.ts";
import { openWalkers } from "./walkers.ts";

/** One future of the first account: micro-dollars at the days of the fan chart. */
export interface SamplePath {
  readonly run: number;
  readonly points: readonly (readonly [day: number, equity: number])[];
  readonly final: number;
}

/** Futures that are shown. */
export const SAMPLES = 12;
/** Runs that share the strata of one uniform. */
const STRATA = 100;
const ALMOST_ONE = 1 - 2 ** -53;

/** The runs that are shown of so many: the first that are independent, or over the first strata. */
export function sampledRuns({ variance }: Pick<Job, "variance">, runs: number): readonly number[] {
  const place = (i: number) => {
    switch (variance) {
      case "plain":
        return i;
      // The run after it is its mirror image.
      case "antithetic":
        return 2 * i;
      // The first runs of a group are those with the fewest wins.
      case "stratified":
        return Math.floor(((i + 0.5) * STRATA) / SAMPLES);
    }
  };
  return Array.from({ length: SAMPLES }, (_, i) => place(i)).filter((run) => run < runs);
}

/** Walks the sampled runs of a job that counted `runs`. */
export function samplePaths(
  job: Job,
  runs: number,
  draw: Drawer = drawerOf(job),
): readonly SamplePath[] {
  const [spec] = job.accounts;
  const { returns, walkers: [walker] } = openWalkers([spec]);
  const days = daysOf(spec) === 0 ? [0] : fanDays(spec);
  const sampled = sampledRuns(job, runs);
  const paths: SamplePath[] = [];
  for (let from = 0; from < sampled.length; from += returns.length) {
    const block = sampled.slice(from, from + returns.length);
    block.forEach((run, i) => returns[i]?.set(draw(run)));
    walker?.walk(block.length);
    for (const [i, run] of block.entries()) {
      const result = walker?.results[i];
      if (result === undefined) throw new RangeError(`Cannot show run ${run}: nobody walked it`);
      const { dayEquity, final } = result;
      paths.push({ run, points: days.map((day) => [day, dayEquity[day] ?? 0] as const), final });
    }
  }
  return paths;
}

/** Net returns of any run's trades, in one array that the next call overwrites. */
export type Drawer = (run: number) => Float64Array;

/** Draws the runs of a job as the simulation does. Slow to make where a chance is known from a record. */
export function drawerOf({ engine: spec, accounts: [{ trades }], seed, variance }: Job): Drawer {
  const engine = engineOf(spec, trades);
  const draws = openDraws(seed, engine.draws);
  const own = new Float64Array(engine.draws);
  const returns = new Float64Array(trades);
  const uniformsOf = (run: number): Float64Array => {
    const drawn = draws(variance === "antithetic" ? Math.floor(run / 2) : run);
    const { stratified } = engine;
    if (variance === "antithetic" && run % 2 === 1) {
      for (let i = 0; i < own.length; i++) own[i] = ALMOST_ONE - (drawn[i] ?? 0);
      return own;
    }
    if (variance !== "stratified" || stratified === null) return drawn;
    own.set(drawn);
    own[stratified] = ((run % STRATA) + (own[stratified] ?? 0)) / STRATA;
    return own;
  };
  return (run) => {
    engine.path(uniformsOf(run), returns);
    return returns;
  };
}
