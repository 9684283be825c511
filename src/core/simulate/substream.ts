// The sub-streams of core/math/rng.ts without its bigints: a million runs need a million of them. The
// numbers are the same, bit for bit.
import { subSeed, xoshiro128 } from "../math/rng.ts";

/** Uniform numbers of one run after another. */
export interface Substreams {
  /** Fills `target` with the first numbers of `rng(runSeed(seed, i))`; `i` is a whole number below 2^53. */
  fill(i: number, target: Float64Array): void;
}

/** The sub-streams of a seed. */
export function substreams(seed: number | bigint): Substreams {
  const seedState = substreamSeeder(seed);
  const state = new Int32Array(4);
  let raw = new Uint32Array(0);
  return {
    fill(i, target) {
      seedState(i, state);
      if (raw.length !== 2 * target.length) raw = new Uint32Array(2 * target.length);
      xoshiro128(state, raw);
      for (let k = 0; k < target.length; k++) {
        const a = (raw[2 * k] ?? 0) >>> 5;
        const b = (raw[2 * k + 1] ?? 0) >>> 6;
        target[k] = (a * 67_108_864 + b) / 9_007_199_254_740_992;
      }
    },
  };
}

/** Writes the first state, four words, of sub-stream `i` of a seed. */
export function substreamSeeder(seed: number | bigint): (i: number, state: Int32Array) => void {
  const bits = subSeed(seed, 0);
  const low = Number(bits & 0xffffffffn) | 0;
  const high = Number(bits >> 32n) | 0;
  const words = new Int32Array(2);
  return (i, state) => {
    words[0] = low ^ (i % 4294967296);
    words[1] = high ^ Math.floor(i / 4294967296);
    advance(words);
    // `words` is a counter from here: what the sub-seed's own generator puts out fills the state.
    mix(words, state, 0);
    words[0] = state[0] ?? 0;
    words[1] = state[1] ?? 0;
    advance(words);
    mix(words, state, 0);
    advance(words);
    mix(words, state, 2);
  };
}

/** Adds the golden gamma of splitmix64 to a 64-bit word of two halves, low first. */
function advance(words: Int32Array): void {
  const low = ((words[0] ?? 0) >>> 0) + 0x7f4a7c15;
  words[0] = low | 0;
  words[1] = ((words[1] ?? 0) + 0x9e3779b9 + (low >= 4294967296 ? 1 : 0)) | 0;
}

/** Writes splitmix64's output for a counter to two words of `target`. */
function mix(words: Int32Array, target: Int32Array, at: number): void {
  let low = words[0] ?? 0;
  let high = words[1] ?? 0;
  // z ^= z >>> 30, then times 0xbf58476d1ce4e5b9.
  let shifted = (low >>> 30) | (high << 2);
  high ^= high >>> 30;
  low ^= shifted;
  let carried = multiplyHigh(low, 0x1ce4e5b9);
  high = (carried + Math.imul(low, 0xbf58476d) + Math.imul(high, 0x1ce4e5b9)) | 0;
  low = Math.imul(low, 0x1ce4e5b9);
  // z ^= z >>> 27, then times 0x94d049bb133111eb.
  shifted = (low >>> 27) | (high << 5);
  high ^= high >>> 27;
  low ^= shifted;
  carried = multiplyHigh(low, 0x133111eb);
  high = (carried + Math.imul(low, 0x94d049bb) + Math.imul(high, 0x133111eb)) | 0;
  low = Math.imul(low, 0x133111eb);
  target[at] = low ^ ((low >>> 31) | (high << 1));
  target[at + 1] = high ^ (high >>> 31);
}

/** The upper 32 bits of the unsigned product of two 32-bit words. */
function multiplyHigh(a: number, b: number): number {
  const al = a & 0xffff;
  const ah = a >>> 16;
  const bl = b & 0xffff;
  const bh = b >>> 16;
  const middle = ah * bl + Math.floor((al * bl) / 65536);
  const other = al * bh + (middle & 0xffff);
  return ah * bh + Math.floor(middle / 65536) + Math.floor(other / 65536);
}
