// From a belief to a number of shares. A stake is only ever lowered on its way: by the cap, by
// Monte Carlo, by the share grid. What falls under the minimum is refused, never rounded up.
import { normalQuantile } from "../math/normal.ts";
import type { Seed } from "../math/rng.ts";
import type { SizingConfig } from "../types/config.ts";
import type { Sizing } from "../types/effect.ts";
import type { Refusal, RefusalRule } from "../types/refusal.ts";
import { err, ok, type Result } from "../types/result.ts";
import { least, MICRO, type Shares, type Usdc } from "../types/units.ts";
import { kellyOutcomes, meanReturn, type Outcome } from "./kelly.ts";
import { drawPaths, judgeStake, passes, type StakeInput, type Validation } from "./monte_carlo.ts";

export interface SizeInput {
  readonly outcomes: readonly Outcome[];
  /** As in monte_carlo.ts; Kelly uses `outcomes`, which should be their mean. */
  readonly beliefs?: readonly (readonly number[])[] | undefined;
  /** Dollars, fee included. */
  readonly costPerShare: number;
  readonly bankroll: Usdc;
  /** The most that may be staked, and the rule that says so. */
  readonly cap: Usdc;
  readonly capRule: RefusalRule;
  readonly minimum: Usdc;
  /** Loss of a day that Monte Carlo holds the stake against. */
  readonly dayLimit: Usdc;
  readonly sizing: SizingConfig;
  readonly shareStep: Shares;
  readonly seed: Seed;
}

/** Trades assumed in a day when a day's loss is simulated. */
export const TRADES_PER_DAY = 5;

/**
 * The stake: the Kelly fraction of the bankroll, at most the cap, halved until Monte Carlo passes,
 * in whole share steps. Refused with `kelly` without an edge, with the cap's own rule where the
 * cap is under the minimum, with the last Monte Carlo refusal where halving ends under it.
 */
export function sizeStake(input: SizeInput): Result<Sizing, Refusal> {
  const { outcomes, bankroll, cap, minimum, sizing } = input;
  const kelly = kellyOutcomes(outcomes);
  if (kelly === 0) {
    return err({ rule: "kelly", value: meanReturn(outcomes), limit: 0, unit: "ratio" });
  }
  if (cap < minimum) {
    const note = "the smallest stake against the room left";
    return err({ rule: input.capRule, value: minimum, limit: cap, unit: "usd", note });
  }
  const kellyStake = kellyStakeOf(kelly, sizing.kellyFraction, bankroll);
  if (!(kellyStake >= minimum && kellyStake > 0)) return err(underMinimum(kellyStake, minimum));
  const judged = affordable(least(kellyStake, cap), input);
  if (!judged.ok) return judged;
  const { stake, validation } = judged.value;
  const bought = wholeSteps(stake, input);
  if (bought.shares === 0 || bought.cost < minimum) return err(underMinimum(bought.cost, minimum));
  return ok({
    costPerShare: input.costPerShare,
    kelly,
    kellyStake,
    stake: bought.cost,
    shares: bought.shares,
    ruin: validation.ruin.upper95,
    dayLoss: validation.dayLoss.upper95,
  });
}

/** The exits of a spike trade; amounts are what a share brings, all costs of that exit off. */
export interface SpikeExits {
  /** Dollars a share to get in. */
  readonly cost: number;
  readonly netTarget: number;
  readonly netStop: number;
  readonly netTime: number;
  /** Target before stop, given that one of them comes. */
  readonly hit: number;
  readonly gapProbability: number;
  readonly timeExitProbability: number;
}

/** Target, stop, time and a gap to nothing, as returns per dollar staked. */
export function spikeOutcomes(exits: SpikeExits): readonly Outcome[] {
  const { cost, hit, gapProbability, timeExitProbability } = exits;
  const decided = 1 - gapProbability - timeExitProbability;
  return [
    { probability: decided * hit, ret: (exits.netTarget - cost) / cost },
    { probability: decided * (1 - hit), ret: (exits.netStop - cost) / cost },
    { probability: timeExitProbability, ret: (exits.netTime - cost) / cost },
    { probability: gapProbability, ret: -1 },
  ];
}

/**
 * A share bought at `c`, fee included, and held until it pays 1 with probability `q`, or nothing.
 * `gap` is the chance that a winner does not pay: a dispute, a wrong resolution.
 */
export function resolutionOutcomes(q: number, c: number, gap: number = 0): readonly Outcome[] {
  const win = q * (1 - gap);
  return [
    { probability: win, ret: (1 - c) / c },
    { probability: 1 - win, ret: -1 },
  ];
}

/**
 * `count` equally likely values of a belief known to `se`: the middle quantiles of a normal, cut
 * to [0, 1]. One probability list each makes the `beliefs` of {@link sizeStake}.
 */
export function equallyLikely(mean: number, se: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => {
    const value = mean + se * normalQuantile((i + 0.5) / count);
    return Math.min(1, Math.max(0, value));
  });
}

interface Judged {
  readonly stake: Usdc;
  readonly validation: Validation;
}

function affordable(first: Usdc, input: SizeInput): Result<Judged, Refusal> {
  const { minimum, sizing } = input;
  const paths = drawPaths({
    outcomes: input.outcomes,
    ...(input.beliefs === undefined ? {} : { beliefs: input.beliefs }),
    trades: sizing.monteCarloTrades,
    tradesPerDay: TRADES_PER_DAY,
    runs: sizing.monteCarloRuns,
    seed: input.seed,
  });
  let refusal: Refusal = underMinimum(first, minimum);
  for (let stake = first; stake >= minimum && stake > 0; stake = Math.floor(stake / 2) as Usdc) {
    const validation = judgeStake(paths, inDollars(stake, input));
    const failed = passes(validation, sizing);
    if (failed === null) return ok({ stake, validation });
    refusal = failed;
  }
  return err(refusal);
}

function inDollars(stake: Usdc, { bankroll, dayLimit }: SizeInput): StakeInput {
  return { stake: stake / MICRO, bankroll: bankroll / MICRO, dayLimit: dayLimit / MICRO };
}

/** The most share steps that `stake` pays for, and their cost, rounded up. */
function wholeSteps(
  stake: Usdc,
  { costPerShare, shareStep }: SizeInput,
): { readonly shares: Shares; readonly cost: Usdc } {
  const stepCost = costPerShare * shareStep;
  const steps = stepsFor(stake, stepCost);
  return {
    shares: (steps * shareStep) as Shares,
    cost: costOfSteps(steps, stepCost, stake) as Usdc,
  };
}

/** The Kelly stake: that share of the bankroll, rounded down to a micro-dollar. */
export function kellyStakeOf(kelly: number, kellyFraction: number, bankroll: number): Usdc {
  return Math.floor(kelly * kellyFraction * bankroll) as Usdc;
}

/** How many share steps of `stepCost` micro-dollars each `stake` pays for. */
export function stepsFor(stake: number, stepCost: number): number {
  return Math.floor(stake / stepCost);
}

/** What so many share steps cost, rounded up to a micro-dollar and never more than `stake`. */
export function costOfSteps(steps: number, stepCost: number, stake: number): number {
  // Float noise above a whole micro-dollar is not a part of one.
  return Math.min(stake, Math.ceil(steps * stepCost - 1e-6));
}

function underMinimum(stake: Usdc, minimum: Usdc): Refusal {
  return { rule: "configMinimum", value: stake, limit: minimum, unit: "usd" };
}
