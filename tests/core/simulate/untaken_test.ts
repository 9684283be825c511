import assert from "node:assert/strict";
import fc from "fast-check";
import { kernelOf } from "../../../src/core/simulate/kernel.ts";
import { untaken } from "../../../src/core/simulate/untaken.ts";
import { type Price, usdc } from "../../../src/core/types/units.ts";
import { accountOf } from "../../support/account_oracle.ts";
import { parseDefaults } from "../../support/defaults.ts";

const { risk } = parseDefaults();

Deno.test("a stake under the minimum is named with what the grid makes of it", () => {
  // Hundredths of shares at 41 cents: 121 of them are $0.4961, the next would be $0.5002.
  const at = (stake: number) =>
    untaken(accountOf({ costPerShare: 0.41, stakes: { kind: "flat", stake: usdc(stake) } }));
  assert.deepStrictEqual(at(500_000), {
    bound: "stake",
    limit: 500_000,
    onGrid: 496_100,
    minimum: 500_000,
  });
  assert.equal(at(501_000), null);
});

Deno.test("what holds the stake down is named", () => {
  const bound = (change: Partial<typeof risk>) =>
    untaken(accountOf({ costPerShare: 0.41, risk: { ...risk, ...change } }))?.bound;
  assert.equal(bound({}), undefined);
  assert.equal(bound({ maxDailyLoss: usdc(300_000) }), "maxDailyLoss");
  assert.equal(bound({ maxGroupExposure: usdc(300_000) }), "maxGroupExposure");
});

Deno.test("an account takes nothing of an offer exactly where there is a reason", () => {
  const specs = fc.record({
    stake: fc.integer({ min: 1, max: 3_000_000 }),
    kelly: fc.double({ min: 0, max: 0.1, noNaN: true }),
    isFlat: fc.boolean(),
    isWorst: fc.boolean(),
    day: fc.integer({ min: 100_000, max: 2_000_000 }),
    cost: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
  });
  const met = { taken: 0, untaken: 0 };
  fc.assert(
    fc.property(specs, ({ stake, kelly, isFlat, isWorst, day, cost }) => {
      const spec = accountOf({
        trades: 1,
        costPerShare: cost,
        stop: Math.floor(cost * 900_000) as Price,
        stakes: isFlat
          ? { kind: "flat", stake: usdc(stake) }
          : { kind: "kelly", kelly, fraction: 0.25 },
        risk: {
          ...risk,
          maxDailyLoss: usdc(day),
          lossBudgetMode: isWorst ? "worst_case" : "stop_plus_gap",
        },
      });
      const kernel = kernelOf(spec);
      kernel.walk(Float64Array.of(0.1));
      const isTaken = kernel.result.taken === 1;
      met[isTaken ? "taken" : "untaken"]++;
      assert.equal(untaken(spec) === null, isTaken);
    }),
    { seed: 11, numRuns: 500 },
  );
  assert.ok(met.taken > 100 && met.untaken > 100);
});
