import type { Account } from "../types/account.ts";
import type { EngineConfig } from "../types/config.ts";
import type { Millis } from "../types/units.ts";
import {
  accepting,
  bookGuard,
  breaker,
  gridGuard,
  marketBusy,
  modeGuard,
  rejections,
  rejectionsInRow,
  sellable,
  timeLeft,
  unsettled,
  venueMinimum,
} from "./guards.ts";
import {
  capitalFloor,
  cash,
  dailyLoss,
  drawdown,
  groupExposure,
  lossBudget,
  marketExposure,
  openPositions,
  orderRate,
  positionSize,
} from "./limits.ts";
import type { LimitState, RiskRule } from "./rule.ts";

/** Every limit in force, in the order in which they are asked. A new one is a file and a name here. */
export const rules = {
  mode: modeGuard,
  accepting,
  book: bookGuard,
  timeLeft,
  grid: gridGuard,
  venueMinimum,
  sellable,
  marketBusy,
  unsettled,
  breaker,
  rejections,
  rejectionsInRow,
  dailyLoss,
  lossBudget,
  drawdown,
  capitalFloor,
  positionSize,
  cash,
  marketExposure,
  groupExposure,
  openPositions,
  orderRate,
} as const satisfies Record<string, RiskRule>;

export type RuleName = keyof typeof rules;

/** Every limit with what it measures now, from the registry itself so that none can be left out. */
export function limitStates(
  account: Account,
  config: EngineConfig,
  at: Millis,
): readonly (LimitState & { readonly rule: RuleName; readonly scope: RiskRule["scope"] })[] {
  return (Object.keys(rules) as RuleName[]).map((rule) => ({
    rule,
    scope: rules[rule].scope,
    ...rules[rule].state(account, config, at),
  }));
}
