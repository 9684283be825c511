/** A bucket of allowances that fills with time. */
export interface Bucket {
  /** Takes one; false when there is none. */
  take(): boolean;
  /** Whether there is one. */
  has(): boolean;
  /** Whole seconds until there is one. */
  waitSeconds(): number;
}

/** A full bucket of `size` that gains one every `everyMs`. `now` is ms of any clock. */
export function openBucket(
  { size, everyMs, now }: {
    readonly size: number;
    readonly everyMs: number;
    readonly now: () => number;
  },
): Bucket {
  let held = size;
  let filledAt = now();
  const fill = () => {
    held = Math.min(size, held + (now() - filledAt) / everyMs);
    filledAt = now();
  };
  const has = () => {
    fill();
    return held >= 1;
  };
  return {
    has,
    take: () => {
      if (!has()) return false;
      held -= 1;
      return true;
    },
    waitSeconds: () => has() ? 0 : Math.ceil(((1 - held) * everyMs) / 1000),
  };
}
