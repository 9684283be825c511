// The registry of trials: one line of canonical JSON each, chained by hash, only ever added to.
//
// 1. hash = SHA-256 of `<previous hash><trial as canonical JSON>`; the first line's previous is 64 zeros.
// 2. A line is written whole and made durable under an exclusive lock, after everything before it was
//    verified: two processes cannot fork the chain, and nothing is added to one that was changed.
// 3. A line is durable before what it says is shown. What was begun at the end and never ended, by a kill
//    or a full disk, was shown to nobody: it is not read, and makes room for the next line.
// 4. Lines cut off at the end leave a chain that is whole. A head kept elsewhere finds that.
import { createHash } from "node:crypto";
import { canonicalJson } from "../../core/canonical.ts";
import type { Trial } from "../../core/simulate/backtest/trial.ts";
import { StorageError } from "../../core/types/storage_error.ts";

/** What the file holds. */
export interface Trials {
  readonly trials: readonly Trial[];
  /** Hash of the last line. */
  readonly head: string;
  /** A line was begun after it and never ended. */
  readonly unfinished: boolean;
}

const NOTHING = "0".repeat(64);

/** Reads and verifies; a file that is not there holds no trial. Throws StorageError at the first line that is wrong. */
export function readTrials(path: string): Trials {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return { trials: [], head: NOTHING, unfinished: false };
    }
    throw error;
  }
  try {
    // Nobody is in the midst of a line then.
    file.lockSync(false);
    const { whole: _whole, ...found } = parse(path, Deno.readTextFileSync(path));
    return found;
  } finally {
    file.close();
  }
}

/** True where `head` is that of some line: what was seen then is still there. */
export function holdsHead(path: string, head: string): boolean {
  if (head === NOTHING) return true;
  readTrials(path);
  return Deno.readTextFileSync(path).includes(`"hash":"${head}"`);
}

/** Adds trials and returns the new head; verifies what is there first. */
export function addTrials(path: string, trials: readonly Trial[]): string {
  const file = Deno.openSync(path, { read: true, append: true, create: true });
  try {
    file.lockSync(true);
    let { head, whole } = parse(path, Deno.readTextFileSync(path));
    let lines = whole === "" || whole.endsWith("\n") ? "" : "\n";
    for (const trial of trials) {
      const next = hashOf(head, trial);
      lines += `${canonicalJson({ hash: next, previous: head, trial })}\n`;
      head = next;
    }
    const size = encoder.encode(whole).length;
    file.truncateSync(size);
    try {
      writeAll(file, encoder.encode(lines));
      file.syncSync();
    } catch (error) {
      file.truncateSync(size);
      throw error;
    }
    return head;
  } finally {
    file.close();
  }
}

const encoder = new TextEncoder();

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

function hashOf(previous: string, trial: unknown): string {
  return createHash("sha256").update(previous).update(canonicalJson(trial)).digest("hex");
}

interface Parsed extends Trials {
  /** The text of the lines that were read; the last may have lost its end. */
  readonly whole: string;
}

function parse(path: string, text: string): Parsed {
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  const isWhole = last === "" || lineOf(last) !== null;
  if (last !== "" && isWhole) lines.push(last);
  const trials: Trial[] = [];
  let head = NOTHING;
  lines.forEach((line, i) => {
    const found = lineOf(line);
    if (found === null) throw broken(path, i + 1, "what is no trial");
    const { hash, previous, trial } = found;
    if (previous !== head) throw broken(path, i + 1, "a line that does not follow the one before");
    if (hashOf(previous, trial) !== hash) throw broken(path, i + 1, "a line that was changed");
    if (!isTrial(trial)) {
      throw broken(path, i + 1, "a trial in a form that this version does not read");
    }
    trials.push(trial);
    head = hash;
  });
  if (isWhole) return { trials, head, unfinished: false, whole: text };
  if (!begins(last, head)) throw broken(path, lines.length + 1, "what begins no line");
  return { trials, head, unfinished: true, whole: text.slice(0, -last.length) };
}

/** True where `text` is how the line after `head` begins. */
function begins(text: string, head: string): boolean {
  const start = `{"hash":"${text.slice(9, 73)}","previous":"${head}","trial":{`;
  return start.startsWith(text) || text.startsWith(start);
}

interface Line {
  readonly hash: string;
  readonly previous: string;
  readonly trial: unknown;
}

function lineOf(text: string): Line | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof value !== "object" || value === null) return null;
  const { hash, previous, trial } = value as Partial<Line>;
  const isLine = typeof hash === "string" && typeof previous === "string" && trial !== undefined;
  return isLine ? { hash, previous, trial } : null;
}

/** What is counted must be there; the hash vouches for the rest. */
function isTrial(value: unknown): value is Trial {
  if (typeof value !== "object" || value === null) return false;
  const { configHash, dataHash, recordings, selection, assumed, seed } = value as Partial<Trial>;
  return typeof configHash === "string" && typeof dataHash === "string" &&
    Array.isArray(recordings) &&
    (selection === null || typeof selection === "string") && typeof assumed === "string" &&
    typeof seed === "number";
}

function broken(path: string, line: number, found: string): StorageError {
  const wanted =
    "the chain of trials as it was written: put back a copy of it, or move the file away, " +
    "and what was tried before counts no more";
  return new StorageError(path, `${found} (line ${line})`, wanted);
}
