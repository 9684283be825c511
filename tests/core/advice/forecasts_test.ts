import assert from "node:assert/strict";
import { judgeOutcome, MOST_AWAITED, remember } from "../../../src/core/advice/forecasts.ts";
import { recalibrated } from "../../../src/core/advice/skill.ts";
import { nothingLearnt } from "../../../src/core/learn.ts";
import type { Learnt } from "../../../src/core/types/account.ts";
import type { GroupId, MarketId } from "../../../src/core/types/ids.ts";
import { probability } from "../../../src/core/types/units.ts";
import { near } from "../../support/near.ts";
import { estimate, opinion } from "../../support/opinions.ts";
import { entry, START } from "../../support/rows.ts";

/** What is learnt with one more forecast of `market` by `p`, where the price is `price`. */
function forecast(
  learnt: Learnt,
  market: string,
  { p, price = 0.5 }: { readonly p: number | null; readonly price?: number },
): Learnt {
  const body = entry("1.1", {
    market: market as MarketId,
    ai: opinion({
      group: `g-${market}` as GroupId,
      estimate: estimate({ probability: p === null ? null : probability(p) }),
    }),
    estimate: { market: probability(price), fair: probability(price), se: 0, contributions: [] },
  });
  if (body.kind !== "record" || body.decision.kind !== "entry") throw new Error("no entry");
  return remember(learnt, body.decision, START);
}

Deno.test("a market is scored once, by the mean of its forecasts and of the prices then", () => {
  let learnt = nothingLearnt;
  for (const [p, price] of [[0.4, 0.5], [0.6, 0.7], [0.8, 0.6]] as const) {
    learnt = forecast(learnt, "m1", { p, price });
  }
  learnt = forecast(learnt, "m1", { p: null });
  learnt = judgeOutcome(learnt, "m1" as MarketId, "yes");
  const [score, ...others] = learnt.aiSkill.outcome.scored;
  assert.deepEqual(others, []);
  near(Number(score?.p), 0.6, 1e-12);
  near(Number(score?.base), 0.6, 1e-12);
  assert.deepEqual([score?.group, score?.y], ["g-m1", 1]);
  assert.deepEqual(learnt.forecasts, []);
});

Deno.test("a market that was asked about again and again teaches no more than one", () => {
  let often = nothingLearnt;
  for (let i = 0; i < 12; i++) often = forecast(often, "m1", { p: 0.8 });
  const once = judgeOutcome(
    forecast(nothingLearnt, "m1", { p: 0.8 }),
    "m1" as MarketId,
    "yes",
  ).aiSkill.outcome;
  const { outcome } = judgeOutcome(often, "m1" as MarketId, "yes").aiSkill;
  near(outcome.logWeights[1], once.logWeights[1], 1e-12);
  const half = probability(0.5);
  assert.equal(recalibrated(outcome, half), half);
});

Deno.test("forecasts of other markets wait on, and a void market proves nobody right", () => {
  const both = forecast(forecast(nothingLearnt, "m1", { p: 0.8 }), "m2", { p: 0.3 });
  const after = judgeOutcome(both, "m1" as MarketId, null);
  assert.deepEqual(after.forecasts.map(({ market }) => market), ["m2"]);
  assert.deepEqual(after.aiSkill, nothingLearnt.aiSkill);
  assert.equal(judgeOutcome(after, "m1" as MarketId, "yes"), after);
});

Deno.test("the markets forecast last are waited for, however often one of them was asked about", () => {
  let learnt = nothingLearnt;
  for (let i = 0; i < MOST_AWAITED; i++) learnt = forecast(learnt, `m${i}`, { p: 0.3 });
  for (let i = 0; i < 200; i++) learnt = forecast(learnt, "m0", { p: 0.4 });
  const markets = () => new Set(learnt.forecasts.map(({ market }) => market));
  assert.equal(markets().size, MOST_AWAITED);
  assert.equal(learnt.forecasts.length, MOST_AWAITED + 200);
  // One more, and the one that was forecast longest ago is given up; m0 was, just now.
  learnt = forecast(learnt, "new", { p: 0.3 });
  assert.equal(markets().size, MOST_AWAITED);
  assert.ok(!markets().has("m1" as MarketId) && markets().has("m0" as MarketId));
  assert.equal(learnt.forecasts.length, MOST_AWAITED + 200);
});
