// Means of many things at once, with errors from independent units: a run, an antithetic pair, or a
// group of strata. Batches are merged in their order, so that the last bit does not depend on who
// worked them out.
import { mergeMoments, type Moments } from "../math/welford.ts";

/** Running means of a fixed list of numbers. */
export class Tally {
  readonly size: number;
  readonly #mean: Float64Array<ArrayBuffer>;
  readonly #m2: Float64Array<ArrayBuffer>;
  #count = 0;

  constructor(size: number) {
    this.size = size;
    this.#mean = new Float64Array(size);
    this.#m2 = new Float64Array(size);
  }

  get count(): number {
    return this.#count;
  }

  /** Counts one unit. */
  add(values: Float64Array): void {
    this.#count++;
    for (let i = 0; i < this.size; i++) {
      const value = values[i] ?? 0;
      const before = this.#mean[i] ?? 0;
      const mean = before + (value - before) / this.#count;
      this.#mean[i] = mean;
      this.#m2[i] = (this.#m2[i] ?? 0) + (value - before) * (value - mean);
    }
  }

  /** Count, means and sums of squared deviations. */
  parts(): TallyParts {
    return { count: this.#count, mean: this.#mean.slice(), m2: this.#m2.slice() };
  }

  /** Takes in another tally's units after its own. */
  merge({ count, mean, m2 }: TallyParts): void {
    for (let i = 0; i < this.size; i++) {
      const both = mergeMoments(this.at(i), { count, mean: mean[i] ?? 0, m2: m2[i] ?? 0 });
      this.#mean[i] = both.mean;
      this.#m2[i] = both.m2;
    }
    this.#count += count;
  }

  /** The moments of one of the numbers. */
  at(i: number): Moments {
    return { count: this.#count, mean: this.#mean[i] ?? 0, m2: this.#m2[i] ?? 0 };
  }
}

/** A tally as plain arrays. */
export interface TallyParts {
  readonly count: number;
  readonly mean: Float64Array<ArrayBuffer>;
  readonly m2: Float64Array<ArrayBuffer>;
}
