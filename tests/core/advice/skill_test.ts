import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  earned,
  MAX_SCORED,
  MODEL_PRIOR,
  noSkill,
  recalibrated,
  scoreJustified,
  scoreOutcome,
} from "../../../src/core/advice/skill.ts";
import { rng } from "../../../src/core/math/rng.ts";
import type { AiSkill } from "../../../src/core/types/advice.ts";
import type { GroupId } from "../../../src/core/types/ids.ts";
import { type Probability, probability } from "../../../src/core/types/units.ts";
import { near } from "../../support/near.ts";

const group = "g1" as GroupId;

const anyScore = fc.record({
  group: fc.nat(20).map((n) => `g${n}` as GroupId),
  p: fc.double({ min: 0, max: 1, noNaN: true }).map(probability),
  price: fc.double({ min: 0, max: 1, noNaN: true }).map(probability),
  y: fc.constantFrom(0 as const, 1 as const),
});

/** Scores of a world in which the price is right on average and the model says `say(price, y)`. */
function lived(
  count: number,
  say: (price: number, y: 0 | 1) => number,
  seed: number = 11,
  groupOf: (i: number) => GroupId = (i) => `g${i}` as GroupId,
): AiSkill {
  const { next } = rng(seed);
  let skill = noSkill;
  for (let i = 0; i < count; i++) {
    const price = probability(0.1 + 0.8 * next());
    const y = next() < price ? 1 : 0;
    skill = scoreOutcome(skill, { group: groupOf(i), p: probability(say(price, y)), price, y });
  }
  return skill;
}

Deno.test("an untried model has all of its configured weight", () => {
  strictEqual(earned(noSkill.outcome), 1);
  strictEqual(earned(noSkill.justified), 1);
});

Deno.test("one score moves the weights by Bayes' rule, then shares a fiftieth out again", () => {
  // .3 x .8 / (.7 x .5 + .3 x .8) = .406780; .98 x .406780 + .02 x .3 = .404644.
  const half = probability(0.5);
  const { outcome } = scoreOutcome(noSkill, { group, p: probability(0.8), price: half, y: 1 });
  near(Math.exp(outcome.logWeights[1]), 0.98 * (0.24 / 0.59) + 0.006, 1e-12);
  const worse = scoreOutcome(noSkill, { group, p: probability(0.8), price: half, y: 0 });
  near(earned(worse.outcome), (0.98 * (0.06 / 0.41) + 0.006) / MODEL_PRIOR, 1e-12);
});

Deno.test("a model that only repeats the price keeps its weight and earns none", () => {
  const { outcome } = lived(300, (price) => price);
  near(Math.exp(outcome.logWeights[1]), MODEL_PRIOR, 1e-9);
});

Deno.test("a model that is worse than the price loses its weight", () => {
  ok(earned(lived(40, (_, y) => y === 1 ? 0.3 : 0.7).outcome) < 0.1);
  // Noise on the price is enough in the long run.
  const noisy = Array.from({ length: 20 }, (_, seed) => {
    const { next } = rng(1000 + seed);
    const say = (price: number) =>
      Math.min(0.98, Math.max(0.02, price + (next() < 0.5 ? -0.2 : 0.2)));
    return earned(lived(300, say, seed).outcome);
  });
  ok(noisy.reduce((sum, share) => sum + share, 0) / noisy.length < 0.5, `${noisy}`);
});

Deno.test("a model that is better never gets more than was configured", () => {
  strictEqual(earned(lived(40, (_, y) => y === 1 ? 0.9 : 0.1).outcome), 1);
});

Deno.test("the share earned is in [0, 1] and the weights add to 1, whatever comes", () => {
  fc.assert(fc.property(fc.array(anyScore, { maxLength: 30 }), (scores) => {
    let skill = noSkill;
    for (const score of scores) skill = scoreJustified(scoreOutcome(skill, score), score);
    for (const track of [skill.outcome, skill.justified]) {
      ok(earned(track) >= 0 && earned(track) <= 1);
      const [base, model] = track.logWeights;
      near(Math.exp(base) + Math.exp(model), 1, 1e-12);
    }
  }));
});

Deno.test("the justified track is measured against how often it was so before", () => {
  const half = probability(0.5);
  let skill = noSkill;
  for (const y of [1, 1, 0] as const) skill = scoreJustified(skill, { group, p: half, y });
  // Laplace: (0 + 1) / (0 + 2), then 2 / 3, then 3 / 4; never this one itself.
  deepStrictEqual(skill.justified.scored.map(({ base }) => base), [1 / 2, 2 / 3, 3 / 4]);
  strictEqual(skill.outcome, noSkill.outcome);
});

Deno.test("under ten scores nothing is corrected, then timidity and overconfidence are", () => {
  const say = (_: number, y: 0 | 1) => y === 1 ? 0.6 : 0.4;
  const p = probability(0.6);
  strictEqual(recalibrated(lived(9, say).outcome, p), p);
  ok(recalibrated(lived(60, say).outcome, p) > 0.75);
  const { next } = rng(5);
  const loud = lived(200, () => next() < 0.5 ? 0.97 : 0.03).outcome;
  ok(Math.abs(recalibrated(loud, probability(0.97)) - 0.5) < 0.15);
});

Deno.test("scores of markets that settle together are no reason to correct, however many", () => {
  const say = (_: number, y: 0 | 1) => y === 1 ? 0.6 : 0.4;
  const p = probability(0.6);
  const groups = (count: number) => lived(200, say, 11, (i) => `g${i % count}` as GroupId).outcome;
  strictEqual(recalibrated(groups(9), p), p);
  ok(recalibrated(groups(10), p) > p);
});

Deno.test("a correction keeps order and stays a probability", () => {
  fc.assert(fc.property(fc.array(anyScore, { maxLength: 40 }), (scores) => {
    const { outcome } = scores.reduce(scoreOutcome, noSkill);
    let before = -1;
    for (const p of [0, 0.2, 0.5, 0.8, 1]) {
      const corrected: Probability = recalibrated(outcome, probability(p));
      ok(corrected >= before && corrected <= 1);
      before = corrected;
    }
  }));
});

Deno.test("the record forgets what is older than its latest 500 scores", () => {
  const { outcome } = lived(MAX_SCORED + 20, (price) => price);
  strictEqual(outcome.scored.length, MAX_SCORED);
  const { outcome: longer } = lived(MAX_SCORED + 21, (price) => price);
  deepStrictEqual(longer.scored.slice(0, -1), outcome.scored.slice(1));
});
