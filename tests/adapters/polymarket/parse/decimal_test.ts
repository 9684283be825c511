import assert from "node:assert/strict";
import fc from "fast-check";
import { micro } from "../../../../src/adapters/polymarket/parse/decimal.ts";
import { microFromText, microToText } from "../../../../src/core/math/decimal.ts";

const table: readonly (readonly [unknown, number | null])[] = [
  ["0.45", 450_000],
  ["0.450", 450_000],
  [".5", 500_000],
  ["219.217767", 219_217_767],
  ["10500100", 10_500_100_000_000],
  ["0.000001", 1],
  ["0.0000010", 1],
  ["0.0000001", null],
  ["0", 0],
  ["-0.5", -500_000],
  ["9007199254.740991", 9_007_199_254_740_991],
  ["9007199254.740992", null],
  ["9999999999999999", null],
  ["", null],
  ["5.", null],
  [".", null],
  ["1.2.3", null],
  ["1e-3", null],
  [" 1", null],
  ["0x1", null],
  ["\u0661", null],
  [0.455, 455_000],
  [5, 5_000_000],
  [0.4555555, null],
  [NaN, null],
  [Infinity, null],
  [null, null],
  [undefined, null],
  [true, null],
  [["1"], null],
  [{ valueOf: () => 1 }, null],
];

Deno.test("a decimal is exact in 1e-6 or refused, be it text or number", () => {
  for (const [value, expected] of table) assert.equal(micro(value), expected, String(value));
});

Deno.test("a micro price printed and read again is the same integer", () => {
  for (let price = 1; price < 1_000_000; price += 7) {
    assert.equal(micro(microToText(price)), price);
    assert.equal(micro(price / 1e6), price);
  }
});

Deno.test("R-020 any size printed and read again is the same integer", () => {
  const sizes = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  fc.assert(fc.property(sizes, (size) => assert.equal(micro(microToText(size)), size)), {
    seed: 1,
    numRuns: 2_000,
  });
});

Deno.test("the short way reads every text as the long way does", () => {
  const character = fc.constantFrom(..."0123456789..-+e x");
  const texts = fc.array(character, { maxLength: 20 }).map((list) => list.join(""));
  const decimals = fc.tuple(fc.nat(), fc.nat()).map(([whole, part]) => `${whole}.${part}`);
  fc.assert(
    fc.property(fc.oneof(texts, decimals), (text) => {
      assert.equal(micro(text), microFromText(text), text);
    }),
    { seed: 2, numRuns: 20_000 },
  );
});
