// Chance that repeats: xoshiro128** (Blackman & Vigna 2018) seeded by splitmix64 (Steele, Lea &
// Flood 2014). A draw is 32-bit integer arithmetic: a seed gives the same numbers everywhere.

/** A stream of uniform numbers. */
export interface Rng {
  /** The next number in [0, 1), a multiple of 2^-53. */
  next(): number;
  /** Fills `target` with the numbers that as many calls of `next` would give. */
  fill(target: Float64Array): void;
}

/** 64 bits of seed: a safe integer, or a bigint from {@link subSeed}; negative ones wrap. */
export type Seed = number | bigint;

/** The stream of `seed`. Throws RangeError when a number is not a safe integer. */
export function rng(seed: Seed): Rng {
  const words = splitmix64(seed);
  const [a, b] = [words(), words()];
  return stream([low(a), high(a), low(b), high(b)]);
}

/**
 * The seed of sub-stream `i` of `seed`: splitmix64(seed xor i), in full as a bigint because 53 bits
 * would cost a collision in every few million pairs. Seeds 1 and 2 reach the same sub-streams at
 * different i: what a seed draws many of, to be told from another seed's, takes {@link runSeed}.
 */
export function subSeed(seed: Seed, i: number): bigint {
  return splitmix64(bits64(seed) ^ bits64(i))();
}

/** The seed of run `i` of `seed`: runs of neighbouring seeds have none in common. */
export function runSeed(seed: Seed, i: number): bigint {
  return subSeed(subSeed(seed, 0), i);
}

/** The stream from four 32-bit state words, not all zero; {@link rng} is the way to get one. */
export function stream(state: readonly [number, number, number, number]): Rng {
  const words = Int32Array.from(state);
  const raw = new Uint32Array(2 * BLOCK);
  const block = new Float64Array(BLOCK);
  let used = BLOCK;
  function refill(): void {
    xoshiro128(words, raw);
    toUniform(raw, block);
    used = 0;
  }
  return {
    next: () => {
      if (used === BLOCK) refill();
      return block[used++] ?? NaN;
    },
    fill: (target) => {
      for (let done = 0; done < target.length;) {
        if (used === BLOCK) refill();
        const count = Math.min(BLOCK - used, target.length - done);
        target.set(block.subarray(used, used + count), done);
        used += count;
        done += count;
      }
    },
  };
}

// Whole blocks keep the generator's state in local variables: three times as fast as word by word.
const BLOCK = 128;

function toUniform(raw: Uint32Array, target: Float64Array): void {
  for (let i = 0; i < target.length; i++) {
    const a = (raw[2 * i] ?? 0) >>> 5;
    const b = (raw[2 * i + 1] ?? 0) >>> 6;
    target[i] = (a * 67_108_864 + b) / 9_007_199_254_740_992;
  }
}

/** Fills `target` with the next outputs of xoshiro128** and moves `state`, four words, along. */
export function xoshiro128(state: Int32Array, target: Uint32Array): void {
  let [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = state;
  for (let i = 0; i < target.length; i++) {
    const scrambled = Math.imul(s1, 5);
    target[i] = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
  }
  state.set([s0, s1, s2, s3]);
}

/** Consecutive outputs of splitmix64, unsigned 64-bit. */
export function splitmix64(seed: Seed): () => bigint {
  let state = bits64(seed);
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
}

function bits64(seed: Seed): bigint {
  if (typeof seed === "number" && !Number.isSafeInteger(seed)) {
    throw new RangeError(`Cannot seed with ${seed}: not a safe integer`);
  }
  return BigInt.asUintN(64, BigInt(seed));
}

function low(word: bigint): number {
  return Number(word & 0xffffffffn);
}

function high(word: bigint): number {
  return Number(word >> 32n);
}
