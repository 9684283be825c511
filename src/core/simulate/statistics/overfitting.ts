// Probability of backtest overfitting by combinatorially symmetric cross-validation: how often the
// configuration that was best in half of the time is no better than the median in the other half.
// Bailey, Borwein, Lopez de Prado & Zhu (2017), "The Probability of Backtest Overfitting".

/** What is compared: mean result, or mean over its deviation. */
export type Criterion = "mean" | "sharpe";

/** One way to halve the blocks. */
export interface Split {
  /** Blocks in sample; the others are out of sample. */
  readonly train: readonly number[];
  /** The configuration that was best in sample. */
  readonly best: number;
  /** Its rank out of sample, 1 for the worst; equals share the mean of their ranks. */
  readonly rank: number;
  /** ln(w / (1 - w)) with w = rank / (configurations + 1): 0 is the median. */
  readonly logit: number;
  readonly inSample: number;
  readonly outOfSample: number;
}

/** The verdict on a grid of configurations. */
export interface Overfitting {
  /** Share of splits whose logit is not above 0. */
  readonly probability: number;
  /** Share of splits in which the best in sample lost out of sample. */
  readonly lossProbability: number;
  readonly splits: readonly Split[];
}

export interface OverfittingOptions {
  /** Even; 8 gives 70 splits, 16 gives 12,870. */
  readonly blocks: number;
  readonly criterion: Criterion;
}

/** Sums of one configuration in one block. */
interface Sums {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

/**
 * `results[t][c]` is what configuration c got in period t, periods in order of time. Throws RangeError
 * unless there are at least two configurations, as many periods as blocks, and an even number of blocks.
 */
export function backtestOverfitting(
  results: readonly (readonly number[])[],
  { blocks, criterion }: OverfittingOptions,
): Overfitting {
  const configurations = results[0]?.length ?? 0;
  if (configurations < 2 || blocks < 2 || blocks % 2 !== 0 || results.length < blocks) {
    throw new RangeError(
      `Cannot split ${results.length} periods of ${configurations} configurations in ${blocks} blocks`,
    );
  }
  const sums = sumBlocks(results, blocks, configurations);
  const splits: Split[] = [];
  for (const train of halves(blocks)) splits.push(splitAt(train, sums, criterion));
  const share = (of: (split: Split) => boolean) => splits.filter(of).length / splits.length;
  return {
    probability: share(({ logit }) => logit <= 0),
    lossProbability: share(({ outOfSample }) => outOfSample < 0),
    splits,
  };
}

/** [block][configuration]; blocks touch and differ by one period at most. */
function sumBlocks(
  results: readonly (readonly number[])[],
  blocks: number,
  configurations: number,
): readonly (readonly Sums[])[] {
  return Array.from({ length: blocks }, (_, block) => {
    const rows = results.slice(
      Math.floor(block * results.length / blocks),
      Math.floor((block + 1) * results.length / blocks),
    );
    return Array.from({ length: configurations }, (_, c) => {
      const values = rows.map((row) => row[c] as number);
      return {
        n: values.length,
        sum: values.reduce((sum, value) => sum + value, 0),
        squares: values.reduce((sum, value) => sum + value * value, 0),
      };
    });
  });
}

function splitAt(
  train: readonly number[],
  sums: readonly (readonly Sums[])[],
  criterion: Criterion,
): Split {
  const test = sums.map((_, block) => block).filter((block) => !train.includes(block));
  const inside = scores(train, sums, criterion);
  const outside = scores(test, sums, criterion);
  const best = inside.indexOf(Math.max(...inside));
  const own = outside[best] as number;
  const below = outside.filter((score) => score < own).length;
  const equal = outside.filter((score) => score === own).length;
  const rank = below + (equal + 1) / 2;
  const share = rank / (outside.length + 1);
  return {
    train,
    best,
    rank,
    logit: Math.log(share / (1 - share)),
    inSample: inside[best] as number,
    outOfSample: own,
  };
}

function scores(
  blocks: readonly number[],
  sums: readonly (readonly Sums[])[],
  criterion: Criterion,
): number[] {
  return (sums[0] as readonly Sums[]).map((_, c) => {
    let [n, sum, squares] = [0, 0, 0];
    for (const block of blocks) {
      const part = sums[block]?.[c] as Sums;
      n += part.n;
      sum += part.sum;
      squares += part.squares;
    }
    const mean = sum / n;
    if (criterion === "mean") return mean;
    const variance = squares / n - mean * mean;
    // Without any spread there is no ratio; results that are all nothing are worth nothing.
    return variance > 1e-18 ? mean / Math.sqrt(variance) : Math.sign(mean) * 1e9;
  });
}

/** Every way to choose half of the blocks, in lexical order. */
function* halves(blocks: number): Generator<readonly number[]> {
  const chosen = Array.from({ length: blocks / 2 }, (_, i) => i);
  for (;;) {
    yield [...chosen];
    let i = chosen.length - 1;
    while (i >= 0 && chosen[i] === blocks / 2 + i) i--;
    if (i < 0) return;
    chosen[i] = (chosen[i] as number) + 1;
    for (let j = i + 1; j < chosen.length; j++) chosen[j] = (chosen[j - 1] as number) + 1;
  }
}
