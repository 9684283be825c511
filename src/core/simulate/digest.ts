/** A running fingerprint of numbers, in their order. */
export interface Digest {
  add(values: ArrayLike<number>): void;
  /** 16 hex digits of what was added so far. */
  hex(): string;
}

/** FNV-1a over the bits of doubles, twice with different starts: 64 bits. It finds change, not malice. */
export function digestOf(): Digest {
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  let a = 0x811c9dc5;
  let b = 0x7ee3623b;
  return {
    add(values) {
      for (let i = 0; i < values.length; i++) {
        // -0 and 0 are one number.
        double[0] = (values[i] ?? 0) + 0;
        for (const word of words) {
          a = Math.imul(a ^ word, PRIME);
          b = Math.imul(b ^ ((word << 16) | (word >>> 16)), PRIME);
          a ^= a >>> 15;
          b ^= b >>> 13;
        }
      }
    },
    hex: () => [a, b].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join(""),
  };
}

const PRIME = 0x01000193;
