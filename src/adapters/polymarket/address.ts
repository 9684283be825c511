/** One parameter of a query; null: it is left out. */
export type Parameter = readonly [name: string, value: string | null];

/** A URL of `base` and its parameters, in their order. */
export function address(base: string, parameters: readonly Parameter[]): string {
  const query = parameters.flatMap(([name, value]) =>
    // Some servers split a list at its commas before they decode it, so commas stay as they are.
    value === null ? [] : [`${name}=${encodeURIComponent(value).replaceAll("%2C", ",")}`]
  );
  return query.length === 0 ? base : `${base}?${query.join("&")}`;
}

/** A field of a JSON object; undefined when it is no object or has none. */
export function field(json: unknown, name: string): unknown {
  if (typeof json !== "object" || json === null) return undefined;
  return (json as Readonly<Record<string, unknown>>)[name];
}
