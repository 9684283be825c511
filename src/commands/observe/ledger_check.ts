// Looks into a ledger for a page: in slices, so that other pages are answered meanwhile.
import { openStoreReadOnly } from "../../adapters/sqlite/database.ts";
import { ledgerStore } from "../../adapters/sqlite/ledger_store.ts";
import type { LedgerReader } from "../../adapters/sqlite/reader.ts";
import { beforeAll, storedHeader, storedRows } from "../../adapters/sqlite/rows.ts";
import { sha256 } from "../../adapters/sqlite/sha256.ts";
import { type RowName, rowText } from "../../core/chain.ts";
import type { LedgerRow } from "../../core/types/effect.ts";
import { millis } from "../../core/types/units.ts";
import { type FoundRows, holds, type VerifyFact } from "../../report/audit.ts";

const SLICE_ROWS = 500;
const MOST_AT_ONCE = 4 * SLICE_ROWS;
/** Rows of one answer, and rows that are looked at for it. */
const MOST_FOUND = 200;
const MOST_SCANNED = 20_000;

/** The clock and turns of the process, and when to stop. */
export interface CheckOptions {
  /** Unix ms. */
  now(): number;
  turn(): Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Computes the chain again from the header to the row that is last when it gets there. Says only that
 * and where it is broken; `polybot audit verify` says how. Throws the signal's reason, and StorageError.
 */
export async function checkChain(path: string, options: CheckOptions): Promise<VerifyFact> {
  const { now, turn, signal } = options;
  const began = now();
  const db = openStoreReadOnly(path, ledgerStore);
  let rows = 0;
  let head: string | null = null;
  const result = (problem: string | null): VerifyFact => ({
    at: millis(Math.round(now())),
    tookMs: Math.round(now() - began),
    ok: problem === null,
    rows,
    head,
    problem,
  });
  try {
    const header = storedHeader(db);
    if (header !== null && sha256(header.text) !== header.hash) {
      return result("the run header is not what was hashed");
    }
    head = header?.hash ?? null;
    for (const row of storedRows(db, beforeAll)) {
      if (row.previous !== head || sha256(rowText(row)) !== row.hash) {
        return result(
          `row ${row.seq}.${row.n} is not what was written; ${rows} before it are good`,
        );
      }
      head = row.hash;
      rows++;
      if (rows % SLICE_ROWS !== 0) continue;
      await turn();
      signal?.throwIfAborted();
    }
    return result(null);
  } catch (error) {
    if (signal?.aborted === true) throw error;
    // Damaged pages: what SQLite says of them is the finding.
    return result(error instanceof Error ? error.message : String(error));
  } finally {
    db.close();
  }
}

/** The newest rows that hold every word of `query`: at most 200, of the newest 20,000. */
export async function findRows(
  reader: Pick<LedgerReader, "last" | "readAfter">,
  query: string,
  { turn }: Pick<CheckOptions, "turn">,
): Promise<FoundRows> {
  const last = reader.last();
  const found: LedgerRow[] = [];
  let scanned = 0;
  let end: RowName | null = last;
  let span = SLICE_ROWS;
  while (end !== null && found.length < MOST_FOUND && scanned < MOST_SCANNED) {
    // Rows are read forward only, and a number may have no row: so windows of numbers, newest first.
    const from: RowName = { seq: Math.max(0, end.seq - span), n: Number.MAX_SAFE_INTEGER };
    const rows = rowsBetween(reader, from, end);
    await turn();
    if (rows === null) {
      span = Math.ceil(span / 8);
      continue;
    }
    scanned += rows.length;
    found.push(...rows.reverse().filter((row) => holds(row, query)));
    if (rows.length < SLICE_ROWS) span *= 4;
    end = from.seq === 0 ? null : from;
  }
  return { query, rows: found.slice(0, MOST_FOUND), scanned, whole: end === null };
}

/** null: they are too many to be read at once. */
function rowsBetween(
  reader: Pick<LedgerReader, "readAfter">,
  from: RowName,
  end: RowName,
): LedgerRow[] | null {
  const rows: LedgerRow[] = [];
  for (const row of reader.readAfter(from)) {
    if (row.seq > end.seq || (row.seq === end.seq && row.n > end.n)) break;
    rows.push(row);
    if (rows.length > MOST_AT_ONCE && end.seq - from.seq > 1) return null;
  }
  return rows;
}
