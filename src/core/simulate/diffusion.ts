// C: the market's belief as a diffusion, for trades that end at a price. The outcome Y is drawn first;
// given Y the log-odds drift towards it as a filter's would that hears evidence of variance s^2 t, so
// the increments are exact and the price is a martingale when the market is right.
import { logit, sigmoid } from "../math/logit.ts";
import { normalQuantile } from "../math/normal.ts";
import { type Belief, beliefSampler } from "./beta.ts";
import type { Engine } from "./engine.ts";

/** Prices are mids in dollars of the token held. */
export interface DiffusionSpec {
  readonly kind: "diffusion";
  readonly mid: number;
  /** Chance that the token pays; "market": what the price says once the transient is gone. */
  readonly q: Belief | "market";
  readonly target: number;
  readonly stop: number;
  /** s^2 T: variance of the evidence that arrives while a trade may be held, log-odds squared. */
  readonly variance: number;
  readonly steps: number;
  /** News: lumps of evidence of deviation `sd` in log-odds, so many a holding time. */
  readonly jumps: { readonly perTrade: number; readonly sd: number };
  /** What of the price is no belief and decays by exp(-decay) over the holding time. */
  readonly transient: { readonly size: number; readonly decay: number };
  readonly execution: Execution;
}

/** What trading costs around the mids. */
export interface Execution {
  /** Dollars a share to get in, fee included. */
  readonly cost: number;
  readonly halfSpread: number;
  readonly feeRate: number;
  readonly feeExponent: number;
}

/** Net return per dollar of leaving at a mid: half the spread and the taker's fee off. */
export function returnAt(
  mid: number,
  { cost, halfSpread, feeRate, feeExponent }: Execution,
): number {
  const bid = Math.min(1, Math.max(0, mid - halfSpread));
  const fee = bid > 0 && bid < 1 ? feeRate * (bid * (1 - bid)) ** feeExponent : 0;
  return Math.max(-1, (bid - fee - cost) / cost);
}

/** How a path of the price ended, and at which mid. */
export interface Ending {
  mid: number;
  by: "target" | "stop" | "time";
}

/** Uniforms of one trade: the outcome, and five a step. */
export function drawsPerTrade({ steps }: Pick<DiffusionSpec, "steps">): number {
  return 1 + DRAWS_A_STEP * steps;
}

const DRAWS_A_STEP = 5;

/** The engine of a belief diffusion. Throws RangeError where the mid is not between the barriers. */
export function diffusionEngine(spec: DiffusionSpec, trades: number): Engine {
  const { q, mid, stop, target, steps } = spec;
  if (!(stop < mid && mid < target && mid > 0 && mid < 1 && steps >= 1)) {
    throw new RangeError(`Cannot hold from ${mid} to ${target} or ${stop} in ${steps} steps`);
  }
  const fair = sigmoid(logit(mid) - spec.transient.size);
  const qOf = q === "market" ? () => fair : beliefSampler(q);
  const each = drawsPerTrade(spec);
  const walk = walker(spec);
  return {
    draws: 1 + trades * each,
    stratified: null,
    path(uniforms, returns) {
      const path = qOf(uniforms[0] ?? 0);
      for (let t = 0; t < returns.length; t++) {
        returns[t] = returnAt(walk(uniforms, 1 + t * each, path).mid, spec.execution);
      }
    },
  };
}

/**
 * Walks one trade's price from its uniforms, which begin at `from`. Between two points that both lie
 * inside, a barrier was crossed with the probability of a Brownian bridge; where both were, the stop
 * is taken to be first. The ending is one object, written anew by each call.
 */
export function walker(
  spec: DiffusionSpec,
): (uniforms: Float64Array, from: number, q: number) => Readonly<Ending> {
  const { steps, jumps, transient } = spec;
  const stepVariance = spec.variance / steps;
  const deviation = Math.sqrt(stepVariance);
  const [top, bottom] = [logit(spec.target), logit(spec.stop)];
  const start = logit(spec.mid) - transient.size;
  const left = Array.from(
    { length: steps + 1 },
    (_, i) => transient.size * Math.exp((-transient.decay * i) / steps),
  );
  const none = Math.exp(-jumps.perTrade / steps);
  const ending: Ending = { mid: 0, by: "time" };
  const end = (by: Ending["by"], mid: number) => {
    ending.by = by;
    ending.mid = mid;
    return ending;
  };
  const bridged = (u: number, a: number, b: number) =>
    stepVariance > 0 && u < Math.exp((-2 * a * b) / stepVariance);
  return (uniforms, from, q) => {
    const sign = (uniforms[from] ?? 0) >= 1 - q ? 1 : -1;
    let x = start;
    let seen = start + transient.size;
    for (let i = 0, at = from + 1; i < steps; i++, at += DRAWS_A_STEP) {
      x += (sign * stepVariance) / 2 + deviation * normal(uniforms[at] ?? 0);
      const now = x + (left[i + 1] ?? 0);
      if (now <= bottom || bridged(uniforms[at + 1] ?? 0, seen - bottom, now - bottom)) {
        return end("stop", spec.stop);
      }
      if (now >= top || bridged(1 - (uniforms[at + 2] ?? 0), top - seen, top - now)) {
        return end("target", spec.target);
      }
      seen = now;
      const count = none < 1 ? poisson(uniforms[at + 3] ?? 0, none) : 0;
      if (count === 0) continue;
      // Each lump is evidence like the rest: that keeps the price a martingale through a jump.
      const evidence = count * jumps.sd * jumps.sd;
      const jump = (sign * evidence) / 2 + Math.sqrt(evidence) * normal(uniforms[at + 4] ?? 0);
      x += jump;
      seen += jump;
      // A jump goes through a barrier: the trade ends where the price lands.
      if (seen <= bottom) return end("stop", sigmoid(seen));
      if (seen >= top) return end("target", sigmoid(seen));
    }
    return end("time", sigmoid(seen));
  };
}

/** A standard normal number; 0 is no uniform that has one. */
function normal(u: number): number {
  return normalQuantile(u === 0 ? 2 ** -54 : u);
}

/** Events when none come with probability `none`, by inversion. */
function poisson(u: number, none: number): number {
  const rate = -Math.log(none);
  let term = none;
  let sum = none;
  let count = 0;
  while (u >= sum && count < 100) {
    count++;
    term *= rate / count;
    sum += term;
  }
  return count;
}
