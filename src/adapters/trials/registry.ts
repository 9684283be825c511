// The registry of trials: one line of canonical JSON each, chained by hash, only ever added to.
//
// 1. hash = SHA-256 of `<previous hash><trial as canonical JSON>`; the first line's previous is 64 zeros.
// 2. A line is written whole and made durable under an exclusive lock, after everything before it was
//    verified: two processes cannot fork the chain, and nothing is added to one that was changed.
// 3. Lines cut off at the end leave a chain that is whole. A head kept elsewhere finds that.
import { createHash } from "node:crypto";
import { canonicalJson } from "../../core/canonical.ts";
import type { Trial } from "../../core/simulate/backtest/trial.ts";
import { StorageError } from "../../core/types/storage_error.ts";

/** What the file holds. */
export interface Trials {
  readonly trials: readonly Trial[];
  /** Hash of the last line. */
  readonly head: string;
}

const NOTHING = "0".repeat(64);

/** Reads and verifies; a file that is not there holds no trial. Throws StorageError at the first line that is wrong. */
export function readTrials(path: string): Trials {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { trials: [], head: NOTHING };
    throw error;
  }
  return parse(path, text);
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
    let { head } = parse(path, Deno.readTextFileSync(path));
    let lines = "";
    for (const trial of trials) {
      const next = hashOf(head, trial);
      lines += `${canonicalJson({ hash: next, previous: head, trial })}\n`;
      head = next;
    }
    writeAll(file, new TextEncoder().encode(lines));
    file.syncSync();
    return head;
  } finally {
    file.close();
  }
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

function hashOf(previous: string, trial: unknown): string {
  return createHash("sha256").update(previous).update(canonicalJson(trial)).digest("hex");
}

function parse(path: string, text: string): Trials {
  const lines = text.split("\n");
  if (lines.pop() !== "") throw broken(path, lines.length + 1, "a line without an end");
  const trials: Trial[] = [];
  let head = NOTHING;
  lines.forEach((line, i) => {
    const found = lineOf(line);
    if (found === null) throw broken(path, i + 1, "what is no trial");
    const { hash, previous, trial } = found;
    if (previous !== head) throw broken(path, i + 1, "a line that does not follow the one before");
    if (hashOf(previous, trial) !== hash) throw broken(path, i + 1, "a line that was changed");
    trials.push(trial);
    head = hash;
  });
  return { trials, head };
}

interface Line {
  readonly hash: string;
  readonly previous: string;
  readonly trial: Trial;
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
  const isWhole = typeof hash === "string" && typeof previous === "string" && isTrial(trial);
  return isWhole ? { hash, previous, trial } : null;
}

/** What is counted must be there; the hash vouches for the rest. */
function isTrial(value: unknown): value is Trial {
  if (typeof value !== "object" || value === null) return false;
  const { configHash, dataHash, selection, assumed, seed } = value as Partial<Trial>;
  return typeof configHash === "string" && typeof dataHash === "string" &&
    (selection === null || typeof selection === "string") && typeof assumed === "string" &&
    typeof seed === "number";
}

function broken(path: string, line: number, found: string): StorageError {
  return new StorageError(path, `${found} (line ${line})`, "the chain of trials as it was written");
}
