// The ledger on disk.
//
// 1. A row is hashed with the row before it (core/chain.ts), and triggers refuse any change.
// 2. With durability "commit" append returns after the commit is synced: kill -9 loses no row of an
//    append that returned and leaves no part of one that did not.
// 3. One process writes; the lock lives as long as it does. Readers need no lock.
// 4. After a failed write nothing more is written: the process must stop and recover.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { canonicalJson } from "../../core/canonical.ts";
import { type ChainedRow, type ChainEnd, chainRows } from "../../core/chain.ts";
import type { LedgerRow } from "../../core/types/effect.ts";
import { unwritten } from "../../core/types/storage_error.ts";
import type { Seq } from "../../core/types/units.ts";
import type { Ledger, RunHeader } from "../../ports.ts";
import { openStore, transact } from "./database.ts";
import { ledgerStore } from "./ledger_store.ts";
import { afterEvent, beforeAll, countRows, lastRow, storedHeader, storedRows } from "./rows.ts";
import { toHeader, toLedgerRow } from "./rows.ts";
import { sha256 } from "./sha256.ts";
import { lockForWriting, type WriterLock } from "./writer_lock.ts";

/** A derived ledger commits by itself after this many rows, so that its log stays small. */
const BATCH_ROWS = 20_000;

export interface LedgerOptions {
  /** commit: every append is synced. batch: what was not flushed may be lost; for what can be made again. */
  readonly durability: "commit" | "batch";
}

/** Opens a ledger for its one writer; makes it when absent. Throws StorageError. */
export function openLedger(path: string, options: LedgerOptions): Ledger {
  const lock = lockForWriting(path);
  try {
    const batch = options.durability === "batch";
    return new SqliteLedger({ path, db: openStore(path, ledgerStore), lock, batch });
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Setting {
  readonly path: string;
  readonly db: DatabaseSync;
  readonly lock: WriterLock;
  readonly batch: boolean;
}

class SqliteLedger implements Ledger {
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #lock: WriterLock;
  readonly #batch: boolean;
  readonly #insert: StatementSync;
  #header: RunHeader | null;
  #end: ChainEnd | null;
  #count: number;
  #unflushed = 0;
  #failure: unknown = null;

  constructor({ path, db, lock, batch }: Setting) {
    this.#path = path;
    this.#db = db;
    this.#lock = lock;
    this.#batch = batch;
    if (batch) db.exec("PRAGMA synchronous = NORMAL");
    this.#insert = db.prepare(
      "INSERT INTO entries (seq, n, at, body, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?)",
    );
    const header = storedHeader(db);
    const last = lastRow(db);
    this.#header = header === null ? null : toHeader(header);
    this.#end = header === null ? null : { head: last?.hash ?? header.hash, last };
    this.#count = countRows(db);
  }

  begin(header: RunHeader): RunHeader {
    if (this.#header !== null && this.#count > 0) return this.#header;
    const text = canonicalJson(header);
    const hash = sha256(text);
    if (this.#header !== null && hash === this.#end?.head) return this.#header;
    const statement = this.#header === null
      ? "INSERT INTO run (header, hash, id) VALUES (?, ?, 1)"
      : "UPDATE run SET header = ?, hash = ? WHERE id = 1";
    this.#write(() => transact(this.#db, () => this.#db.prepare(statement).run(text, hash)));
    this.#end = { head: hash, last: null };
    this.#header = toHeader({ text, hash });
    return this.#header;
  }

  header(): RunHeader | null {
    return this.#header;
  }

  append(rows: readonly LedgerRow[]): void {
    const chained = chainRows(this.#begun(), rows, sha256);
    const last = chained.at(-1);
    if (last === undefined) return;
    this.#write(() => this.#batch ? this.#gather(chained) : this.#commit(chained));
    this.#end = { head: last.hash, last };
    this.#count += chained.length;
    if (this.#unflushed >= BATCH_ROWS) this.flush();
  }

  *read(after?: Seq): Generator<LedgerRow> {
    const from = after === undefined ? beforeAll : afterEvent(after);
    for (const row of storedRows(this.#db, from)) yield toLedgerRow(row);
  }

  head(): string {
    return this.#begun().head;
  }

  count(): number {
    return this.#count;
  }

  flush(): void {
    if (!this.#db.isTransaction) return;
    this.#write(() => this.#db.exec("COMMIT"));
    this.#unflushed = 0;
  }

  close(): void {
    try {
      if (this.#failure === null) this.flush();
    } finally {
      this.#db.close();
      this.#lock.release();
    }
  }

  #begun(): ChainEnd {
    if (this.#end === null) {
      throw new Error("Cannot use a ledger before begin: it has no run header");
    }
    return this.#end;
  }

  #write(work: () => void): void {
    if (this.#failure !== null) {
      throw new Error("Cannot write to the ledger: an earlier write failed", {
        cause: this.#failure,
      });
    }
    try {
      work();
    } catch (error) {
      this.#failure = error;
      throw unwritten(this.#path, error);
    }
  }

  #commit(rows: readonly ChainedRow[]): void {
    transact(this.#db, () => this.#insertAll(rows));
  }

  #gather(rows: readonly ChainedRow[]): void {
    if (!this.#db.isTransaction) this.#db.exec("BEGIN IMMEDIATE");
    this.#insertAll(rows);
    this.#unflushed += rows.length;
  }

  #insertAll(rows: readonly ChainedRow[]): void {
    for (const { seq, n, at, body, previous, hash } of rows) {
      this.#insert.run(seq, n, at, body, previous, hash);
    }
  }
}
