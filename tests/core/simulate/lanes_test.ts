import assert from "node:assert/strict";
import fc from "fast-check";
import { rng } from "../../../src/core/math/rng.ts";
import type { AccountSpec } from "../../../src/core/simulate/account.ts";
import { engineOf, type EngineSpec } from "../../../src/core/simulate/engines.ts";
import { kernelOf } from "../../../src/core/simulate/kernel.ts";
import { isCovered, openLanes } from "../../../src/core/simulate/lanes.ts";
import { openWalkers } from "../../../src/core/simulate/walkers.ts";
import { substreams } from "../../../src/core/simulate/substream.ts";
import { type Millis, type Price, price, shares, usdc } from "../../../src/core/types/units.ts";
import { accountOf, freeAccount, walkOracle } from "../../support/account_oracle.ts";
import { bet } from "../../support/bets.ts";
import { parseDefaults } from "../../support/defaults.ts";

const { risk } = parseDefaults();

const engines: readonly EngineSpec[] = [
  bet,
  { ...bet, q: 0.55, gain: 0.0986, loss: -0.1194, timeExit: { probability: 0.2, ret: 0 } },
  {
    kind: "bootstrap",
    returns: [-1, -0.12, -0.12, 0, 0, 0.1, 0.1, 0.1, 0.4],
    meanBlock: 2.1,
    redrawn: true,
    prior: { gain: 0.1, loss: -0.12, hit: 0.545, weight: 20 },
  },
];

/** Accounts of which some meet every limit, and some none for long. */
const specs = fc.record({
  capital: fc.integer({ min: 1_000_000, max: 90_000_000 }),
  stake: fc.integer({ min: 100_000, max: 12_000_000 }),
  kelly: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  cap: fc.integer({ min: 500_000, max: 40_000_000 }),
  day: fc.integer({ min: 200_000, max: 9_000_000 }),
  windowLoss: fc.integer({ min: 500_000, max: 20_000_000 }),
  windowMs: fc.integer({ min: 1, max: 200_000_000 }),
  breakerMs: fc.integer({ min: 0, max: 90_000_000 }),
  inRow: fc.integer({ min: 1, max: 6 }),
  trades: fc.integer({ min: 1, max: 70 }),
  perDay: fc.integer({ min: 1, max: 9 }),
  spacing: fc.integer({ min: 60_000, max: 9_000_000 }),
  drawdown: fc.double({ min: 0.05, max: 1, noNaN: true }),
  floor: fc.double({ min: 0.1, max: 0.99, noNaN: true }),
  cost: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
  step: fc.constantFrom(1, 10_000, 1_000_000),
});

function specFrom(of: (typeof specs) extends fc.Arbitrary<infer T> ? T : never): AccountSpec {
  return accountOf({
    capital: usdc(of.capital),
    stakes: of.kelly === null
      ? { kind: "flat", stake: usdc(of.stake) }
      : { kind: "kelly", kelly: of.kelly, fraction: 0.5 },
    costPerShare: of.cost,
    shareStep: shares(of.step),
    stop: Math.floor(of.cost * 900_000) as Price,
    trades: of.trades,
    tradesPerDay: of.perDay,
    spacingMs: of.spacing as Millis,
    holdMs: (of.spacing - 1) as Millis,
    risk: {
      ...risk,
      lossBudgetMode: "worst_case",
      maxPositionSize: usdc(of.cap),
      maxMarketExposure: usdc(of.cap),
      maxGroupExposure: usdc(of.cap),
      maxDailyLoss: usdc(of.day),
      maxWindowLoss: usdc(of.windowLoss),
      lossWindowMs: of.windowMs as Millis,
      breakerMs: of.breakerMs as Millis,
      maxConsecutiveLosses: of.inRow,
      maxDrawdown: of.drawdown,
      capitalFloor: of.floor,
    },
  });
}

Deno.test("lanes and the kernel give every path of random accounts the same bits", () => {
  const met = new Map<string, number>();
  fc.assert(
    fc.property(specs, fc.nat(), fc.integer({ min: 1, max: 4 }), (of, seed, runs) => {
      const spec = specFrom(of);
      assert.ok(isCovered(spec));
      const kernel = kernelOf(spec, true);
      const { fill } = substreams(seed);
      for (const engineSpec of engines) {
        const { draws, path } = engineOf(engineSpec, spec.trades);
        const { returns, walkers: [walker] } = openLanes([spec], 4);
        const uniforms = new Float64Array(draws);
        returns.slice(0, runs).forEach((target, run) => {
          fill(run, uniforms);
          path(uniforms, target);
        });
        walker?.walk(runs);
        for (let run = 0; run < runs; run++) {
          kernel.walk(returns[run] ?? new Float64Array(0));
          assert.deepStrictEqual(walker?.results[run], kernel.result);
          assert.deepStrictEqual(walker?.trace(run), kernel.trace);
          const { halt, trips, guardedDays } = kernel.result;
          for (const what of [halt, trips > 0 ? "breaker" : "", guardedDays > 0 ? "day" : ""]) {
            met.set(what, (met.get(what) ?? 0) + 1);
          }
        }
      }
    }),
    { seed: 3, numRuns: 300 },
  );
  for (const what of ["none", "drawdown", "capitalFloor", "breaker", "day"]) {
    assert.ok((met.get(what) ?? 0) > 20, `${what} was met ${met.get(what)} times`);
  }
});

Deno.test("lanes agree with the engine's own rules on random returns", () => {
  const any = fc.array(fc.double({ min: -1, max: 5, noNaN: true }), {
    minLength: 70,
    maxLength: 70,
  });
  fc.assert(
    fc.property(specs, any, any, (of, first, second) => {
      const spec = specFrom({ ...of, windowMs: risk.lossWindowMs });
      const { returns, walkers: [walker] } = openLanes([spec], 2);
      [first, second].forEach((path, i) => returns[i]?.set(path.slice(0, spec.trades)));
      walker?.walk(2);
      for (const [i, path] of returns.entries()) {
        const { trace, ...counts } = walkOracle(spec, path);
        const { taken, trips, guardedDays, openDays, halt } = walker?.results[i] ?? {};
        assert.deepStrictEqual({ taken, trips, guardedDays, openDays, halt }, counts);
        assert.deepStrictEqual(walker?.trace(i), trace);
      }
    }),
    { seed: 5, numRuns: 60 },
  );
});

Deno.test("accounts in lanes and accounts of the kernel meet the same trades side by side", () => {
  const inLanes = accountOf({ trades: 40 });
  const onKernel = accountOf({
    trades: 40,
    stop: price(370_000),
    risk: { ...risk, lossBudgetMode: "stop_plus_gap" },
  });
  const accounts = [onKernel, inLanes, freeAccount({ trades: 40 })] as const;
  assert.deepStrictEqual(accounts.slice(0, 2).map(isCovered), [false, true]);
  const { returns, walkers } = openWalkers(accounts);
  const { path, draws } = engineOf(bet, 40);
  for (let block = 0; block < 3; block++) {
    for (const [i, target] of returns.entries()) {
      const uniforms = new Float64Array(draws);
      rng(100 * block + i).fill(uniforms);
      path(uniforms, target);
    }
    for (const [k, spec] of accounts.entries()) {
      walkers[k]?.walk(returns.length);
      const kernel = kernelOf(spec);
      for (const [i, target] of returns.entries()) {
        kernel.walk(target);
        assert.deepStrictEqual(walkers[k]?.results[i], kernel.result);
      }
    }
  }
});

Deno.test("lanes leave alone what would not stay whole numbers, and paths of another length", () => {
  const isLeft = (change: Partial<AccountSpec>) => !isCovered(accountOf(change));
  const most = usdc(1e12);
  const wide = { ...risk, maxPositionSize: most, maxMarketExposure: most, maxGroupExposure: most };
  assert.ok(isLeft({ risk: wide }));
  assert.ok(isLeft({ risk: { ...risk, lossWindowMs: 0 as Millis } }));
  assert.ok(isLeft({ stakes: { kind: "kelly", kelly: Number.NaN, fraction: 1 } }));
  assert.throws(() => openLanes([accountOf({ risk: wide })], 2), RangeError);
  assert.throws(
    () => openLanes([accountOf({ trades: 3 }), accountOf({ trades: 4 })], 2),
    RangeError,
  );
});

Deno.test("an account that is offered nothing stays as it was in lanes too", () => {
  const spec = accountOf({ trades: 0 });
  const { walkers: [walker] } = openLanes([spec], 2);
  walker?.walk(2);
  const kernel = kernelOf(spec);
  kernel.walk(new Float64Array(0));
  assert.deepStrictEqual(walker?.results, [kernel.result, kernel.result]);
});
