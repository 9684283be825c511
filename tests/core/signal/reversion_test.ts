import assert from "node:assert/strict";
import fc from "fast-check";
import { logit, sigmoid } from "../../../src/core/math/logit.ts";
import { actingWeights, pool } from "../../../src/core/signal/ensemble.ts";
import {
  emptyStats,
  learn,
  meanReversionInput,
  posterior,
  stance,
  undoneShare,
  winsorised,
} from "../../../src/core/signal/reversion.ts";
import type { EnsembleConfig, ReversionConfig } from "../../../src/core/types/config.ts";
import type { ReversionPosterior } from "../../../src/core/types/signal.ts";
import { millis, probability } from "../../../src/core/types/units.ts";
import { near } from "../../support/near.ts";

const config: ReversionConfig = {
  priorMean: 0.1,
  priorSpikes: 20,
  priorSd: 0.6,
  horizonMs: millis(3_600_000),
  minSigmas: 1,
  maxRatio: 2,
};

const ensemble: EnsembleConfig = {
  autonomy: 0,
  weightTechnical: 0.05,
  weightMeanReversion: 0.25,
  weightAi: 0.25,
  weightSentiment: 0.05,
  maxTotalWeight: 1 / 3,
  clip: 1,
};

function learnt(values: readonly number[], over: Partial<ReversionConfig> = {}) {
  return values.reduce(
    (stats, value) => learn(stats, winsorised(value, { ...config, ...over })),
    emptyStats,
  );
}

function believing(mean: number, se: number = 0.1): ReversionPosterior {
  return { category: "politics", spikes: 50, mean, se };
}

const up = { mid: probability(0.55), anchor: probability(0.4), direction: 1 } as const;
const down = { mid: probability(0.45), anchor: probability(0.6), direction: -1 } as const;

Deno.test("a spike is undone by the share of its way back", () => {
  const cases = [[0.55, 0], [0.4, 1], [0.475, 0.5], [0.7, -1], [0.25, 2]] as const;
  for (const [later, share] of cases) {
    near(undoneShare(up, probability(later)) ?? NaN, share, 1e-12);
    near(undoneShare(down, probability(1 - later)) ?? NaN, share, 1e-12);
  }
});

Deno.test("a spike without size, or against its own direction, has no share undone", () => {
  assert.equal(undoneShare({ ...up, anchor: up.mid }, probability(0.4)), null);
  assert.equal(undoneShare({ ...up, direction: -1 }, probability(0.4)), null);
});

Deno.test("running sums are those of the whole sample", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 50 }),
      (values) => {
        const stats = learnt(values);
        const mean = values.reduce((a, b) => a + b) / values.length;
        assert.equal(stats.spikes, values.length);
        near(stats.mean, mean, 1e-12);
        near(stats.m2, values.reduce((sum, x) => sum + (x - mean) ** 2, 0), 1e-11);
      },
    ),
    { seed: 1 },
  );
});

Deno.test("one tiny spike undone fifty times over counts as the largest ratio, either way", () => {
  assert.deepStrictEqual(learnt([50]), { spikes: 1, mean: 2, m2: 0 });
  assert.deepStrictEqual(learnt([-50]), { spikes: 1, mean: -2, m2: 0 });
});

Deno.test("without a logged spike the posterior is the prior", () => {
  const prior = posterior("politics", undefined, config);
  assert.deepStrictEqual(prior, {
    category: "politics",
    spikes: 0,
    mean: 0.1,
    se: Math.sqrt(0.36 / 20),
  });
});

Deno.test("prior and spikes combine as a normal of unknown mean and variance", () => {
  // By hand: n0 = 20, mu0 = .1, s0 = .6; five values with mean .5 and squared deviations .625.
  const values = [0.5, 0.25, 0.75, 0, 1];
  const stats = learnt(values);
  near(stats.mean, 0.5, 1e-15);
  near(stats.m2, 0.625, 1e-15);
  const { mean, se, spikes } = posterior("politics", stats, config);
  assert.equal(spikes, 5);
  near(mean, (20 * 0.1 + 5 * 0.5) / 25, 1e-15);
  const variance = (20 * 0.36 + 0.625 + (20 * 5 / 25) * 0.4 ** 2) / 25;
  near(se, Math.sqrt(variance / 25), 1e-15);
});

Deno.test("many spikes outweigh the prior and their error shrinks", () => {
  const many = posterior("x", learnt(Array.from({ length: 2000 }, (_, i) => i % 2)), config);
  near(many.mean, 0.5, 0.01);
  assert.ok(many.se < 0.012);
});

Deno.test("a prior worth no spikes is refused: one spike would be certainty", () => {
  assert.throws(() => posterior("x", undefined, { ...config, priorSpikes: 0 }), RangeError);
});

Deno.test("only a posterior clear of zero is traded on", () => {
  assert.equal(stance(believing(0.2, 0.1), config), "fade");
  assert.equal(stance(believing(-0.2, 0.1), config), "follow");
  assert.equal(stance(believing(0.1, 0.1), config), "leave");
  assert.equal(stance(believing(-0.1, 0.1), config), "leave");
  assert.equal(stance(believing(0, 0.1), config), "leave");
  assert.equal(stance(believing(NaN, 0.1), config), "leave");
  assert.equal(stance(believing(0.2, 0.1), { ...config, minSigmas: 3 }), "leave");
});

function shift(mean: number, spike: { mid: number; anchor: number }, over = {}): number {
  const signal = { mid: probability(spike.mid), anchor: probability(spike.anchor) };
  const weights = { ...ensemble, ...over };
  const input = meanReversionInput(signal, believing(mean), actingWeights(weights).meanReversion);
  return logit(pool(signal.mid, [input], weights).fair) - logit(signal.mid);
}

Deno.test("the pool moves by the believed share of the spike, shrunk once", () => {
  const spike = { mid: 0.55, anchor: 0.4 };
  const whole = logit(0.4) - logit(0.55);
  for (const rho of [0.2, 0.1, 0, -0.1, -0.2]) near(shift(rho, spike), rho * whole, 1e-12);
});

Deno.test("weights scaled down to the bound do not shrink the share a second time", () => {
  const spike = { mid: 0.55, anchor: 0.4 };
  const whole = logit(0.4) - logit(0.55);
  const heavy = { weightTechnical: 0.5, weightMeanReversion: 0.5 };
  near(shift(0.1, spike, heavy), 0.1 * whole, 1e-12);
});

Deno.test("the share stops at the weight, and a spike at the clip", () => {
  const whole = logit(0.4) - logit(0.55);
  near(shift(0.9, { mid: 0.55, anchor: 0.4 }), 0.25 * whole, 1e-12);
  near(shift(0.2, { mid: 0.8, anchor: 0.2 }), -0.2, 1e-12);
});

Deno.test("a spike expected to go on is mirrored about the mid in log-odds", () => {
  const { probability: point } = meanReversionInput(up, believing(-0.2), 0.25);
  near(point ?? NaN, sigmoid(2 * logit(0.55) - logit(0.4)), 1e-15);
  assert.ok((point ?? 0) > 0.55);
});

Deno.test("an input without weight abstains", () => {
  assert.deepStrictEqual(meanReversionInput(up, believing(0.2), 0), {
    name: "meanReversion",
    probability: null,
    confidence: 0,
  });
});
