import assert from "node:assert/strict";
import {
  beliefSampler,
  betaCdf,
  betaQuantile,
  betaSampler,
  logGamma,
} from "../../../src/core/simulate/beta.ts";
import { near, nearRelative } from "../../support/near.ts";
import { refTest } from "../../support/shared.ts";

Deno.test("the gamma function has the values of factorials and of one half", () => {
  let factorial = 1;
  for (let n = 1; n <= 20; n++) {
    near(logGamma(n), Math.log(factorial), 1e-13, `n ${n}`);
    factorial *= n;
  }
  near(logGamma(0.5), 0.5 * Math.log(Math.PI), 1e-13);
});

Deno.test("a Beta of 1 and 1 is uniform, and of 2 and 1 the square", () => {
  for (const x of [0, 0.001, 0.3, 0.5, 0.999, 1]) {
    near(betaCdf(x, { alpha: 1, beta: 1 }), x, 1e-14);
    near(betaCdf(x, { alpha: 2, beta: 1 }), x * x, 1e-14);
    near(betaCdf(x, { alpha: 0.5, beta: 7 }), 1 - betaCdf(1 - x, { alpha: 7, beta: 0.5 }), 1e-13);
  }
});

refTest(
  "Clopper and Pearson's limits are quantiles of Betas, as in the reference table",
  (read) => {
    const table = JSON.parse(read("montecarlo_closed_forms.json"))["proportion_ci"];
    for (const [name, of] of Object.entries<{ clopper_pearson95: [number, number] }>(table)) {
      const [k = 0, n = 0] = name.match(/\d+/g)?.map(Number) ?? [];
      const [low, high] = of.clopper_pearson95;
      if (k > 0) nearRelative(betaQuantile(0.025, { alpha: k, beta: n - k + 1 }), low, 1e-9, name);
      if (k < n) nearRelative(betaQuantile(0.975, { alpha: k + 1, beta: n - k }), high, 1e-9, name);
    }
  },
);

Deno.test("the sampler agrees with the exact quantile to a ten-thousandth of the spread", () => {
  for (const  of of[{ alpha: 46, beta: 54 }, { alpha: 2.5, beta: 30 }, { alpha: 460, beta: 540 }]) {
    const { alpha, beta } = of;
    const sum = alpha + beta;
    const spread = Math.sqrt((alpha * beta) / (sum * sum * (sum + 1)));
    const sample = betaSampler(of);
    let worst = 0;
    let before = -1;
    for (let i = 0; i < 4000; i++) {
      const u = (i + 0.37) / 4000;
      const drawn = sample(u);
      worst = Math.max(worst, Math.abs(drawn - betaQuantile(u, of)) / spread);
      assert.ok(drawn > before, `falls at ${u}`);
      before = drawn;
    }
    assert.ok(worst < 1e-4, `${JSON.stringify(of)}: off by ${worst} deviations`);
  }
});

Deno.test("a known probability is drawn as it is", () => {
  assert.equal(beliefSampler(0.3)(0.9), 0.3);
});
