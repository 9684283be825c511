import assert from "node:assert/strict";
import { universeRefusals } from "../../src/core/universe.ts";
import { aMarket } from "../support/builders.ts";
import { parseDefaults } from "../support/defaults.ts";

const { universe } = parseDefaults();
const text = { value: null, limit: null, unit: "text" } as const;

Deno.test("a plain market may be entered", () => {
  assert.deepStrictEqual(universeRefusals(aMarket(), 0.4, universe), []);
});

Deno.test("R-181 the price range holds its ends and nothing a micro-dollar outside", () => {
  const at = (mid: number) => universeRefusals(aMarket(), mid, universe);
  assert.deepStrictEqual(at(0.05), []);
  assert.deepStrictEqual(at(0.95), []);
  assert.deepStrictEqual(at(0.049999), [
    { rule: "priceRange", value: 49_999, limit: 50_000, unit: "price" },
  ]);
  assert.deepStrictEqual(at(0.950001), [
    { rule: "priceRange", value: 950_001, limit: 950_000, unit: "price" },
  ]);
});

Deno.test("R-080 an unknown fee is not no fee", () => {
  assert.deepStrictEqual(universeRefusals(aMarket({ fee: null }), 0.4, universe), [
    { rule: "feeUnknown", ...text },
  ]);
  const free = aMarket({ fee: { rate: 0, exponent: 1 } });
  assert.deepStrictEqual(universeRefusals(free, 0.4, universe), []);
});

Deno.test("excluded categories and names are refused by name, each reason said", () => {
  const market = aMarket({ category: "crypto-5m", slug: "will-it-rain", fee: null });
  const config = { ...universe, excludedSlugs: ["will-it-rain"] };
  assert.deepStrictEqual(universeRefusals(market, 0.99, config), [
    { rule: "feeUnknown", ...text },
    { rule: "category", ...text, note: "crypto-5m" },
    { rule: "slug", ...text, note: "will-it-rain" },
    { rule: "priceRange", value: 990_000, limit: 950_000, unit: "price" },
  ]);
});

Deno.test("a name that only begins like an excluded one is another name", () => {
  const market = aMarket({ category: "crypto", slug: "will-it-rain-in-may" });
  const config = { ...universe, excludedSlugs: ["will-it-rain"] };
  assert.deepStrictEqual(universeRefusals(market, 0.4, config), []);
});
