import type { RowName } from "../../core/chain.ts";
import type { LedgerRow } from "../../core/types/effect.ts";
import type { Seq } from "../../core/types/units.ts";
import type { RunHeader } from "../../ports.ts";
import { openStoreReadOnly } from "./database.ts";
import { ledgerStore } from "./ledger_store.ts";
import { afterEvent, beforeAll, countRows, lastRow, storedHeader, storedRows } from "./rows.ts";
import { toHeader, toLedgerRow } from "./rows.ts";

/** A ledger as people and the dashboard see it: each call sees what is committed by then. */
export interface LedgerReader {
  header(): RunHeader | null;
  /** Rows of later events than `after`. */
  read(after?: Seq): Iterable<LedgerRow>;
  /** Rows after that row; for following a live ledger. */
  readAfter(row: RowName): Iterable<LedgerRow>;
  /** The last row; null when there is none. */
  last(): RowName | null;
  /** Hash of the last row, of the header when there is none; null before the run began. */
  head(): string | null;
  count(): number;
  close(): void;
}

/** Opens a ledger beside its writer, or without one. Throws StorageError. */
export function openLedgerReader(path: string): LedgerReader {
  const db = openStoreReadOnly(path, ledgerStore);
  const readAfter = function* (row: RowName): Generator<LedgerRow> {
    for (const stored of storedRows(db, row)) yield toLedgerRow(stored);
  };
  return {
    header: () => {
      const stored = storedHeader(db);
      return stored === null ? null : toHeader(stored);
    },
    read: (after) => readAfter(after === undefined ? beforeAll : afterEvent(after)),
    readAfter,
    last: () => {
      const last = lastRow(db);
      return last === null ? null : { seq: last.seq, n: last.n };
    },
    head: () => lastRow(db)?.hash ?? storedHeader(db)?.hash ?? null,
    count: () => countRows(db),
    close: () => db.close(),
  };
}

/** The ledger as JSONL, one `{seq, n, at, kind, body, hash}` a line, oldest first. */
export function* exportLedger(path: string): Generator<string> {
  const db = openStoreReadOnly(path, ledgerStore);
  try {
    for (const { seq, n, at, kind, body, hash } of storedRows(db, beforeAll)) {
      const words = `"kind":${JSON.stringify(kind)},"body":${body},"hash":"${hash}"`;
      yield `{"seq":${seq},"n":${n},"at":${at},${words}}`;
    }
  } finally {
    db.close();
  }
}
