import { dirname } from "node:path";
import { StorageError } from "../../core/types/storage_error.ts";

/** Held while one process writes. */
export interface WriterLock {
  release(): void;
}

/**
 * Takes the lock file beside `path`, or throws StorageError naming who has it. The lock is the
 * kernel's (flock), so it is gone with its process, kill -9 included; the file stays.
 */
export function lockForWriting(path: string): WriterLock {
  const lockPath = `${path}.lock`;
  const file = openLockFile(lockPath);
  if (!file.tryLockSync(true)) {
    file.close();
    const holder = Deno.readTextFileSync(lockPath).trim();
    const by = holder === "" ? "another process" : `process ${holder}`;
    throw new StorageError(path, `a writer already: ${by}`, "one writer at a time");
  }
  file.truncateSync();
  file.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
  return { release: () => file.close() };
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
