import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson } from "../../src/core/canonical.ts";

Deno.test("canonical JSON is that of RFC 8785 for its own examples", () => {
  // RFC 8785, sections 3.2.2 and 3.2.3; its key "1" is "1a" here.
  const numbers = [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001];
  const string = "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/";
  assert.equal(
    canonicalJson({ numbers, string, literals: [null, true, false] }),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  const keys = ["\u20ac", "\r", "\ufb33", "1a", "\ud83d\ude00", "\u0080", "\u00f6"];
  const sorted = ["\r", "1a", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"];
  const object = Object.fromEntries(keys.map((key) => [key, 0]));
  assert.deepEqual(Object.keys(JSON.parse(canonicalJson(object))).toSorted(), sorted);
  assert.equal(canonicalJson(object), `{${sorted.map((k) => `${JSON.stringify(k)}:0`).join(",")}}`);
});

Deno.test("minus zero is written as zero", () => {
  assert.equal(canonicalJson([-0, { a: -0 }]), '[0,{"a":0}]');
});

Deno.test("what JSON would lose or change is refused, at any depth", () => {
  class Price {
    value = 1;
  }
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  const lost: readonly unknown[] = [
    NaN,
    Infinity,
    -Infinity,
    undefined,
    () => 1,
    Symbol("a"),
    1n,
    new Map([["a", 1]]),
    new Set([1]),
    new Date(0),
    new Uint8Array(2),
    new Price(),
    { "10": 1 },
    JSON.parse('{"__proto__": 1}'),
    new Array(2),
    cycle,
  ];
  for (const value of lost) {
    assert.throws(() => canonicalJson(value), TypeError);
    assert.throws(() => canonicalJson({ price: [value] }), /Cannot write/);
  }
  assert.throws(() => canonicalJson({ a: { price: NaN } }), /Cannot write price .* found NaN/);
});

Deno.test("an object without a prototype is an object", () => {
  assert.equal(canonicalJson(Object.assign(Object.create(null), { b: 1, a: 2 })), '{"a":2,"b":1}');
});

Deno.test("canonical JSON reads back as the value and does not depend on the order of keys", () => {
  const key = fc.string().filter((key) => !/^(\d+|__proto__)$/.test(key));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value")),
      fc.dictionary(key, tie("value")),
    ),
  }));
  fc.assert(fc.property(value, (value) => {
    const text = canonicalJson(value);
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
    assert.equal(canonicalJson(reversed(value)), text);
    assert.equal(canonicalJson(JSON.parse(text)), text);
  }));
});

Deno.test("lone surrogates survive", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom("\ud800", "\udfff", "a")), (units) => {
    const text = units.join("");
    assert.equal(JSON.parse(canonicalJson(text)), text);
    assert.ok(canonicalJson(text).isWellFormed());
  }));
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).reverse().map(([key, field]) => [key, reversed(field)]),
  );
}
