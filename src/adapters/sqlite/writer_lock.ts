import { dirname } from "node:path";
import { StorageError, unwritten } from "../../core/types/storage_error.ts";

/** Held while one process writes. */
export interface WriterLock {
  release(): void;
}

/**
 * Takes the lock file beside `path`, or throws StorageError naming who has it. The lock is the
 * kernel's (flock), so it is gone with its process, kill -9 included; the file stays.
 */
export function lockForWriting(path: string): WriterLock {
  const lockPath = lockPathOf(path);
  const file = openLockFile(lockPath);
  if (!taken(file)) {
    file.close();
    const holder = Deno.readTextFileSync(lockPath).trim();
    const by = holder === "" ? "another process" : `process ${holder}`;
    throw new StorageError(path, `a writer already: ${by}`, "one writer at a time");
  }
  try {
    file.truncateSync();
    file.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
  } catch (error) {
    unlock(file);
    throw unwritten(lockPath, error);
  }
  return { release: () => unlock(file) };
}

/** The process that writes to `path` now, "unknown" when it did not say; null when none does. */
export function writerOf(path: string): string | null {
  const lockPath = lockPathOf(path);
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(lockPath);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  try {
    // Shared, so that two who ask do not take each other for a writer.
    if (file.tryLockSync(false)) {
      file.unlockSync();
      return null;
    }
    const holder = Deno.readTextFileSync(lockPath).trim();
    return holder === "" ? "unknown" : holder;
  } finally {
    file.close();
  }
}

/** Closing alone is not enough: a process being started at this moment holds a copy of the file. */
function unlock(file: Deno.FsFile): void {
  file.unlockSync();
  file.close();
}

function lockPathOf(path: string): string {
  return `${path}.lock`;
}

const TRIES = 10;
const PAUSE_MS = 20;

/** Tried again for a moment: somebody may only be asking who writes. */
function taken(file: Deno.FsFile): boolean {
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 1; !file.tryLockSync(true); tries++) {
    if (tries === TRIES) return false;
    Atomics.wait(never, 0, 0, PAUSE_MS);
  }
  return true;
}

function openLockFile(lockPath: string): Deno.FsFile {
  try {
    Deno.mkdirSync(dirname(lockPath), { recursive: true });
    return Deno.openSync(lockPath, { create: true, read: true, write: true });
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new StorageError(lockPath, found, "a lock file, readable and writable");
  }
}
