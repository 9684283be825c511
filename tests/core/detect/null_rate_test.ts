import assert from "node:assert/strict";
import { initDetectors, sampleMarket } from "../../../src/core/detect/registry.ts";
import { sigmoid } from "../../../src/core/math/logit.ts";
import { MICRO } from "../../../src/core/types/units.ts";
import { aConfig, normals, quoteAt, TICK } from "./support.ts";

// Markets without a spike: log-odds with innovations of 0.03 and a weak pull to 0.50 (half-life
// 1,000 steps), 2,800 steps counted after 200. Candidates must be rarer than 0.33 % of steps.
const PATHS = 100;

function candidateRate(innovation: () => number, changes: Parameters<typeof aConfig>[0]): number {
  const config = aConfig({ refractoryTicks: 0, ...changes });
  const kept = 2 ** (-1 / 1000);
  let candidates = 0;
  for (let path = 0; path < PATHS; path++) {
    const d = initDetectors(config);
    let x = 0;
    for (let step = 0; step < 3000; step++) {
      x = x * kept + 0.03 * innovation();
      const quote = quoteAt(step, Math.round(sigmoid(x) * MICRO) / TICK);
      if (sampleMarket(d, quote, config) !== null && step >= 200) candidates += 1;
    }
  }
  return candidates / (PATHS * 2800);
}

/** Student t with three degrees of freedom, scaled to variance 1. */
function student3(normal: () => number): () => number {
  return () => {
    const [a, b, c] = [normal(), normal(), normal()];
    return normal() / Math.sqrt(a * a + b * b + c * c);
  };
}

Deno.test("Gaussian noise makes next to no candidate", () => {
  const rate = candidateRate(normals(1), {});
  assert.ok(rate <= 0.0002, `${rate}`);
});

Deno.test("heavy-tailed noise makes a candidate on at most 0.33 % of steps", () => {
  // Reference 0.32 % without winsorising and without the conditions on ticks and spread.
  for (const changes of [{}, { ewmaWinsorSigma: 0, rocMinTicks: 0 }]) {
    const rate = candidateRate(student3(normals(2)), changes);
    assert.ok(rate <= 0.0033, `${rate}`);
    assert.ok(rate >= 0.0025, `${rate}: the detectors sleep`);
  }
});
