import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { poolAdvice, weightedMedian } from "../../../src/core/advice/pool_advice.ts";
import { logit, sigmoid } from "../../../src/core/math/logit.ts";
import type { AbstainReason, AskKind, Sample } from "../../../src/core/types/advice.ts";
import { usdc } from "../../../src/core/types/units.ts";
import { advice, aModel, answer, sample } from "../../support/opinions.ts";
import { near } from "../../support/near.ts";

const one = { models: [aModel("a")], samples: 3, disagreementHalf: 1 };
const two = { models: [aModel("a", 2), aModel("b", 1)], samples: 3, disagreementHalf: 1 };

/** A sample that answers `p`; null: it could not be had. */
function said(ask: AskKind, p: number | null, model: string = "a"): Sample {
  return p === null
    ? sample(ask, { model, answer: null, failed: "timeout" })
    : sample(ask, { model, answer: answer({ probability: p }) });
}

/** Blind answers of YES with their negations, in the order of the calls. */
function asked(pairs: readonly (readonly [yes: number | null, no: number | null])[]): Sample[] {
  return pairs.flatMap(([yes, no]) => [said("blind", yes), said("negated", no)]);
}

const anyP = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 6 });
const anyPairs = fc.array(fc.tuple(anyP, anyP), { maxLength: 6 });

Deno.test("a blind answer and its negation are averaged in log-odds", () => {
  // logit .8 = 1.3863 and logit (1 - .4) = .4055: their mean .8959 is .71010.
  const { blind, probability, aware } = poolAdvice(advice(asked([[0.8, 0.4]])), one);
  near(blind ?? NaN, sigmoid((logit(0.8) + logit(0.6)) / 2), 1e-12);
  near(blind ?? NaN, 0.710102, 1e-6);
  strictEqual(probability, blind);
  strictEqual(aware, null);
});

Deno.test("saying yes to everything is no opinion", () => {
  near(poolAdvice(advice(asked([[0.9, 0.9], [0.7, 0.7]])), one).blind ?? NaN, 0.5, 1e-12);
});

Deno.test("half a pair speaks for itself, and a pair is matched by order", () => {
  near(poolAdvice(advice(asked([[0.8, null]])), one).blind ?? NaN, 0.8, 1e-12);
  near(poolAdvice(advice(asked([[null, 0.3]])), one).blind ?? NaN, 0.7, 1e-12);
  // The failed first half keeps its place: .9 goes with .1, and .8 with nothing.
  const list = asked([[0.8, null], [0.9, 0.1]]);
  near(poolAdvice(advice(list), one).blind ?? NaN, sigmoid((logit(0.8) + logit(0.9)) / 2), 1e-12);
});

Deno.test("the middle of three pairs counts, whatever the outlier says", () => {
  const list = asked([[0.6, 0.4], [0.65, 0.35], [0.999, 0.001]]);
  near(poolAdvice(advice(list), one).blind ?? NaN, 0.65, 1e-12);
});

Deno.test("a median by weight: ties are the mean of the two in the middle", () => {
  const of = (...pairs: [number, number][]) =>
    weightedMedian(pairs.map(([value, weight]) => ({ value, weight })));
  strictEqual(of(), null);
  strictEqual(of([1, 0]), null);
  strictEqual(of([1, 1], [2, 1]), 1.5);
  strictEqual(of([1, 1], [2, 1], [4, 1], [8, 1]), 3);
  strictEqual(of([1, 1], [2, 3]), 2);
  strictEqual(of([1, 2], [2, 1], [3, 1]), 1.5);
  // .1 + .2 is not .3 in doubles, and still a tie.
  strictEqual(of([1, 0.1], [2, 0.2], [3, 0.3]), 2.5);
});

Deno.test("models count by their weight, one without a price not at all", () => {
  const list = [said("blind", 0.3, "a"), said("blind", 0.8, "b"), said("blind", 0.99, "c")];
  near(poolAdvice(advice(list), two).blind ?? NaN, 0.3, 1e-12);
});

Deno.test("blind and aware are averaged; an aware answer alone is no opinion", () => {
  const both = poolAdvice(advice([said("blind", 0.8), said("aware", 0.6)]), one);
  near(both.probability ?? NaN, sigmoid((logit(0.8) + logit(0.6)) / 2), 1e-12);
  const alone = poolAdvice(advice([said("aware", 0.6)]), one);
  near(alone.aware ?? NaN, 0.6, 1e-12);
  deepStrictEqual([alone.blind, alone.probability, alone.justified], [null, null, null]);
});

Deno.test("justified and mood are medians of their own", () => {
  const with_ = (ask: AskKind, change: Parameters<typeof answer>[0]) =>
    sample(ask, { answer: answer({ probability: 0.5, ...change }) });
  const list = [
    with_("blind", { justified: 0.2 }),
    with_("blind", { justified: 0.3 }),
    with_("blind", { justified: 0.9 }),
    with_("aware", { justified: 0.3 }),
    with_("mood", { probability: null, mood: -0.4 }),
  ];
  const { justified, mood } = poolAdvice(advice(list), one);
  near(justified ?? NaN, 0.3, 1e-12);
  strictEqual(mood, -0.4);
});

Deno.test("confidence is the answered share of the calls, halved by a disagreement of one", () => {
  // Seven calls for a model of three samples; log-odds +1 and -1 deviate by 1, so half is left.
  const list = [said("blind", sigmoid(1)), said("blind", sigmoid(-1))];
  const { disagreement, confidence, answered, asked } = poolAdvice(advice(list), one);
  near(disagreement, 1, 1e-12);
  deepStrictEqual([answered, asked], [2, 7]);
  near(confidence, 2 / 7 / 2, 1e-12);
});

Deno.test("what abstained, failed or was told what to say is asked and not answered", () => {
  const list = [
    said("blind", 0.6),
    said("blind", null),
    sample("blind", { answer: answer({ probability: null, abstains: true }) }),
    sample("blind", { answer: answer({ probability: 0.99, instructed: true }) }),
    sample("blind", { answer: answer({ probability: 0.99 }), failed: "cutOff" }),
  ];
  const { blind, answered, asked } = poolAdvice(advice(list), { ...one, samples: 1 });
  near(blind ?? NaN, 0.6, 1e-12);
  deepStrictEqual([answered, asked], [1, 5]);
});

Deno.test("an advice that abstains as a whole is no opinion, whatever its samples say", () => {
  const list = asked([[0.9, 0.1], [0.9, 0.1]]);
  for (const reason of ["injection", "late", "budget"] satisfies AbstainReason[]) {
    const { answered, asked: calls, ...rest } = poolAdvice(
      advice(list, { abstained: reason }),
      one,
    );
    deepStrictEqual(rest, {
      blind: null,
      aware: null,
      probability: null,
      justified: null,
      mood: null,
      disagreement: 0,
      confidence: 0,
    });
    deepStrictEqual([answered, calls], [4, 7]);
  }
});

Deno.test("without a model there is nothing, and no division by it", () => {
  const { confidence, probability } = poolAdvice(advice([]), { ...one, models: [] });
  deepStrictEqual([confidence, probability], [0, null]);
});

Deno.test("asking for NO instead of YES gives the complement", () => {
  fc.assert(fc.property(anyPairs, (pairs) => {
    const yes = poolAdvice(advice(asked(pairs)), one);
    const no = poolAdvice(advice(asked(pairs.map(([a, b]) => [b, a] as const))), one);
    strictEqual(yes.blind === null, no.blind === null);
    if (yes.blind !== null) near(yes.blind + (no.blind ?? NaN), 1, 1e-12);
    near(no.disagreement, yes.disagreement, 1e-6);
  }));
});

Deno.test("the order of models and pairs changes no bit", () => {
  const shuffled = anyPairs.chain((pairs) =>
    fc.tuple(
      fc.constant(pairs),
      fc.shuffledSubarray(pairs, { minLength: pairs.length, maxLength: pairs.length }),
    )
  );
  fc.assert(fc.property(shuffled, anyPairs, ([pairs, others], more) => {
    const ofB = asked(more).map((one) => ({ ...one, model: "b" }));
    deepStrictEqual(
      poolAdvice(advice([...ofB, ...asked(others)]), two),
      poolAdvice(advice([...asked(pairs), ...ofB]), { ...two, models: [...two.models].reverse() }),
    );
  }));
});

Deno.test("more YES in one answer never means less YES in all", () => {
  const step = fc.record({
    i: fc.nat(5),
    half: fc.nat(1),
    by: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(fc.property(anyPairs, step, (pairs, { i, half, by }) => {
    const raised = pairs.map(([yes, no], j) => {
      if (j !== i) return [yes, no] as const;
      if (half === 0) return [yes === null ? null : Math.min(1, yes + by), no] as const;
      return [yes, no === null ? null : Math.max(0, no - by)] as const;
    });
    const before = poolAdvice(advice(asked(pairs)), one).probability;
    const after = poolAdvice(advice(asked(raised)), one).probability;
    ok((after ?? 0) >= (before ?? 0) - 1e-12);
  }));
});

Deno.test("estimates are probabilities and confidence a share, whatever comes", () => {
  fc.assert(fc.property(anyPairs, (pairs) => {
    const { blind, confidence, disagreement } = poolAdvice(advice(asked(pairs)), one);
    ok(blind === null || (blind > 0 && blind < 1));
    ok(confidence >= 0 && confidence <= 1);
    ok(disagreement >= 0 && Number.isFinite(disagreement));
  }));
});

Deno.test("what the answers cost does not matter to what they say", () => {
  const list = asked([[0.8, 0.4]]);
  const dear = list.map((one) => ({ ...one, cost: usdc(5_000_000) }));
  deepStrictEqual(poolAdvice(advice(dear), one), poolAdvice(advice(list), one));
});
