// Largest triangle three buckets (Steinarsson 2013, "Downsampling time series for visual
// representation", section 4.2): of each bucket the point stays that spans the largest triangle with
// the one kept before and the mean of the next bucket. Spikes stay, and no value is made up.

/** Most points that one chart draws, over all of its curves. */
export const MOST_POINTS = 5_000;

/**
 * Indices of the points to keep, in order, the first and the last among them: `most` of them, or all
 * where there are no more. `xs` ascend. Throws RangeError for less than two. O(n).
 */
export function lttb(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  most: number,
): readonly number[] {
  if (!(most >= 2)) throw new RangeError(`Cannot keep ${most} points: two are the ends`);
  const { length } = xs;
  if (length <= most) return Array.from({ length }, (_, i) => i);
  const kept = [0];
  const size = (length - 2) / (most - 2);
  const startOf = (bucket: number) => 1 + Math.floor(bucket * size);
  for (let bucket = 0; bucket < most - 2; bucket++) {
    const from = startOf(bucket);
    const to = startOf(bucket + 1);
    const next = meanOf(xs, ys, to, Math.min(startOf(bucket + 2), length));
    kept.push(farthest(xs, ys, { from, to, before: kept[bucket] ?? 0, next }));
  }
  kept.push(length - 1);
  return kept;
}

/** Of the last bucket the next one is the last point alone. */
function meanOf(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  from: number,
  to: number,
): readonly [x: number, y: number] {
  let x = 0;
  let y = 0;
  for (let i = from; i < to; i++) {
    x += xs[i] ?? 0;
    y += ys[i] ?? 0;
  }
  const count = Math.max(1, to - from);
  return [x / count, y / count];
}

function farthest(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  { from, to, before, next: [nextX, nextY] }: {
    readonly from: number;
    readonly to: number;
    readonly before: number;
    readonly next: readonly [number, number];
  },
): number {
  const x0 = xs[before] ?? 0;
  const y0 = ys[before] ?? 0;
  let best = from;
  let most = -1;
  for (let i = from; i < to; i++) {
    // Twice the area; only the order matters.
    const area = Math.abs(
      (x0 - nextX) * ((ys[i] ?? 0) - y0) - (x0 - (xs[i] ?? 0)) * (nextY - y0),
    );
    if (area > most) {
      most = area;
      best = i;
    }
  }
  return best;
}
