// Opinions pooled in log-odds around the market's price: a logarithmic pool, which is externally
// Bayesian and adds evidence (Genest & Zidek 1986), anchored on the price because the price is the
// best single forecast. The pool is not extremised: the price has been aggregated already.
//
// 1. |logit fair - logit market| <= maxTotalWeight x clip, whatever the inputs say.
// 2. An input that abstains adds nothing, and its weight goes to nobody: less is known, so the
//    estimate stays nearer the market.
// 3. At autonomy 0 no AI input moves the estimate; at autonomy 1 no rule does.
import { logit, sigmoid } from "../math/logit.ts";
import type { EnsembleConfig } from "../types/config.ts";
import type { Estimate, PoolInput } from "../types/signal.ts";
import { type Probability, probability } from "../types/units.ts";

type Name = PoolInput["name"];

/** An estimate before the caller adds how sure it is. */
export type Pooled = Omit<Estimate, "se">;

/**
 * Pools `inputs`, each name at most once, around `market`. Contributions come in a fixed order,
 * so that the order of the inputs cannot be seen in the last digit. Throws RangeError on a name
 * given twice.
 */
export function pool(
  market: Probability,
  inputs: readonly PoolInput[],
  config: EnsembleConfig,
): Pooled {
  const weights = actingWeights(config);
  const contributions = NAMES.flatMap((name) => {
    const [input, ...others] = inputs.filter((each) => each.name === name);
    if (others.length > 0) throw new RangeError(`Cannot pool ${name} twice`);
    if (input === undefined) return [];
    const side = IS_AI[name] ? config.autonomy : 1 - config.autonomy;
    return [{ name, logOdds: contribution(market, input, weights[name] * side, config.clip) }];
  });
  const shift = contributions.reduce((sum, each) => sum + each.logOdds, 0);
  const fair = shift === 0 ? market : probability(sigmoid(boundedLogit(market) + shift));
  return { market, fair, contributions };
}

/**
 * The weights that act, before autonomy divides them: the rules' side and the AI side are each
 * scaled down to `maxTotalWeight` where their configured sum exceeds it.
 */
export function actingWeights(config: EnsembleConfig): Readonly<Record<Name, number>> {
  const rules = scale(config.weightTechnical + config.weightMeanReversion, config);
  const ai = scale(config.weightAi + config.weightSentiment, config);
  return {
    technical: config.weightTechnical * rules,
    meanReversion: config.weightMeanReversion * rules,
    ai: config.weightAi * ai,
    sentiment: config.weightSentiment * ai,
  };
}

/**
 * The bare pool, log-odds: logit m + sum of w (logit p - logit m), without clip or bound. With
 * weights that sum to 1 the market drops out and it is the ordinary logarithmic pool.
 */
export function poolLogOdds(
  market: number,
  inputs: readonly { readonly probability: number; readonly weight: number }[],
): number {
  const anchor = boundedLogit(market);
  return inputs.reduce((sum, input) => {
    return sum + input.weight * (boundedLogit(input.probability) - anchor);
  }, anchor);
}

/** Weighted standard deviation of the inputs' log-odds, population form; 0 without weight. */
export function disagreement(
  inputs: readonly { readonly probability: number; readonly weight: number }[],
): number {
  const total = inputs.reduce((sum, input) => sum + input.weight, 0);
  if (total === 0) return 0;
  const mean = inputs.reduce((sum, { probability: p, weight }) => {
    return sum + (weight / total) * boundedLogit(p);
  }, 0);
  const variance = inputs.reduce((sum, { probability: p, weight }) => {
    return sum + (weight / total) * (boundedLogit(p) - mean) ** 2;
  }, 0);
  return Math.sqrt(variance);
}

/** Share of a shift that is kept when its inputs disagree by `sd`: half at `halfAt`, log-odds. */
export function disagreementShrink(sd: number, halfAt: number): number {
  return 1 / (1 + (sd / halfAt) ** 2);
}

/** Log-odds with `p` kept 1e-6, the finest price there is, away from 0 and 1. */
export function boundedLogit(p: number): number {
  return logit(Math.min(Math.max(p, 1e-6), 1 - 1e-6));
}

const IS_AI: Readonly<Record<Name, boolean>> = {
  technical: false,
  meanReversion: false,
  ai: true,
  sentiment: true,
};
const NAMES: readonly Name[] = ["technical", "meanReversion", "ai", "sentiment"];

function contribution(market: number, input: PoolInput, weight: number, clip: number): number {
  const confidence = input.confidence > 0 ? Math.min(1, input.confidence) : 0;
  if (input.probability === null || weight === 0 || confidence === 0) return 0;
  const distance = boundedLogit(input.probability) - boundedLogit(market);
  return weight * confidence * Math.min(clip, Math.max(-clip, distance));
}

function scale(sum: number, { maxTotalWeight }: EnsembleConfig): number {
  return sum > maxTotalWeight ? maxTotalWeight / sum : 1;
}
