import { StorageError } from "../../core/types/storage_error.ts";
import { millis, type Seq } from "../../core/types/units.ts";
import type { Source, SourceInfo } from "../../ports.ts";
import { readAbout } from "./about.ts";
import { BlockFile } from "./blocks.ts";
import { MalformedBlock } from "./bytes.ts";
import { BlockDecoder, type TapeInput } from "./decoder.ts";
import { tapePaths } from "./folder.ts";
import type { Frame } from "./format.ts";

export type { TapeInput } from "./decoder.ts";

/** Inputs in one batch: long enough to be cheap, short enough to die young. */
const BATCH = 1024;
const WANTED = "a tape, or a folder of tapes named <YYYY-MM-DD>.tape";

/** Where a tape could not be read on. */
export interface Tear {
  readonly path: string;
  /** Bytes that are good. */
  readonly offset: number;
  /** Bytes after them, in this file. */
  readonly lost: number;
}

/** A tape as a source. Inputs are those written, in their order, whatever their time. */
export interface TapeSource extends Source {
  read(): AsyncIterable<readonly TapeInput[]>;
  /** Where the last read was torn; null when it was not. */
  torn(): Tear | null;
}

interface Part {
  readonly path: string;
  readonly size: number;
}

/**
 * Opens a tape, or a folder of them. Throws StorageError unless every file is one, of this version.
 * Where a file is torn or damaged, reading gives a `skipped` input with reason "torn" and ends.
 */
export function openTape(path: string): TapeSource {
  const parts = partsOf(path);
  const size = parts.reduce((total, part) => total + part.size, 0);
  if (size === 0) throw new StorageError(path, "no data", WANTED);
  for (const part of parts) checkBeginning(part.path);
  let position = 0;
  let tear: Tear | null = null;
  return {
    info: infoOf(path),
    size,
    position: () => position,
    torn: () => tear,
    read: async function* () {
      let before = 0;
      let last: TapeInput | null = null;
      tear = null;
      for (const part of parts) {
        for (const batch of readPart(part)) {
          position = before + batch.position;
          last = batch.inputs.at(-1) ?? last;
          tear = batch.tear;
          // Awaited so that timers and signals get their turn in a long replay.
          yield await Promise.resolve(tear === null ? batch.inputs : [tornAfter(last)]);
          if (tear !== null) return;
        }
        before += part.size;
        position = before;
      }
    },
  };
}

function infoOf(path: string): SourceInfo {
  const about = readAbout(path);
  if (about === null) return { name: path, assumptions: [], cadenceMs: millis(0), credit: null };
  return { ...about, name: `${path} (${about.name})` };
}

interface Batch {
  readonly inputs: readonly TapeInput[];
  readonly position: number;
  readonly tear: Tear | null;
}

function* readPart({ path, size }: Part): Generator<Batch> {
  const file = Deno.openSync(path);
  try {
    const blocks = new BlockFile(file);
    const decoder = new BlockDecoder();
    const cut = blocks.begin().kind !== "tape";
    while (true) {
      const offset = blocks.position;
      const frame = cut ? "torn" : blocks.next();
      if (frame === "end") return;
      if (frame === "torn" || !isLoaded(decoder, frame)) {
        const tear = { path, offset, lost: size - offset };
        return yield { inputs: [], position: offset, tear };
      }
      for (let left = frame.rows; left > 0; left -= BATCH) {
        yield { inputs: decoder.take(BATCH), position: blocks.position, tear: null };
      }
    }
  } finally {
    file.close();
  }
}

function isLoaded(decoder: BlockDecoder, frame: Frame): boolean {
  try {
    decoder.load(frame);
    return true;
  } catch (error) {
    if (error instanceof MalformedBlock) return false;
    throw error;
  }
}

function tornAfter(last: TapeInput | null): TapeInput {
  const at = last?.at ?? millis(0);
  const seq = (last?.seq ?? 0) + 1 as Seq;
  return { at, seq, input: { kind: "skipped", reason: "torn", count: 1 } };
}

function partsOf(path: string): readonly Part[] {
  try {
    const paths = Deno.statSync(path).isDirectory ? tapePaths(path) : [path];
    if (paths.length === 0) throw new StorageError(path, "a folder without tapes", WANTED);
    return paths.map((path) => {
      const { isFile, size } = Deno.statSync(path);
      if (!isFile) throw new StorageError(path, "something that is not a file", WANTED);
      return { path, size };
    });
  } catch (error) {
    throw asStorageError(error, path);
  }
}

function checkBeginning(path: string): void {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path);
  } catch (error) {
    throw asStorageError(error, path);
  }
  try {
    const beginning = new BlockFile(file).begin();
    if (beginning.kind === "other") throw new StorageError(path, beginning.found, WANTED);
  } finally {
    file.close();
  }
}

function asStorageError(error: unknown, path: string): StorageError {
  if (error instanceof StorageError) return error;
  if (error instanceof Deno.errors.NotFound) return new StorageError(path, "nothing", WANTED);
  return new StorageError(path, error instanceof Error ? error.message : String(error), WANTED);
}
