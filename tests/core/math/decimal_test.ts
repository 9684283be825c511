import assert from "node:assert/strict";
import fc from "fast-check";
import { microFromNumber, microFromText, microToText } from "../../../src/core/math/decimal.ts";

const table: readonly (readonly [string, number | null])[] = [
  ["0.52", 520_000],
  [".52", 520_000],
  ["0", 0],
  ["-0", 0],
  ["1", 1_000_000],
  ["0.000001", 1],
  ["0.0000010", 1],
  ["0.0000001", null],
  ["-1.5", -1_500_000],
  ["219.217767", 219_217_767],
  ["0000.5", 500_000],
  ["9007199254.740991", 9_007_199_254_740_991],
  ["9007199254.740992", null],
  ["99999999999999999999", null],
  ["", null],
  ["-", null],
  [".", null],
  ["5.", null],
  ["+5", null],
  ["1e-3", null],
  ["0x10", null],
  ["NaN", null],
  [" 1", null],
  ["1 ", null],
  ["1.2.3", null],
  ["1,5", null],
  ["--1", null],
];

Deno.test("a decimal text is exact in 1e-6 or refused", () => {
  for (const [text, micro] of table) assert.equal(microFromText(text), micro, `"${text}"`);
});

Deno.test("R-020 a size passes through text and back unchanged at 1e-6", () => {
  const micro = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
  fc.assert(fc.property(micro, (n) => {
    assert.equal(microFromText(microToText(n)), n === 0 ? 0 : n);
  }));
});

Deno.test("text of an amount is the shortest decimal", () => {
  const texts = [[520_000, "0.52"], [5_000_000, "5"], [0, "0"], [-1, "-0.000001"]] as const;
  for (const [micro, text] of texts) assert.equal(microToText(micro), text);
  assert.throws(() => microToText(0.5), RangeError);
});

Deno.test("every decimal of six places read as a JSON number is exact up to a billion", () => {
  fc.assert(fc.property(fc.integer({ min: -1e15, max: 1e15 }), (n) => {
    assert.equal(microFromNumber(Number(microToText(n))), n === 0 ? 0 : n);
  }));
});

Deno.test("a number off the grid is refused, the noise of a sum is not", () => {
  assert.equal(microFromNumber(0.1 + 0.2), 300_000);
  assert.equal(microFromNumber(1 - 0.9), 100_000);
  assert.equal(microFromNumber(1e-7), null);
  assert.equal(microFromNumber(0.5000001), null);
  assert.equal(microFromNumber(0.52 + 1e-10), null);
  assert.equal(microFromNumber(1e-6), 1);
  assert.equal(microFromNumber(-0), 0);
  for (const x of [NaN, Infinity, -Infinity, 1e300, 1e10]) assert.equal(microFromNumber(x), null);
});

Deno.test("R-093 a token id read as a number is no price", () => {
  const id = "71321045679252212594626385532706912750332728571942532289631379312455583992563";
  assert.equal(microFromText(id), null);
  assert.equal(microFromNumber(Number(id)), null);
});
