import { ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { logLoss } from "../../../src/core/advice/calibration.ts";
import {
  bayesUpdate,
  evenWeights,
  fixedShare,
  hedgeRate,
  hedgeUpdate,
  type LogWeights,
  mixtureOf,
  weightsOf,
} from "../../../src/core/advice/experts.ts";
import { near } from "../../support/near.ts";
import { refTest } from "../../support/shared.ts";
import { experts, outcomes } from "./vectors.ts";

type Round = { readonly said: number[]; readonly y: 0 | 1 };

function rounds(count: number): fc.Arbitrary<Round[]> {
  const round = fc.record({
    said: fc.array(fc.double({ min: 0.001, max: 0.999, noNaN: true }), {
      minLength: count,
      maxLength: count,
    }),
    y: fc.constantFrom(0 as const, 1 as const),
  });
  return fc.array(round, { minLength: 1, maxLength: 60 });
}

/** Log loss of the mixture and of each expert over the rounds. */
function played(list: readonly Round[], start: LogWeights) {
  let weights = start;
  let ours = 0;
  const theirs = start.map(() => 0);
  for (const { said, y } of list) {
    ours += logLoss(mixtureOf(weights, said), y);
    said.forEach((p, i) => {
      theirs[i] = (theirs[i] ?? 0) + logLoss(p, y);
    });
    weights = bayesUpdate(weights, said, y);
  }
  return { weights, ours, theirs };
}

const vector: Round[] = outcomes.map((y, i) => ({ said: experts.map((p) => p[i] ?? NaN), y }));

Deno.test("the mixture of three forecasters ends where computed independently", () => {
  // ensemble_vectors.json, hedge.bayes_mixture_final_w and cum_mix_log_loss.
  const { weights, ours, theirs } = played(vector, evenWeights(3));
  const final = [0.7594671245860276, 0.03997918218865344, 0.20055369322531885];
  weightsOf(weights).forEach((w, i) => near(w, final[i] ?? NaN, 1e-12));
  near(ours, 4.810687688637043, 1e-12);
  near(ours - Math.min(...theirs), 0.823474045183934, 1e-12);
});

refTest("Hedge and fixed share agree with ensemble_vectors.json", (read) => {
  const { hedge, fixed_share_example } = JSON.parse(read("ensemble_vectors.json"));
  const eta = hedgeRate(3, vector.length);
  near(eta, hedge["hedge_brier_eta"], 1e-12);
  let weights = evenWeights(3);
  let ours = 0;
  for (const { said, y } of vector) {
    const losses = said.map((p) => (p - y) ** 2);
    ours += mixtureOf(weights, losses);
    weights = hedgeUpdate(weights, losses, eta);
  }
  weightsOf(weights).forEach((w, i) => near(w, hedge["hedge_brier_final_w"][i], 1e-12));
  near(ours, hedge["hedge_cum_loss"], 1e-12);
  const start = [0.5, 0.3, 0.2].map((w) => Math.log(w));
  const shared = fixedShare(hedgeUpdate(start, [0.1, 0.7, 0.4], 1), 0.02);
  weightsOf(shared).forEach((w, i) => near(w, fixed_share_example[i], 1e-12));
});

Deno.test("the mixture's regret in log loss is at most ln N, or minus the log of a prior", () => {
  fc.assert(fc.property(rounds(3), (list) => {
    const { ours, theirs } = played(list, evenWeights(3));
    ok(ours <= Math.min(...theirs) + Math.log(3) + 1e-9);
  }));
  const prior = [0.7, 0.3].map((w) => Math.log(w));
  fc.assert(fc.property(rounds(2), (list) => {
    const { ours, theirs } = played(list, prior);
    theirs.forEach((loss, i) => ok(ours <= loss - (prior[i] ?? NaN) + 1e-9));
  }));
});

Deno.test("Hedge's regret is at most sqrt(T ln N / 2) for losses in [0, 1]", () => {
  const losses = fc.array(
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 4,
      maxLength: 4,
    }),
    { minLength: 1, maxLength: 80 },
  );
  fc.assert(fc.property(losses, (list) => {
    const eta = hedgeRate(4, list.length);
    let weights = evenWeights(4);
    let ours = 0;
    const theirs = [0, 0, 0, 0];
    for (const round of list) {
      ours += mixtureOf(weights, round);
      round.forEach((loss, i) => theirs[i] = (theirs[i] ?? 0) + loss);
      weights = hedgeUpdate(weights, round, eta);
    }
    ok(ours - Math.min(...theirs) <= Math.sqrt(list.length * Math.log(4) / 2) + 1e-9);
  }));
});

Deno.test("a constant added to all losses changes no weight", () => {
  const losses = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
    minLength: 3,
    maxLength: 3,
  });
  fc.assert(fc.property(losses, fc.double({ min: -20, max: 20, noNaN: true }), (list, constant) => {
    const start = [0.5, 0.3, 0.2].map((w) => Math.log(w));
    const plain = weightsOf(hedgeUpdate(start, list, 0.7));
    const moved = weightsOf(hedgeUpdate(start, list.map((loss) => loss + constant), 0.7));
    plain.forEach((w, i) => near(moved[i] ?? NaN, w, 1e-12));
  }));
});

Deno.test("weights stay on the simplex, also after losses that underflow", () => {
  fc.assert(fc.property(rounds(3), fc.double({ min: 0, max: 1, noNaN: true }), (list, alpha) => {
    let weights = evenWeights(3);
    for (const { said, y } of list) {
      weights = fixedShare(hedgeUpdate(weights, said.map((p) => 500 * logLoss(p, y)), 1), alpha);
      const shares = weightsOf(weights);
      near(shares.reduce((sum, w) => sum + w, 0), 1, 1e-12);
      for (const w of shares) ok(w >= 0 && w <= 1);
    }
  }));
});

Deno.test("a share keeps a forgotten expert at alpha / N at least", () => {
  const forgotten = [Math.log1p(-1e-30), Math.log(1e-30)];
  near(weightsOf(fixedShare(forgotten, 0.02))[1] ?? NaN, 0.01, 1e-12);
  near(weightsOf(fixedShare(forgotten, 0))[1] ?? NaN, 0, 1e-12);
});

Deno.test("one loss too few is refused", () => {
  throws(() => hedgeUpdate(evenWeights(3), [0, 0], 1), RangeError);
});
