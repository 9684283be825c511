import assert from "node:assert/strict";
import { rng } from "../../../../src/core/math/rng.ts";
import { touchChance } from "../../../../src/core/simulate/spikes/martingale.ts";
import { near, nearOverSeeds, nearRelative } from "../../../support/near.ts";
import { csv, refTest } from "../../../support/shared.ts";

Deno.test("after 0.40 to 0.55 an efficient market touches 0.40 with 0.75 and half-way with 6/7", () => {
  near(touchChance(0.55, 0.40), 0.75, 1e-12);
  near(touchChance(0.55, 0.475), 6 / 7, 1e-12);
  near(touchChance(0.25, 0.40), 0.625, 1e-12);
  assert.equal(touchChance(0.3, 0.3), 1);
});

refTest("every chance of the reference table is met", (read) => {
  const rows = csv(read("martingale_retracement.csv"));
  assert.ok(rows.length > 20);
  for (const row of rows) {
    const expected = Number(row["P_touch_before_resolution_if_efficient"]);
    nearRelative(touchChance(Number(row["p1"]), Number(row["level"])), expected, 1e-8);
  }
});

Deno.test("a fair walk on cents between 0 and 1 touches as often, seeds 1 to 20", () => {
  // Steps of one cent: a martingale that jumps over nothing. From 0.60 down to 0.50: 0.8.
  const walks = 1_000;
  const share = (seed: number) => {
    const { next } = rng(seed);
    let touched = 0;
    for (let walk = 0; walk < walks; walk++) {
      let cents = 60;
      while (cents !== 50 && cents !== 100) cents += next() < 0.5 ? 1 : -1;
      if (cents === 50) touched += 1;
    }
    return touched / walks;
  };
  const expected = touchChance(0.6, 0.5);
  nearOverSeeds(share, expected, Math.sqrt(expected * (1 - expected) / walks));
});
