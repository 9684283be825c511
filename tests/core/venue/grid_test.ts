import assert from "node:assert/strict";
import fc from "fast-check";
import { MICRO, type Price } from "../../../src/core/types/units.ts";
import {
  floorShares,
  highestPrice,
  isOnGrid,
  isTickSize,
  lowestPrice,
  ROUNDING,
  roundToTick,
  ticksBetween,
} from "../../../src/core/venue/grid.ts";

const ticks = [...ROUNDING.keys()] as Price[];
const anyTick = fc.constantFrom(...ticks);

Deno.test("the six tick sizes of the venue are whole numbers of 1e-6 that divide a dollar", () => {
  assert.deepEqual(ticks, [100_000, 10_000, 5_000, 2_500, 1_000, 100]);
  for (const tick of ticks) assert.equal(MICRO % tick, 0);
  assert.equal(isTickSize(20_000), false);
});

Deno.test("the decimals of every tick hold its prices, and amounts hold price times size", () => {
  for (const [tick, { price, size, amount }] of ROUNDING) {
    assert.equal(tick * 10 ** price % MICRO, 0, `${tick}`);
    assert.equal(amount, price + size);
  }
});

Deno.test("prices run from one tick to one tick below 1 on all six grids", () => {
  for (const tick of ticks) {
    assert.equal(isOnGrid(lowestPrice(tick), tick), true);
    assert.equal(isOnGrid(highestPrice(tick), tick), true);
    for (const bad of [0, MICRO, lowestPrice(tick) - 50, highestPrice(tick) + 50, -tick]) {
      assert.equal(isOnGrid(bad, tick), false, `${bad} on ${tick}`);
    }
    assert.equal(isOnGrid(0.5 + tick, tick), false);
    assert.equal(isOnGrid(NaN, tick), false);
  }
});

Deno.test("rounding stays on the grid, goes the way it was told and moves less than a tick", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: MICRO - 1 }), anyTick, (price, tick) => {
    const down = roundToTick(price, tick, "down");
    const up = roundToTick(price, tick, "up");
    const nearest = roundToTick(price, tick, "nearest");
    if (down !== null) assert.ok(isOnGrid(down, tick) && down <= price && price - down < tick);
    else assert.ok(price < tick);
    if (up !== null) assert.ok(isOnGrid(up, tick) && up >= price && up - price < tick);
    else assert.ok(price > MICRO - tick);
    if (nearest !== null) assert.ok(Math.abs(nearest - price) * 2 <= tick);
    if (isOnGrid(price, tick)) assert.deepEqual([down, up, nearest], [price, price, price]);
  }));
});

Deno.test("rounding out of the range gives no price, and a half goes up", () => {
  const cent = 10_000 as Price;
  assert.equal(roundToTick(9_999, cent, "down"), null);
  assert.equal(roundToTick(990_001, cent, "up"), null);
  assert.equal(roundToTick(515_000, cent, "nearest"), 520_000);
  assert.equal(roundToTick(514_999.9, cent, "nearest"), 510_000);
  assert.equal(roundToTick(NaN, cent, "nearest"), null);
});

Deno.test("distance in ticks is whole and signed on the grid", () => {
  assert.equal(ticksBetween(480_000, 500_000, 10_000 as Price), 2);
  assert.equal(ticksBetween(500_000, 480_000, 2_500 as Price), -8);
});

Deno.test("R-087 shares are only ever rounded down", () => {
  assert.equal(floorShares(5_009_999), 5_000_000);
  assert.equal(floorShares(9_999), 0);
  assert.equal(floorShares(73_070_000), 73_070_000);
});
