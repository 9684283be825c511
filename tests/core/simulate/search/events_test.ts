import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type EventResult,
  eventResults,
  foldResults,
  type Held,
  inFold,
  lockedOf,
  outOfSample,
  totalOf,
  trainedOn,
} from "../../../../src/core/simulate/search/events.ts";
import { Moments, type Plan, planOf } from "../../../../src/core/simulate/search/plan.ts";

function evenly(): Plan {
  const moments = new Moments();
  for (let at = 0; at < 1_000; at++) moments.add(at);
  // Cuts at 200, 400, 600; locked from 800.
  return planOf(moments, { folds: 3, testShare: 0.2, blocks: 2 });
}

const plan = evenly();

function held(group: string, openedAt: number, closedAt: number, net = 1): Held {
  return { group, openedAt, closedAt, stake: 10, net };
}

Deno.test("an event is the sum of its trades and lies in the stretch of its first one", () => {
  const events = eventResults([
    held("late", 450, 460),
    held("long", 390, 395, 2),
    held("long", 410, 700, 5),
  ]);
  assert.deepEqual(events, [
    { group: "long", from: 390, to: 700, trades: 2, stake: 20, net: 7 },
    { group: "late", from: 450, to: 460, trades: 1, stake: 10, net: 1 },
  ]);
  assert.deepEqual(foldResults(events, plan), [
    { trades: 2, events: 1, stake: 20, net: 7 },
    { trades: 1, events: 1, stake: 10, net: 1 },
    { trades: 0, events: 0, stake: 0, net: 0 },
  ]);
});

Deno.test("what is not over an embargo before a test does not train for it", () => {
  const events = eventResults([
    held("over", 10, 370),
    held("in the embargo", 20, 385),
    held("still held", 30, 450),
    held("tested", 400, 410),
    held("later", 650, 660),
  ]);
  const groups = (all: readonly EventResult[]) => all.map(({ group }) => group);
  assert.deepEqual(groups(trainedOn(events, plan, { fold: 1, embargoMs: 20 })), ["over"]);
  assert.deepEqual(groups(inFold(events, plan, 1)), ["tested"]);
  assert.deepEqual(groups(outOfSample(events, plan)), ["tested", "later"]);
});

Deno.test("nothing that is trained on lives in the test, or shares a group with it", () => {
  const trade = fc.record({
    group: fc.constantFrom("a", "b", "c", "d", "e", "f"),
    openedAt: fc.integer({ min: 0, max: 799 }),
    lives: fc.integer({ min: 0, max: 300 }),
  });
  fc.assert(fc.property(
    fc.array(trade, { maxLength: 40 }),
    fc.integer({ min: 0, max: 2 }),
    fc.integer({ min: 0, max: 100 }),
    (trades, fold, embargoMs) => {
      const all = eventResults(
        trades.map(({ group, openedAt, lives }) => held(group, openedAt, openedAt + lives)),
      );
      const begin = plan.foldCuts[fold] ?? NaN;
      const tested = new Set(inFold(all, plan, fold).map(({ group }) => group));
      for (const { group, to } of trainedOn(all, plan, { fold, embargoMs })) {
        assert.ok(to + embargoMs < begin);
        assert.ok(!tested.has(group));
      }
      // Every event is tested once or only trains.
      const parts = [0, 1, 2].flatMap((one) => inFold(all, plan, one));
      assert.equal(parts.length, outOfSample(all, plan).length);
    },
  ));
});

Deno.test("the locked set leaves out what the search had to do with", () => {
  const trades = [
    held("before", 790, 900),
    held("in the embargo", 805, 900),
    held("searched", 900, 950),
    held("clean", 910, 920, 3),
  ];
  const found = lockedOf(trades, new Set(["searched"]), { testFrom: 800, embargoMs: 20 });
  assert.deepEqual(totalOf(found.events), { trades: 1, events: 1, stake: 10, net: 3 });
  assert.equal(found.leftOut, 2);
});
