// The writer of a folder of tapes.
//
// 1. An event goes to the file of its UTC day, but never to a file older than the newest one: the
//    order of files and of blocks in them is the order of events, even where the clock went back.
// 2. A block is written whole or, after a kill, found torn; the next writer cuts it off and goes on.
// 3. After a failed write nothing more is written.
import { basename, join } from "node:path";
import { isTaped } from "../../core/types/event.ts";
import type { EngineEvent } from "../../core/types/event.ts";
import { StorageError, unwritten } from "../../core/types/storage_error.ts";
import type { Tape } from "../../ports.ts";
import { BlockFile } from "./blocks.ts";
import { BlockEncoder, type TapeEvent } from "./encoder.ts";
import { dayFile, dayOf, dayOfFile, tapesIn } from "./folder.ts";
import { fileHeader } from "./format.ts";

const WANTED = "a folder for tapes, readable and writable";

export interface TapeWriterOptions {
  /** Go on after what is there; without it a folder that holds tapes is refused. */
  readonly resume: boolean;
  /** Whether flush waits for the disk; close and a new day always do. */
  readonly sync?: boolean;
}

/** A tape on disk, with what was there when it was opened. */
export interface TapeWriter extends Tape {
  /** Events on disk when opened, counted when first asked. Throws StorageError for a damaged file. */
  readonly events: number;
  /** The last of them; null when there was none. A new event needs a larger seq. */
  readonly last: { readonly seq: number; readonly at: number } | null;
  /** Bytes of a torn end that were cut off. */
  readonly cut: number;
}

/**
 * Opens a folder for its one writer; makes it when absent. Account events are the ledger's and are
 * passed over. Throws StorageError.
 */
export function openTapeWriter(folder: string, options: TapeWriterOptions): TapeWriter {
  const lock = lockFolder(folder);
  try {
    const names = tapesIn(folder);
    if (names.length > 0 && !options.resume) {
      throw new StorageError(folder, `${names.length} tapes`, "none, or leave to go on with them");
    }
    const found = new Found(folder, names);
    return new FolderWriter({ folder, lock, found, sync: options.sync ?? false });
  } catch (error) {
    unlock(lock);
    throw asStorageError(error, folder);
  }
}

/** What a folder holds. Only the end is read at once: days of tape take minutes. */
class Found {
  readonly last: TapeWriter["last"];
  readonly cut: number;
  /** Day of the newest file. */
  readonly day: number | null;
  readonly #unread: string[];
  #events = 0;

  constructor(folder: string, names: readonly string[]) {
    this.#unread = names.map((name) => join(folder, name));
    const newest = this.#unread.pop();
    const end = newest === undefined ? null : survey(newest, "repair");
    const before = end?.last === null ? this.#unread.pop() : undefined;
    const earlier = before === undefined ? null : survey(before, "whole");
    this.day = newest === undefined ? null : dayOfFile(basename(newest));
    this.last = end?.last ?? earlier?.last ?? null;
    this.cut = end?.cut ?? 0;
    this.#events = (end?.events ?? 0) + (earlier?.events ?? 0);
  }

  get events(): number {
    for (const path of this.#unread.splice(0)) this.#events += survey(path, "whole").events;
    return this.#events;
  }
}

interface Setting {
  readonly folder: string;
  readonly lock: Deno.FsFile;
  readonly found: Found;
  readonly sync: boolean;
}

class FolderWriter implements TapeWriter {
  readonly last: TapeWriter["last"];
  readonly cut: number;
  readonly #setting: Setting;
  #day: number | null;
  #file: Deno.FsFile | null = null;
  #encoder = new BlockEncoder();
  #lastSeq: number;
  #failure: unknown = null;

  constructor(setting: Setting) {
    this.#setting = setting;
    ({ last: this.last, cut: this.cut, day: this.#day } = setting.found);
    this.#lastSeq = this.last?.seq ?? 0;
  }

  get events(): number {
    return this.#setting.found.events;
  }

  append(event: EngineEvent): void {
    if (!isTaped(event)) return;
    if (event.seq <= this.#lastSeq) {
      throw new RangeError(`Cannot put event ${event.seq} on the tape after ${this.#lastSeq}`);
    }
    const day = dayOf(event.at);
    if (this.#day === null || day > this.#day) this.#turnTo(day);
    // Not the ledger's, so it is the tape's: the two kinds make up EngineEvent.
    this.#encoder.append(event as TapeEvent);
    this.#lastSeq = event.seq;
    if (this.#encoder.isFull) this.#write();
  }

  flush(): void {
    this.#write();
    if (this.#setting.sync) this.#sync();
  }

  close(): void {
    try {
      if (this.#failure === null) this.#endFile();
    } finally {
      this.#file?.close();
      unlock(this.#setting.lock);
    }
  }

  #turnTo(day: number): void {
    dayFile(day); // throws for a time that has no file, before anything is closed
    this.#endFile();
    this.#day = day;
  }

  #endFile(): void {
    this.#write();
    this.#sync();
    this.#file?.close();
    this.#file = null;
    this.#encoder = new BlockEncoder();
  }

  #write(): void {
    if (this.#failure !== null) {
      throw new Error("Cannot write to the tape: an earlier write failed", {
        cause: this.#failure,
      });
    }
    if (this.#encoder.rows === 0 || this.#day === null) return;
    const path = join(this.#setting.folder, dayFile(this.#day));
    this.#guarded(path, () => {
      this.#file ??= openForAppend(path);
      writeAll(this.#file, this.#encoder.finish());
    });
  }

  #sync(): void {
    this.#guarded(this.#setting.folder, () => this.#file?.syncDataSync());
  }

  #guarded(path: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failure = error;
      throw unwritten(path, error);
    }
  }
}

interface Survey {
  readonly events: number;
  readonly last: TapeWriter["last"];
  readonly cut: number;
}

/** Counts a file's events. A torn end is cut off (repair) or thrown as StorageError (whole). */
function survey(path: string, mode: "repair" | "whole"): Survey {
  const file = Deno.openSync(path, { read: true, write: mode === "repair" });
  try {
    const blocks = new BlockFile(file);
    const beginning = blocks.begin();
    if (beginning.kind === "other") throw new StorageError(path, beginning.found, "a tape");
    let events = 0;
    let last: TapeWriter["last"] = null;
    let frame = beginning.kind === "cut" ? "torn" as const : blocks.next();
    for (; typeof frame === "object"; frame = blocks.next()) {
      events += frame.rows;
      last = { seq: frame.lastSeq, at: frame.lastAt };
    }
    if (frame === "end") return { events, last, cut: 0 };
    if (mode === "whole") {
      throw new StorageError(path, `damage at byte ${blocks.position}`, "a whole tape");
    }
    const cut = file.statSync().size - blocks.position;
    file.truncateSync(blocks.position);
    return { events, last, cut };
  } finally {
    file.close();
  }
}

function openForAppend(path: string): Deno.FsFile {
  const file = Deno.openSync(path, { append: true, create: true });
  if (file.statSync().size === 0) writeAll(file, fileHeader());
  return file;
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

function lockFolder(folder: string): Deno.FsFile {
  let file: Deno.FsFile;
  try {
    Deno.mkdirSync(folder, { recursive: true });
    file = Deno.openSync(join(folder, "writer.lock"), { create: true, write: true });
  } catch (error) {
    throw asStorageError(error, folder);
  }
  // The kernel's lock: gone with its process, however that ends.
  if (file.tryLockSync(true)) return file;
  file.close();
  throw new StorageError(folder, "a writer already", "one writer at a time");
}

/** Closing alone is not enough: a process being started at this moment holds a copy of the file. */
function unlock(lock: Deno.FsFile): void {
  lock.unlockSync();
  lock.close();
}

function asStorageError(error: unknown, path: string): StorageError {
  if (error instanceof StorageError) return error;
  return new StorageError(path, error instanceof Error ? error.message : String(error), WANTED);
}
