import type { DatabaseSync } from "node:sqlite";
import { type RowName, rowText } from "../../core/chain.ts";
import type { RunHeader } from "../../ports.ts";
import { openStoreReadOnly } from "./database.ts";
import { ledgerStore } from "./ledger_store.ts";
import { beforeAll, storedHeader, type StoredRow, storedRows, toHeader } from "./rows.ts";
import { sha256 } from "./sha256.ts";

/**
 * header: the run header is not what was hashed. changed: this row is not what was hashed.
 * swapped: it holds what belongs to row `other`. deleted: rows between the row before and this one
 * are gone, or the row before was rewritten with its hash. truncated: the expected head is in no row.
 * unreadable: SQLite could not read on.
 */
export type Problem = "header" | "changed" | "swapped" | "deleted" | "truncated" | "unreadable";

/** What a check of the whole chain found. */
export type VerifyResult =
  | {
    readonly ok: true;
    readonly header: RunHeader | null;
    readonly rows: number;
    /** Keep it elsewhere: with it a later check finds rows missing at the end too. */
    readonly head: string | null;
  }
  | {
    readonly ok: false;
    readonly problem: Problem;
    /** The first bad row; null for the header, or when the rows end too early. */
    readonly row: RowName | null;
    /** The good row before it; null when there is none. */
    readonly after: RowName | null;
    /** swapped: the row whose content stands here. */
    readonly other: RowName | null;
    /** Good rows before it. */
    readonly rows: number;
    readonly detail: string;
  };

interface Found {
  readonly problem: Problem;
  readonly row: StoredRow | null;
  readonly other?: StoredRow;
  readonly detail: string;
}

interface Progress {
  previous: string;
  after: RowName | null;
  rows: number;
  expectedSeen: boolean;
}

/**
 * Computes the chain of a ledger again. Rows cut off the end leave a valid chain: give a head known
 * from before (of any row) as `expectedHead` to find that. Throws StorageError when it is no ledger.
 */
export function verifyLedger(path: string, expectedHead?: string): VerifyResult {
  const db = openStoreReadOnly(path, ledgerStore);
  const progress: Progress = { previous: "", after: null, rows: 0, expectedSeen: false };
  try {
    const found = verify(db, progress, expectedHead);
    if (found !== null) return failure(found, progress);
    const header = storedHeader(db);
    if (header === null) return { ok: true, header: null, rows: 0, head: null };
    return { ok: true, header: toHeader(header), rows: progress.rows, head: progress.previous };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return failure({ problem: "unreadable", row: null, detail }, progress);
  } finally {
    db.close();
  }
}

function verify(db: DatabaseSync, progress: Progress, expected: string | undefined): Found | null {
  const header = storedHeader(db);
  if (header !== null) {
    if (sha256(header.text) !== header.hash) {
      return { problem: "header", row: null, detail: "the run header is not what was hashed" };
    }
    progress.previous = header.hash;
    progress.expectedSeen = header.hash === expected;
  }
  for (const row of storedRows(db, beforeAll)) {
    if (header === null) {
      return { problem: "header", row: null, detail: "there are rows and no run header" };
    }
    const found = verifyRow(db, row, progress);
    if (found !== null) return found;
    progress.previous = row.hash;
    progress.after = { seq: row.seq, n: row.n };
    progress.rows++;
    progress.expectedSeen ||= row.hash === expected;
  }
  if (expected === undefined || progress.expectedSeen) return null;
  return { problem: "truncated", row: null, detail: `no row has the hash ${expected}` };
}

function verifyRow(db: DatabaseSync, row: StoredRow, { previous, after }: Progress): Found | null {
  if (isItself(row)) {
    if (row.previous === previous) return null;
    const from = after === null ? "the header" : `row ${nameOf(after)}`;
    const detail = `it does not follow ${from}: rows between were deleted, or that was rewritten`;
    return { problem: "deleted", row, detail };
  }
  const other = ownerOf(db, row);
  if (other === null) return { problem: "changed", row, detail: "it is not what was hashed" };
  const detail = `it holds what belongs to row ${nameOf(other)}`;
  return { problem: "swapped", row, other, detail };
}

function isItself(row: StoredRow): boolean {
  if (sha256(rowText(row)) !== row.hash) return false;
  const { kind } = JSON.parse(row.body) as { readonly kind: unknown };
  return kind === row.kind;
}

/** The row whose number fits this content, or whose content fits this number. */
function ownerOf(db: DatabaseSync, row: StoredRow): StoredRow | null {
  for (const other of storedRows(db, beforeAll)) {
    const { seq, n, at, body } = other;
    if (seq === row.seq && n === row.n) continue;
    for (const time of [row.at, at]) {
      if (sha256(rowText({ ...row, at: time, seq, n })) === row.hash) return other;
      const own = sha256(rowText({ ...row, at: time, body }));
      if (own === row.hash || own === other.hash) return other;
    }
  }
  return null;
}

function failure(found: Found, { after, rows }: Progress): VerifyResult {
  const { problem, row, other, detail } = found;
  return { ok: false, problem, row: named(row), after, other: named(other ?? null), rows, detail };
}

function named(row: StoredRow | null): RowName | null {
  return row === null ? null : { seq: row.seq, n: row.n };
}

function nameOf({ seq, n }: RowName): string {
  return `${seq}.${n}`;
}
