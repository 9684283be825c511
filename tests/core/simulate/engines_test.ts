import assert from "node:assert/strict";
import { rng } from "../../../src/core/math/rng.ts";
import { bootstrapOf } from "../../../src/core/simulate/bootstrap.ts";
import {
  type BernoulliSpec,
  binomialQuantile,
  engineOf,
  type EngineSpec,
} from "../../../src/core/simulate/engines.ts";
import { near, nearOverSeeds } from "../../support/near.ts";

const bet: BernoulliSpec = {
  kind: "bernoulli",
  q: 0.46,
  gain: 2,
  loss: -1,
  timeExit: null,
  gapProbability: 0,
  byWins: false,
};

function drawn(spec: EngineSpec, trades: number, seed: number): Float64Array {
  const engine = engineOf(spec, trades);
  const [uniforms, returns] = [new Float64Array(engine.draws), new Float64Array(trades)];
  rng(seed).fill(uniforms);
  engine.path(uniforms, returns);
  return returns;
}

function shareOf(returns: Float64Array, value: number): number {
  return returns.filter((ret) => ret === value).length / returns.length;
}

Deno.test("a bet is won, lost, timed out and lost whole as often as it should be", () => {
  const spec = {
    ...bet,
    loss: -0.2,
    timeExit: { probability: 0.2, ret: 0.1 },
    gapProbability: 0.05,
  };
  const n = 2_000;
  const expected = [[-1, 0.05], [-0.2, 0.75 * 0.54], [0.1, 0.2], [2, 0.75 * 0.46]] as const;
  for (const [ret, p] of expected) {
    const error = Math.sqrt((p * (1 - p)) / n);
    nearOverSeeds((seed) => shareOf(drawn(spec, n, seed), ret), p, error, `return ${ret}`);
  }
});

Deno.test("wins drawn first come as often, and in every place alike", () => {
  const spec = { ...bet, byWins: true };
  const engine = engineOf(spec, 10);
  const [uniforms, returns] = [new Float64Array(12), new Float64Array(10)];
  const wins = new Float64Array(11);
  const places = new Float64Array(10);
  const random = rng(1);
  const runs = 20_000;
  for (let run = 0; run < runs; run++) {
    random.fill(uniforms);
    engine.path(uniforms, returns);
    const won = returns.filter((ret) => ret > 0).length;
    wins[won] = (wins[won] ?? 0) + 1;
    returns.forEach((ret, t) => places[t] = (places[t] ?? 0) + (ret > 0 ? 1 : 0));
  }
  let choose = 1;
  wins.forEach((count, k) => {
    if (k > 0) choose *= (11 - k) / k;
    const p = choose * 0.46 ** k * 0.54 ** (10 - k);
    assert.ok(Math.abs(count / runs - p) <= 4 * Math.sqrt(p * (1 - p) / runs), `${k} wins`);
  });
  const error = Math.sqrt(0.46 * 0.54 / runs);
  places.forEach((count, t) => assert.ok(Math.abs(count / runs - 0.46) <= 4 * error, `trade ${t}`));
});

Deno.test("the binomial quantile inverts the distribution function", () => {
  for (const [n, q] of [[10, 0.46], [450, 0.3], [1, 0.5], [2000, 0.9]] as const) {
    const random = rng(n);
    let mean = 0;
    for (let i = 0; i < 4_000; i++) mean += binomialQuantile(random.next(), n, q) / 4_000;
    assert.ok(Math.abs(mean - n * q) <= 4 * Math.sqrt((n * q * (1 - q)) / 4_000), `${n} ${q}`);
  }
  assert.deepStrictEqual([binomialQuantile(0.5, 7, 0), binomialQuantile(0.5, 7, 1)], [0, 7]);
  assert.equal(binomialQuantile(1 - 2 ** -53, 3, 0.5), 3);
});

Deno.test("a posterior makes the wins of a path spread more than a known chance does", () => {
  const spread = (spec: BernoulliSpec) => {
    const engine = engineOf(spec, 200);
    const [uniforms, returns] = [new Float64Array(engine.draws), new Float64Array(200)];
    const means = Array.from({ length: 400 }, (_, i) => {
      rng(i + 1).fill(uniforms);
      engine.path(uniforms, returns);
      return shareOf(returns, 2);
    });
    const mean = means.reduce((a, b) => a + b) / 400;
    return means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 399;
  };
  // Of 200 trades: q(1-q)/200, and the variance of a Beta(46, 54) on top.
  const known = 0.46 * 0.54 / 200;
  const posterior = known + (0.46 * 0.54 / 101) * (1 - 1 / 200);
  const tolerance = 4 * Math.sqrt(2 / 399);
  assert.ok(Math.abs(spread(bet) / known - 1) < tolerance);
  assert.ok(Math.abs(spread({ ...bet, q: { alpha: 46, beta: 54 } }) / posterior - 1) < tolerance);
});

Deno.test("a record is drawn with its own mean, one by one or in blocks", () => {
  const returns = [-1, -0.5, 0, 0.2, 0.3, 0.4, 0.9];
  const mean = returns.reduce((a, b) => a + b) / 7;
  const variance = returns.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 7;
  for (const meanBlock of [1, 3]) {
    const spec: EngineSpec = { kind: "bootstrap", returns, meanBlock, redrawn: false, prior: null };
    // Blocks of three make a mean at most sqrt(2 x 3) times as uncertain.
    const error = Math.sqrt((variance * (meanBlock === 1 ? 1 : 6)) / 2_000);
    nearOverSeeds(
      (seed) => drawn(spec, 2_000, seed).reduce((a, b) => a + b) / 2_000,
      mean,
      error,
      `blocks of ${meanBlock}`,
    );
  }
});

Deno.test("blocks keep neighbours together as often as their length says", () => {
  const returns = Array.from({ length: 50 }, (_, i) => i);
  const spec: EngineSpec = {
    kind: "bootstrap",
    returns,
    meanBlock: 5,
    redrawn: false,
    prior: null,
  };
  // Goes on with 4/5, or starts anew at the next one by chance.
  const p = 4 / 5 + 1 / 5 / 50;
  const error = Math.sqrt((p * (1 - p)) / 2_000);
  nearOverSeeds(
    (seed) => {
      const path = drawn(spec, 2_001, seed);
      let together = 0;
      for (let t = 1; t < path.length; t++) {
        if (path[t] === ((path[t - 1] ?? 0) + 1) % 50) together++;
      }
      return together / 2_000;
    },
    p,
    error,
  );
});

Deno.test("a short record is mixed with twenty trades that break even", () => {
  const { spec, words } = bootstrapOf([0.2, 0.3, -0.5]);
  assert.deepStrictEqual(spec.prior, { gain: 0.25, loss: -0.5, hit: 0.5 / 0.75, weight: 20 });
  const p = 20 / 23 * (0.5 / 0.75);
  const error = Math.sqrt((p * (1 - p)) / 2_000);
  const known = { ...spec, redrawn: false };
  nearOverSeeds((seed) => shareOf(drawn(known, 2_000, seed), 0.25), p, error);
  // Of the 23 of a path's own record.
  const doubt = Math.sqrt((p * (1 - p)) / 23 + error ** 2);
  nearOverSeeds((seed) => shareOf(drawn(spec, 2_000, seed), 0.25), p, doubt);
  assert.ok(words[0]?.startsWith("3 trades in 3 events are too few"));
});

Deno.test("a record of few events makes paths differ by as much as those do", () => {
  // Twenty events of two trades, both alike: twenty observations, not forty.
  const returns = Array.from({ length: 40 }, (_, i) => i % 20 < 10 ? 1 : -1);
  const events = returns.map((_, i) => String(i % 10 + (i % 20 < 10 ? 0 : 10)));
  const { spec } = bootstrapOf(returns, events);
  assert.equal(spec.prior, null);
  const means = Array.from(
    { length: 400 },
    (_, i) => drawn({ ...spec, meanBlock: 1 }, 500, i + 1).reduce((sum, ret) => sum + ret, 0) / 500,
  );
  const variance = means.reduce((sum, value) => sum + value * value, 0) / 400;
  const expected = 1 / 500 + (1 / 20) * (1 - 1 / 500);
  assert.ok(Math.abs(variance / expected - 1) < 4 * Math.sqrt(2 / 400), `${variance / expected}`);
});

Deno.test("a record too long to be drawn anew says what that leaves out", () => {
  const returns = Array.from({ length: 2_001 }, (_, i) => i % 2 === 0 ? 0.1 : -0.1);
  const { spec, words } = bootstrapOf(returns, returns.map((_, i) => String(i % 12)));
  assert.equal(spec.redrawn, false);
  assert.match(words.at(-1) ?? "", /how little 12 events say of it does not count/);
});

Deno.test("forty trades of nine events do not speak for themselves either", () => {
  const returns = Array.from({ length: 40 }, (_, i) => i % 3 === 0 ? 0.4 : -0.2);
  const { spec, words } = bootstrapOf(returns, returns.map((_, i) => String(i % 9)));
  assert.equal(spec.prior?.weight, 20);
  assert.ok(words[0]?.startsWith("40 trades in 9 events are too few"));
  // 14 of 40 gain, and a third of the twenty that break even: each counts as a trade.
  const p = (14 + 20 / 3) / 60;
  const paths = Array.from({ length: 400 }, (_, i) => shareOf(drawn(spec, 200, i + 1), 0.4));
  const mean = paths.reduce((sum, share) => sum + share, 0) / 400;
  assert.ok(Math.abs(mean - p) < 0.02, `${mean} for ${p}`);
});

Deno.test("a short record makes paths differ by as much as its mean is uncertain", () => {
  const returns = Array.from({ length: 40 }, (_, i) => i % 2 === 0 ? 1 : -1);
  const variance = (redrawn: boolean) => {
    const spec: EngineSpec = { kind: "bootstrap", returns, meanBlock: 1, redrawn, prior: null };
    const means = Array.from(
      { length: 400 },
      (_, i) => drawn(spec, 500, i + 1).reduce((sum, ret) => sum + ret, 0) / 500,
    );
    return means.reduce((sum, value) => sum + value * value, 0) / 400;
  };
  const tolerance = 4 * Math.sqrt(2 / 400);
  assert.ok(Math.abs(variance(false) / (1 / 500) - 1) < tolerance);
  assert.ok(Math.abs(variance(true) / (1 / 500 + (1 / 40) * (1 - 1 / 500)) - 1) < tolerance);
});

Deno.test("a record whose trades follow one another is drawn in blocks", () => {
  const random = rng(3);
  let level = 0;
  const following = Array.from({ length: 125 }, () => level = 0.8 * level + random.next() - 0.5);
  const chained = bootstrapOf(following).spec;
  near(chained.meanBlock, 5, 1e-12);
  assert.equal(chained.prior, null);
  const apart = Array.from({ length: 125 }, () => random.next() - 0.5);
  assert.equal(bootstrapOf(apart).spec.meanBlock, 1);
});

Deno.test("what cannot be drawn is refused", () => {
  const empty: EngineSpec = {
    kind: "bootstrap",
    returns: [],
    meanBlock: 1,
    redrawn: false,
    prior: null,
  };
  assert.throws(() => engineOf(empty, 1), RangeError);
  assert.throws(() => engineOf({ ...bet, gapProbability: 1.1 }, 1), RangeError);
  assert.throws(() => engineOf({ ...bet, byWins: true, gapProbability: 0.1 }, 1), RangeError);
});
