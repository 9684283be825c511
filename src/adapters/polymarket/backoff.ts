/** Bounds of the waits between tries. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/** Starts quick and ends at half a minute. */
export const usualBackoff: Backoff = { baseMs: 250, capMs: 30_000 };

/**
 * Milliseconds to wait after the nth failure in a row, n from 1: uniform below
 * min(cap, base * 2^(n - 1)), "full jitter" (Brooker, AWS Architecture Blog 2015).
 */
export function backoffMs(failures: number, chance: number, bounds: Backoff): number {
  const ceiling = Math.min(bounds.capMs, bounds.baseMs * 2 ** (failures - 1));
  return Math.floor(chance * ceiling);
}

/**
 * Milliseconds that an answer's `Retry-After` asks for, in either form of RFC 9110 10.2.3; null
 * without one or with one that cannot be read. A date is measured from the answer's own `Date`,
 * so a wrong clock here does no harm; from `now`, Unix milliseconds, when it has none.
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const until = httpDate(value);
  if (until === null) return null;
  return Math.max(0, until - (httpDate(headers.get("date") ?? "") ?? now));
}

function httpDate(text: string): number | null {
  // Date.parse takes "-5" and "7" for years; a date of HTTP begins with a day and ends with GMT.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, .* GMT$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
