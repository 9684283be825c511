import assert from "node:assert/strict";
import {
  isoMillis,
  toMillis,
  toPrice,
  toSeconds,
  toShares,
  toSide,
} from "../../../src/adapters/replay/parse.ts";

Deno.test("a price is strictly inside (0, 1), as text or number", () => {
  const cases: readonly [unknown, number | string][] = [
    ["0.41", 410_000],
    [".48", 480_000],
    [0.575, 575_000],
    ["0.0005", 500],
    ["5e-4", 500],
    ["0", "price"],
    ["1", "price"],
    ["1.01", "price"],
    ["-0.2", "price"],
    [1e9, "price"],
    ["0.0000001", "price"],
    ["nan", "wrongType"],
    [NaN, "wrongType"],
    ["", "wrongType"],
    [" 0.4", "wrongType"],
    ["0x1", "wrongType"],
    ["0.4.4", "wrongType"],
    [null, "wrongType"],
    [undefined, "wrongType"],
    [{}, "wrongType"],
    [true, "wrongType"],
  ];
  for (const [given, wanted] of cases) assert.equal(toPrice(given), wanted, String(given));
});

Deno.test("R-020 sizes are kept to a millionth of a share, and are not negative", () => {
  assert.equal(toShares("1.929823"), 1_929_823);
  assert.equal(toShares("10500100"), 10_500_100_000_000);
  assert.equal(toShares(0), 0);
  assert.equal(toShares("-1"), "size");
  assert.equal(toShares(Infinity), "size");
  assert.equal(toShares("1e300"), "size");
  assert.equal(toShares("many"), "wrongType");
  assert.equal(toShares(NaN), "wrongType");
});

Deno.test("times outside 2015 to 2045 are a defect, and seconds are told from milliseconds", () => {
  assert.equal(toSeconds("1783921593"), 1_783_921_593);
  assert.equal(toSeconds("17839215930"), "time");
  assert.equal(toSeconds("1783921593.5"), "time");
  assert.equal(toSeconds("noon"), "wrongType");
  assert.equal(toMillis("1723900000411"), 1_723_900_000_411);
  assert.equal(toMillis(1_710_000_000), 1_710_000_000_000);
  assert.equal(toMillis("-5"), "time");
  assert.equal(toMillis(undefined), "wrongType");
});

Deno.test("sides are read in the words of every recorder", () => {
  assert.deepEqual(["BUY", "bid", "buy", "BID"].map(toSide), ["buy", "buy", "buy", "buy"]);
  assert.deepEqual(["SELL", "ask"].map(toSide), ["sell", "sell"]);
  assert.deepEqual(["", "both", 1].map(toSide), ["wrongType", "wrongType", "wrongType"]);
});

Deno.test("dates are read in the forms Gamma and the recorders write", () => {
  const wanted = Date.UTC(2026, 0, 23, 20, 56, 36);
  assert.equal(isoMillis("2026-01-23T20:56:36Z"), wanted);
  assert.equal(isoMillis("2026-01-23 20:56:36+00"), wanted);
  assert.equal(isoMillis("2026-01-23T21:56:36+01:00"), wanted);
  assert.equal(isoMillis("2026-08-05T03:37:07.286822+00:00"), Date.UTC(2026, 7, 5, 3, 37, 7, 286));
  assert.equal(isoMillis("soon"), null);
  assert.equal(isoMillis(null), null);
});
