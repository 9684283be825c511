// JSON of the venue as values of unknown shape, and the words for what is wrong with it.
import type { Result } from "../../../core/types/result.ts";
import { err, ok } from "../../../core/types/result.ts";
import type { Unreadable } from "../types.ts";

/** An object of unknown fields. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value of a JSON text; "torn" when it is none. */
export function readJson(text: string, where: string): Result<unknown, Unreadable> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const detail = `${where}: ${text.length} characters that are no JSON: ${show(text)}`;
    return err({ reason: "torn", detail });
  }
}

/** The object of a JSON text; "torn" or "wrongType" when it is none. */
export function readObject(text: string, where: string): Result<JsonObject, Unreadable> {
  const json = readJson(text, where);
  if (!json.ok) return json;
  if (isObject(json.value)) return ok(json.value);
  return err(bad("wrongType", where, "it", json.value, "an object"));
}

/** True for `{}`, not for arrays and null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for a text that is not empty. */
export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** A text; null when absent, empty or of another type. */
export function textOf(object: JsonObject, field: string): string | null {
  const value = object[field];
  return isText(value) ? value : null;
}

/** `price_change: price_changes[1].price is "1.5", wanted a price inside (0, 1)`. */
export function bad(
  reason: Unreadable["reason"],
  where: string,
  field: string,
  value: unknown,
  wanted: string,
): Unreadable {
  return { reason, detail: `${where}: ${field} is ${show(value)}, wanted ${wanted}` };
}

/** As {@link bad}: `reason` for a text or number that will not do, "wrongType" for anything else. */
export function badDecimal(
  reason: "price" | "size" | "time",
  where: string,
  field: string,
  value: unknown,
  wanted: string,
): Unreadable {
  const decimal = (typeof value === "string" && value !== "") || typeof value === "number";
  return bad(decimal ? reason : "wrongType", where, field, value, wanted);
}

/** True for the reason in the place of a value; no value of this adapter has a `reason`. */
export function isUnreadable<T extends object>(value: T | Unreadable): value is Unreadable {
  return "reason" in value;
}

const SHOWN = 60;

/** A foreign value for a line of text: short, of printable ASCII, whatever it is. */
export function show(value: unknown): string {
  if (value === undefined) return "absent";
  if (typeof value === "string") return `"${printable(value)}"`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** The beginning of a foreign text with a question mark for all that could steer a terminal. */
export function printable(text: string): string {
  const short = text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
  return short.replace(/[^\x20-\x7e]/g, "?");
}
