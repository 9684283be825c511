// One trade in numbers, from the prices a person would name: what engines and the stake validation
// take. Everything is dollars a share; the rules for costs are those of the trades themselves.
import { hitProbability } from "../size/barrier.ts";
import { breakEven } from "../size/kelly.ts";
import type { SizingConfig } from "../types/config.ts";
import { MICRO, price } from "../types/units.ts";
import { feePerShare } from "../venue/fees.ts";
import type { Belief, Beta } from "./beta.ts";
import type { DiffusionSpec } from "./diffusion.ts";
import type { BernoulliSpec } from "./engines.ts";
import { logit } from "../math/logit.ts";

/** Where a trade begins and ends; target and stop are bids. */
export interface TradeShape {
  readonly ask: number;
  readonly spread: number;
  readonly target: number;
  readonly stop: number;
  readonly feeRate: number;
}

/** A spike trade worked out. */
export interface SpikeNumbers {
  readonly cost: number;
  readonly netTarget: number;
  readonly netStop: number;
  readonly netTime: number;
  /** Per dollar staked; `loss` is positive. */
  readonly gain: number;
  readonly loss: number;
  /** Chance of the target at which gain and loss cancel, were there nothing else. */
  readonly breakEven: number;
  /** What the price says of it, when it is right: no edge. */
  readonly marketHit: number;
  readonly mid: number;
}

/** Numbers of a spike trade that takes both ways. Throws RangeError where the prices are no trade. */
export function spikeNumbers(shape: TradeShape): SpikeNumbers {
  const { ask, spread, target, stop } = shape;
  const bid = ask - spread;
  if (!(0 < stop && stop < bid && bid < target && target < 1 && ask < 1)) {
    throw new RangeError(`Cannot trade from ${ask} to ${target} or ${stop}: not in this order`);
  }
  const cost = ask + feeAt(ask, shape);
  const net = (at: number) => at - feeAt(at, shape);
  const gain = (net(target) - cost) / cost;
  const loss = (cost - net(stop)) / cost;
  const half = spread / 2;
  const mid = ask - half;
  return {
    cost,
    netTarget: net(target),
    netStop: net(stop),
    netTime: net(bid),
    gain,
    loss,
    breakEven: breakEven({ gain, loss }),
    marketHit: hitProbability({ target: target + half, stop: stop + half, expected: mid }),
    mid,
  };
}

/** Dollars a share for buying at the ask, fee included. */
export function costOf(shape: TradeShape): number {
  return shape.ask + feeAt(shape.ask, shape);
}

function feeAt(dollars: number, { feeRate }: TradeShape): number {
  return feePerShare(price(Math.round(dollars * MICRO)), { rate: feeRate, exponent: 1 });
}

/**
 * A chance known from so many trials, the chance itself being their share. What never failed in n trials
 * may still fail: neither count is taken below half a trial, the prior of Jeffreys (1946).
 */
export function beliefFrom(share: number, trials: number): Beta {
  return { alpha: Math.max(0.5, share * trials), beta: Math.max(0.5, (1 - share) * trials) };
}

/** Mean and standard deviation of a belief. */
export function momentsOf({ alpha, beta }: Beta): { readonly mean: number; readonly sd: number } {
  const size = alpha + beta;
  const mean = alpha / size;
  return { mean, sd: Math.sqrt((mean * (1 - mean)) / (size + 1)) };
}

/** Engine B for a spike trade with the time exits and gaps that sizing reckons with. */
export function spikeEngine(
  { gain, loss, netTime, cost }: SpikeNumbers,
  hit: Belief,
  { gapProbability, timeExitProbability }: SizingConfig,
): BernoulliSpec {
  return {
    kind: "bernoulli",
    q: hit,
    gain,
    loss: -loss,
    timeExit: { probability: timeExitProbability, ret: (netTime - cost) / cost },
    gapProbability,
    byWins: false,
  };
}

/** The chance of the target at which a spike trade is worth nothing, time exits and gaps included. */
export function breakEvenHit(
  { gain, loss, netTime, cost }: SpikeNumbers,
  { gapProbability: gap, timeExitProbability: late }: SizingConfig,
): number {
  const decided = 1 - gap - late;
  return (decided * loss + gap - late * ((netTime - cost) / cost)) / (decided * (gain + loss));
}

/** Engine B for a share that is held until it pays 1 or nothing. */
export function resolutionEngine(cost: number, q: Belief, byWins: boolean): BernoulliSpec {
  const gain = (1 - cost) / cost;
  return { kind: "bernoulli", q, gain, loss: -1, timeExit: null, gapProbability: 0, byWins };
}

/** How a price moves while a trade is held. */
export interface Movement {
  /** s^2 T, log-odds squared. */
  readonly variance: number;
  readonly jumps: number;
  readonly jumpSize: number;
  /** Share of the way to the target that the price goes back by itself, most of it in time. */
  readonly reverts: number;
}

const STEPS = 32;
/** Of a transient, over the holding time: a twentieth of it is left then. */
export const DECAY = 3;

/** Engine C for a spike trade. */
export function diffusionOf(
  shape: TradeShape,
  move: Movement,
  q: Belief | "market",
): DiffusionSpec {
  const { cost, mid } = spikeNumbers(shape);
  const halfSpread = shape.spread / 2;
  const target = shape.target + halfSpread;
  return {
    kind: "diffusion",
    mid,
    q,
    target,
    stop: shape.stop + halfSpread,
    variance: move.variance,
    steps: STEPS,
    jumps: { perTrade: move.jumps, sd: move.jumpSize },
    // Below where it belongs: what decays lifts the price.
    transient: { size: -move.reverts * (logit(target) - logit(mid)), decay: DECAY },
    execution: { cost, halfSpread, feeRate: shape.feeRate, feeExponent: 1 },
  };
}
