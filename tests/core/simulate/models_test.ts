import assert from "node:assert/strict";
import { betaSampler } from "../../../src/core/simulate/beta.ts";
import { beliefFrom, momentsOf } from "../../../src/core/simulate/models.ts";
import { near } from "../../support/near.ts";

Deno.test("a chance known from trials is their share, with the deviation of so many", () => {
  const { mean, sd } = momentsOf(beliefFrom(0.57, 100));
  near(mean, 0.57, 1e-15);
  near(sd, Math.sqrt(0.57 * 0.43 / 101), 1e-15);
});

Deno.test("what never or always came is drawn anew too, with half a trial of doubt", () => {
  assert.deepStrictEqual(beliefFrom(1, 100), { alpha: 100, beta: 0.5 });
  assert.deepStrictEqual(beliefFrom(0, 100), { alpha: 0.5, beta: 100 });
  const draw = betaSampler(beliefFrom(1, 100));
  const drawn = Array.from({ length: 1_000 }, (_, i) => draw((i + 0.5) / 1_000));
  near(drawn.reduce((sum, q) => sum + q, 0) / 1_000, 100 / 100.5, 1e-4);
  // The rule of three: what never failed in a hundred trials fails in under 3 % of cases, 95 %; with
  // the prior of Jeffreys it is 1.9 %.
  near(1 - draw(0.05), 0.0189, 1e-3);
});

Deno.test("a share nearer to 1 is never the better known for being so", () => {
  const means = [0.98, 0.99, 0.995, 0.999, 1].map((share) =>
    momentsOf(beliefFrom(share, 100)).mean
  );
  assert.deepStrictEqual(means, means.toSorted((a, b) => a - b));
  assert.ok(Math.max(...means) < 0.9951);
});
