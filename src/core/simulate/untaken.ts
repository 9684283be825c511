import { budgetLeft } from "../risk/scalars.ts";
import { costOfSteps, kellyStakeOf, stepsFor } from "../size/size.ts";
import type { AccountSpec } from "./account.ts";
import { lossShareOf } from "./kernel.ts";

/** What holds a stake down. */
export type StakeBound =
  | "stake"
  | "maxPositionSize"
  | "maxMarketExposure"
  | "maxGroupExposure"
  | "maxDailyLoss"
  | "capital";

/** Why an account takes no offer; amounts in 1e-6 dollars. */
export interface Untaken {
  readonly bound: StakeBound;
  /** The most that may be staked by it. */
  readonly limit: number;
  /** What that comes to in whole steps of shares. */
  readonly onGrid: number;
  readonly minimum: number;
}

/**
 * Why an account to which nothing has happened takes no offer; null: it takes the first. Nothing then
 * happens to it ever, so this is the reason of every offer of every future.
 */
export function untaken(spec: AccountSpec): Untaken | null {
  const { stakes, capital, costPerShare, shareStep, risk } = spec;
  const { minPositionSize: minimum, maxPositionSize, maxMarketExposure, maxGroupExposure } = risk;
  const bounds: readonly (readonly [StakeBound, number])[] = [
    [
      "stake",
      stakes.kind === "flat" ? stakes.stake : kellyStakeOf(stakes.kelly, stakes.fraction, capital),
    ],
    ["maxPositionSize", maxPositionSize],
    ["maxMarketExposure", maxMarketExposure],
    ["maxGroupExposure", maxGroupExposure],
    ["maxDailyLoss", Math.floor(budgetLeft(risk.maxDailyLoss, 0) / lossShareOf(spec))],
    ["capital", capital],
  ];
  const [bound, limit] = bounds.reduce((least, one) => one[1] < least[1] ? one : least);
  const stepCost = costPerShare * shareStep;
  const steps = stepsFor(limit, stepCost);
  const onGrid = costOfSteps(steps, stepCost, limit);
  return steps > 0 && onGrid >= minimum ? null : { bound, limit, onGrid, minimum };
}
