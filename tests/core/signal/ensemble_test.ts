import assert from "node:assert/strict";
import fc from "fast-check";
import { logit, sigmoid } from "../../../src/core/math/logit.ts";
import {
  actingWeights,
  disagreement,
  disagreementShrink,
  pool,
  poolLogOdds,
} from "../../../src/core/signal/ensemble.ts";
import type { EnsembleConfig } from "../../../src/core/types/config.ts";
import type { PoolInput } from "../../../src/core/types/signal.ts";
import { probability } from "../../../src/core/types/units.ts";
import { near } from "../../support/near.ts";
import { refTest } from "../../support/shared.ts";

const config: EnsembleConfig = {
  autonomy: 0.3,
  weightTechnical: 0.1,
  weightMeanReversion: 0.2,
  weightAi: 0.25,
  weightSentiment: 0.05,
  maxTotalWeight: 1 / 3,
  clip: 1,
};
/** One AI input at the given weight and nothing else in the way. */
const bare: EnsembleConfig = { ...config, autonomy: 1, weightSentiment: 0, maxTotalWeight: 1 };

type Name = PoolInput["name"];

function input(name: Name, p: number | null, confidence: number = 1): PoolInput {
  return { name, probability: p === null ? null : probability(p), confidence };
}

function fair(market: number, inputs: readonly PoolInput[], over: Partial<EnsembleConfig> = {}) {
  return pool(probability(market), inputs, { ...config, ...over }).fair;
}

function pairs(p: readonly number[], w: readonly number[]) {
  return p.map((value, i) => ({ probability: value, weight: w[i] ?? 0 }));
}

Deno.test("two opinions at weights .3 and .2 move .40 to .43958", () => {
  const q = poolLogOdds(0.4, pairs([0.5, 0.45], [0.3, 0.2]));
  near(sigmoid(q), 0.4395800206648, 1e-12);
});

Deno.test("an opinion more than the clip away counts as one at the clip", () => {
  // Vectors 3 and 4 of the anchored pool with clip 1: logit .9 - .33, logit .05 + .2 + .3 x .503.
  near(
    pool(probability(0.9), [input("ai", 0.7)], { ...bare, weightAi: 0.33 }).fair,
    0.8661368111934126,
    1e-12,
  );
  near(
    pool(probability(0.05), [input("ai", 0.15), input("sentiment", 0.08)], {
      ...bare,
      weightAi: 0.2,
      weightSentiment: 0.3,
    }).fair,
    0.0695377719384933,
    1e-12,
  );
});

refTest("the bare pool agrees with ensemble_vectors.json", (read) => {
  const vectors = JSON.parse(read("ensemble_vectors.json"));
  for (const { m, p, w, q } of vectors["market_anchored"]) {
    near(sigmoid(poolLogOdds(m, pairs(p, w))), q, 1e-12, `m ${m}`);
  }
  for (const { m, rule, ai, a, q } of vectors["autonomy"]) {
    near(sigmoid(poolLogOdds(m, pairs([rule, ai], [1 - a, a]))), q, 1e-12, `a ${a}`);
    const whole = { weightMeanReversion: 1, weightAi: 1, maxTotalWeight: 1, autonomy: a };
    const none = { weightTechnical: 0, weightSentiment: 0 };
    const inputs = [input("meanReversion", rule), input("ai", ai)];
    near(fair(m, inputs, { ...whole, ...none }), q, 1e-12, `pool at a ${a}`);
  }
  for (const { p, w, log_pool, log_odds, disagreement_sd_logodds, ...rest } of vectors["pooling"]) {
    for (const m of [0.5, 0.2]) near(poolLogOdds(m, pairs(p, w)), log_odds, 1e-12);
    near(sigmoid(log_odds), log_pool, 1e-12);
    near(disagreement(pairs(p, w)), disagreement_sd_logodds, 1e-12);
    for (const [a, extremised] of Object.entries<number>(rest.extremized)) {
      near(sigmoid(Number(a) * poolLogOdds(0.5, pairs(p, w))), extremised, 1e-9);
    }
    const [relative] = rest["log_pool_relative_to_prior_0_5_unnormalised_w"];
    const halved = w.map((weight: number) => (w.length * weight) / 2);
    near(sigmoid(poolLogOdds(0.5, pairs(p, halved))), relative, 1e-12);
  }
});

Deno.test("autonomy leans from the rule to the model", () => {
  // Full differences: market .40, rule .46, AI .52.
  const over = { weightTechnical: 0, weightMeanReversion: 1, weightAi: 1, weightSentiment: 0 };
  const inputs = [input("meanReversion", 0.46), input("ai", 0.52)];
  const at = (autonomy: number) => fair(0.4, inputs, { ...over, autonomy, maxTotalWeight: 1 });
  near(at(0), 0.46, 1e-12);
  near(at(0.25), 0.4749593889277258, 1e-12);
  near(at(0.5), 0.4899638553692195, 1e-12);
  near(at(1), 0.52, 1e-12);
});

Deno.test("weights over the bound are scaled down to it, each side by itself", () => {
  const weights = actingWeights({ ...config, weightTechnical: 0.4, weightMeanReversion: 0.6 });
  near(weights.technical + weights.meanReversion, 1 / 3, 1e-15);
  near(weights.meanReversion / weights.technical, 1.5, 1e-12);
  assert.deepStrictEqual([weights.ai, weights.sentiment], [0.25, 0.05]);
});

Deno.test("each input's share in the estimate is in its contribution, in log-odds", () => {
  const pooled = pool(
    probability(0.4),
    [input("ai", 0.5), input("technical", null), input("meanReversion", 0.3, 0.5)],
    config,
  );
  assert.deepStrictEqual(pooled.contributions.map(({ name }) => name), [
    "technical",
    "meanReversion",
    "ai",
  ]);
  const [technical, reversion, ai] = pooled.contributions.map((each) => each.logOdds);
  assert.equal(technical, 0);
  near(reversion ?? NaN, 0.7 * 0.2 * 0.5 * (logit(0.3) - logit(0.4)), 1e-15);
  near(ai ?? NaN, 0.3 * 0.25 * (logit(0.5) - logit(0.4)), 1e-15);
  near(logit(pooled.fair), logit(0.4) + (reversion ?? 0) + (ai ?? 0), 1e-12);
});

const names: readonly Name[] = ["technical", "meanReversion", "ai", "sentiment"];
const chance = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const opinions = fc.tuple(
  ...names.map((name) =>
    fc.tuple(fc.option(chance), unit).map(([p, confidence]) => input(name, p, confidence))
  ),
);
const configs = fc.tuple(
  unit,
  unit,
  unit,
  unit,
  unit,
  unit,
  fc.double({ min: 0, max: 2, noNaN: true }),
)
  .map(([autonomy, t, r, a, s, maxTotalWeight, clip]): EnsembleConfig => ({
    autonomy,
    weightTechnical: t,
    weightMeanReversion: r,
    weightAi: a,
    weightSentiment: s,
    maxTotalWeight,
    clip,
  }));

Deno.test("the estimate is never further from the market than bound times clip", () => {
  fc.assert(
    fc.property(chance, opinions, configs, (m, inputs, any) => {
      const { fair: q } = pool(probability(m), inputs, any);
      assert.ok(Math.abs(logit(q) - logit(m)) <= any.maxTotalWeight * any.clip + 1e-9);
    }),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("the order of the inputs cannot be seen", () => {
  fc.assert(
    fc.property(chance, opinions, configs, (m, inputs, any) => {
      const forward = pool(probability(m), inputs, any);
      assert.deepStrictEqual(pool(probability(m), [...inputs].reverse(), any), forward);
    }),
    { seed: 1 },
  );
});

Deno.test("where all abstain the estimate is the market's price", () => {
  fc.assert(
    fc.property(chance, unit, configs, (m, confidence, any) => {
      const silent = names.map((name) => input(name, null, confidence));
      assert.equal(pool(probability(m), silent, any).fair, m);
      assert.equal(pool(probability(m), [], any).fair, m);
    }),
    { seed: 1 },
  );
});

Deno.test("at autonomy 0 the AI is not heard and at 1 the rules are not", () => {
  fc.assert(
    fc.property(chance, opinions, opinions, configs, (m, some, others, any) => {
      const [technical, reversion, ai, sentiment] = some;
      const rulesOf = (from: typeof some) => [from[0], from[1], ai, sentiment];
      const aiOf = (from: typeof some) => [technical, reversion, from[2], from[3]];
      const at = (autonomy: number, inputs: readonly (PoolInput | undefined)[]) =>
        pool(probability(m), inputs.filter((each) => each !== undefined), { ...any, autonomy })
          .fair;
      assert.equal(at(0, aiOf(some)), at(0, aiOf(others)));
      assert.equal(at(1, rulesOf(some)), at(1, rulesOf(others)));
    }),
    { seed: 1 },
  );
});

Deno.test("the estimate rises with every opinion", () => {
  fc.assert(
    fc.property(
      chance,
      opinions,
      configs,
      fc.integer({ min: 0, max: 3 }),
      chance,
      chance,
      (m, inputs, any, which, a, b) => {
        const at = (p: number) =>
          pool(
            probability(m),
            inputs.map((each, i) => i === which ? { ...each, probability: probability(p) } : each),
            any,
          ).fair;
        assert.ok(at(Math.min(a, b)) <= at(Math.max(a, b)) + 1e-12);
      },
    ),
    { seed: 1 },
  );
});

Deno.test("seen from NO the estimate is the complement", () => {
  fc.assert(
    fc.property(chance, opinions, configs, (m, inputs, any) => {
      const mirrored = inputs.map((each) => ({
        ...each,
        probability: each.probability === null ? null : probability(1 - each.probability),
      }));
      near(
        pool(probability(1 - m), mirrored, any).fair,
        1 - pool(probability(m), inputs, any).fair,
        1e-12,
      );
    }),
    { seed: 1 },
  );
});

Deno.test("unanimous opinions at full weight are the estimate", () => {
  fc.assert(
    fc.property(chance, chance, unit, (m, p, first) => {
      near(sigmoid(poolLogOdds(m, pairs([p, p], [first, 1 - first]))), p, 1e-12);
    }),
    { seed: 1 },
  );
});

Deno.test("an abstention gives its weight to nobody", () => {
  const both = [input("technical", 0.5), input("meanReversion", 0.5)];
  const one = [input("technical", 0.5), input("meanReversion", null)];
  near(
    logit(fair(0.4, one)) - logit(0.4),
    (logit(fair(0.4, both)) - logit(0.4)) / 3,
    1e-12,
  );
});

Deno.test("a confidence that is missing or negative is none, one over 1 is 1", () => {
  for (const confidence of [NaN, -1, 0]) {
    assert.equal(fair(0.4, [input("ai", 0.9, confidence)]), 0.4);
  }
  assert.equal(fair(0.4, [input("ai", 0.9, 5)]), fair(0.4, [input("ai", 0.9, 1)]));
});

Deno.test("a market at 0 or 1 and certain opinions still give a probability", () => {
  for (const m of [0, 1]) {
    const q = fair(m, [input("ai", 1 - m), input("technical", m)]);
    assert.ok(q >= 0 && q <= 1);
  }
});

Deno.test("one name twice is refused: it would pass the bound", () => {
  assert.throws(() => fair(0.4, [input("ai", 0.5), input("ai", 0.6)]), RangeError);
});

Deno.test("disagreement halves a shift at its scale and agreement leaves it", () => {
  assert.equal(disagreement(pairs([0.9, 0.9], [0.5, 0.5])) < 1e-12, true);
  assert.equal(disagreement([]), 0);
  assert.equal(disagreementShrink(0, 0.7), 1);
  near(disagreementShrink(0.7, 0.7), 0.5, 1e-15);
});
