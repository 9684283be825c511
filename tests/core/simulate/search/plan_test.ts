import assert from "node:assert/strict";
import fc from "fast-check";
import { Moments, planOf, stretchAt } from "../../../../src/core/simulate/search/plan.ts";

function evenly(count: number): Moments {
  const moments = new Moments();
  for (let at = 0; at < count; at++) moments.add(at);
  return moments;
}

Deno.test("stretches before the locked end hold equally many prices", () => {
  const plan = planOf(evenly(1_000), { folds: 4, testShare: 0.25, blocks: 2 });
  assert.deepEqual(plan.foldCuts, [150, 300, 450, 600]);
  assert.deepEqual(plan.blockCuts, [375]);
  assert.equal(plan.testFrom, 750);
  assert.equal(planOf(evenly(10), { folds: 1, testShare: 0, blocks: 2 }).testFrom, null);
});

Deno.test("moments beyond what is kept are cut where all of them would be", () => {
  const moments = evenly(1_000_000);
  assert.equal(moments.count, 1_000_000);
  for (const share of [0.1, 0.5, 0.75, 0.9]) {
    assert.ok(Math.abs(moments.at(share) - share * 1_000_000) <= 64, `${moments.at(share)}`);
  }
});

Deno.test("a moment lies in exactly the stretch between its cuts", () => {
  fc.assert(fc.property(
    fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 8 }),
    fc.integer({ min: -10, max: 1_010 }),
    (raw, at) => {
      const cuts = raw.toSorted((x, y) => x - y);
      const stretch = stretchAt(cuts, at);
      assert.ok(at >= (cuts[stretch - 1] ?? -Infinity));
      assert.ok(at < (cuts[stretch] ?? Infinity));
    },
  ));
});

Deno.test("an odd number of blocks, no fold and a share of one are refused", () => {
  for (
    const wrong of [
      { folds: 4, testShare: 0.25, blocks: 3 },
      { folds: 0, testShare: 0.25, blocks: 2 },
      { folds: 4, testShare: 1, blocks: 2 },
    ]
  ) assert.throws(() => planOf(evenly(100), wrong), RangeError);
  assert.throws(() => new Moments().at(0.5), RangeError);
});
