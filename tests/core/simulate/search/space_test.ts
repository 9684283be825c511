import assert from "node:assert/strict";
import {
  type Axis,
  gridPoints,
  type Listed,
  randomPoints,
} from "../../../../src/core/simulate/search/space.ts";

const a: Listed = { kind: "list", key: "a", values: ["1", "2"] };
const b: Listed = { kind: "list", key: "b", values: ["x", "y", "z"] };

Deno.test("a grid holds every combination once, the last key changing fastest", () => {
  assert.deepEqual(gridPoints([a, b]), [
    ["a=1", "b=x"],
    ["a=1", "b=y"],
    ["a=1", "b=z"],
    ["a=2", "b=x"],
    ["a=2", "b=y"],
    ["a=2", "b=z"],
  ]);
});

const range = (log: boolean): Axis => {
  return { kind: "range", key: "r", low: 1, high: 100, log, write: String };
};

Deno.test("drawing more combinations does not change the first ones, another seed does", () => {
  const axes = [a, range(false)];
  assert.deepEqual(randomPoints(axes, 20, 7).slice(0, 5), randomPoints(axes, 5, 7));
  assert.notDeepEqual(randomPoints(axes, 5, 8), randomPoints(axes, 5, 7));
});

Deno.test("seeds that stand side by side draw other combinations, not the same in another order", () => {
  const [one, two] = [1, 2].map((seed) => randomPoints([range(false)], 64, seed).flat());
  assert.deepEqual(one?.filter((point) => two?.includes(point)), []);
});

Deno.test("a range is drawn evenly, or evenly in its logarithm, and never left", () => {
  const drawn = (log: boolean) =>
    randomPoints([range(log)], 2_000, 3).map(([one = ""]) => Number(one.slice(2)));
  for (const log of [false, true]) {
    const values = drawn(log).toSorted((x, y) => x - y);
    assert.ok((values[0] ?? 0) >= 1 && (values.at(-1) ?? 999) <= 100);
    // The middle of 1 to 100 is 50.5, of its logarithm 10; 2,000 draws are good to 4 % of the width.
    const middle = values[1_000] ?? NaN;
    if (log) assert.ok(middle > 8.3 && middle < 12, `${middle}`);
    else assert.ok(middle > 46.5 && middle < 54.5, `${middle}`);
  }
});
