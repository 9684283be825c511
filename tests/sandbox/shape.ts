// Comparing what the sandbox says with what the venue says: by keys and kinds, not by values.

/** Keys and kinds; of an array, those of its first element. Keys come in the order they were written. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return Object.entries(value).map(([key, one]) => [key, shapeOf(one)]);
}

/** The same, whatever the order of keys. */
export function sortedShapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [sortedShapeOf(value[0])];
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return Object.fromEntries(
    Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1)
      .map(([key, one]) => [key, sortedShapeOf(one)]),
  );
}

/** A value without some of its keys, at the top. */
export function without(value: unknown, ...keys: readonly string[]): unknown {
  return Object.fromEntries(Object.entries(value as object).filter(([key]) => !keys.includes(key)));
}
