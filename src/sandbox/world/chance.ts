// Draws that the parts of the model share. Every stream comes from the one seed.
import { normalQuantile } from "../../core/math/normal.ts";
import { type Rng, rng, subSeed } from "../../core/math/rng.ts";

/** What a stream of chance is for; each has its own, so that one cannot disturb another. */
export type Purpose = "catalog" | "ids" | "past" | "moves" | "messages" | "fair" | "quotes";

const purposes: Readonly<Record<Purpose, number>> = {
  catalog: 1,
  ids: 2,
  past: 3,
  moves: 4,
  messages: 5,
  fair: 6,
  quotes: 7,
};

/** Seed of one stream; `index` is below 2^32. */
export function seedOf(seed: number, purpose: Purpose, index = 0): bigint {
  // Hashed once by itself: sub-streams of seeds 1 and 2 would be the same ones in another order.
  return subSeed(subSeed(seed, 0), purposes[purpose] * 2 ** 32 + index);
}

/** The stream of {@link seedOf}. */
export function streamOf(seed: number, purpose: Purpose, index = 0): Rng {
  return rng(seedOf(seed, purpose, index));
}

/** A standard normal number. */
export function normal(draw: Rng): number {
  // The generator's 0, one draw in 2^53, has no finite quantile.
  return normalQuantile(draw.next() || 0.5);
}

/** Uniform between the ends. */
export function uniform(draw: Rng, [least, most]: readonly [number, number]): number {
  return least + draw.next() * (most - least);
}

/** Uniform in the logarithm; both ends above 0. */
export function logUniform(draw: Rng, [least, most]: readonly [number, number]): number {
  return least * (most / least) ** draw.next();
}

/** Exponential with mean 1: the gap of a Poisson process of rate 1. */
export function exponential(draw: Rng): number {
  return -Math.log1p(-draw.next());
}

/** The name into whose part of the whole `at`, in [0, 1), falls. */
export function weighted<Name extends string>(
  weights: Readonly<Partial<Record<Name, number>>>,
  at: number,
): Name {
  const entries = Object.entries(weights) as [Name, number][];
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  let left = at * total;
  for (const [name, weight] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  const last = entries.findLast(([, weight]) => weight > 0);
  if (last === undefined) throw new RangeError("Cannot choose: every weight is 0");
  return last[0];
}
