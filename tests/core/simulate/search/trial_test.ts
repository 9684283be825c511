import assert from "node:assert/strict";
import { Moments, planOf } from "../../../../src/core/simulate/search/plan.ts";
import { LOCKED, openings, sawLocked } from "../../../../src/core/simulate/search/trial.ts";
import { aTrial } from "../../../support/search_world.ts";

const moments = new Moments();
for (let at = 0; at < 1_000; at++) moments.add(at);
const plan = planOf(moments, { folds: 4, testShare: 0.25, blocks: 10 });
const { testFrom } = plan;

Deno.test("who read beyond the cut has seen the locked set: by the moment, not by the share", () => {
  const own = aTrial(1, [], plan);
  const { search, ...backtest } = aTrial(2, [], plan);
  const opening = { ...backtest, strategy: LOCKED };
  const later = { ...own, selection: "some", search: { ...search, until: (testFrom ?? 0) + 1 } };
  const whole = { ...own, search: { ...search, until: null } };
  const sooner = { ...own, search: { ...search, until: (testFrom ?? 0) - 1 } };
  const all = [own, backtest, opening, later, whole, sooner];
  const saw = sawLocked(all, { recordings: ["data", "of today"], testFrom });
  assert.deepEqual(saw, [backtest, opening, later, whole]);
  assert.deepEqual(openings(all, { recordings: ["data"] }), [opening]);
  assert.deepEqual(sawLocked(all, { recordings: ["other"], testFrom }), []);
});
