// What the models have shown so far, learnt from forecasts that came true or did not. A model is one
// of two experts beside what would be said without it, so its record alone decides how much of the
// configured weight it keeps, and it never gets more.
import type { AiSkill, Scored, Track } from "../types/advice.ts";
import { type Probability, probability } from "../types/units.ts";
import { bayesUpdate, fixedShare } from "./experts.ts";
import { applyPlatt, fitPlatt, noPlatt, type Platt } from "./platt.ts";

/** Belief in the model before anything was scored; the base has the rest. */
export const MODEL_PRIOR = 0.3;
/** Share of all weight that goes back to its first holders with each score: skill comes and goes. */
export const SHARE = 0.02;
/** Scores of fewer groups of markets that settle together correct nothing. */
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
  { price, ...result }: Result & { readonly price: Probability },
): AiSkill {
  return { ...skill, outcome: scored(skill.outcome, { ...result, base: price }) };
}

/** The skill after a move was measured: `p` is the model's, `y` that the move was justified. */
export function scoreJustified(skill: AiSkill, result: Result): AiSkill {
  const base = rateOf(skill.justified);
  return { ...skill, justified: scored(skill.justified, { ...result, base }) };
}

type Result = Omit<Scored, "base">;

/** Share of the configured weight that the record leaves the model, in [0, 1]. */
export function earned({ logWeights: [, model] }: Track): number {
  return Math.min(1, Math.exp(model) / MODEL_PRIOR);
}

/** `p` as the record corrects it; itself with scores of fewer than ten groups. */
export function recalibrated(track: Track, p: Probability): Probability {
  return probability(applyPlatt(correctionOf(track), p));
}

/** How the record corrects what is said: Platt with a ridge. */
export function correctionOf(track: Track): Platt {
  return groupsOf(track) < MIN_SCORED ? noPlatt : fitPlatt(track.scored);
}

/** Groups of markets that settle together, of which there are scores. */
export function groupsOf({ scored }: Track): number {
  return new Set(scored.map(({ group }) => group)).size;
}

/** How often it was so before, by Laplace's rule: never quite 0 or 1. */
function rateOf({ scored }: Track): Probability {
  const hits = scored.filter(({ y }) => y === 1).length;
  return probability((hits + 1) / (scored.length + 2));
}

function scored(track: Track, score: Scored): Track {
  const learnt = bayesUpdate(track.logWeights, [score.base, score.p], score.y);
  // Shared out as at first, not evenly: a model that only repeats the base earns nothing by it.
  const [first = NaN, second = NaN] = fixedShare(learnt, SHARE, untried.logWeights);
  return {
    scored: [...track.scored, score].slice(-MAX_SCORED),
    logWeights: [first, second],
  };
}
