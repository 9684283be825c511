import assert from "node:assert/strict";
import fc from "fast-check";
import { kellyOutcomes, meanReturn } from "../../../src/core/size/kelly.ts";
import {
  equallyLikely,
  resolutionOutcomes,
  type SizeInput,
  sizeStake,
  spikeOutcomes,
} from "../../../src/core/size/size.ts";
import { shares, type Usdc, usdc } from "../../../src/core/types/units.ts";
import { near } from "../../support/near.ts";

const STEP = 10_000;

/** A share at .41 believed worth .55, $75 in cash, at most $2, at least $0.50. */
function aTrade(over: Partial<SizeInput> = {}): SizeInput {
  return {
    outcomes: resolutionOutcomes(0.55, 0.41),
    costPerShare: 0.41,
    bankroll: usdc(75_000_000),
    cap: usdc(2_000_000),
    capRule: "positionSize",
    minimum: usdc(500_000),
    dayLimit: usdc(10_000_000),
    sizing: {
      kellyFraction: 0.25,
      gapProbability: 0.01,
      timeExitProbability: 0.1,
      monteCarloRuns: 200,
      monteCarloTrades: 50,
      maxRuinProbability: 0.05,
      maxDayLossProbability: 0.1,
    },
    shareStep: shares(STEP),
    seed: 7,
    ...over,
  };
}

Deno.test("a quarter of Kelly over the cap buys what the cap pays for, in whole steps", () => {
  const sized = sizeStake(aTrade());
  assert.ok(sized.ok);
  near(sized.value.kelly, (0.55 - 0.41) / 0.59, 1e-12);
  // 75 x .25 x .2372881 = 4.449152; $2 / .41 = 4.878 -> 4.87 shares, which cost 1.9967.
  assert.equal(sized.value.kellyStake, 4_449_152);
  assert.equal(sized.value.shares, 4_870_000);
  assert.equal(sized.value.stake, 1_996_700);
  assert.equal(sized.value.costPerShare, 0.41);
});

Deno.test("without an edge the trade is refused as kelly", () => {
  const sized = sizeStake(aTrade({ outcomes: resolutionOutcomes(0.4, 0.41) }));
  assert.ok(!sized.ok);
  assert.equal(sized.error.rule, "kelly");
  near(sized.error.value ?? NaN, 0.4 / 0.41 - 1, 1e-12);
});

Deno.test("a target under its costs is refused as kelly, however likely it is", () => {
  // .50 -> .53 with a stop at .48 and a fee rate of .07: the target nets less than it cost.
  const outcomes = spikeOutcomes({
    cost: 0.5175,
    netTarget: 0.512563,
    netStop: 0.462528,
    netTime: 0.4825,
    hit: 1,
    gapProbability: 0.01,
    timeExitProbability: 0.1,
  });
  const sized = sizeStake(aTrade({ outcomes, costPerShare: 0.5175 }));
  assert.equal(!sized.ok && sized.error.rule, "kelly");
});

Deno.test("a cap under the minimum is refused by the cap's own rule", () => {
  const sized = sizeStake(aTrade({ cap: usdc(400_000), capRule: "lossBudget" }));
  assert.deepStrictEqual(sized, {
    ok: false,
    error: {
      rule: "lossBudget",
      value: 500_000,
      limit: 400_000,
      unit: "usd",
      note: "the smallest stake against the room left",
    },
  });
});

Deno.test("a Kelly stake under the minimum is not raised to it", () => {
  // 75 x .25 x .02 / .59 = .6356 is under a dollar.
  const sized = sizeStake(aTrade({
    outcomes: resolutionOutcomes(0.43, 0.41),
    minimum: usdc(1_000_000),
  }));
  assert.deepStrictEqual(sized, {
    ok: false,
    error: { rule: "configMinimum", value: 635_593, limit: 1_000_000, unit: "usd" },
  });
});

Deno.test("R-087 shares that would cost less than the minimum are not rounded up to it", () => {
  // Fifty cents buy 1.21 whole steps at .41, which cost .4961.
  const sized = sizeStake(aTrade({ cap: usdc(500_000) }));
  assert.deepStrictEqual(sized, {
    ok: false,
    error: { rule: "configMinimum", value: 496_100, limit: 500_000, unit: "usd" },
  });
});

Deno.test("no cash, or a debt, buys nothing", () => {
  for (const bankroll of [usdc(0), usdc(-5_000_000)]) {
    const sized = sizeStake(aTrade({ bankroll, minimum: usdc(0) }));
    assert.equal(!sized.ok && sized.error.rule, "configMinimum");
  }
});

Deno.test("a stake that fails Monte Carlo is halved until it passes", () => {
  // At .41 five losses of $1 pass a day limit of $4 with .45^5 = 1.8 %, of $2 they do not.
  const sized = sizeStake(aTrade({ dayLimit: usdc(4_000_000) }));
  assert.ok(sized.ok);
  assert.equal(sized.value.shares, 2_430_000);
  assert.equal(sized.value.stake, 996_300);
  assert.ok((sized.value.dayLoss ?? 1) <= 0.1);
});

Deno.test("a stake that fails down to the minimum is refused by its last failure", () => {
  const sized = sizeStake(aTrade({ dayLimit: usdc(300_000) }));
  assert.ok(!sized.ok);
  assert.equal(sized.error.rule, "monteCarloDayLoss");
  assert.ok((sized.error.value ?? 0) > (sized.error.limit ?? 1));
});

Deno.test("a belief known badly is held to a lower stake than its mean", () => {
  const input = aTrade({
    outcomes: resolutionOutcomes(0.47, 0.41),
    sizing: { ...aTrade().sizing, monteCarloRuns: 1000, monteCarloTrades: 200 },
    dayLimit: usdc(10_000_000),
  });
  const beliefs = equallyLikely(0.47, 0.08, 5).map((q) =>
    resolutionOutcomes(q, 0.41).map((outcome) => outcome.probability)
  );
  const [sure, unsure] = [sizeStake(input), sizeStake({ ...input, beliefs })];
  assert.ok(sure.ok);
  assert.ok(!unsure.ok || unsure.value.stake < sure.value.stake);
});

Deno.test("a stake is within Kelly, cap and minimum, on the grid, and pays for its shares", () => {
  const cents = fc.integer({ min: 3, max: 97 }).map((n) => n / 100);
  const dollars = (min: number, max: number): fc.Arbitrary<Usdc> =>
    fc.integer({ min: min * 1e6, max: max * 1e6 }).map(usdc);
  let bought = 0;
  fc.assert(
    fc.property(
      cents,
      fc.double({ min: 0.01, max: 0.4, noNaN: true }),
      dollars(1, 5000),
      dollars(0, 50),
      dollars(0, 2),
      (c, edge, bankroll, cap, minimum) => {
        const costPerShare = c + 0.04 * c * (1 - c);
        const q = Math.min(1, costPerShare + edge);
        const outcomes = resolutionOutcomes(q, costPerShare);
        const sizing = { ...aTrade().sizing, monteCarloRuns: 40, monteCarloTrades: 10 };
        const limits = { maxRuinProbability: 0.3, maxDayLossProbability: 0.5 };
        const sized = sizeStake(aTrade({
          outcomes,
          costPerShare,
          bankroll,
          cap,
          minimum,
          sizing: { ...sizing, ...limits },
        }));
        if (!sized.ok) return;
        bought++;
        const { stake, shares: count, kellyStake } = sized.value;
        assert.ok(Number.isSafeInteger(stake) && Number.isSafeInteger(count) && count > 0);
        assert.ok(stake <= cap && stake <= kellyStake && stake >= minimum);
        assert.equal(count % STEP, 0);
        assert.ok(stake >= count * costPerShare - 1e-5 && stake < count * costPerShare + 1);
        assert.ok(kellyStake <= 0.25 * kellyOutcomes(outcomes) * bankroll);
      },
    ),
    { seed: 1, numRuns: 400 },
  );
  assert.ok(bought > 50, `only ${bought} of 400 bought: the property says nothing`);
});

Deno.test("a larger bankroll, cap or belief never buys fewer shares", () => {
  const at = (over: Partial<SizeInput>) => {
    const sized = sizeStake(aTrade({ ...over, dayLimit: usdc(1_000_000_000) }));
    return sized.ok ? sized.value.shares : 0;
  };
  const cap = usdc(50_000_000);
  let before = [0, 0, 0];
  for (const k of [1, 2, 3, 5, 8]) {
    const now = [
      at({ cap, bankroll: usdc(k * 20_000_000) }),
      at({ cap: usdc(k * 500_000) }),
      at({ cap, outcomes: resolutionOutcomes(0.42 + 0.03 * k, 0.41) }),
    ];
    for (const [i, count] of now.entries()) assert.ok(count >= (before[i] ?? 0));
    before = now;
  }
});

Deno.test("the exits of a spike trade are a distribution with the gap at a total loss", () => {
  const outcomes = spikeOutcomes({
    cost: 0.4096,
    netTarget: 0.4401,
    netStop: 0.360676,
    netTime: 0.38,
    hit: 0.7,
    gapProbability: 0.01,
    timeExitProbability: 0.1,
  });
  near(outcomes.reduce((sum, outcome) => sum + outcome.probability, 0), 1, 1e-15);
  const [target, stop, time, gap] = outcomes;
  near(
    (target?.probability ?? 0) / ((target?.probability ?? 0) + (stop?.probability ?? 0)),
    0.7,
    1e-15,
  );
  // a and l of kelly_target_stop.csv, entry .40, target .45, stop .37, fee rate .04.
  near(target?.ret ?? 0, 0.07446289062, 1e-10);
  near(stop?.ret ?? 0, -0.1194433594, 1e-10);
  assert.deepStrictEqual([time?.probability, gap?.probability, gap?.ret], [0.1, 0.01, -1]);
});

Deno.test("a share held to resolution earns its odds or loses the stake", () => {
  near(meanReturn(resolutionOutcomes(0.46, 0.41)), 0.46 / 0.41 - 1, 1e-12);
  const disputed = resolutionOutcomes(0.46, 0.41, 0.02);
  near(disputed[0]?.probability ?? 0, 0.46 * 0.98, 1e-15);
  near(disputed[1]?.probability ?? 0, 1 - 0.46 * 0.98, 1e-15);
});

Deno.test("equally likely beliefs keep their mean and stay probabilities", () => {
  const values = equallyLikely(0.4, 0.05, 7);
  near(values.reduce((sum, value) => sum + value, 0) / 7, 0.4, 1e-12);
  assert.equal(values[3], 0.4);
  assert.deepStrictEqual(equallyLikely(0.4, 0, 3), [0.4, 0.4, 0.4]);
  assert.ok(equallyLikely(0.95, 0.3, 9).every((value) => value >= 0 && value <= 1));
});
