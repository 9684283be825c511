// What a folder of tapes was recorded from. Without it a replay would not know what was assumed, nor
// how rarely the source looked, and would judge the same events differently.
import { dirname, join } from "node:path";
import { millis } from "../../core/types/units.ts";
import type { SourceInfo } from "../../ports.ts";
import { StorageError, unwritten } from "../../core/types/storage_error.ts";

/** The file that says it, beside the tapes. */
export const ABOUT = "source.json";
const WANTED = "a JSON object with name, assumptions, cadenceMs and credit";

/** Writes the source of the tapes in `folder`, which is there. Throws StorageError. */
export function writeAbout(folder: string, info: SourceInfo): void {
  const file = join(folder, ABOUT);
  try {
    Deno.writeTextFileSync(file, JSON.stringify(info, null, 2) + "\n");
  } catch (error) {
    throw unwritten(file, error);
  }
}

/**
 * The source of a tape or a folder of them; null when nobody wrote it down. Throws StorageError for
 * a file that says something else.
 */
export function readAbout(path: string): SourceInfo | null {
  const folder = Deno.statSync(path).isDirectory ? path : dirname(path);
  const file = join(folder, ABOUT);
  const text = readText(file);
  return text === null ? null : parse(file, text);
}

function readText(file: string): string | null {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function parse(file: string, text: string): SourceInfo {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new StorageError(file, "no JSON", WANTED);
    throw error;
  }
  const { name, assumptions, cadenceMs, credit, answers } = (found ?? {}) as Record<
    string,
    unknown
  >;
  const valid = typeof name === "string" && isTexts(assumptions) && isSpan(cadenceMs) &&
    (credit === null || typeof credit === "string") &&
    (answers === undefined || answers === true);
  if (!valid) throw new StorageError(file, text.slice(0, 60), WANTED);
  return {
    name,
    assumptions,
    cadenceMs: millis(cadenceMs),
    credit,
    ...(answers === true ? { answers } : {}),
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isSpan(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
