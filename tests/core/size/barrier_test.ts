import assert from "node:assert/strict";
import fc from "fast-check";
import { diffusionHitProbability, hitProbability } from "../../../src/core/size/barrier.ts";
import { near, nearRelative } from "../../support/near.ts";
import { csv, refTest } from "../../support/shared.ts";

Deno.test("an efficient market touches the target in proportion to the distances", () => {
  near(hitProbability({ stop: 0.375, target: 0.455, expected: 0.395 }), 0.25, 1e-15);
  near(hitProbability({ stop: 0.35, target: 0.45, expected: 0.4 }), 0.5, 1e-14);
});

Deno.test("an edge at resolution hardly helps a tight target: .5104 instead of .5", () => {
  const trade = { stop: 0.35, target: 0.45, mid: 0.4 };
  near(diffusionHitProbability({ ...trade, q: 0.5 }), 0.5104166667, 1e-10);
  near(diffusionHitProbability({ ...trade, q: 0.4 }), 0.5, 1e-14);
  near(
    diffusionHitProbability({ stop: 0.25, target: 0.36, mid: 0.3, q: 0.32 }),
    0.4571428571,
    1e-10,
  );
});

refTest("diffusion hit probabilities agree with belief_diffusion.json", (read) => {
  for (const row of JSON.parse(read("belief_diffusion.json"))["hit_probabilities"]) {
    const { p0: mid, q, stop, target } = row;
    nearRelative(diffusionHitProbability({ mid, q, stop, target }), row.P_target_first, 1e-12);
  }
});

refTest("touching an old level again agrees with martingale_retracement.csv", (read) => {
  for (const row of csv(read("martingale_retracement.csv"))) {
    const [from, expected, level] = [Number(row["p0"]), Number(row["p1"]), Number(row["level"])];
    // The other barrier is the resolution away from the level.
    const end = from < expected ? 1 : 0;
    nearRelative(
      hitProbability({ stop: end, target: level, expected }),
      Number(row["P_touch_before_resolution_if_efficient"]),
      1e-8,
    );
    const beyond = Number(row["stop_same_distance_beyond"]);
    near(hitProbability({ stop: beyond, target: level, expected }), 0.5, 1e-8);
  }
});

refTest("hit probabilities from the mid agree with kelly_target_stop.csv", (read) => {
  for (const row of csv(read("kelly_target_stop.csv"))) {
    const expected = Number(row["entry_ask"]) - 0.005;
    const stop = Number(row["stop"]) + 0.005;
    const target = Number(row["target"]) + 0.005;
    near(
      hitProbability({ stop, target, expected }),
      Number(row["martingale_hit_prob_from_mid"]),
      1e-9,
    );
  }
});

Deno.test("a hit probability stays in [0, 1] and rises with the fair value", () => {
  const price = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(price, price, price, price, (stop, target, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const at = (expected: number) =>
        hitProbability({ stop: Math.min(stop, target), target: Math.max(stop, target), expected });
      assert.ok(0 <= at(low) && at(low) <= at(high) && at(high) <= 1);
    }),
    { seed: 1 },
  );
});

Deno.test("barriers that are one, or unknown, are not counted as hit", () => {
  assert.equal(hitProbability({ stop: 0.4, target: 0.4, expected: 0.5 }), 0);
  assert.equal(hitProbability({ stop: 0.4, target: 0.5, expected: NaN }), 0);
});
