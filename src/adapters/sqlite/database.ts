import { DatabaseSync } from "node:sqlite";
import { dirname } from "node:path";
import { StorageError } from "../../core/types/storage_error.ts";

/** How long a statement waits for another process's transaction. */
const BUSY_MS = 5000;
/** A database of one page; a shorter file that is not empty would be taken for an empty one. */
const MIN_SIZE = 512;

/** One kind of database file: how it is known again and made. */
export interface Store {
  /** For messages: "a ledger". */
  readonly name: string;
  /** SQLite's application_id. */
  readonly id: number;
  /** SQLite's user_version; any other version is refused. */
  readonly version: number;
  readonly schema: string;
}

/** Opens for reading and writing; makes the file and its folder when absent. Throws StorageError. */
export function openStore(path: string, store: Store): DatabaseSync {
  makeFolder(path, store);
  const db = open(path, store, false);
  try {
    // No database of somebody else is changed: what it is comes before any pragma that writes.
    const empty = isEmpty(db, path, store);
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF");
    if (empty) create(db, path, store);
    return db;
  } catch (error) {
    db.close();
    throw asStorageError(error, path, store);
  }
}

/** Opens for reading beside a live writer. Throws StorageError, also when the file is absent. */
export function openStoreReadOnly(path: string, store: Store): DatabaseSync {
  const db = open(path, store, true);
  try {
    if (isEmpty(db, path, store)) throw new StorageError(path, "an empty file", store.name);
    return db;
  } catch (error) {
    db.close();
    throw asStorageError(error, path, store);
  }
}

/** Runs `work` in one transaction: all of it or nothing. */
export function transact(db: DatabaseSync, work: () => void): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    work();
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function makeFolder(path: string, store: Store): void {
  try {
    // Who may write one file of a folder may not make the folder.
    if (isFolder(dirname(path))) return;
    Deno.mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw asStorageError(error, path, store);
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function open(path: string, store: Store, readOnly: boolean): DatabaseSync {
  const found = unfit(path, readOnly);
  if (found !== null) throw new StorageError(path, found, store.name);
  try {
    return new DatabaseSync(path, { readOnly, timeout: BUSY_MS });
  } catch (error) {
    throw asStorageError(error, path, store);
  }
}

function unfit(path: string, mustExist: boolean): string | null {
  try {
    const { isDirectory, isFile, size } = Deno.statSync(path);
    if (isDirectory) return "a folder";
    if (!isFile) return "something that is not a file";
    return size > 0 && size < MIN_SIZE ? `a file of ${size} bytes` : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return mustExist ? "nothing" : null;
    return message(error);
  }
}

/** True for a database without tables; throws unless it is that or ours. */
function isEmpty(db: DatabaseSync, path: string, store: Store): boolean {
  const id = number(db, "PRAGMA application_id", "application_id");
  const version = number(db, "PRAGMA user_version", "user_version");
  const tables = number(db, "SELECT count(*) AS tables FROM sqlite_schema", "tables");
  if (id === 0 && version === 0 && tables === 0) return true;
  if (id !== store.id) throw new StorageError(path, "a database of another kind", store.name);
  if (version !== store.version) {
    throw new StorageError(path, `version ${version}`, `${store.name} of version ${store.version}`);
  }
  return false;
}

function create(db: DatabaseSync, path: string, store: Store): void {
  transact(db, () => {
    // Another process may have made it since.
    if (!isEmpty(db, path, store)) return;
    db.exec(store.schema);
    db.exec(`PRAGMA application_id = ${store.id}; PRAGMA user_version = ${store.version}`);
  });
}

function number(db: DatabaseSync, sql: string, column: string): number {
  return Number(db.prepare(sql).get()?.[column]);
}

function asStorageError(error: unknown, path: string, store: Store): StorageError {
  if (error instanceof StorageError) return error;
  return new StorageError(path, message(error), `${store.name}, readable and writable`);
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
