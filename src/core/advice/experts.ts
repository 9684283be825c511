// Weights of experts learnt from their losses, kept as natural logarithms. Bayesian mixture: regret
// to the best of N experts at most ln N in log loss; Hedge: at most sqrt(T ln N / 2) for losses in
// [0, 1] (Freund & Schapire 1997; Cesa-Bianchi & Lugosi 2006); fixed share follows an expert that is
// best for a while only (Herbster & Warmuth 1998).
import { logLoss } from "./calibration.ts";

/** Natural logarithms of weights that add to 1. */
export type LogWeights = readonly number[];

/** The same weight for each of `count`. */
export function evenWeights(count: number): LogWeights {
  return Array.from({ length: count }, () => -Math.log(count));
}

/** The weights themselves; they add to 1. */
export function weightsOf(logWeights: LogWeights): readonly number[] {
  return normalised(logWeights).map((w) => Math.exp(w));
}

/** What the experts say together: the mean of their probabilities by weight. */
export function mixtureOf(logWeights: LogWeights, said: readonly number[]): number {
  return weightsOf(logWeights).reduce((sum, w, i) => sum + w * (said[i] ?? NaN), 0);
}

/** Each weight times the probability that its expert gave to what happened. */
export function bayesUpdate(
  logWeights: LogWeights,
  said: readonly number[],
  y: 0 | 1,
): LogWeights {
  return hedgeUpdate(logWeights, said.map((p) => logLoss(p, y)), 1);
}

/** Each weight times exp(-eta x loss). Throws RangeError unless there is one loss an expert. */
export function hedgeUpdate(
  logWeights: LogWeights,
  losses: readonly number[],
  eta: number,
): LogWeights {
  if (losses.length !== logWeights.length) {
    throw new RangeError(`Cannot weigh ${logWeights.length} experts by ${losses.length} losses`);
  }
  return normalised(logWeights.map((w, i) => w - eta * (losses[i] ?? NaN)));
}

/** The rate of Hedge for a known number of rounds: sqrt(8 ln N / T). */
export function hedgeRate(experts: number, rounds: number): number {
  return Math.sqrt(8 * Math.log(experts) / rounds);
}

/** (1 - alpha) of each weight, and alpha shared out as `by`; evenly without it. */
export function fixedShare(
  logWeights: LogWeights,
  alpha: number,
  by: LogWeights = evenWeights(logWeights.length),
): LogWeights {
  const shares = weightsOf(by);
  return normalised(
    weightsOf(logWeights).map((w, i) => Math.log((1 - alpha) * w + alpha * (shares[i] ?? NaN))),
  );
}

function normalised(logWeights: LogWeights): LogWeights {
  const most = Math.max(...logWeights);
  const total = most +
    Math.log(logWeights.reduce((sum, w) => sum + Math.exp(w - most), 0));
  return logWeights.map((w) => w - total);
}
