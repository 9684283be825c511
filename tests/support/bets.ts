import type { BernoulliSpec } from "../../src/core/simulate/engines.ts";

/** A share for 41 cents that is held to its end, with a chance known from a hundred like it. */
export const bet: BernoulliSpec = {
  kind: "bernoulli",
  q: { alpha: 46, beta: 54 },
  gain: 0.59 / 0.41,
  loss: -1,
  timeExit: null,
  gapProbability: 0,
  byWins: false,
};
