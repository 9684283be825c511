// The venue counts requests per address in sliding windows of 10 s. The same count is kept here and
// held to a share of its limits, for one address may serve more than this process.
//
// No window of 10 s, wherever it begins, sees more requests let through than its limit. A token
// bucket would let twice as many pass: a full bucket and what flows in meanwhile.
import { nap, steadyTime, type Wall } from "./wall.ts";

/** What the venue counts together. */
export type Scope =
  | "all"
  | "gamma"
  | "gammaMarkets"
  | "clob"
  | "clobSingle"
  | "clobBatch"
  | "clobHistory"
  | "data";

/** Requests per 10 s as the venue documents them; for Data API v2 as it was measured. */
export const venueLimits: Readonly<Record<Scope, number>> = {
  all: 15_000,
  gamma: 4_000,
  gammaMarkets: 300,
  clob: 9_000,
  clobSingle: 1_500,
  clobBatch: 500,
  clobHistory: 1_000,
  data: 200,
};

const WINDOW_MS = 10_000;

/** Lets requests through at the pace the venue allows. */
export interface RateBudget {
  /**
   * Waits until one request of all `scopes` may go, and counts it; false when `signal` was aborted
   * first, and then nothing is counted. Those who wait at one time are served in no promised order.
   */
  take(scopes: readonly Scope[], signal?: AbortSignal): Promise<boolean>;
}

export interface BudgetOptions {
  readonly wall: Pick<Wall, "now" | "sleep">;
  /** Part of each limit to use, in (0, 1]; half when absent. */
  readonly share?: number;
  /** Instead of {@link venueLimits}. */
  readonly limits?: Partial<Readonly<Record<Scope, number>>>;
}

/** A budget for one process. Throws RangeError for a share outside (0, 1]. */
export function createRateBudget({ wall, share = 0.5, limits = {} }: BudgetOptions): RateBudget {
  if (!(share > 0 && share <= 1)) {
    throw new RangeError(
      `Cannot use the share ${share} of a rate limit: wanted above 0, at most 1`,
    );
  }
  const windows = new Map<Scope, Window>();
  const time = steadyTime(wall);
  const windowOf = (scope: Scope): Window => {
    const known = windows.get(scope);
    if (known !== undefined) return known;
    const limit = limits[scope] ?? venueLimits[scope];
    const made = createWindow(Math.max(1, Math.floor(limit * share)));
    windows.set(scope, made);
    return made;
  };
  return {
    take: async (scopes, signal) => {
      const counted = scopes.map(windowOf);
      while (!signal?.aborted) {
        const now = time();
        const free = Math.max(now, ...counted.map((window) => window.freeAt()));
        if (free <= now) {
          for (const window of counted) window.count(now);
          return true;
        }
        await nap(wall, Math.ceil(free - now), signal);
      }
      return false;
    },
  };
}

interface Window {
  /** The earliest time at which one more fits. */
  freeAt(): number;
  count(at: number): void;
}

/** The times of the last `limit` requests in a ring: one more fits when the oldest has left the window. */
function createWindow(limit: number): Window {
  const times = new Float64Array(limit).fill(-Infinity);
  let oldest = 0;
  return {
    freeAt: () => (times[oldest] ?? 0) + WINDOW_MS,
    count: (at) => {
      times[oldest] = at;
      oldest = (oldest + 1) % limit;
    },
  };
}
