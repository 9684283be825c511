/** The value of a JSON text; undefined, which JSON itself does not have, for a text that is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** An object of unknown fields. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for `{}`, not for arrays and null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
