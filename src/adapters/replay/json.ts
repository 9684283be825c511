import { readWhole } from "./csv.ts";
import { RecordingError } from "./recording.ts";

/** A JSON document is read whole, so it is bounded. */
export const MAX_DOCUMENT: number = 32 * 1024 * 1024;

/** An object of unknown keys. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The document in a file, gzipped or not. Throws {@link RecordingError} when it is none. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readWhole(path, MAX_DOCUMENT);
  const parsed = parseJson(text);
  if (parsed === undefined) throw new RecordingError(path, "broken JSON", "a JSON document");
  return parsed;
}

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** True for `{}`, not for arrays and null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A string field; null when absent or of another type. */
export function textOf(object: JsonObject, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = object[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}

/** A number, or a string that holds one; null otherwise. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** An array of strings, or a string that holds JSON of one, as Gamma writes it; null otherwise. */
export function textsOf(value: unknown): readonly string[] | null {
  const list = typeof value === "string" ? parseJson(value) : value;
  return Array.isArray(list) && list.every((item) => typeof item === "string") ? list : null;
}
