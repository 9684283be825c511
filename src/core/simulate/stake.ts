// The validation of a stake as it is made before every trade, stake by stake down to the minimum.
import type { SizingConfig } from "../types/config.ts";
import type { Refusal } from "../types/refusal.ts";
import { MICRO, type Usdc } from "../types/units.ts";
import { kellyOutcomes, meanReturn, type Outcome } from "../size/kelly.ts";
import { drawPaths, judgeStake, passes, type Validation } from "../size/monte_carlo.ts";
import { kellyStakeOf, TRADES_PER_DAY } from "../size/size.ts";
import type { Seed } from "../math/rng.ts";

/** What is asked. */
export interface StakeQuestion {
  readonly outcomes: readonly Outcome[];
  readonly beliefs: readonly (readonly number[])[];
  readonly stake: Usdc;
  readonly minimum: Usdc;
  readonly bankroll: Usdc;
  readonly dayLimit: Usdc;
  readonly sizing: SizingConfig;
  readonly seed: Seed;
}

/** One stake as judged. */
export interface JudgedStake {
  readonly stake: Usdc;
  readonly validation: Validation;
  /** The limit that it breaks; null: it passes. */
  readonly refusal: Refusal | null;
}

/** Everything that is asked before a trade, with its numbers. */
export interface StakeAnswer {
  readonly meanReturn: number;
  readonly kelly: number;
  readonly kellyStake: Usdc;
  /** The stake that was asked about, then its halves as long as they are worth it. */
  readonly judged: readonly JudgedStake[];
}

/** Judges a stake and its halves on the same simulated trades. */
export function answerStake(question: StakeQuestion): StakeAnswer {
  const { outcomes, beliefs, stake, minimum, bankroll, dayLimit, sizing, seed } = question;
  const kelly = kellyOutcomes(outcomes);
  const paths = drawPaths({
    outcomes,
    beliefs,
    trades: sizing.monteCarloTrades,
    tradesPerDay: TRADES_PER_DAY,
    runs: sizing.monteCarloRuns,
    seed,
  });
  const judged: JudgedStake[] = [];
  for (let each = stake; each > 0; each = Math.floor(each / 2) as Usdc) {
    if (each < minimum && judged.length > 0) break;
    const validation = judgeStake(paths, {
      stake: each / MICRO,
      bankroll: bankroll / MICRO,
      dayLimit: dayLimit / MICRO,
    });
    judged.push({ stake: each, validation, refusal: passes(validation, sizing) });
  }
  const kellyStake = kellyStakeOf(kelly, sizing.kellyFraction, bankroll);
  return { meanReturn: meanReturn(outcomes), kelly, kellyStake, judged };
}
