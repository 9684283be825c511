import assert from "node:assert/strict";
import { rng } from "../../../../src/core/math/rng.ts";
import { normalQuantile } from "../../../../src/core/math/normal.ts";
import {
  edgeSeen,
  powerOf,
  resultsForT,
  resultsNeeded,
} from "../../../../src/core/simulate/statistics/power.ts";
import { near } from "../../../support/near.ts";
import { csv, refTest } from "../../../support/shared.ts";

refTest("sample sizes of the reference table are met", (read) => {
  const rows = csv(read("sample_size_power.csv"));
  assert.ok(rows.length > 20);
  for (const row of rows) {
    const effect = {
      edge: Number(row["edge_per_dollar_staked"]),
      sd: Number(row["sd_per_dollar"]),
    };
    assert.equal(resultsNeeded(effect), Number(row["n_for_80pct_power_2sided5pct"]));
    const byT = Number(row["n_for_t_stat_2_expected"]);
    assert.ok(Math.abs(resultsForT(effect) - byT) <= 1, `${effect.edge} in ${effect.sd}`);
  }
});

Deno.test("as many results as needed find the edge four times in five", () => {
  const effect = { edge: 0.05, sd: 0.5 };
  near(powerOf(effect, resultsNeeded(effect)), 0.8, 1e-3);
  near(edgeSeen(0.5, resultsNeeded(effect)) ?? NaN, 0.05, 1e-3);
  assert.equal(edgeSeen(1, 0), null);
  assert.equal(resultsNeeded({ edge: 0, sd: 1 }), Infinity);
});

Deno.test("without an edge the test fires as often as its level", () => {
  near(powerOf({ edge: 0, sd: 1 }, 500), 0.05, 1e-12);
});

Deno.test("the power is the share of draws in which the edge is found", () => {
  const [n, edge] = [40, 0.4];
  const { next } = rng(11);
  let found = 0;
  for (let i = 0; i < 4000; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += edge + normalQuantile(next() || 0.5);
    if (Math.abs(sum / Math.sqrt(n)) > 1.959963984540054) found++;
  }
  const expected = powerOf({ edge, sd: 1 }, n);
  const se = Math.sqrt(expected * (1 - expected) / 4000);
  assert.ok(Math.abs(found / 4000 - expected) <= 4 * se);
});
