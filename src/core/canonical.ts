// One text for one value, so that a hash of it means something: RFC 8785, with lone surrogates kept
// as escapes (JSON.stringify's form) because venue text may hold them.

const MAX_DEPTH = 100;

/**
 * JSON with keys in UTF-16 order and no white space; -0 is written as 0. Throws TypeError on whatever
 * JSON would lose or change: NaN, Infinity, undefined, functions, Maps and other classes, cycles.
 */
export function canonicalJson(value: unknown): string {
  return write(value, "the value", 0);
}

function write(value: unknown, name: string, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw refused(name, String(value));
    return JSON.stringify(value);
  }
  if (value === null) return "null";
  if (value === true) return "true";
  if (value === false) return "false";
  if (typeof value !== "object") throw refused(name, `a ${typeof value}`);
  if (depth === MAX_DEPTH) throw refused(name, `nesting beyond ${MAX_DEPTH} levels`);
  return Array.isArray(value) ? array(value, name, depth) : object(value, name, depth);
}

function array(value: readonly unknown[], name: string, depth: number): string {
  let text = "[";
  for (let i = 0; i < value.length; i++) {
    if (i > 0) text += ",";
    text += write(value[i], name, depth + 1);
  }
  return text + "]";
}

function object(value: object, name: string, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw refused(name, `a ${value.constructor.name}`);
  }
  if (Object.getOwnPropertySymbols(value).length > 0) throw refused(name, "a symbol key");
  const fields = value as Readonly<Record<string, unknown>>;
  let text = "{";
  for (const key of Object.keys(fields).sort()) {
    if (text.length > 1) text += ",";
    text += `${JSON.stringify(key)}:${write(fields[key], key, depth + 1)}`;
  }
  return text + "}";
}

function refused(name: string, found: string): TypeError {
  return new TypeError(`Cannot write ${name} as canonical JSON: found ${found}`);
}
