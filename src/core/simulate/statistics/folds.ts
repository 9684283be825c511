// Splits of results in time that leak nothing: results whose lives overlap those tested on are left out
// of the training (purge), so are those that begin right after (embargo), and markets that settle
// together are never on both sides. Lopez de Prado, "Advances in Financial Machine Learning", ch. 7.

/** What is split: from decision to end, and with whom it settles. Times in ms, `to` not before `from`. */
export interface Lived {
  readonly from: number;
  readonly to: number;
  readonly group: string;
}

/** Positions in the list that was split, rising. */
export interface TrainTest {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

export interface WalkOptions {
  /** Tests, one after the other; the time before the first only trains. */
  readonly folds: number;
  /** The longest a position is held. */
  readonly embargoMs: number;
  /** Train on everything before, or only on the stretch before. */
  readonly window: "all" | "last";
}

/** What of `train` may be trained on when `test` is tested on. */
export function purged(
  samples: readonly Lived[],
  { train, test }: TrainTest,
  embargoMs: number,
): readonly number[] {
  const tested = test.map((i) => samples[i] as Lived);
  const groups = new Set(tested.map(({ group }) => group));
  const spans = merged(tested.map(({ from, to }) => ({ from, to: to + embargoMs })));
  return train.filter((i) => {
    const { from, to, group } = samples[i] as Lived;
    return !groups.has(group) && !overlaps(spans, from, to);
  });
}

/** Tests that follow one another in time, each trained on what came before it and is over. */
export function walkForward(
  samples: readonly Lived[],
  { folds, embargoMs, window }: WalkOptions,
): readonly TrainTest[] {
  const stretches = inTime(samples, folds + 1);
  return stretches.slice(1).map((test, i) => {
    const before = window === "all" ? stretches.slice(0, i + 1).flat() : stretches[i] ?? [];
    // A group that began before may go on after: what is not over when the test begins is future.
    const begin = test.reduce(
      (least, at) => Math.min(least, (samples[at] as Lived).from),
      Infinity,
    );
    const over = before.filter((at) => (samples[at] as Lived).to < begin);
    const train = purged(samples, { train: over, test }, embargoMs);
    return { train: rising(train), test: rising(test) };
  });
}

/** Every stretch of time tested once, trained on all the others. */
export function purgedFolds(
  samples: readonly Lived[],
  { folds, embargoMs }: Pick<WalkOptions, "folds" | "embargoMs">,
): readonly TrainTest[] {
  const stretches = inTime(samples, folds);
  return stretches.map((test, i) => {
    const others = stretches.filter((_, j) => j !== i).flat();
    const train = purged(samples, { train: others, test }, embargoMs);
    return { train: rising(train), test: rising(test) };
  });
}

/** Whole groups in the order in which they begin, in stretches of about as many samples each. */
function inTime(samples: readonly Lived[], parts: number): readonly (readonly number[])[] {
  if (!(Number.isSafeInteger(parts) && parts >= 1)) {
    throw new RangeError(`Cannot split in ${parts} parts`);
  }
  const groups = new Map<string, number[]>();
  const order = samples.map((_, i) => i)
    .toSorted((a, b) => (samples[a] as Lived).from - (samples[b] as Lived).from || a - b);
  for (const i of order) {
    const { group } = samples[i] as Lived;
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [i]);
    else members.push(i);
  }
  const stretches: number[][] = Array.from({ length: parts }, () => []);
  let placed = 0;
  for (const members of groups.values()) {
    const middle = placed + members.length / 2;
    const part = Math.min(parts - 1, Math.floor(middle / samples.length * parts));
    stretches[part]?.push(...members);
    placed += members.length;
  }
  return stretches;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Spans that do not touch, in order. */
function merged(spans: readonly Span[]): readonly Span[] {
  const all: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last === undefined || span.from > last.to) all.push(span);
    else all[all.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return all;
}

/** Ends included: what begins at the moment another ends may know how it ended. */
function overlaps(spans: readonly Span[], from: number, to: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span).to < from) low = middle + 1;
    else high = middle;
  }
  const found = spans[low];
  return found !== undefined && found.from <= to;
}

function rising(positions: readonly number[]): readonly number[] {
  return positions.toSorted((a, b) => a - b);
}
