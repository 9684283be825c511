import assert from "node:assert/strict";
import fc from "fast-check";
import { MICRO, type Price, price, type Shares } from "../../../src/core/types/units.ts";
import { feePerShare, takerFee } from "../../../src/core/venue/fees.ts";
import { csv, refTest } from "../../support/shared.ts";

function fee(size: number, at: number, rate: number, exponent = 1): number {
  return takerFee(Math.round(size * MICRO) as Shares, price(Math.round(at * MICRO)), {
    rate,
    exponent,
  });
}

// By hand from shares x rate x (p(1-p))^exponent; the first two are the venue's own examples.
const vectors = [
  [1, 0.5, 0.04, 1, 10_000],
  [1, 0.9, 0.04, 1, 3_600],
  [100, 0.5, 0.07, 1, 1_750_000],
  [100, 0.1, 0.05, 1, 450_000],
  [10, 0.01, 0.04, 1, 3_960],
  [100, 0.5, 0.25, 2, 1_562_500],
  [100, 0.5, 0, 1, 0],
  // 0.0000125 of a dollar is nearer to one step than to two; 0.0000150 is a half and goes up.
  [0.00125, 0.5, 0.04, 1, 10],
  [0.0015, 0.5, 0.04, 1, 20],
  // 0.0000001 of a dollar is due: the least fee is a step.
  [0.00001, 0.5, 0.04, 1, 10],
] as const;

Deno.test("R-075 the fee is shares x rate x (p(1-p))^exponent to 5 decimals", () => {
  for (const [size, at, rate, exponent, micro] of vectors) {
    assert.equal(fee(size, at, rate, exponent), micro, `${size} at ${at}, ${rate}^${exponent}`);
  }
});

const anyPrice = fc.integer({ min: 1, max: MICRO - 1 }).map((n) => n as Price);
const anySize = fc.integer({ min: 1, max: 1e11 }).map((n) => n as Shares);
const anyRate = fc.integer({ min: 1, max: 2_500 });

Deno.test("R-075 the fee is equal at p and 1 - p", () => {
  fc.assert(fc.property(anySize, anyPrice, anyRate, (size, at, bps) => {
    const schedule = { rate: bps / 1e4, exponent: 1 };
    const other = (MICRO - at) as Price;
    assert.equal(takerFee(size, at, schedule), takerFee(size, other, schedule));
  }));
});

Deno.test("the fee is within half a step of the exact rational and at least one step", () => {
  fc.assert(
    fc.property(anySize, anyPrice, anyRate, fc.constantFrom(1, 2), (size, at, bps, exponent) => {
      const got = takerFee(size, at, { rate: bps / 1e4, exponent });
      assert.equal(got % 10, 0);
      assert.ok(got >= 10);
      // In units of 1e-6 / (1e4 x 1e12^e): exact, so the distance to the truth is too.
      const unit = 10_000n * 10n ** BigInt(12 * exponent);
      const variance = BigInt(at) * BigInt(MICRO - at);
      const exact = BigInt(size) * BigInt(bps) * variance ** BigInt(exponent);
      const distance = BigInt(got) * unit - exact;
      const off = distance < 0n ? -distance : distance;
      if (got > 10) assert.ok(off <= 5n * unit + unit / 10n ** 6n, `${got}`);
    }),
  );
});

Deno.test("a market without fees charges nothing, a broken schedule is not read as one", () => {
  assert.equal(fee(100, 0.5, 0), 0);
  for (const rate of [-0.01, NaN, Infinity]) assert.throws(() => fee(1, 0.5, rate), RangeError);
  assert.throws(() => fee(1, 0.5, 0.04, NaN), RangeError);
});

refTest("round trips cost what the reference table says", (read) => {
  for (const row of csv(read("roundtrip_cost.csv"))) {
    const [mid, rate, width] = [row["mid"], row["fee_rate"], row["spread"]].map(Number);
    if (mid === undefined || rate === undefined || width === undefined) throw new Error("row");
    const schedule = { rate, exponent: 1 };
    const feeAt = (at: number) => feePerShare(price(Math.round(at * MICRO)), schedule);
    const takerFees = feeAt(mid + width / 2) + feeAt(mid - width / 2);
    const cents = 100 * (width + takerFees);
    const wanted = Number(row["taker_in_taker_out_cost_cents"]);
    assert.ok(Math.abs(cents - wanted) <= 1e-5, `${mid} ${rate} ${width}: ${cents}, ${wanted}`);
    const makerOut = 100 * feeAt(mid + width / 2);
    assert.ok(Math.abs(makerOut - Number(row["taker_in_maker_out_cents"])) <= 1e-5);
  }
});
