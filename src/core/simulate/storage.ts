// Order statistics of any number of values in a fixed size: counts and sums of whole numbers in bins
// whose width is a fixed share of what they hold.
//
// 1. What is stored does not depend on the order of the values, so parts merge in any grouping.
// 2. An order statistic is the mean of its bin. Its error is under the bin's width, and the answer
//    says how much; a bin that holds one value gives it exactly. Values up to 2^bits are exact.
// 3. Bins are made by the chunk, when a value first falls into one: a simulation opens sixty storages,
//    and what it stores lies in a few octaves of fifty.

/** An order statistic or a mean of them, and how far it may be off. */
export interface Stored {
  readonly value: number;
  readonly error: number;
}

/** Bins of one storage as plain arrays: what a worker hands over. */
export interface StorageParts {
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly counts: Uint32Array<ArrayBuffer>;
  readonly sums: Float64Array<ArrayBuffer>;
}

/** The bins that hold something, by their places: what a thread hands to another. */
export interface StorageBins {
  /** Bins of the storage, whether they hold something or not. */
  readonly size: number;
  readonly at: Uint32Array<ArrayBuffer>;
  readonly counts: Uint32Array<ArrayBuffer>;
  readonly sums: Float64Array<ArrayBuffer>;
}

interface Ranks {
  /** Values in all. */
  readonly count: number;
  readonly bins: readonly number[];
  readonly upTo: readonly number[];
}

/** Values of a larger size are counted as of this one: $1,100,000,000 in micro-dollars. */
const OCTAVES = 50;
const MOST = 2 ** OCTAVES;

/** Binary digits of a chunk's bins: count and sum of each together are a page of memory. */
const CHUNK_BITS = 8;
const CHUNK = 1 << CHUNK_BITS;
const NONE = new Float64Array(2 * CHUNK);

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** A storage of whole numbers, `bits` binary digits each. */
export class Storage {
  readonly #bits: number;
  readonly #zero: number;
  /** Of all bins, whether made or not. */
  readonly #size: number;
  /** Count and sum of a bin, then of the next; {@link NONE} where nothing was stored. */
  readonly #chunks: Float64Array[];
  #count = 0;
  /** The first and the last bin in use: a look at the whole is a look at these. */
  #first = Infinity;
  #last = -1;
  #ranked: Ranks | null = null;

  /** `signed` makes room for negative values. */
  constructor(bits: number, { signed }: { readonly signed: boolean }) {
    const side = (OCTAVES << bits) + 1;
    this.#bits = bits;
    this.#zero = signed ? side : 0;
    this.#size = this.#zero + side + 1;
    this.#chunks = Array<Float64Array>(Math.ceil(this.#size / CHUNK)).fill(NONE);
  }

  get count(): number {
    return this.#count;
  }

  /** Stores a whole number; a negative one in an unsigned storage counts as 0. */
  add(value: number): void {
    const bin = this.#binOf(value);
    this.#put(bin, 1, value);
    this.#count++;
    if (bin < this.#first) this.#first = bin;
    if (bin > this.#last) this.#last = bin;
  }

  #put(bin: number, count: number, sum: number): void {
    let chunk = this.#chunks[bin >>> CHUNK_BITS] ?? NONE;
    if (chunk === NONE) {
      chunk = new Float64Array(2 * CHUNK);
      this.#chunks[bin >>> CHUNK_BITS] = chunk;
    }
    const at = 2 * (bin & (CHUNK - 1));
    chunk[at] = (chunk[at] ?? 0) + count;
    chunk[at + 1] = (chunk[at + 1] ?? 0) + sum;
  }

  #countIn(bin: number): number {
    return this.#chunks[bin >>> CHUNK_BITS]?.[2 * (bin & (CHUNK - 1))] ?? 0;
  }

  #sumOf(bin: number): number {
    return this.#chunks[bin >>> CHUNK_BITS]?.[2 * (bin & (CHUNK - 1)) + 1] ?? 0;
  }

  /** The next bin from `bin` on that holds something; one beyond the last when none does. */
  #from(bin: number): number {
    for (let at = bin; at <= this.#last; at++) {
      if (this.#chunks[at >>> CHUNK_BITS] === NONE) at |= CHUNK - 1;
      else if (this.#countIn(at) > 0) return at;
    }
    return this.#last + 1;
  }

  #binOf(value: number): number {
    if (value === 0) return this.#zero;
    if (value < 0 && this.#zero === 0) return 0;
    double[0] = Math.min(Math.abs(value), MOST);
    const place = 1 + ((words[1] ?? 0) >>> (20 - this.#bits)) - (1023 << this.#bits);
    return value > 0 ? this.#zero + place : this.#zero - place;
  }

  /** Width of a bin: how far two values in it may lie apart. */
  #width(bin: number): number {
    if (this.#countIn(bin) < 2) return 0;
    const octave = Math.floor((Math.abs(bin - this.#zero) - 1) / 2 ** this.#bits);
    return octave < this.#bits ? 0 : 2 ** (octave - this.#bits) - 1;
  }

  #mean(bin: number): number {
    return this.#sumOf(bin) / this.#countIn(bin);
  }

  /** What this holds, without what is empty: a merge of it elsewhere gives the same answers. */
  bins(): StorageBins {
    const { bins: at } = this.#ranks();
    return {
      size: this.#size,
      at: Uint32Array.from(at),
      counts: Uint32Array.from(at, (bin) => this.#countIn(bin)),
      sums: Float64Array.from(at, (bin) => this.#sumOf(bin)),
    };
  }

  /** Takes in the bins of another storage of the same shape. */
  mergeBins({ size, at, counts, sums }: StorageBins): void {
    if (size !== this.#size) throw new RangeError("Cannot merge: other bins");
    for (let i = 0; i < at.length; i++) {
      const bin = at[i] ?? 0;
      const count = counts[i] ?? 0;
      this.#put(bin, count, sums[i] ?? 0);
      this.#count += count;
      if (bin < this.#first) this.#first = bin;
      if (bin > this.#last) this.#last = bin;
    }
  }

  /** What this holds; a merge of it elsewhere gives the same answers. */
  parts(): StorageParts {
    const counts = new Uint32Array(this.#size);
    const sums = new Float64Array(this.#size);
    for (let bin = this.#from(this.#first); bin <= this.#last; bin = this.#from(bin + 1)) {
      counts[bin] = this.#countIn(bin);
      sums[bin] = this.#sumOf(bin);
    }
    return { count: this.#count, first: this.#first, last: this.#last, counts, sums };
  }

  /** Takes in what another storage of the same shape holds. */
  merge({ count, first, last, counts, sums }: StorageParts): void {
    if (counts.length !== this.#size) throw new RangeError("Cannot merge: other bins");
    for (let i = first; i <= last; i++) {
      const more = counts[i] ?? 0;
      if (more > 0) this.#put(i, more, sums[i] ?? 0);
    }
    this.#count += count;
    this.#first = Math.min(this.#first, first);
    this.#last = Math.max(this.#last, last);
  }

  /** Bins that hold something, and how many values up to each; made anew when there are more. */
  #ranks(): Ranks {
    if (this.#ranked?.count === this.#count) return this.#ranked;
    const bins: number[] = [];
    const upTo: number[] = [];
    let seen = 0;
    for (let bin = this.#from(this.#first); bin <= this.#last; bin = this.#from(bin + 1)) {
      seen += this.#countIn(bin);
      bins.push(bin);
      upTo.push(seen);
    }
    return this.#ranked = { count: this.#count, bins, upTo };
  }

  /** The k-th smallest value, counted from 1 and kept inside the sample. Throws RangeError on none. */
  orderStatistic(k: number): Stored {
    const rank = Math.min(Math.max(k, 1), this.#count);
    const { bins, upTo } = this.#ranks();
    let [low, high] = [0, bins.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) >= rank) high = middle;
      else low = middle + 1;
    }
    const bin = bins[low];
    if (bin !== undefined) return { value: this.#mean(bin), error: this.#width(bin) };
    throw new RangeError(`Cannot take value ${k} of ${this.#count}`);
  }

  /** The inverted empirical distribution at p, as `quantile` of core/math. */
  quantile(p: number): Stored {
    return this.orderStatistic(Math.ceil(p * this.#count - 1e-9));
  }

  /**
   * Mean of the smallest `share` of the values, an atom on the boundary split exactly, and the
   * variance of how far each value lies below `edge`, which its standard error rests on.
   */
  lowerTail(
    share: number,
    edge: number = this.quantile(share).value,
  ): Stored & { readonly variance: number } {
    let left = share * this.#count;
    let sum = 0;
    let below = 0;
    let squares = 0;
    let error = 0;
    for (
      let bin = this.#from(this.#first);
      bin <= this.#last && (left > 0 || this.#mean(bin) < edge);
      bin = this.#from(bin + 1)
    ) {
      const count = this.#countIn(bin);
      const part = Math.min(left, count);
      const mean = this.#mean(bin);
      sum += part === count ? this.#sumOf(bin) : part * mean;
      if (0 < part && part < count) error = (part / (share * this.#count)) * this.#width(bin);
      below += count * Math.max(0, edge - mean);
      squares += count * Math.max(0, edge - mean) ** 2;
      left -= part;
    }
    const n = this.#count;
    const variance = Math.max(0, squares / n - (below / n) ** 2);
    return { value: sum / (share * n), error, variance };
  }

  /** Counts in bins merged to about `most` intervals between two values, for a picture. */
  spread(low: number, high: number, most: number): readonly number[] {
    const result = Array<number>(most).fill(0);
    for (let bin = this.#from(this.#first); bin <= this.#last; bin = this.#from(bin + 1)) {
      const count = this.#countIn(bin);
      const place = Math.floor(((this.#mean(bin) - low) / (high - low)) * most);
      const at = Math.min(most - 1, Math.max(0, place));
      result[at] = (result[at] ?? 0) + count;
    }
    return result;
  }

  /** Mean and variance of all values, the variance from the bins' means. */
  moments(): { readonly mean: number; readonly variance: number } {
    let sum = 0;
    let squares = 0;
    for (let bin = this.#from(this.#first); bin <= this.#last; bin = this.#from(bin + 1)) {
      const count = this.#countIn(bin);
      sum += this.#sumOf(bin);
      squares += count * this.#mean(bin) ** 2;
    }
    const mean = sum / this.#count;
    return { mean, variance: Math.max(0, squares / this.#count - mean * mean) };
  }
}

/**
 * Ranks, counted from 1, of the order statistics around a quantile that hold it with about 95 %
 * probability (normal approximation of the binomial). Ranks outside 1..n mean: no bound.
 */
export function quantileRanks(
  p: number,
  n: number,
  z: number,
): { readonly low: number; readonly high: number } {
  const half = z * Math.sqrt(n * p * (1 - p));
  return { low: Math.ceil(n * p - half), high: Math.ceil(n * p + half) + 1 };
}
