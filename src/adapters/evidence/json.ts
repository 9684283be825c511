/** A field of a JSON object; undefined when it is no object or has none. */
export function field(json: unknown, name: string): unknown {
  if (typeof json !== "object" || json === null || !Object.hasOwn(json, name)) return undefined;
  return (json as Readonly<Record<string, unknown>>)[name];
}

/** A text; null when it is none or empty. */
export function textIn(json: unknown, name: string): string | null {
  const value = field(json, name);
  return typeof value === "string" && value.trim() !== "" ? value : null;
}
