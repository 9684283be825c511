// One text for one value, so that a hash of it means something: that of RFC 8785, which is what
// JSON.stringify writes of a value whose keys were put in order. Lone surrogates, which venue text
// may hold, stay as its escapes.

const MAX_DEPTH = 100;
const WHOLE_NUMBER = /^\d+$/;

/**
 * JSON with keys in UTF-16 order and no white space; -0 is written as 0. Throws TypeError on whatever
 * JSON would lose or change: NaN, Infinity, undefined, functions, Maps and other classes, cycles; and
 * on keys that are whole numbers.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(ordered(value, "the value", 0));
}

/** A copy with its keys in order, of what JSON can say. */
function ordered(value: unknown, name: string, depth: number): unknown {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw refused(name, String(value));
    return value;
  }
  if (typeof value !== "object") throw refused(name, `a ${typeof value}`);
  if (depth === MAX_DEPTH) throw refused(name, `nesting beyond ${MAX_DEPTH} levels`);
  if (!Array.isArray(value)) return orderedObject(value, name, depth);
  const copy: unknown[] = [];
  // Not map: it would pass over holes.
  for (let i = 0; i < value.length; i++) copy.push(ordered(value[i], name, depth + 1));
  return copy;
}

function orderedObject(value: object, name: string, depth: number): object {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw refused(name, `a ${value.constructor.name}`);
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(fields).sort()) {
    if (isMisplaced(key)) throw refused(name, `the key ${key}`);
    copy[key] = ordered(fields[key], key, depth + 1);
  }
  return copy;
}

/** True for keys that an object does not keep where they were put. */
function isMisplaced(key: string): boolean {
  return (key < ":" && WHOLE_NUMBER.test(key)) || key === "__proto__";
}

function refused(name: string, found: string): TypeError {
  return new TypeError(`Cannot write ${name} as canonical JSON: found ${found}`);
}
