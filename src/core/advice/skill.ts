// What the models have shown so far, learnt from forecasts that came true or did not. A model is one
// of two experts beside what would be said without it, so its record alone decides how much of the
// configured weight it keeps, and it never gets more.
import type { AiSkill, Track } from "../types/advice.ts";
import { type Probability, probability } from "../types/units.ts";
import { bayesUpdate, fixedShare } from "./experts.ts";
import { applyPlatt, fitPlatt } from "./platt.ts";

/** Belief in the model before anything was scored; the base has the rest. */
export const MODEL_PRIOR = 0.3;
/** Share of all weight that goes back to its first holders with each score: skill comes and goes. */
export const SHARE = 0.02;
/** Fewer scores correct nothing. */
export const MIN_SCORED = 10;
/** Older scores are forgotten. */
export const MAX_SCORED = 500;

/** Before anything was scored the base is believed with 0.7 and the model with 0.3. */
const untried: Track = {
  scored: [],
  logWeights: [Math.log(1 - MODEL_PRIOR), Math.log(MODEL_PRIOR)],
};

/** Nothing scored yet. */
export const noSkill: AiSkill = { outcome: untried, justified: untried };

/** The skill after a market ended: `p` is the model's, `price` what the market said then. */
export function scoreOutcome(
  skill: AiSkill,
  { p, price, y }: { readonly p: Probability; readonly price: Probability; readonly y: 0 | 1 },
): AiSkill {
  return { ...skill, outcome: scored(skill.outcome, p, price, y) };
}

/** The skill after a move was measured: `p` is the model's, `y` that the move was justified. */
export function scoreJustified(
  skill: AiSkill,
  { p, y }: { readonly p: Probability; readonly y: 0 | 1 },
): AiSkill {
  return { ...skill, justified: scored(skill.justified, p, rateOf(skill.justified), y) };
}

/** Share of the configured weight that the record leaves the model, in [0, 1]. */
export function earned({ logWeights: [, model] }: Track): number {
  return Math.min(1, Math.exp(model) / MODEL_PRIOR);
}

/** `p` as the record corrects it (Platt with a ridge); itself with fewer than ten scores. */
export function recalibrated({ scored }: Track, p: Probability): Probability {
  return scored.length < MIN_SCORED ? p : probability(applyPlatt(fitPlatt(scored), p));
}

/** How often it was so before, by Laplace's rule: never quite 0 or 1. */
function rateOf({ scored }: Track): Probability {
  const hits = scored.filter(({ y }) => y === 1).length;
  return probability((hits + 1) / (scored.length + 2));
}

function scored(track: Track, p: Probability, base: Probability, y: 0 | 1): Track {
  const learnt = bayesUpdate(track.logWeights, [base, p], y);
  // Shared out as at first, not evenly: a model that only repeats the base earns nothing by it.
  const [first = NaN, second = NaN] = fixedShare(learnt, SHARE, untried.logWeights);
  return {
    scored: [...track.scored, { p, base, y }].slice(-MAX_SCORED),
    logWeights: [first, second],
  };
}
