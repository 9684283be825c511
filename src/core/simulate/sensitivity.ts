// What an account comes to when its trades are dearer: the same futures, with so much more paid for
// every share. Waiting is told in the same terms, where a model says what the price does meanwhile.
import { MICRO } from "../types/units.ts";
import type { AccountSpec, PathResult } from "./account.ts";
import {
  effectiveSize,
  type Estimate,
  meanOf,
  orderOf,
  proportion,
  sorted,
  unitMoments,
} from "./estimates.ts";
import { type Job, wholeRuns } from "./job.ts";
import { measure, METRICS, placeOf } from "./metrics.ts";
import { type Drawer, drawerOf } from "./sample_paths.ts";
import { openWalkers } from "./walkers.ts";
import { type Waiting, waitingOf } from "./waiting.ts";

/** The account with every trade dearer by `extra` dollars a share. */
export interface DearerLane {
  readonly extra: number;
  /** Nats an offered trade. */
  readonly growth: Estimate;
  /** Dollars. */
  readonly middle: Estimate;
  readonly loss: Estimate;
}

/** An account against costs and latency. */
export interface Sensitivity {
  /** Futures of each lane: the first of the simulation. */
  readonly runs: number;
  readonly lanes: readonly DearerLane[];
  /** Net return of a trade per dollar staked, as it is. */
  readonly meanTrade: Estimate;
  /** Dollars a share that take all of it; negative: so much cheaper it would have to be. */
  readonly worthless: Estimate;
  readonly costPerShare: number;
  readonly waiting: Waiting;
}

/** Dollars a share. */
export const EXTRA_COSTS = [0, 0.005, 0.01, 0.02] as const;
/** A part of the futures keeps this a fraction of the simulation's own time. */
const SHARE_OF_RUNS = 0.02;
const LEAST_RUNS = 200;
const MOST_RUNS = 1_000;

/** The sensitivity of a job's first account, beside a simulation of `runs`. */
export function sensitivityOf(
  job: Job,
  runs: number,
  draw: Drawer = drawerOf(job),
): Sensitivity {
  const part = Math.max(LEAST_RUNS, Math.min(MOST_RUNS, Math.round(runs * SHARE_OF_RUNS)));
  const wanted = Math.min(part, runs);
  const few = wholeRuns(wanted, job.variance);
  const [account] = job.accounts;
  const { costPerShare } = account;
  const lanes = EXTRA_COSTS.map((extra) => laneOf(account, extra, few));
  const specs = lanes.map(({ spec }) => spec) as [AccountSpec, ...AccountSpec[]];
  const { returns, walkers } = openWalkers(specs);
  const paths = returns.map((target) => ({ target, drawn: new Float64Array(target.length) }));
  const traded = new Float64Array(few);
  for (let from = 0; from < few; from += paths.length) {
    const block = paths.slice(0, few - from);
    for (const [i, { drawn }] of block.entries()) {
      drawn.set(draw(from + i));
      traded[from + i] = meanIn(drawn);
    }
    // The walkers share their returns: those of one lane are walked before the next writes its own.
    for (const [k, lane] of lanes.entries()) {
      for (const { drawn, target } of block) lane.write(drawn, target);
      walkers[k]?.walk(block.length);
      for (const i of block.keys()) lane.keep(from + i, walkers[k]?.results[i]);
    }
  }
  const meanTrade = meanOf(unitMoments(traded, wholeRuns(1, job.variance)));
  return {
    runs: few,
    lanes: lanes.map(({ end }) => end(job)),
    meanTrade,
    // (r c - d) / (c + d) is nothing at d = r c.
    worthless: scaled(meanTrade, (mean) => mean * costPerShare),
    costPerShare,
    waiting: waitingOf(job),
  };
}

/** What a return per dollar becomes when a share of `cost` costs `extra` more. */
export function dearerReturn(ret: number, cost: number, extra: number): number {
  return (ret * cost - extra) / (cost + extra);
}

/** An estimate on another scale, which rises with it. */
export function scaled({ value, low, high }: Estimate, to: (value: number) => number): Estimate {
  return { value: to(value), low: to(low), high: to(high) };
}

interface Lane {
  readonly spec: AccountSpec;
  /** Writes a path's returns as they are at this lane's cost. */
  write(returns: Float64Array, target: Float64Array): void;
  keep(run: number, result: PathResult | undefined): void;
  end(job: Job): DearerLane;
}

function laneOf(account: AccountSpec, extra: number, runs: number): Lane {
  const { costPerShare: cost } = account;
  const spec = { ...account, costPerShare: cost + extra };
  const measured = new Float64Array(METRICS.length);
  const [growth, loss, finals] = [0, 1, 2].map(() => new Float64Array(runs)) as Three;
  return {
    spec,
    write(returns, target) {
      // None is left as it is: that lane is the simulation's own beginning, bit for bit.
      if (extra === 0) return target.set(returns);
      for (let t = 0; t < returns.length; t++) {
        target[t] = dearerReturn(returns[t] ?? 0, cost, extra);
      }
    },
    keep(run, result) {
      if (result === undefined) throw new RangeError(`Cannot keep run ${run}: nobody walked it`);
      measure(result, spec, measured);
      growth[run] = measured[placeOf("growth")] ?? 0;
      loss[run] = measured[placeOf("lossAtEnd")] ?? 0;
      finals[run] = result.final;
    },
    end({ variance }) {
      const unit = wholeRuns(1, variance);
      const ends = sorted(finals);
      const size = effectiveSize(unitMoments(finals, unit), ends);
      return {
        extra,
        growth: meanOf(unitMoments(growth, unit)),
        middle: orderOf(ends, { p: 0.5, size }, (micro) => micro / MICRO),
        loss: proportion(unitMoments(loss, unit), variance === "plain" ? runs : null),
      };
    },
  };
}

function meanIn(values: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < values.length; t++) sum += values[t] ?? 0;
  return values.length === 0 ? 0 : sum / values.length;
}

type Three = [Float64Array, Float64Array, Float64Array];
