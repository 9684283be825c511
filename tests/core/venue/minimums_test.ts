import assert from "node:assert/strict";
import type { TimeInForce } from "../../../src/core/types/order.ts";
import type { Price, Shares } from "../../../src/core/types/units.ts";
import { belowMinimum } from "../../../src/core/venue/minimums.ts";

const market = { minOrder: 5_000_000 as Shares };

function low(timeInForce: TimeInForce, price: number, size: number, marketable = false) {
  const order = { price: price as Price, size: size as Shares, timeInForce };
  return belowMinimum(order, market, marketable);
}

Deno.test("R-086 resting orders need 5 shares, marketable ones a dollar", () => {
  const table = [
    ["GTC", 50_000, 5_000_000, null],
    ["GTC", 500_000, 4_990_000, "shares"],
    ["GTD", 50_000, 5_000_000, null],
    ["GTD", 500_000, 4_990_000, "shares"],
    ["FAK", 500_000, 2_000_000, null],
    ["FAK", 500_000, 1_990_000, "usd"],
    ["FAK", 100_000, 9_990_000, "usd"],
    ["FOK", 500_000, 2_000_000, null],
    ["FOK", 500_000, 1_990_000, "usd"],
  ] as const;
  for (const [kind, price, size, unit] of table) {
    assert.equal(low(kind, price, size)?.unit ?? null, unit, `${kind} ${price} x ${size}`);
  }
});

Deno.test("a limit order that crosses needs 5 shares and a dollar", () => {
  assert.equal(low("GTC", 100_000, 6_000_000, true)?.unit, "usd");
  assert.equal(low("GTC", 500_000, 4_000_000, true)?.unit, "shares");
  assert.equal(low("GTC", 200_000, 5_000_000, true), null);
});

Deno.test("the refusal carries what was asked and what is wanted", () => {
  assert.deepEqual(low("FOK", 333_333, 3_000_000), {
    rule: "venueMinimum",
    value: 999_999,
    limit: 1_000_000,
    unit: "usd",
  });
});

Deno.test("R-087 a minimum is an answer and never another size", () => {
  const order = { price: 500_000 as Price, size: 1_000_000 as Shares, timeInForce: "GTC" as const };
  const refusal = belowMinimum(order, market);
  assert.deepEqual(refusal, {
    rule: "venueMinimum",
    value: 1_000_000,
    limit: 5_000_000,
    unit: "shares",
  });
});
