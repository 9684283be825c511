import assert from "node:assert/strict";
import fc from "fast-check";
import { rng, runSeed } from "../../../src/core/math/rng.ts";
import type { AccountSpec } from "../../../src/core/simulate/account.ts";
import { engineOf, type EngineSpec } from "../../../src/core/simulate/engines.ts";
import { kernelOf } from "../../../src/core/simulate/kernel.ts";
import { digestOf } from "../../../src/core/simulate/digest.ts";
import { substreams } from "../../../src/core/simulate/substream.ts";
import { type Millis, type Price, price, shares, usdc } from "../../../src/core/types/units.ts";
import { accountOf, freeAccount, walkOracle } from "../../support/account_oracle.ts";
import { bet } from "../../support/bets.ts";
import { parseDefaults } from "../../support/defaults.ts";

const { risk } = parseDefaults();

const spike: EngineSpec = {
  ...bet,
  q: 0.55,
  gain: 0.0986,
  loss: -0.1194,
  timeExit: { probability: 0.2, ret: -0.03 },
  gapProbability: 0.01,
};

const record: EngineSpec = {
  kind: "bootstrap",
  returns: [-1, -0.12, -0.12, 0, 0, 0.1, 0.1, 0.1, 0.4],
  meanBlock: 2.1,
  redrawn: true,
  prior: { gain: 0.1, loss: -0.12, hit: 0.545, weight: 20 },
};

const engines: Readonly<Record<string, EngineSpec>> = { bet, spike, record };

/** Accounts that meet every limit, each in its own way. */
const accounts: readonly (readonly [string, AccountSpec])[] = [
  ["the defaults", accountOf()],
  ["a grid of shares", accountOf({ costPerShare: 0.4096, shareStep: shares(10_000) })],
  [
    "a quarter of Kelly",
    accountOf({ stakes: { kind: "kelly", kelly: 0.085, fraction: 0.25 }, costPerShare: 0.41 }),
  ],
  [
    "a budget down to the stop",
    accountOf({
      costPerShare: 0.4096,
      stop: price(370_000),
      risk: { ...risk, lossBudgetMode: "stop_plus_gap" },
    }),
  ],
  [
    "large stakes and a shallow drawdown",
    accountOf({
      stakes: { kind: "flat", stake: usdc(9_000_001) },
      risk: {
        ...risk,
        maxPositionSize: usdc(9_500_000),
        maxMarketExposure: usdc(9_500_000),
        maxGroupExposure: usdc(9_500_000),
        maxDailyLoss: usdc(40_000_000),
        maxWindowLoss: usdc(25_000_000),
      },
    }),
  ],
  [
    "nothing but the floor",
    freeAccount({
      stakes: { kind: "flat", stake: usdc(5_000_000) },
      risk: { ...freeAccount().risk, capitalFloor: 0.51 },
      trades: 60,
    }),
  ],
  [
    "a window shorter than a day",
    accountOf({
      tradesPerDay: 12,
      spacingMs: 3_600_000 as Millis,
      holdMs: 60_000 as Millis,
      trades: 91,
      risk: {
        ...risk,
        maxDailyLoss: usdc(50_000_000),
        lossWindowMs: 7_200_000 as Millis,
        maxWindowLoss: usdc(3_500_000),
        maxConsecutiveLosses: 5,
      },
    }),
  ],
];

Deno.test("the kernel and the engine's own rules give every path the same bits", () => {
  for (const [name, spec] of accounts) {
    for (const [which, engineSpec] of Object.entries(engines)) {
      const engine = engineOf(engineSpec, spec.trades);
      const kernel = kernelOf(spec, true);
      const returns = new Float64Array(spec.trades);
      const [fast, slow] = [digestOf(), digestOf()];
      for (const seed of [1, 42, 20_261_126]) {
        const { fill } = substreams(seed);
        for (let run = 0; run < 8; run++) {
          const uniforms = new Float64Array(engine.draws);
          rng(runSeed(seed, run)).fill(uniforms);
          engine.path(uniforms, returns);
          const expected = walkOracle(spec, returns);
          slow.add(expected.trace);
          fill(run, uniforms);
          engine.path(uniforms, returns);
          kernel.walk(returns);
          fast.add(kernel.trace);
          const { taken, trips, guardedDays, openDays, halt } = kernel.result;
          const { trace: _trace, ...counts } = expected;
          const counted = { taken, trips, guardedDays, openDays, halt };
          assert.deepStrictEqual(counted, counts, `${name}, ${which}`);
        }
      }
      assert.equal(fast.hex(), slow.hex(), `${name}, ${which}`);
    }
  }
});

Deno.test("the accounts of that comparison meet every limit there is", () => {
  const met = new Set<string>();
  for (const [, spec] of accounts) {
    for (const engineSpec of [bet, spike]) {
      const engine = engineOf(engineSpec, spec.trades);
      const kernel = kernelOf(spec);
      const [uniforms, returns] = [new Float64Array(engine.draws), new Float64Array(spec.trades)];
      for (let run = 0; run < 8; run++) {
        substreams(42).fill(run, uniforms);
        engine.path(uniforms, returns);
        kernel.walk(returns);
        met.add(kernel.result.halt);
        if (kernel.result.trips > 0) met.add("breaker");
        if (kernel.result.guardedDays > 0) met.add("dailyLoss");
      }
    }
  }
  const all = ["breaker", "capitalFloor", "dailyLoss", "drawdown", "none"];
  assert.deepStrictEqual([...met].sort(), all);
});

Deno.test("random accounts and returns agree with the engine's rules", () => {
  const money = (low: number, high: number) => fc.integer({ min: low, max: high }).map(usdc);
  const specs = fc.record({
    stake: money(100_000, 12_000_000),
    cap: money(500_000, 10_000_000),
    day: money(500_000, 20_000_000),
    windowLoss: money(500_000, 20_000_000),
    inRow: fc.integer({ min: 1, max: 6 }),
    perDay: fc.integer({ min: 1, max: 9 }),
    spacing: fc.integer({ min: 60_000, max: 9_000_000 }),
    drawdown: fc.double({ min: 0.01, max: 1, noNaN: true }),
    floor: fc.double({ min: 0, max: 0.99, noNaN: true }),
    gap: fc.double({ min: 0, max: 1, noNaN: true }),
    cost: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
    isWorst: fc.boolean(),
    returns: fc.array(fc.double({ min: -1, max: 5, noNaN: true }), { minLength: 1, maxLength: 40 }),
  });
  fc.assert(
    fc.property(specs, (of) => {
      const spec = accountOf({
        capital: usdc(30_000_000),
        stakes: { kind: "flat", stake: of.stake },
        costPerShare: of.cost,
        stop: Math.floor(of.cost * 900_000) as Price,
        trades: of.returns.length,
        tradesPerDay: of.perDay,
        spacingMs: of.spacing as Millis,
        holdMs: (of.spacing - 1) as Millis,
        risk: {
          ...risk,
          maxPositionSize: of.cap,
          maxMarketExposure: of.cap,
          maxGroupExposure: of.cap,
          maxDailyLoss: of.day,
          maxWindowLoss: of.windowLoss,
          maxConsecutiveLosses: of.inRow,
          maxDrawdown: of.drawdown,
          capitalFloor: of.floor,
          gapReserve: of.gap,
          lossBudgetMode: of.isWorst ? "worst_case" : "stop_plus_gap",
        },
      });
      const kernel = kernelOf(spec, true);
      kernel.walk(Float64Array.from(of.returns));
      const { taken, trips, guardedDays, openDays, halt } = kernel.result;
      const oracle = walkOracle(spec, of.returns);
      const counted = { taken, trips, guardedDays, openDays, halt };
      assert.deepStrictEqual({ trace: kernel.trace, ...counted }, oracle);
    }),
    { seed: 7, numRuns: 300 },
  );
});

Deno.test("no trade at all leaves the account as it was", () => {
  const kernel = kernelOf(accountOf({ trades: 0 }));
  kernel.walk(new Float64Array(0));
  const { final, lowest, taken, halt, dayEquity } = kernel.result;
  const expected = { final: 75e6, lowest: 75e6, taken: 0, halt: "none" };
  assert.deepStrictEqual({ final, lowest, taken, halt }, expected);
  assert.deepStrictEqual([...dayEquity], [75e6]);
});

Deno.test("an account that cannot be simulated is refused", () => {
  const wrong: Partial<AccountSpec>[] = [
    { trades: 1.5 },
    { tradesPerDay: 0 },
    { capital: usdc(0) },
    { holdMs: 1_800_000 as Millis },
    { spacingMs: 30_000_000 as Millis },
  ];
  for (const change of wrong) assert.throws(() => kernelOf(accountOf(change)), RangeError);
});
