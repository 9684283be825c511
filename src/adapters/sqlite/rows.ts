import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { ChainedRow, RowName } from "../../core/chain.ts";
import type { LedgerBody, LedgerRow } from "../../core/types/effect.ts";
import type { Millis, Seq } from "../../core/types/units.ts";
import type { RunHeader } from "../../ports.ts";

/** Rows read at once: no statement stays open while the caller works. */
const PAGE = 1000;

/** A row as it is in the table. */
export interface StoredRow extends ChainedRow {
  readonly kind: string;
}

/** The run header and its hash, as stored. */
export interface StoredHeader {
  readonly text: string;
  readonly hash: string;
}

/** Before every row, those that should not be there included. */
export const beforeAll: RowName = { seq: Number.MIN_SAFE_INTEGER, n: 0 };

/** After every row of an event. */
export function afterEvent(seq: Seq): RowName {
  return { seq, n: Number.MAX_SAFE_INTEGER };
}

/** The rows after one, in order; rows appended meanwhile are included. */
export function* storedRows(db: DatabaseSync, after: RowName): Generator<StoredRow> {
  const page: StatementSync = db.prepare(
    `SELECT seq, n, at, kind, body, prev_hash AS previous, hash FROM entries
     WHERE (seq, n) > (?, ?) ORDER BY seq, n LIMIT ${PAGE}`,
  );
  let from = after;
  while (true) {
    // The columns are the table's, and the table is strict.
    const rows = page.all(from.seq, from.n) as unknown as readonly StoredRow[];
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    from = last;
  }
}

/** A row as the engine knows it. */
export function toLedgerRow(row: StoredRow): LedgerRow {
  // Trusted: the text was a LedgerBody when it was hashed, and `audit verify` checks the hash.
  const body = JSON.parse(row.body) as LedgerBody;
  return { seq: row.seq as Seq, n: row.n, at: row.at as Millis, body };
}

/** The run header, or null in a ledger that has not begun. */
export function storedHeader(db: DatabaseSync): StoredHeader | null {
  const row = db.prepare("SELECT header AS text, hash FROM run").get();
  return row === undefined ? null : { text: String(row["text"]), hash: String(row["hash"]) };
}

/** The header as the engine knows it. */
export function toHeader(stored: StoredHeader): RunHeader {
  return JSON.parse(stored.text) as RunHeader;
}

/** The last row, or null when there is none. */
export function lastRow(db: DatabaseSync): (RowName & { readonly hash: string }) | null {
  const row = db.prepare("SELECT seq, n, hash FROM entries ORDER BY seq DESC, n DESC LIMIT 1")
    .get();
  if (row === undefined) return null;
  return { seq: Number(row["seq"]), n: Number(row["n"]), hash: String(row["hash"]) };
}

/** How many rows there are. */
export function countRows(db: DatabaseSync): number {
  return Number(db.prepare("SELECT count(*) AS rows FROM entries").get()?.["rows"]);
}
