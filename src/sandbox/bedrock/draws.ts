// Chance for answers and evidence: a function of the seed and of what it is about, never of the order
// in which anybody asks.
import { type Rng, rng, subSeed } from "../../core/math/rng.ts";

const STREAM = 800_000;

/** The stream of everything in `about`, in that order. */
export function drawOf(seed: number, ...about: readonly (string | number)[]): Rng {
  let own = subSeed(seed, STREAM);
  for (const one of about) own = subSeed(own, typeof one === "number" ? one : textHash(one));
  return rng(own);
}

/** 32 bits of a text, FNV-1a over its UTF-16 units (Fowler, Noll and Vo 1991). */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
