import assert from "node:assert/strict";
import fc from "fast-check";
import {
  rng,
  runSeed,
  splitmix64,
  stream,
  subSeed,
  xoshiro128,
} from "../../../src/core/math/rng.ts";
import { near } from "../../support/near.ts";
import { refTest } from "../../support/shared.ts";

// Sources: the authors' reference implementations (prng.di.unimi.it) and, for the stream of a seed,
// an independent Python program; the same values as quant/refs/prng_kat.json.
const XOSHIRO_1234 = [11520, 0, 5927040, 70819200, 2031721883, 1637235492];
const STREAM_42 = [
  0.4137016681565887,
  0.003983993377814743,
  0.6500837027638867,
  0.6846020186141416,
  0.8306474885481525,
  0.7362412159731277,
];

function outputs(state: readonly number[], count: number): number[] {
  const target = new Uint32Array(count);
  xoshiro128(Int32Array.from(state), target);
  return [...target];
}

function take(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

Deno.test("splitmix64 gives its author's numbers for seed 1234567", () => {
  const next = splitmix64(1234567);
  assert.deepStrictEqual([next(), next(), next()], [
    6457827717110365317n,
    3203168211198807973n,
    9817491932198370423n,
  ]);
});

Deno.test("xoshiro128** gives its authors' numbers from the state 1 2 3 4", () => {
  assert.deepStrictEqual(outputs([1, 2, 3, 4], 6), XOSHIRO_1234);
});

Deno.test("xoshiro128** goes on where it stopped", () => {
  const state = Int32Array.from([1, 2, 3, 4]);
  const parts = [new Uint32Array(1), new Uint32Array(2), new Uint32Array(3)];
  for (const part of parts) xoshiro128(state, part);
  assert.deepStrictEqual(parts.flatMap((part) => [...part]), XOSHIRO_1234);
});

Deno.test("the stream of seed 42 is bit for bit the documented one", () => {
  assert.deepStrictEqual(take(6, rng(42).next), STREAM_42);
});

refTest("every known answer of prng_kat.json holds bit for bit", (read) => {
  const kat = JSON.parse(read("prng_kat.json"));
  const mix = splitmix64(1234567);
  assert.deepStrictEqual(
    Array.from({ length: 5 }, () => mix().toString()),
    kat["splitmix64_seed_1234567"],
  );
  assert.deepStrictEqual(outputs([1, 2, 3, 4], 10), kat["xoshiro128starstar_state_[1,2,3,4]"]);
  const recommended = kat["recommended_stream"];
  for (const seed of [42, 20261122]) {
    const { state, first_10_U: expected } = recommended[`seed=${seed}`];
    assert.deepStrictEqual(take(10, rng(seed).next), expected.map(Number));
    assert.deepStrictEqual(take(10, stream(state).next), expected.map(Number));
  }
  assert.deepStrictEqual(
    outputs(recommended["seed=42"].state, 6),
    recommended["seed=42"]["first_u32"],
  );
});

// Ten thousand rows of twenty $2 bets at .41, won when U < .46, drawn row by row from seed 42.
function miniMonteCarlo(): { wins: number[]; profits: number[]; drawdowns: number[] } {
  const random = rng(42);
  const [wins, profits, drawdowns] = [[], [], []] as [number[], number[], number[]];
  for (let row = 0; row < 10_000; row++) {
    let [won, profit, peak, drawdown] = [0, 0, 0, 0];
    for (let trade = 0; trade < 20; trade++) {
      const win = random.next() < 0.46;
      won += win ? 1 : 0;
      profit += win ? (2 * 0.59) / 0.41 : -2;
      peak = Math.max(peak, profit);
      drawdown = Math.max(drawdown, peak - profit);
    }
    wins.push(won);
    profits.push(profit);
    drawdowns.push(drawdown);
  }
  return { wins, profits, drawdowns };
}

Deno.test("a small Monte Carlo from seed 42 wins exactly 92,067 bets", () => {
  const { wins, profits, drawdowns } = miniMonteCarlo();
  assert.equal(wins.reduce((a, b) => a + b), 92_067);
  assert.deepStrictEqual(wins.slice(0, 8), [7, 10, 12, 10, 8, 7, 6, 9]);
  assert.equal(profits.filter((profit) => profit < 0).length, 3779);
  near(profits.reduce((a, b) => a + b) / 10_000, 4.910731707317072, 1e-12);
  near(drawdowns.reduce((a, b) => a + b) / 10_000, 9.644595121951221, 1e-12);
  near([...profits].sort((a, b) => a - b)[499] ?? NaN, -10.731707317073171, 1e-12);
});

Deno.test("filling an array takes the same numbers as drawing them", () => {
  fc.assert(
    fc.property(
      fc.maxSafeInteger(),
      fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 5 }),
      (seed, sizes) => {
        const [one, other] = [rng(seed), rng(seed)];
        for (const [i, size] of sizes.entries()) {
          const filled = new Float64Array(size);
          if (i % 2 === 0) one.fill(filled);
          else filled.set(take(size, one.next));
          assert.deepStrictEqual([...filled], take(size, other.next));
        }
      },
    ),
    { seed: 1 },
  );
});

Deno.test("numbers lie in [0, 1) and a seed repeats its stream", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (seed) => {
      const drawn = take(50, rng(seed).next);
      assert.ok(drawn.every((u) => u >= 0 && u < 1));
      assert.deepStrictEqual(take(50, rng(seed).next), drawn);
    }),
    { seed: 1 },
  );
});

Deno.test("sub-streams of a seed differ from each other and from another seed's", () => {
  const seeds = new Set<bigint>();
  for (let i = 0; i < 10_000; i++) seeds.add(subSeed(42, i));
  assert.equal(seeds.size, 10_000);
  assert.notEqual(subSeed(42, 7), subSeed(43, 7));
  assert.deepStrictEqual(take(3, rng(subSeed(42, 7)).next), take(3, rng(subSeed(42, 7)).next));
});

Deno.test("runs of neighbouring seeds are other ones, whatever their numbers", () => {
  const seeds = new Set<bigint>();
  for (let seed = 0; seed < 100; seed++) {
    for (let i = 0; i < 100; i++) seeds.add(runSeed(seed, i));
  }
  assert.equal(seeds.size, 10_000);
});

Deno.test("a seed that is not a safe integer is refused", () => {
  assert.throws(() => rng(0.5), RangeError);
  assert.throws(() => rng(2 ** 53), RangeError);
  assert.throws(() => subSeed(1, NaN), RangeError);
});
