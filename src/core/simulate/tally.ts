// Means of many things at once, with errors from independent units: a run, an antithetic pair, or a
// group of strata. Batches are merged in their order, so that the last bit does not depend on who
// worked them out.
//
// One of the numbers may divide others: its co-moments with them give a quotient of sums its error.
import { mergeMoments, type Moments } from "../math/welford.ts";

/** Running means of a fixed list of numbers. */
export class Tally {
  readonly size: number;
  readonly #mean: Float64Array<ArrayBuffer>;
  readonly #m2: Float64Array<ArrayBuffer>;
  /** Sums of products of each number's deviations with those of the divisor. */
  readonly #cross: Float64Array<ArrayBuffer>;
  readonly #divisor: number;
  #count = 0;

  /** `divisor`: the place of the number that {@link quotient} divides by. */
  constructor(size: number, divisor: number) {
    this.size = size;
    this.#divisor = divisor;
    this.#mean = new Float64Array(size);
    this.#m2 = new Float64Array(size);
    this.#cross = new Float64Array(size);
  }

  get count(): number {
    return this.#count;
  }

  /** Counts one unit. */
  add(values: Float64Array): void {
    this.#count++;
    const divisor = (values[this.#divisor] ?? 0) - (this.#mean[this.#divisor] ?? 0);
    for (let i = 0; i < this.size; i++) {
      const value = values[i] ?? 0;
      const before = this.#mean[i] ?? 0;
      const mean = before + (value - before) / this.#count;
      this.#mean[i] = mean;
      this.#m2[i] = (this.#m2[i] ?? 0) + (value - before) * (value - mean);
      this.#cross[i] = (this.#cross[i] ?? 0) + divisor * (value - mean);
    }
  }

  /** Everything there is. */
  parts(): TallyParts {
    return {
      count: this.#count,
      mean: this.#mean.slice(),
      m2: this.#m2.slice(),
      cross: this.#cross.slice(),
    };
  }

  /** Takes in another tally's units after its own. */
  merge({ count, mean, m2, cross }: TallyParts): void {
    const both = this.#count + count;
    if (both === 0) return;
    const weight = this.#count * count / both;
    const apart = (mean[this.#divisor] ?? 0) - (this.#mean[this.#divisor] ?? 0);
    for (let i = 0; i < this.size; i++) {
      const own = this.at(i);
      const merged = mergeMoments(own, { count, mean: mean[i] ?? 0, m2: m2[i] ?? 0 });
      const distance = (mean[i] ?? 0) - own.mean;
      this.#cross[i] = (this.#cross[i] ?? 0) + (cross[i] ?? 0) + distance * apart * weight;
      this.#mean[i] = merged.mean;
      this.#m2[i] = merged.m2;
    }
    this.#count = both;
  }

  /** The moments of one of the numbers. */
  at(i: number): Moments {
    return { count: this.#count, mean: this.#mean[i] ?? 0, m2: this.#m2[i] ?? 0 };
  }

  /**
   * One of the numbers by the divisor, sum by sum, with the spread that the units' residuals have
   * (delta method); 0 where there was nothing to divide by.
   */
  quotient(i: number): Moments {
    const [above, below] = [this.at(i), this.at(this.#divisor)];
    if (below.mean === 0) return { count: this.#count, mean: 0, m2: 0 };
    const mean = above.mean / below.mean;
    const squares = above.m2 - 2 * mean * (this.#cross[i] ?? 0) + mean * mean * below.m2;
    return { count: this.#count, mean, m2: Math.max(0, squares) / below.mean ** 2 };
  }
}

/** A tally as plain arrays. */
export interface TallyParts {
  readonly count: number;
  readonly mean: Float64Array<ArrayBuffer>;
  readonly m2: Float64Array<ArrayBuffer>;
  readonly cross: Float64Array<ArrayBuffer>;
}
