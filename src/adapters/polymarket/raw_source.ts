// A raw recording, read through the machine that the feed ran: the same inputs as then. A recording
// of several runs begins anew at each, as the bot did.
import { createReadStream } from "node:fs";
import { constants, createGunzip } from "node:zlib";
import type { SkipReason } from "../../core/types/event.ts";
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import { StorageError } from "../../core/types/storage_error.ts";
import { type Millis, millis } from "../../core/types/units.ts";
import type { Source, TimedInput } from "../../ports.ts";
import { createFold, type FeedLine, type Fold, lineOf } from "./lines.ts";
import { createMachine, type Machine } from "./machine.ts";
import { headerOf, type RawHeader, rawPathsAt } from "./raw_files.ts";

/** Characters of the longest line; a body of REST may be 32 MB before it is quoted. */
const MAX_LINE = 128 * 1024 * 1024;

/** A recording at a file or folder. Throws StorageError when there is none. */
export function openRaw(path: string): Source {
  const paths = rawPathsAt(path);
  const sizes = paths.map((each) => Deno.statSync(each).size);
  const progress = { bytes: 0 };
  return {
    info: {
      name: `raw recording ${path}`,
      assumptions: [],
      cadenceMs: millis(1),
      credit: null,
    },
    size: sizes.reduce((sum, size) => sum + size, 0),
    position: () => progress.bytes,
    read: () => readAll(paths, sizes, progress),
  };
}

interface Progress {
  bytes: number;
}

async function* readAll(
  paths: readonly string[],
  sizes: readonly number[],
  progress: Progress,
): AsyncGenerator<readonly TimedInput[]> {
  progress.bytes = 0;
  const runs = new Runs();
  for (const [i, path] of paths.entries()) {
    const before = progress.bytes;
    let isFirst = true;
    for await (const batch of readLines(path, progress)) {
      for (const text of batch.lines) {
        if (isFirst) runs.begin(headerOf(parsed(text), path));
        else runs.line(text);
        isFirst = false;
      }
      if (batch.defect !== null) runs.skip(batch.defect);
      const inputs = runs.take();
      if (inputs.length > 0) yield inputs;
    }
    progress.bytes = before + (sizes[i] ?? 0);
  }
  if (runs.isEmpty) throw new StorageError(paths.join(", "), "no whole line", "a raw recording");
}

/** One machine for each run, and what must hold over all of them. */
class Runs {
  #since: Millis | null = null;
  #machine: Machine | null = null;
  #foldLine: Fold | null = null;
  #at = 0;
  #run = 0;
  #batch: TimedInput[] = [];
  /** Before the first line there is no time to give a defect. */
  readonly #early: SkipReason[] = [];
  readonly #up = new Set<TokenId>();
  readonly #resolved = new Set<MarketId>();

  get isEmpty(): boolean {
    return this.#at === 0;
  }

  begin({ since, watch, session }: RawHeader): void {
    if (since === this.#since) return;
    this.#since = since;
    this.#run++;
    // A session that begins forgets all markets by itself.
    for (const token of session === undefined ? this.#up : []) {
      this.#say({ kind: "feedDown", token, reason: "the recording ends here" });
    }
    this.#up.clear();
    this.#machine = createMachine(watch, () => {});
    this.#foldLine = createFold(this.#machine, session ?? null);
  }

  line(text: string): void {
    const timed = lineOf(parsed(text));
    if (timed === null) return this.skip("wrongType");
    // Only where another run began with its clock set back.
    if (timed.at < this.#at) this.skip("outOfOrder");
    this.#at = Math.max(this.#at, timed.at);
    for (const reason of this.#early.splice(0)) this.skip(reason);
    this.#fold(timed.line);
  }

  skip(reason: SkipReason): void {
    if (this.isEmpty) this.#early.push(reason);
    else this.#say({ kind: "skipped", reason, count: 1 });
  }

  take(): readonly TimedInput[] {
    // Nobody does what the machine wants: it was done then, and the answer is in the recording.
    this.#machine?.wants();
    const batch = this.#batch;
    this.#batch = [];
    return batch;
  }

  #fold(line: FeedLine): void {
    const inputs: TimedInput[] = [];
    this.#foldLine?.({ at: millis(this.#at), line }, inputs);
    for (const { input } of inputs) {
      if (input.kind === "feedUp") this.#up.add(input.token);
      if (input.kind === "feedDown") this.#up.delete(input.token);
      // A market that is still held when the bot starts again is asked about again.
      if (input.kind === "resolved" && this.#run > 1 && this.#resolved.has(input.market)) continue;
      if (input.kind === "resolved") this.#resolved.add(input.market);
      this.#say(input);
    }
  }

  #say(input: TimedInput["input"]): void {
    this.#batch.push({ at: millis(this.#at), input });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface LineBatch {
  readonly lines: readonly string[];
  /** What came after them and cannot be used. */
  readonly defect: SkipReason | null;
}

/** Lines of a file of gzip members; what breaks off at the end is `torn`. */
async function* readLines(path: string, progress: Progress): AsyncGenerator<LineBatch> {
  let rest = "";
  let dropping = false;
  for await (const text of readText(path, progress)) {
    if (text === null) {
      yield { lines: [], defect: "torn" };
      return;
    }
    const pieces = text.split("\n");
    const last = pieces.pop() ?? "";
    if (pieces.length === 0) {
      if (!dropping) rest += last;
    } else {
      if (dropping) pieces.shift();
      else pieces[0] = rest + pieces[0];
      dropping = false;
      rest = last;
      yield { lines: pieces, defect: null };
    }
    if (rest.length <= MAX_LINE) continue;
    rest = "";
    dropping = true;
    yield { lines: [], defect: "tooLong" };
  }
  if (rest !== "") yield { lines: [], defect: "torn" };
}

/** Chunks of text; null, at the end, for a file that is damaged. */
async function* readText(path: string, progress: Progress): AsyncGenerator<string | null> {
  const file = createReadStream(path, { highWaterMark: 64 * 1024 });
  // A member that ends too early gives what is in it and is no error.
  const unzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 256 * 1024 });
  const decoder = new TextDecoder();
  file.on("data", (chunk) => progress.bytes += chunk.length);
  file.on("error", (error) => unzip.destroy(error));
  file.pipe(unzip);
  try {
    for await (const chunk of unzip) yield decoder.decode(chunk, { stream: true });
  } catch (error) {
    if (!isDamage(error)) throw error;
    yield null;
  } finally {
    file.destroy();
    unzip.destroy();
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}
