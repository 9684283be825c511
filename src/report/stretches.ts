// Where a line is broken: a gap between two points keeps them apart.

/** Points in stretches that no gap lies within. Points and gaps ascend. O(points + gaps). */
export function stretches<P extends readonly [x: number, ...number[]]>(
  { points, gaps = [] }: { readonly points: readonly P[]; readonly gaps?: readonly number[] },
): readonly (readonly P[])[] {
  if (gaps.length === 0) return points.length === 0 ? [] : [points];
  const found: P[][] = [];
  let next = 0;
  let before: P | undefined;
  for (const point of points) {
    let isBroken = before === undefined;
    while (next < gaps.length && (gaps[next] ?? Infinity) <= point[0]) {
      // A gap before the first point breaks nothing.
      isBroken ||= (gaps[next] ?? -Infinity) > (before?.[0] ?? Infinity);
      next++;
    }
    if (isBroken) found.push([point]);
    else found.at(-1)?.push(point);
    before = point;
  }
  return found;
}

/** How samples are read; those more than `most` apart have a gap between them. */
export interface Sampling<S> {
  at(sample: S): number;
  isKnown(sample: S): boolean;
  readonly most?: number;
}

/** One place in each gap among samples: where values between known ones are not known, or none are. */
export function gapsAmong<S>(
  samples: readonly S[],
  { at, isKnown, most = Infinity }: Sampling<S>,
): readonly number[] {
  const gaps: number[] = [];
  let open: number | null = null;
  let wasKnown = false;
  let before = NaN;
  for (const sample of samples) {
    const now = at(sample);
    if (wasKnown && now - before > most) open ??= (before + now) / 2;
    before = now;
    if (!isKnown(sample)) {
      if (wasKnown) open ??= now;
      continue;
    }
    if (open !== null) gaps.push(open);
    open = null;
    wasKnown = true;
  }
  return gaps;
}
