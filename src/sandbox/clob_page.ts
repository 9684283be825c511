// Pages of the CLOB's lists, public and private: the cursor is the offset in base64, and that of the
// end is of -1.

const FIRST_CURSOR = "MA==";
const END_CURSOR = "LTE=";

/** Rows of one page, under the venue's own names. */
export interface ClobPage<T> {
  readonly limit: number;
  readonly next_cursor: string;
  readonly count: number;
  readonly data: readonly T[];
}

/** A page with the cursor of the next; null for a cursor that the venue did not give. */
export function clobPage<T>(
  rows: readonly T[],
  cursor: string | undefined,
  limit: number,
): ClobPage<T> | null {
  const start = offsetOf(cursor ?? FIRST_CURSOR);
  if (start === null) return null;
  const data = start < 0 ? [] : rows.slice(start, start + limit);
  const end = start + limit;
  const next = start < 0 || end >= rows.length ? END_CURSOR : btoa(String(end));
  return { limit, next_cursor: next, count: data.length, data };
}

function offsetOf(cursor: string): number | null {
  if (cursor === END_CURSOR) return -1;
  try {
    const text = atob(cursor);
    return /^\d{1,9}$/.test(text) ? Number(text) : null;
  } catch (error) {
    // What is no base64 was not given by this venue.
    if (error instanceof DOMException) return null;
    throw error;
  }
}
