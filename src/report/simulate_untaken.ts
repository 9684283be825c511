import type { AccountSpec } from "../core/simulate/account.ts";
import type { StakeBound, Untaken } from "../core/simulate/untaken.ts";
import { MICRO } from "../core/types/units.ts";
import { decimal, usd } from "./format.ts";

const bounds: Readonly<Record<StakeBound, string>> = {
  stake: "the stake",
  maxPositionSize: "risk.max_position_size",
  maxMarketExposure: "risk.max_market_exposure",
  maxGroupExposure: "risk.max_group_exposure",
  maxDailyLoss: "risk.max_daily_loss",
  capital: "the capital",
};

/** Why a stake buys nothing, to follow a colon: the amount, the grid and the minimum. */
export function untakenWords(
  { bound, limit, onGrid, minimum }: Untaken,
  { costPerShare, shareStep }: Pick<AccountSpec, "costPerShare" | "shareStep">,
): string {
  const grid = `steps of ${decimal(shareStep / MICRO)} shares at ${usd(costPerShare * MICRO, 4)}`;
  return `${bounds[bound]} allows ${usd(limit)}, which in ${grid} is ${usd(onGrid, 4)}, and ` +
    `risk.min_position_size is ${usd(minimum)}`;
}
