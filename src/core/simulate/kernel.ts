// The account of one path after another, in locals and typed arrays. What it does is what the engine's
// own rules do to an account that trades at these returns; the tests hold it against those rules,
// object by object, to the last bit.
import {
  breakerHolds,
  budgetLeft,
  dayIsOver,
  fallIsTooDeep,
  fallOf,
  floorIsReached,
  floorOf,
  lossesTrip,
  windowTrips,
} from "../risk/scalars.ts";
import { lossOf } from "../risk/exposure.ts";
import { costOfSteps, kellyStakeOf, stepsFor } from "../size/size.ts";
import { MICRO, type Shares, type Usdc } from "../types/units.ts";
import {
  type AccountSpec,
  checkAccount,
  daysOf,
  emptyResult,
  type PathHalt,
  type PathResult,
  profitOf,
} from "./account.ts";

const DAY_MS = 86_400_000;

/** Walks accounts. */
export interface Kernel {
  /** The result of the last walk. */
  readonly result: PathResult;
  /** Equity after each offer of the last walk, written only when `traced`. */
  readonly trace: Float64Array;
  walk(returns: Float64Array): void;
}

/** The kernel for an account. Throws RangeError on one that cannot be simulated. */
export function kernelOf(spec: AccountSpec, traced: boolean = false): Kernel {
  checkAccount(spec);
  const result = emptyResult(spec);
  const trace = new Float64Array(traced ? spec.trades : 0);
  const plan: Plan = {
    spec,
    result,
    trace,
    days: daysOf(spec),
    floor: floorOf(spec.capital, spec.risk.capitalFloor),
    staker: stakerOf(spec),
    times: new Float64Array(spec.trades),
    profits: new Float64Array(spec.trades),
  };
  return { result, trace, walk: (returns) => walk(plan, returns) };
}

interface Plan {
  readonly spec: AccountSpec;
  readonly result: PathResult;
  readonly trace: Float64Array;
  readonly days: number;
  readonly floor: number;
  readonly staker: Staker;
  /** Closed trades of a path: when, and their profits. */
  readonly times: Float64Array;
  readonly profits: Float64Array;
}

/** A fall this near the deepest is divided out: what it saves is a division a loss. */
const NEARLY = 1 - 1e-12;

function walk(plan: Plan, returns: Float64Array): void {
  const { spec, trace, days, floor, times, profits } = plan;
  const { full, fullSpare, lossShare, limitOf, stakeAt, lossAt } = plan.staker;
  const { capital, trades, tradesPerDay, spacingMs, holdMs, risk } = spec;
  const { maxDailyLoss, maxDrawdown, breakerMs, lossWindowMs, maxWindowLoss } = risk;
  const { dayEquity } = plan.result;
  const isTraced = trace.length > 0;
  let equity: number = capital;
  let peak = equity, lowest = equity;
  let fallMost = 0, fallUsd = 0;
  let taken = 0, trips = 0, opened = 0, guarded = 0, beyond = 0, inRow = 0, halted = 0, t = 0;
  // Trades since the breaker last tripped, as far as the window reaches: first to last.
  let first = 0, last = 0, lost = 0, until = -1;
  let known = -1, staked = 0, loss = 0;
  dayEquity[0] = equity;
  for (let day = 0; day < days; day++) {
    if (halted === 0) opened++;
    const end = Math.min(t + tradesPerDay, trades);
    const start = equity;
    let low = equity, over = false;
    if (isTraced) trace.fill(equity, t, end);
    for (let at = day * DAY_MS; t < end && halted === 0 && !over; t++, at += spacingMs) {
      if (breakerHolds(at, until)) continue;
      const budget = equity >= start ? full : budgetLeft(maxDailyLoss, equity - start);
      const limit = limitOf(equity, equity >= start ? fullSpare : Math.floor(budget / lossShare));
      // Flat stakes meet the same limit again and again.
      if (limit !== known) {
        known = limit;
        staked = stakeAt(limit);
        loss = lossAt(staked, limit);
      }
      if (staked > 0 && loss <= budget) {
        const profit = profitOf(staked, returns[t] ?? 0);
        const closed = at + holdMs;
        taken++;
        equity += profit;
        times[last] = closed;
        profits[last++] = profit;
        lost -= profit;
        if (isTraced) trace.fill(equity, t, end);
        if (equity > peak) peak = equity;
        // A trade that came to nothing is none: it ends no row of losses.
        if (profit > 0) inRow = 0;
        else if (profit < 0) {
          while (closed - (times[first] ?? 0) >= lossWindowMs) lost += profits[first++] ?? 0;
          if (lossesTrip(++inRow, risk.maxConsecutiveLosses) || windowTrips(lost, maxWindowLoss)) {
            trips++;
            until = closed + breakerMs;
            inRow = lost = 0;
            first = last;
          }
          if (equity < low) low = equity;
          const gap = peak - equity;
          if (gap > fallUsd) fallUsd = gap;
          if (gap >= fallMost * peak * NEARLY) fallMost = Math.max(fallMost, fallOf(peak, equity));
          if (fallIsTooDeep(fallMost, maxDrawdown)) halted = 1;
          else if (floorIsReached(equity, floor)) halted = 2;
          over = dayIsOver(start - equity, maxDailyLoss);
        }
      }
    }
    if (over) guarded++;
    t = end;
    if (low < lowest) lowest = low;
    if (start - low > maxDailyLoss) beyond++;
    dayEquity[day + 1] = equity;
  }
  const counts = { taken, trips, opened, guarded, beyond, halted };
  write(plan.result, { final: equity, lowest, fallMost, fallUsd, ...counts });
}

/** The share of a stake that is put at risk under the configured budget mode. */
export function lossShareOf({ costPerShare, stop, risk }: AccountSpec): number {
  const size = Math.floor(MICRO / costPerShare) as Shares;
  return Math.max(lossOf(MICRO as Usdc, size, stop, risk) / MICRO, 1e-6);
}

const halts: readonly PathHalt[] = ["none", "drawdown", "capitalFloor"];

interface Ended extends Pick<PathResult, "final" | "lowest" | "taken" | "trips"> {
  readonly fallMost: number;
  readonly fallUsd: number;
  readonly opened: number;
  readonly guarded: number;
  readonly beyond: number;
  /** Place in {@link halts}. */
  readonly halted: number;
}

function write(result: PathResult, ended: Ended): void {
  result.final = ended.final;
  result.lowest = ended.lowest;
  result.deepestFall = ended.fallMost;
  result.deepestFallUsd = ended.fallUsd;
  result.taken = ended.taken;
  result.trips = ended.trips;
  result.openDays = ended.opened;
  result.guardedDays = ended.guarded;
  result.overDays = ended.beyond;
  result.halt = halts[ended.halted] ?? "none";
}

interface Staker {
  /** What the day may lose before it lost anything, and the stake that this allows. */
  readonly full: number;
  readonly fullSpare: number;
  readonly lossShare: number;
  /** The most that may be staked, where the budget allows `spare`. */
  readonly limitOf: (equity: number, spare: number) => number;
  /** What is staked at a limit, 0 where it is under the minimum, and what of that may be lost. */
  readonly stakeAt: (limit: number) => number;
  readonly lossAt: (staked: number, limit: number) => number;
}

function stakerOf(spec: AccountSpec): Staker {
  const { stakes, risk, stop, shareStep } = spec;
  const isFlat = stakes.kind === "flat";
  const flat = stakes.kind === "flat" ? stakes.stake : 0;
  const kelly = stakes.kind === "kelly" ? stakes.kelly : 0;
  const fraction = stakes.kind === "kelly" ? stakes.fraction : 0;
  const lossShare = lossShareOf(spec);
  const stepCost = spec.costPerShare * shareStep;
  const minimum = risk.minPositionSize;
  const most = Math.min(risk.maxPositionSize, risk.maxMarketExposure, risk.maxGroupExposure);
  const full = budgetLeft(risk.maxDailyLoss, 0);
  const isWhole = risk.lossBudgetMode === "worst_case" || stop === null;
  const stakeAt = (limit: number) => {
    const steps = stepsFor(limit, stepCost);
    const staked = costOfSteps(steps, stepCost, limit);
    return steps > 0 && staked >= minimum ? staked : 0;
  };
  return {
    full,
    fullSpare: Math.floor(full / lossShare),
    lossShare,
    limitOf: (equity, spare) =>
      Math.min(isFlat ? flat : kellyStakeOf(kelly, fraction, equity), most, spare, equity),
    stakeAt,
    // A division a trade is saved where lossOf would say that all of it may go.
    lossAt: (staked, limit) =>
      isWhole
        ? staked
        : lossOf(staked as Usdc, stepsFor(limit, stepCost) * shareStep as Shares, stop, risk),
  };
}
