// The recorder of what a feed heard, verbatim: newline JSON in gzip.
//
// 1. Every flush appends one whole gzip member, so after a kill all but the last can be read, by
//    zcat too.
// 2. A line goes to the file of its UTC date, but never to a file older than the newest one; what
//    is there is never appended to by another run.
// 3. What was recorded is never deleted: when the folder is full, or a write fails, recording
//    stops, says so once, and the feed goes on.
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { SessionInput } from "../../core/types/event.ts";
import { StorageError } from "../../core/types/storage_error.ts";
import type { Millis } from "../../core/types/units.ts";
import { lineText, type TimedLine } from "./lines.ts";
import { dateOf, type RawFile, rawFileName, rawFilesIn, type RawHeader } from "./raw_files.ts";
import type { VenueHosts, WatchConfig } from "./types.ts";

/** Where a feed puts what it folds, in that order. */
export interface RawSink {
  write(timed: TimedLine): void;
  /** Makes what was written readable. */
  flush(): void;
  close(): void;
}

export interface RawTapeOptions {
  /** Made when absent. */
  readonly folder: string;
  readonly hosts: VenueHosts;
  readonly watch: WatchConfig;
  /** When the run begins. */
  readonly since: Millis;
  /** Of the bot that trades on what is recorded. */
  readonly session?: SessionInput;
  /** A fuller file is followed by another of the same date; 256 MiB where not given. */
  readonly maxFileBytes?: number;
  /** Of all raw recordings in the folder. */
  readonly maxFolderBytes: number;
  /** Hears why recording stopped. */
  readonly notice: (text: string) => void;
}

/** A recorder on disk. */
export interface RawTape extends RawSink {
  /** Why it records no more; null while it does. */
  stopped(): string | null;
  /** Of all raw recordings in the folder. */
  bytes(): number;
}

const FILE_BYTES = 256 * 1024 * 1024;
/** Text held back before it is written, whatever the time. */
const PENDING_CHARS = 512 * 1024;

/** Opens a folder for its one recorder. Throws StorageError. */
export function openRawTape(options: RawTapeOptions): RawTape {
  const lock = lockFolder(options.folder);
  try {
    return new FolderTape(options, lock);
  } catch (error) {
    unlock(lock);
    throw asStorageError(error, options.folder);
  }
}

class FolderTape implements RawTape {
  readonly #options: RawTapeOptions;
  readonly #lock: Deno.FsFile;
  #newest: Pick<RawFile, "date" | "number">;
  #file: Deno.FsFile | null = null;
  #fileBytes = 0;
  #folderBytes: number;
  #part = 0;
  #pending: string[] = [];
  #pendingChars = 0;
  #stopped: string | null = null;
  #closed = false;

  constructor(options: RawTapeOptions, lock: Deno.FsFile) {
    const files = rawFilesIn(options.folder);
    this.#options = options;
    this.#lock = lock;
    this.#newest = files.at(-1) ?? { date: "", number: 0 };
    this.#folderBytes = files.reduce(
      (sum, { name }) => sum + Deno.statSync(join(options.folder, name)).size,
      0,
    );
  }

  stopped(): string | null {
    return this.#stopped;
  }

  bytes(): number {
    return this.#folderBytes;
  }

  write(timed: TimedLine): void {
    if (this.#stopped !== null || this.#closed) return;
    const isFull = this.#fileBytes >= (this.#options.maxFileBytes ?? FILE_BYTES);
    if (this.#part === 0 || isFull || dateOf(timed.at) > this.#newest.date) this.#turnTo(timed.at);
    this.#append(lineText(timed));
    if (this.#pendingChars >= PENDING_CHARS) this.flush();
  }

  flush(): void {
    if (this.#pending.length === 0 || this.#stopped !== null) return;
    const member = gzipSync(Buffer.from(this.#pending.join("")));
    this.#pending = [];
    this.#pendingChars = 0;
    const { folder, maxFolderBytes } = this.#options;
    if (this.#folderBytes + member.length > maxFolderBytes) {
      return this.#stop(`${folder} holds ${this.#folderBytes} bytes of ${maxFolderBytes} allowed`);
    }
    try {
      const path = join(folder, rawFileName(this.#newest.date, this.#newest.number));
      this.#file ??= Deno.openSync(path, { append: true, createNew: true });
      for (let done = 0; done < member.length;) {
        done += this.#file.writeSync(member.subarray(done));
      }
    } catch (error) {
      return this.#stop(error instanceof Error ? error.message : String(error));
    }
    this.#fileBytes += member.length;
    this.#folderBytes += member.length;
  }

  close(): void {
    if (this.#closed) return;
    this.#endFile();
    this.#closed = true;
    unlock(this.#lock);
  }

  #turnTo(at: Millis): void {
    this.#endFile();
    const date = dateOf(at);
    const { hosts, watch, since, session } = this.#options;
    this.#newest = date > this.#newest.date
      ? { date, number: 1 }
      : { date: this.#newest.date, number: this.#newest.number + 1 };
    this.#fileBytes = 0;
    this.#part++;
    const header: RawHeader = {
      kind: "recording",
      format: 1,
      since,
      part: this.#part,
      hosts,
      watch,
      ...(session === undefined ? {} : { session }),
    };
    this.#append(JSON.stringify(header));
  }

  #append(text: string): void {
    this.#pending.push(text, "\n");
    this.#pendingChars += text.length + 1;
  }

  #endFile(): void {
    this.flush();
    try {
      this.#file?.syncDataSync();
    } catch (error) {
      this.#stop(error instanceof Error ? error.message : String(error));
    } finally {
      this.#file?.close();
      this.#file = null;
    }
  }

  #stop(reason: string): void {
    this.#stopped ??= reason;
    this.#pending = [];
    this.#options.notice(`Recording of raw data stopped: ${reason}`);
  }
}

function lockFolder(folder: string): Deno.FsFile {
  let file: Deno.FsFile;
  try {
    Deno.mkdirSync(folder, { recursive: true });
    file = Deno.openSync(join(folder, "raw.lock"), { create: true, write: true });
  } catch (error) {
    throw asStorageError(error, folder);
  }
  // The kernel's lock: gone with its process, however that ends.
  if (file.tryLockSync(true)) return file;
  file.close();
  throw new StorageError(folder, "a recorder already", "one recorder at a time");
}

/** Closing alone is not enough: a process being started at this moment holds a copy of the file. */
function unlock(lock: Deno.FsFile): void {
  lock.unlockSync();
  lock.close();
}

function asStorageError(error: unknown, path: string): StorageError {
  if (error instanceof StorageError) return error;
  const found = error instanceof Error ? error.message : String(error);
  return new StorageError(path, found, "a folder for raw recordings, readable and writable");
}
