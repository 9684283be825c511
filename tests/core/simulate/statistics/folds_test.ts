import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Lived,
  purged,
  purgedFolds,
  walkForward,
} from "../../../../src/core/simulate/statistics/folds.ts";

const lived = fc.record({
  from: fc.integer({ min: 0, max: 10_000 }),
  life: fc.integer({ min: 0, max: 800 }),
  group: fc.integer({ min: 0, max: 12 }),
}).map(({ from, life, group }): Lived => ({ from, to: from + life, group: `g${group}` }));
const samples = fc.array(lived, { minLength: 12, maxLength: 80 });
const embargoMs = 300;

function mustNotLeak(
  all: readonly Lived[],
  train: readonly number[],
  test: readonly number[],
): void {
  for (const i of train) {
    for (const j of test) {
      const [a, b] = [all[i] as Lived, all[j] as Lived];
      assert.notEqual(i, j);
      assert.notEqual(a.group, b.group);
      assert.ok(a.to < b.from || a.from > b.to + embargoMs, `${JSON.stringify([a, b])}`);
    }
  }
}

Deno.test("no fold trains on what overlaps its test, follows it at once or settles with it", () => {
  fc.assert(
    fc.property(samples, fc.integer({ min: 2, max: 6 }), (all, folds) => {
      const splits = purgedFolds(all, { folds, embargoMs });
      for (const { train, test } of splits) mustNotLeak(all, train, test);
      const tested = splits.flatMap(({ test }) => test).toSorted((a, b) => a - b);
      assert.deepEqual(tested, all.map((_, i) => i));
    }),
    { seed: 6 },
  );
});

Deno.test("a walk forward trains on what is over when its test begins", () => {
  fc.assert(
    fc.property(samples, fc.constantFrom("all", "last"), (all, window) => {
      for (const { train, test } of walkForward(all, { folds: 4, embargoMs, window })) {
        mustNotLeak(all, train, test);
        const begin = Math.min(...test.map((i) => all[i]?.from ?? NaN));
        for (const i of train) assert.ok((all[i]?.to ?? NaN) < begin);
      }
    }),
    { seed: 7 },
  );
});

Deno.test("groups stay together in every test", () => {
  fc.assert(
    fc.property(samples, (all) => {
      const tests = purgedFolds(all, { folds: 3, embargoMs }).map(({ test }) =>
        new Set(test.map((i) => all[i]?.group))
      );
      for (const group of new Set(all.map((one) => one.group))) {
        assert.equal(tests.filter((groups) => groups.has(group)).length, 1);
      }
    }),
    { seed: 8 },
  );
});

Deno.test("what is far away in time and of another group is kept", () => {
  const all: Lived[] = [
    { from: 0, to: 10, group: "a" },
    { from: 0, to: 99, group: "b" },
    { from: 100, to: 110, group: "c" },
    { from: 150, to: 160, group: "d" },
    { from: 500, to: 510, group: "e" },
    { from: 600, to: 610, group: "c" },
  ];
  assert.deepEqual(purged(all, { train: [0, 1, 3, 4, 5], test: [2] }, 40), [0, 1, 4]);
});

Deno.test("a walk over evenly spread results trains on everything before", () => {
  const all = Array.from({ length: 12 }, (_, i) => ({ from: i * 100, to: i * 100, group: `${i}` }));
  const splits = walkForward(all, { folds: 3, embargoMs: 0, window: "all" });
  assert.deepEqual(splits, [
    { train: [0, 1, 2], test: [3, 4, 5] },
    { train: [0, 1, 2, 3, 4, 5], test: [6, 7, 8] },
    { train: [0, 1, 2, 3, 4, 5, 6, 7, 8], test: [9, 10, 11] },
  ]);
  const last = walkForward(all, { folds: 3, embargoMs: 0, window: "last" });
  assert.deepEqual(last.map(({ train }) => train), [[0, 1, 2], [3, 4, 5], [6, 7, 8]]);
  assert.throws(() => purgedFolds(all, { folds: 0, embargoMs: 0 }), RangeError);
});
