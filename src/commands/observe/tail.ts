// Reads a folder of tapes beside its writer.
//
// 1. Nothing is given twice and nothing is left out, whatever the writer was doing meanwhile.
// 2. What is no whole block yet is not read yet: a writer may be in the middle of it, and one that is
//    started anew cuts it off. Only where a newer file stands after it will it never be whole.
// 3. Days that were deleted are passed over.
import { join } from "node:path";
import { BlockFile } from "../../adapters/tape/blocks.ts";
import { MalformedBlock } from "../../adapters/tape/bytes.ts";
import { BlockDecoder, type TapeInput } from "../../adapters/tape/decoder.ts";
import { dayOf, dayOfFile, tapesIn } from "../../adapters/tape/folder.ts";
import type { Millis } from "../../core/types/units.ts";

/** Rows given at once: a millisecond or two of folding. */
const ROWS = 1024;

/** A growing tape. */
export interface TapeTail {
  /** The next inputs in their order; null: there are no more for now. */
  next(): readonly TapeInput[] | null;
  close(): void;
}

/** Opens a folder that need not be there yet, at `name` or at the first tape that appears. */
export function openTapeTail(folder: string, name: string | null): TapeTail {
  let reading: Part | null = null;
  let wanted = name;
  // Listed before the last look into the file: a file that is followed by another does not grow.
  const later = () => namesIn(folder).find((other) => reading === null || other > reading.name);
  return {
    next() {
      for (;;) {
        const inputs = reading?.next() ?? null;
        if (inputs !== null) return inputs;
        const following = wanted ?? later();
        wanted = null;
        if (following === undefined) return null;
        const rest = reading?.next() ?? null;
        if (rest !== null) return rest;
        reading?.close();
        reading = openPart(folder, following);
      }
    },
    close() {
      reading?.close();
      reading = null;
    },
  };
}

/**
 * Name of the tape to begin with so that all is known at `at`: the day's, or the day's before when
 * a session goes on over midnight; null without a tape.
 */
export function firstTape(folder: string, at: Millis | null): string | null {
  const names = namesIn(folder)
    .filter((name) => at === null || dayOfFile(name) <= dayOf(at));
  const last = names.at(-1) ?? null;
  const before = names.at(-2);
  if (last === null || before === undefined) return last;
  return beginsSession(folder, last) ? last : before;
}

function beginsSession(folder: string, name: string): boolean {
  const part = openPart(folder, name);
  try {
    return part.next()?.[0]?.input.kind === "started";
  } finally {
    part.close();
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return tapesIn(folder);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

interface Part {
  readonly name: string;
  next(): readonly TapeInput[] | null;
  close(): void;
}

function openPart(folder: string, name: string): Part {
  try {
    return new OpenPart(name, Deno.openSync(join(folder, name)));
  } catch (error) {
    // Deleted since it was listed: there is nothing in it.
    if (error instanceof Deno.errors.NotFound) return { name, next: () => null, close: () => {} };
    throw error;
  }
}

class OpenPart implements Part {
  readonly name: string;
  readonly #file: Deno.FsFile;
  readonly #decoder = new BlockDecoder();
  #blocks: BlockFile;
  /** Where `#blocks` began, and whether the first line was read. */
  #from = 0;
  #begun = false;
  /** Size of the file when it was last found torn. */
  #tornAt: number | null = null;

  constructor(name: string, file: Deno.FsFile) {
    this.name = name;
    this.#file = file;
    this.#blocks = new BlockFile(file);
  }

  next(): readonly TapeInput[] | null {
    for (;;) {
      const inputs = this.#decoder.take(ROWS);
      if (inputs.length > 0) return inputs;
      if (!this.#load()) return null;
    }
  }

  close(): void {
    this.#file.close();
  }

  #load(): boolean {
    if (this.#tornAt !== null && !this.#again()) return false;
    if (!this.#begun && this.#blocks.begin().kind !== "tape") return this.#torn();
    this.#begun = true;
    const frame = this.#blocks.next();
    if (frame === "end") return false;
    if (frame === "torn") return this.#torn();
    try {
      this.#decoder.load(frame);
      return true;
    } catch (error) {
      if (error instanceof MalformedBlock) return this.#torn();
      throw error;
    }
  }

  #torn(): false {
    this.#from += this.#blocks.position;
    this.#tornAt = this.#file.statSync().size;
    return false;
  }

  /** Bytes that were read of an unfinished block may have been cut off and written over. */
  #again(): boolean {
    if (this.#file.statSync().size === this.#tornAt) return false;
    this.#file.seekSync(this.#from, Deno.SeekMode.Start);
    this.#blocks = new BlockFile(this.#file);
    this.#tornAt = null;
    return true;
  }
}
