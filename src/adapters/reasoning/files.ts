import { join } from "node:path";

const NAME = /^\d{4}-\d{2}-\d{2}\.jsonl$/;
const DAY_MS = 86_400_000;
const LINE_END = 10;
const FIRST_LOOK = 1 << 16;

/** A file by its day, since 1970 in UTC. */
export function reasoningFile(folder: string, day: number): string {
  return join(folder, `${new Date(day * DAY_MS).toISOString().slice(0, 10)}.jsonl`);
}

/** Days for which there is a file, newest first. */
export function reasoningDays(folder: string): number[] {
  const days: number[] = [];
  for (const { name, isFile } of Deno.readDirSync(folder)) {
    if (isFile && NAME.test(name)) days.push(Math.floor(Date.parse(name.slice(0, 10)) / DAY_MS));
  }
  return days.filter(Number.isFinite).sort((a, b) => b - a);
}

/**
 * Makes the end of a file whole and returns its last line; null when there is none. What a kill left
 * without an end is ended where it is complete JSON, and cut off where it is not: its row is in the
 * ledger, which gives the line again.
 */
export function repairEnd(path: string): string | null {
  const file = Deno.openSync(path, { read: true, write: true });
  try {
    const { tail, from, size } = endOf(file);
    const end = tail.lastIndexOf(LINE_END) + 1;
    const rest = new TextDecoder().decode(tail.subarray(end));
    if (rest === "") return lastOf(tail);
    if (isWhole(rest)) {
      file.seekSync(size, Deno.SeekMode.Start);
      writeAll(file, Uint8Array.of(LINE_END));
      return rest;
    }
    file.truncateSync(from + end);
    return lastOf(tail.subarray(0, end));
  } finally {
    file.close();
  }
}

/** Writes all of `bytes`, however few the system takes at once. */
export function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

/** Bytes from the last line but one on, or all of them. */
function endOf(
  file: Deno.FsFile,
): { readonly tail: Uint8Array; readonly from: number; readonly size: number } {
  const { size } = file.statSync();
  for (let length = FIRST_LOOK;; length *= 4) {
    const from = Math.max(0, size - length);
    const tail = readAt(file, from, size - from);
    // The end of the line before the last whole one, and whatever was begun after that.
    const last = tail.lastIndexOf(LINE_END);
    if (from === 0 || (last > 0 && tail.lastIndexOf(LINE_END, last - 1) >= 0)) {
      return { tail, from, size };
    }
  }
}

function readAt(file: Deno.FsFile, from: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  file.seekSync(from, Deno.SeekMode.Start);
  let done = 0;
  while (done < length) {
    const read = file.readSync(bytes.subarray(done));
    if (read === null) break;
    done += read;
  }
  return bytes.subarray(0, done);
}

/** The last of lines that all have their end. */
function lastOf(lines: Uint8Array): string | null {
  if (lines.length === 0) return null;
  const before = lines.lastIndexOf(LINE_END, lines.length - 2);
  return new TextDecoder().decode(lines.subarray(before + 1, lines.length - 1));
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
