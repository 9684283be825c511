import assert from "node:assert/strict";
import { fillChance, revertChance } from "../../../src/adapters/paper/models.ts";
import type { FillId } from "../../../src/core/types/ids.ts";
import { aRig, LATENCY, NO, SETTLE } from "./rig.ts";

Deno.test("R-254 the chance to revert leans to fills that won and keeps its mean", () => {
  for (const revertWinnerBias of [0, 0.5, 1]) {
    const config = { revertRate: 0.1, revertWinnerBias };
    const [won, lost] = [revertChance(config, 10_000), revertChance(config, -5_000)];
    assert.ok(Math.abs((won + lost) / 2 - 0.1) < 1e-12);
    assert.ok(Math.abs(won - 0.1 * (1 + revertWinnerBias)) < 1e-12);
    for (const unknown of [0, null]) assert.equal(revertChance(config, unknown), 0.1);
  }
  assert.equal(revertChance({ revertRate: 0.7, revertWinnerBias: 1 }, 1), 1);
  assert.equal(revertChance({ revertRate: 0.7, revertWinnerBias: 1 }, -1), 0);
});

Deno.test("the chance of a fill depends on seed and id alone and is uniform", () => {
  const draws = Array.from({ length: 4_000 }, (_, i) => fillChance(42, `${i}.0/1` as FillId));
  const below = (x: number) => draws.filter((u) => u < x).length / draws.length;
  // Four standard errors of a share of 4,000 draws: at most .032.
  for (const x of [0.05, 0.25, 0.5, 0.9]) assert.ok(Math.abs(below(x) - x) < 0.032, `${x}`);
  assert.equal(fillChance(42, "17.0/1" as FillId), draws[17]);
  assert.notEqual(fillChance(43, "17.0/1" as FillId), draws[17]);
});

Deno.test("R-025 R-254 a fill that reverts does so exactly once and never settles", () => {
  const rig = aRig({ revertRate: 1 });
  rig.place({ price: 0.5, shares: 10 });
  rig.place({ price: 0.48, shares: 10, timeInForce: "GTC" });
  rig.wait(LATENCY);
  rig.print("sell", 0.47, 4);
  rig.wait(10 * SETTLE);
  const ends = rig.story().filter((line) => /^fill(Settled|Reverted)/.test(line));
  assert.deepEqual(ends, ["fillReverted 1.0/1", "fillReverted 2.0/1"]);
});

/** Shares of 400 buys that revert, where the mid then moves by `move` cents. */
function reverted(
  move: number,
  wish: { readonly side: "buy" | "sell"; readonly token?: typeof NO },
) {
  const rig = aRig({ revertRate: 0.3, revertWinnerBias: 1 });
  const n = 400;
  for (let i = 0; i < n; i++) {
    const [bid, ask] = [0.48, 0.5];
    rig.snapshot([[bid, 100]], [[ask, 100]]);
    rig.place({ ...wish, price: wish.side === "buy" ? 0.99 : 0.01, shares: 100 });
    rig.wait(LATENCY);
    rig.snapshot([[bid + move / 100, 90]], [[ask + move / 100, 90]]);
    rig.wait(SETTLE);
  }
  return rig.story().filter((line) => line.startsWith("fillReverted")).length / n;
}

Deno.test("R-254 with full bias only fills whose mid moved our way revert, twice as often", () => {
  // 400 draws at .6 or .3: four standard errors are .098 and .092.
  assert.equal(reverted(-2, { side: "buy" }), 0);
  assert.equal(reverted(2, { side: "sell" }), 0);
  assert.equal(reverted(2, { side: "buy", token: NO }), 0);
  for (
    const share of [
      reverted(2, { side: "buy" }),
      reverted(-2, { side: "sell" }),
      reverted(-2, { side: "buy", token: NO }),
    ]
  ) assert.ok(Math.abs(share - 0.6) < 0.098, `${share}`);
  assert.ok(Math.abs(reverted(0, { side: "buy" }) - 0.3) < 0.092);
});
