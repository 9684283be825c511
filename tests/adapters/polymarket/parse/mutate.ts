// Payloads as a broken venue, proxy or disk would make them.
import fc from "fast-check";

type Json = unknown;

const digits = "9".repeat(400);
const odd: readonly Json[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1,
  1.5,
  0.1 + 0.2,
  1e-7,
  -1e-300,
  5e-324,
  1e21,
  1.7e308,
  2 ** 53,
  -(2 ** 53),
  "",
  " ",
  "0",
  "1",
  "-0",
  "-0.5",
  "1e999",
  "-1e5",
  "NaN",
  "Infinity",
  "0x10",
  "1_000",
  "0.45 ",
  "0.4500000001",
  `0.${digits}`,
  digits,
  "9007199254740993",
  "\u0660.\u0665",
  "\ud800",
  "\u202e\u0000\u001b[2J",
  "__proto__",
  "constructor",
  "BUY",
  "v1",
  "[]",
  '["1","2"]',
  [],
  {},
  [[]],
  [null],
  { price: "0.5", size: "1" },
  { __proto: 1 },
];
const names = ["__proto__", "constructor", "toString", "length", "", "0", "price", "\u202e"];

type Change =
  | { readonly kind: "set"; readonly value: Json }
  | { readonly kind: "delete" }
  | { readonly kind: "rename"; readonly name: string }
  | { readonly kind: "repeat" }
  | { readonly kind: "nest"; readonly depth: number };

type Cut =
  | { readonly kind: "flip"; readonly at: number; readonly code: number }
  | { readonly kind: "cut"; readonly at: number }
  | { readonly kind: "double"; readonly at: number; readonly length: number }
  | { readonly kind: "drop"; readonly at: number; readonly length: number }
  | { readonly kind: "none" };

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("set" as const), value: fc.constantFrom(...odd) }),
  },
  fc.record({ kind: fc.constant("set" as const), value: fc.double() }),
  fc.record({ kind: fc.constant("set" as const), value: fc.string({ maxLength: 20 }) }),
  fc.record({ kind: fc.constant("delete" as const) }),
  fc.record({ kind: fc.constant("rename" as const), name: fc.constantFrom(...names) }),
  fc.record({ kind: fc.constant("repeat" as const) }),
  fc.record({ kind: fc.constant("nest" as const), depth: fc.integer({ min: 1, max: 50 }) }),
);

const cut: fc.Arbitrary<Cut> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: "none" as const }) },
  fc.record({
    kind: fc.constant("flip" as const),
    at: fc.nat(),
    code: fc.integer({ min: 0, max: 0x2fff }),
  }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat() }),
  fc.record({ kind: fc.constant("double" as const), at: fc.nat(), length: fc.nat({ max: 60 }) }),
  fc.record({ kind: fc.constant("drop" as const), at: fc.nat(), length: fc.nat({ max: 60 }) }),
);

/** Texts made from `payloads` by a few changes of the value and perhaps one of the text. */
export function brokenTexts(payloads: readonly Json[]): fc.Arbitrary<string> {
  const places = fc.array(fc.tuple(fc.nat(), change), { maxLength: 3 });
  return fc.tuple(fc.constantFrom(...payloads), places, cut).map(([payload, changes, last]) => {
    const value: Json = structuredClone(payload);
    const root = { value };
    for (const [at, one] of changes) apply(root, at, one);
    return spoil(JSON.stringify(root.value ?? null), last);
  });
}

type Holder = Record<string, Json> | Json[];

function apply(root: { value: Json }, at: number, one: Change): void {
  const places = [...slots(root)];
  const [holder, key] = places[at % places.length] ?? [root, "value"];
  const old: Json = Reflect.get(holder, key);
  if (one.kind === "set") define(holder, key, structuredClone(one.value));
  else if (one.kind === "delete") define(holder, key, undefined);
  else if (one.kind === "nest") define(holder, key, nested(old, one.depth));
  else if (one.kind === "repeat" && Array.isArray(holder)) holder.push(old);
  else if (one.kind === "rename" && !Array.isArray(holder)) define(holder, one.name, old);
}

// Assigning to "__proto__" would change the prototype and write nothing.
function define(holder: Holder, key: string, value: Json): void {
  Object.defineProperty(holder, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function* slots(holder: Holder): Iterable<readonly [Holder, string]> {
  for (const key of Object.keys(holder)) {
    yield [holder, key];
    const value: Json = Reflect.get(holder, key);
    if (typeof value === "object" && value !== null) yield* slots(value as Holder);
  }
}

function nested(value: Json, depth: number): Json {
  let out = value;
  for (let i = 0; i < depth; i++) out = i % 2 === 0 ? [out] : { value: out };
  return out;
}

function spoil(text: string, last: Cut): string {
  if (last.kind === "none" || text === "") return text;
  const at = last.at % text.length;
  const [before, after] = [text.slice(0, at), text.slice(at)];
  if (last.kind === "flip") return before + String.fromCharCode(last.code) + after.slice(1);
  if (last.kind === "cut") return before;
  if (last.kind === "double") return before + after.slice(0, last.length) + after;
  return before + after.slice(last.length);
}
