import assert from "node:assert/strict";
import fc from "fast-check";
import { createAnswerCache } from "../../../src/adapters/llm/answer_cache.ts";
import { createBudget, type Reservation } from "../../../src/adapters/llm/budget.ts";
import { createLanes } from "../../../src/adapters/llm/lanes.ts";
import { millis, usdc } from "../../../src/core/types/units.ts";
import { completion, turn } from "./rig.ts";

Deno.test("what is reserved and what is spent never exceed the budget together", () => {
  const step = fc.record({
    worst: fc.integer({ min: 0, max: 400 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    settles: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const budget = createBudget(usdc(1_000));
      const open: { worst: number; reservation: Reservation }[] = [];
      let spent = 0;
      for (const { worst, share, settles } of steps) {
        const reservation = budget.reserve(usdc(worst));
        if (reservation !== null) open.push({ worst, reservation });
        const first = settles ? open.shift() : undefined;
        if (first !== undefined) {
          const actual = usdc(Math.floor(first.worst * share));
          first.reservation.settle(actual);
          first.reservation.settle(usdc(999));
          spent += actual;
        }
        const reserved = open.reduce((sum, one) => sum + one.worst, 0);
        assert.equal(budget.spent(), spent);
        assert.equal(budget.left(), 1_000 - spent - reserved);
        assert.ok(budget.left() >= 0);
      }
    }),
    { seed: 20261126 },
  );
});

Deno.test("a call that cost more than its worst case leaves nothing, not less", () => {
  const budget = createBudget(usdc(100));
  budget.reserve(usdc(50))?.settle(usdc(150));
  assert.deepEqual([budget.spent(), budget.left(), budget.reserve(usdc(1))], [150, 0, null]);
});

Deno.test("the cache keeps an answer for its life and the latest ones only", () => {
  let now = 0;
  const cache = createAnswerCache({ lifeMs: millis(100), most: 2, now: () => millis(now) });
  cache.put("a", completion("blind"));
  now = 99;
  assert.deepEqual(cache.get("a"), completion("blind"));
  cache.put("b", completion("mood"));
  now = 100;
  assert.equal(cache.get("a"), null);
  cache.put("c", completion("blind"));
  cache.put("d", completion("blind"));
  assert.deepEqual([cache.get("b"), cache.get("c") === null, cache.get("d") === null], [
    null,
    false,
    false,
  ]);
  const none = createAnswerCache({ lifeMs: millis(0), most: 2, now: () => millis(now) });
  none.put("a", completion("blind"));
  assert.equal(none.get("a"), null);
});

Deno.test("lanes let in as many as there are, first come first served, and skip who gave up", async () => {
  const lanes = createLanes(2);
  const forever = new AbortController().signal;
  const impatient = new AbortController();
  const entered: number[] = [];
  const leaves: ((() => void) | null)[] = [];
  const enter = (id: number, signal: AbortSignal) =>
    lanes.enter(signal).then((leave) => {
      if (leave !== null) entered.push(id);
      leaves[id] = leave;
    });
  const all = [
    enter(0, forever),
    enter(1, forever),
    enter(2, impatient.signal),
    enter(3, forever),
    enter(4, forever),
  ];
  await turn();
  assert.deepEqual(entered, [0, 1]);
  impatient.abort();
  leaves[0]?.();
  leaves[0]?.();
  await turn();
  assert.deepEqual([entered, leaves[2]], [[0, 1, 3], null]);
  leaves[1]?.();
  leaves[3]?.();
  await Promise.all(all);
  assert.deepEqual(entered, [0, 1, 3, 4]);
  assert.equal(await lanes.enter(impatient.signal), null);
});
