import assert from "node:assert/strict";
import fc from "fast-check";
import {
  deflatedSharpe,
  expectedMaximum,
  luckySharpe,
  type Measured,
  minimumBacktestLength,
  minimumTrackRecord,
  probabilisticSharpe,
} from "../../../../src/core/simulate/statistics/sharpe.ts";
import { rng } from "../../../../src/core/math/rng.ts";
import { normalQuantile } from "../../../../src/core/math/normal.ts";
import { nearRelative } from "../../../support/near.ts";
import { refTest } from "../../../support/shared.ts";

// Bailey & Lopez de Prado 2014: annual ratio 2.5 in 1,250 days, 100 trials whose annual ratios have
// variance 0.5.
const paper: Measured = { n: 1250, sharpe: 2.5 / Math.sqrt(250), skew: -3, kurtosis: 10 };
const variance = 0.5 / 250;

Deno.test("the deflated ratio of the paper is found: SR0 0.1132, DSR 0.9004", () => {
  nearRelative(luckySharpe({ trials: 100, variance }), 0.1131720019, 1e-9);
  nearRelative(deflatedSharpe(paper, { trials: 100, variance }) ?? NaN, 0.9003968345, 1e-9);
});

Deno.test("with 46 trials the paper's ratio keeps 95 %", () => {
  nearRelative(deflatedSharpe(paper, { trials: 46, variance }) ?? NaN, 0.9505017069, 1e-9);
});

interface Refs {
  readonly PSR_simple: Record<"sr" | "b" | "T" | "skew" | "kurt" | "psr", number>;
  readonly "minTRL(sr=.1,b=0,95%)": number;
  readonly "E[max_N]_approx": Record<string, number>;
  readonly trade_level_binary: readonly Record<
    "n" | "sr" | "skew" | "kurt" | "PSR0" | "DSR_N20_Vnull",
    number
  >[];
}

refTest("ratios of the reference tables are met to 1e-10", (read) => {
  const refs = JSON.parse(read("backtest_statistics.json")) as Refs;
  const { sr, b, T, skew, kurt, psr } = refs.PSR_simple;
  const simple = { n: T, sharpe: sr, skew, kurtosis: kurt };
  nearRelative(probabilisticSharpe(simple, b) ?? NaN, psr, 1e-10);
  nearRelative(minimumTrackRecord(simple, 0) ?? NaN, refs["minTRL(sr=.1,b=0,95%)"], 1e-10);
  for (const [trials, expected] of Object.entries(refs["E[max_N]_approx"])) {
    nearRelative(expectedMaximum(Number(trials)), expected, 1e-10, `of ${trials}`);
  }
  assert.ok(refs.trade_level_binary.length > 0);
  for (const row of refs.trade_level_binary) {
    const measured = { n: row.n, sharpe: row.sr, skew: row.skew, kurtosis: row.kurt };
    nearRelative(probabilisticSharpe(measured, 0) ?? NaN, row.PSR0, 1e-10);
    const tried = { trials: 20, variance: 1 / (row.n - 1) };
    nearRelative(deflatedSharpe(measured, tried) ?? NaN, row.DSR_N20_Vnull, 1e-10);
  }
});

Deno.test("the expected largest of normals agrees with draws", () => {
  const { next } = rng(7);
  for (const trials of [5, 20, 100]) {
    let sum = 0;
    for (let i = 0; i < 4000; i++) {
      let most = -Infinity;
      for (let j = 0; j < trials; j++) most = Math.max(most, normalQuantile(next() || 0.5));
      sum += most;
    }
    // The formula is an approximation, good to some per cent; its draws have an error of 0.01.
    nearRelative(sum / 4000, expectedMaximum(trials), 0.05, `of ${trials}`);
  }
});

const measured = fc.record({
  n: fc.integer({ min: 2, max: 5000 }),
  sharpe: fc.double({ min: -1, max: 1, noNaN: true }),
  skew: fc.double({ min: -2, max: 2, noNaN: true }),
  kurtosis: fc.double({ min: 6, max: 20, noNaN: true }),
});

Deno.test("more trials never make a ratio more believable", () => {
  fc.assert(
    fc.property(measured, fc.integer({ min: 1, max: 500 }), (found, trials) => {
      const fewer = deflatedSharpe(found, { trials, variance: 0.01 });
      const more = deflatedSharpe(found, { trials: trials + 1, variance: 0.01 });
      assert.ok(fewer !== null && more !== null && more <= fewer + 1e-12);
    }),
    { seed: 1 },
  );
});

Deno.test("one trial is deflated by nothing", () => {
  fc.assert(
    fc.property(measured, (found) => {
      const alone = deflatedSharpe(found, { trials: 1, variance: 0.5 });
      assert.equal(alone, probabilisticSharpe(found, 0));
    }),
    { seed: 2 },
  );
});

Deno.test("after the minimum track record the ratio is believed with 95 %, and not before", () => {
  const about = { sharpe: 0.12, skew: -0.5, kurtosis: 6 };
  const least = minimumTrackRecord(about, 0.02) ?? NaN;
  const at = (n: number) => probabilisticSharpe({ ...about, n }, 0.02) ?? NaN;
  assert.ok(at(Math.ceil(least)) >= 0.95 && at(Math.floor(least)) < 0.95);
});

Deno.test("a ratio that is not above its benchmark has no minimum track record", () => {
  assert.equal(minimumTrackRecord({ sharpe: 0.1, skew: 0, kurtosis: 3 }, 0.1), null);
  assert.equal(probabilisticSharpe({ n: 1, sharpe: 1, skew: 0, kurtosis: 3 }, 0), null);
});

Deno.test("a backtest as short as the minimum length is expected to show the ratio by luck", () => {
  const n = minimumBacktestLength(45, 0.2);
  nearRelative(luckySharpe({ trials: 45, variance: 1 / n }), 0.2, 1e-12);
  assert.throws(() => minimumBacktestLength(45, 0), RangeError);
  assert.throws(() => expectedMaximum(0), RangeError);
});
