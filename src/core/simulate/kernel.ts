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
    stakeOf: stakerOf(spec),
    window: lossWindow(spec.trades, spec.risk.lossWindowMs),
  };
  return { result, trace, walk: (returns) => walk(plan, returns) };
}

interface Plan {
  readonly spec: AccountSpec;
  readonly result: PathResult;
  readonly trace: Float64Array;
  readonly days: number;
  readonly floor: number;
  readonly stakeOf: (equity: number, dayRealized: number) => number;
  readonly window: ReturnType<typeof lossWindow>;
}

function walk({ spec, result, trace, days, floor, stakeOf, window }: Plan, returns: Float64Array) {
  const { capital, trades, tradesPerDay, spacingMs, holdMs } = spec;
  const { maxDailyLoss, maxDrawdown, breakerMs, maxConsecutiveLosses, maxWindowLoss } = spec.risk;
  const { dayEquity, dayLowest } = result;
  window.clear();
  let equity: number = capital;
  let peak = equity;
  let lowest = equity;
  let fallMost = 0;
  let fallUsd = 0;
  let taken = 0;
  let trips = 0;
  let guarded = 0;
  let lossesInRow = 0;
  let halted = 0;
  let until = -1;
  let t = 0;
  dayEquity[0] = equity;
  for (let day = 0; day < days; day++) {
    const end = Math.min(t + tradesPerDay, trades);
    const start = equity;
    let low = equity;
    let over = false;
    for (let at = day * DAY_MS; t < end && halted === 0 && !over; t++, at += spacingMs) {
      const staked = breakerHolds(at, until) ? 0 : stakeOf(equity, equity - start);
      if (staked > 0) {
        const profit = profitOf(staked, returns[t] ?? 0);
        const closed = at + holdMs;
        taken++;
        equity += profit;
        window.add(closed, profit);
        if (equity > peak) peak = equity;
        // A trade that came to nothing is none: it ends no row of losses.
        if (profit > 0) lossesInRow = 0;
        else if (profit < 0) {
          const inRow = lossesTrip(++lossesInRow, maxConsecutiveLosses);
          if (inRow || windowTrips(window.lost(closed), maxWindowLoss)) {
            trips++;
            until = closed + breakerMs;
            lossesInRow = 0;
            window.clear();
          }
          if (equity < low) low = equity;
          const fall = fallOf(peak, equity);
          if (fall > fallMost) fallMost = fall;
          if (peak - equity > fallUsd) fallUsd = peak - equity;
          if (fallIsTooDeep(fall, maxDrawdown)) halted = 1;
          else if (floorIsReached(equity, floor)) halted = 2;
          over = dayIsOver(start - equity, maxDailyLoss);
        }
      }
      trace[t] = equity;
    }
    if (over) guarded++;
    trace.fill(equity, t, end);
    t = end;
    if (low < lowest) lowest = low;
    dayLowest[day] = low - start;
    dayEquity[day + 1] = equity;
  }
  const halt = halts[halted] ?? "none";
  write(result, { final: equity, lowest, fallMost, fallUsd, taken, trips, guarded, halt });
}

/** The share of a stake that is put at risk under the configured budget mode. */
export function lossShareOf({ costPerShare, stop, risk }: AccountSpec): number {
  const size = Math.floor(MICRO / costPerShare) as Shares;
  return Math.max(lossOf(MICRO as Usdc, size, stop, risk) / MICRO, 1e-6);
}

const halts: readonly PathHalt[] = ["none", "drawdown", "capitalFloor"];

interface Ended extends Pick<PathResult, "final" | "lowest" | "taken" | "trips" | "halt"> {
  readonly fallMost: number;
  readonly fallUsd: number;
  readonly guarded: number;
}

function write(result: PathResult, ended: Ended): void {
  result.final = ended.final;
  result.lowest = ended.lowest;
  result.deepestFall = ended.fallMost;
  result.deepestFallUsd = ended.fallUsd;
  result.taken = ended.taken;
  result.trips = ended.trips;
  result.guardedDays = ended.guarded;
  result.halt = ended.halt;
}

/** What is staked of `equity` on a day that stands at `dayRealized`; 0: nothing. */
function stakerOf(spec: AccountSpec): (equity: number, dayRealized: number) => number {
  const { stakes, risk, stop, shareStep } = spec;
  const isFlat = stakes.kind === "flat";
  const flat = stakes.kind === "flat" ? stakes.stake : 0;
  const kelly = stakes.kind === "kelly" ? stakes.kelly : 0;
  const fraction = stakes.kind === "kelly" ? stakes.fraction : 0;
  const lossShare = lossShareOf(spec);
  // A call a trade is saved where lossOf would say that all of it may go.
  const isWhole = risk.lossBudgetMode === "worst_case" || stop === null;
  const stepCost = spec.costPerShare * shareStep;
  const minimum = risk.minPositionSize;
  const most = Math.min(risk.maxPositionSize, risk.maxMarketExposure, risk.maxGroupExposure);
  return (equity, dayRealized) => {
    const budget = budgetLeft(risk.maxDailyLoss, dayRealized);
    const cap = Math.min(most, Math.floor(budget / lossShare), equity);
    const wanted = isFlat ? flat : kellyStakeOf(kelly, fraction, equity);
    const limit = Math.min(wanted, cap);
    const steps = stepsFor(limit, stepCost);
    const staked = costOfSteps(steps, stepCost, limit);
    if (!(steps > 0 && staked >= minimum)) return 0;
    const loss = isWhole ? staked : lossOf(staked as Usdc, steps * shareStep as Shares, stop, risk);
    return loss <= budget ? staked : 0;
  };
}

/** Results of the closed trades since the breaker last tripped, and what they lost inside a window. */
function lossWindow(trades: number, windowMs: number) {
  const times = new Float64Array(trades);
  const profits = new Float64Array(trades);
  let first = 0;
  let last = 0;
  let sum = 0;
  return {
    clear: () => {
      first = last = sum = 0;
    },
    add: (at: number, profit: number) => {
      times[last] = at;
      profits[last++] = profit;
      sum -= profit;
    },
    lost: (at: number): number => {
      while (!(at - (times[first] ?? 0) < windowMs)) sum += profits[first++] ?? 0;
      return sum;
    },
  };
}
