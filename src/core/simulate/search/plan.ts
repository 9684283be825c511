// How a recording is cut, by its data alone and so alike for every configuration and every machine: a
// stretch that only trains, folds that are tested one after the other, and a locked end.
//
//   | trains only | fold 1 | fold 2 | ... | fold F | locked test set |
//
// 1. A cut is a moment; stretches hold about as many prices each.
// 2. An event (markets that settle together) belongs as a whole to the stretch of its first trade.
// 3. The locked end is not read while configurations are compared.

/** What is asked for. */
export interface SplitOptions {
  /** Folds that are tested. */
  readonly folds: number;
  /** Share of the prices that is locked, 0 for nothing. */
  readonly testShare: number;
  /** Stretches of time that CSCV halves; even. */
  readonly blocks: number;
}

/** Moments, Unix ms. */
export interface Plan extends SplitOptions {
  /** Of the first price. */
  readonly first: number;
  /** Where each fold begins; the last ends where the locked set begins. */
  readonly foldCuts: readonly number[];
  /** Where each block but the first begins. */
  readonly blockCuts: readonly number[];
  /** Where the locked set begins; null: there is none. */
  readonly testFrom: number | null;
}

/** Moments of prices, thinned evenly as they come, so that quantiles of any number of them fit. */
export class Moments {
  #kept: number[] = [];
  #stride = 1;
  #seen = 0;

  /** Moments must not fall. */
  add(at: number): void {
    if (this.#seen % this.#stride === 0) this.#kept.push(at);
    this.#seen++;
    if (this.#kept.length < MOST_KEPT) return;
    this.#kept = this.#kept.filter((_, i) => i % 2 === 0);
    this.#stride *= 2;
  }

  get count(): number {
    return this.#seen;
  }

  /** The moment before which about this share of the prices came. Throws RangeError without any. */
  at(share: number): number {
    const kept = this.#kept;
    const found = kept[Math.min(kept.length - 1, Math.floor(share * kept.length))];
    if (found === undefined) throw new RangeError("Cannot cut a recording without prices");
    return found;
  }
}

const MOST_KEPT = 65_536;

/** Cuts at equal shares of the prices. Throws RangeError on shares and numbers that are none. */
export function planOf(moments: Moments, { folds, testShare, blocks }: SplitOptions): Plan {
  const isRight = Number.isSafeInteger(folds) && folds >= 1 && testShare >= 0 && testShare < 1 &&
    Number.isSafeInteger(blocks) && blocks >= 2 && blocks % 2 === 0;
  if (!isRight) {
    throw new RangeError(`Cannot cut in ${folds} folds, ${blocks} blocks, ${testShare}`);
  }
  const searched = 1 - testShare;
  const cuts = (parts: number) =>
    Array.from({ length: parts - 1 }, (_, i) => moments.at((searched * (i + 1)) / parts));
  return {
    folds,
    testShare,
    blocks,
    first: moments.at(0),
    foldCuts: cuts(folds + 1),
    blockCuts: cuts(blocks),
    testFrom: testShare === 0 ? null : moments.at(searched),
  };
}

/** Number of the stretch that a moment lies in: how many cuts are not after it. */
export function stretchAt(cuts: readonly number[], at: number): number {
  let stretch = 0;
  while (stretch < cuts.length && (cuts[stretch] as number) <= at) stretch++;
  return stretch;
}
