/** Points that a sparkline has room for. */
export const SPARK_POINTS = 120;

/** The last value of each stretch of time, at most 120 of them. */
export interface Spark {
  add(at: number, value: number): void;
  values(): readonly number[];
}

/**
 * A sparkline whose stretches double until they are a 120th of `spanMs`: a young one shows its
 * minutes, an old one its hours.
 */
export function openSpark(spanMs: number): Spark {
  const longest = spanMs / SPARK_POINTS;
  let stretch = Math.min(1_000, longest);
  let points: { readonly from: number; readonly value: number }[] = [];
  return {
    add(at, value) {
      const from = Math.floor(at / stretch) * stretch;
      const last = points.at(-1);
      if (last !== undefined && from <= last.from) points[points.length - 1] = { ...last, value };
      else points.push({ from, value });
      while (points.length > SPARK_POINTS && stretch < longest) {
        stretch = Math.min(stretch * 2, longest);
        points = joined(points, stretch);
      }
      const oldest = from - spanMs;
      while (points.length > SPARK_POINTS || (points[0]?.from ?? from) < oldest) points.shift();
    },
    values: () => points.map(({ value }) => value),
  };
}

function joined(
  points: readonly { readonly from: number; readonly value: number }[],
  stretch: number,
): { readonly from: number; readonly value: number }[] {
  const byStretch = new Map<number, number>();
  for (const { from, value } of points) byStretch.set(Math.floor(from / stretch) * stretch, value);
  return [...byStretch].map(([from, value]) => ({ from, value }));
}
