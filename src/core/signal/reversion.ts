// What share of a spike is undone, learnt from the bot's own logged spikes. Nobody has published
// it, so the prior is weak and the posterior decides: fade, follow, or leave alone.
import { sigmoid } from "../math/logit.ts";
import { addSample } from "../math/welford.ts";
import type { PendingSpike, ReversionStats } from "../types/account.ts";
import type { ReversionConfig } from "../types/config.ts";
import type { PoolInput, ReversionPosterior, Signal, Stance } from "../types/signal.ts";
import { type Probability, probability } from "../types/units.ts";
import { boundedLogit } from "./ensemble.ts";

/** No spike logged yet. */
export const emptyStats: ReversionStats = { spikes: 0, mean: 0, m2: 0 };

/**
 * Share of a spike that `later`, a mid of YES, shows undone: 1 is back at the anchor, negative
 * went on. null: the mid is not beyond the anchor in the spike's direction, so it has no size.
 */
export function undoneShare(
  { mid, anchor, direction }: Pick<PendingSpike, "mid" | "anchor" | "direction">,
  later: Probability,
): number | null {
  const size = (mid - anchor) * direction;
  return size > 0 ? ((mid - later) * direction) / size : null;
}

/** The share as it counts: a tiny spike undone fifty times over must not rule the mean. */
export function winsorised(undone: number, { maxRatio }: ReversionConfig): number {
  return Math.min(maxRatio, Math.max(-maxRatio, undone));
}

/** Takes one measured spike into the running sums; the share is winsorised already. */
export function learn(stats: ReversionStats | undefined, undone: number): ReversionStats {
  const { spikes, mean, m2 } = stats ?? emptyStats;
  const next = addSample({ count: spikes, mean, m2 }, undone);
  return { spikes: next.count, mean: next.mean, m2: next.m2 };
}

/**
 * What prior and logged spikes say together: the conjugate update of a normal with unknown mean
 * and variance, both priors worth `priorSpikes` observations (Gelman et al., Bayesian Data
 * Analysis, 3rd ed., section 3.3). `se` is that of the mean, not of the next spike.
 */
export function posterior(
  category: string,
  stats: ReversionStats | undefined,
  config: ReversionConfig,
): ReversionPosterior {
  const { priorMean, priorSd, priorSpikes } = config;
  if (!(priorSpikes > 0)) throw new RangeError(`Cannot learn from ${priorSpikes} prior spikes`);
  const { spikes, mean: seen, m2 } = stats ?? emptyStats;
  const total = priorSpikes + spikes;
  const mean = (priorSpikes * priorMean + spikes * seen) / total;
  const surprise = ((spikes * priorSpikes) / total) * (seen - priorMean) ** 2;
  const variance = (priorSpikes * priorSd ** 2 + m2 + surprise) / total;
  return { category, spikes, mean, se: Math.sqrt(variance / total) };
}

/** fade or follow only where the mean is `minSigmas` standard errors away from nothing. */
export function stance({ mean, se }: ReversionPosterior, { minSigmas }: ReversionConfig): Stance {
  if (mean - minSigmas * se > 0) return "fade";
  if (mean + minSigmas * se < 0) return "follow";
  return "leave";
}

/**
 * The pool input that moves the estimate by `mean` x the spike in log-odds: toward the anchor, or
 * as far beyond the mid where spikes go on. `weight` is the one that acts
 * (`actingWeights(config).meanReversion`).
 *
 * The belief is shrunk once, by the posterior. Were the point already mid + mean x spike, the
 * pool's weight would shrink it again, to a third of a third. So the point is the whole reversal,
 * or its mirror image about the mid, and the share goes into the confidence: weight x confidence
 * = |mean|, until the weight is used up and the pool's own bound holds. Autonomy and the clip
 * still apply: they say how far the bot may lean on rules at all.
 */
export function meanReversionInput(
  { mid, anchor }: Pick<Signal, "mid" | "anchor">,
  { mean }: ReversionPosterior,
  weight: number,
): PoolInput {
  if (!(weight > 0)) return { name: "meanReversion", probability: null, confidence: 0 };
  const mirrored = probability(sigmoid(2 * boundedLogit(mid) - boundedLogit(anchor)));
  return {
    name: "meanReversion",
    probability: mean >= 0 ? anchor : mirrored,
    confidence: Math.min(1, Math.abs(mean) / weight),
  };
}
