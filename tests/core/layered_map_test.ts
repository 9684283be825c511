import assert from "node:assert/strict";
import fc from "fast-check";
import { LayeredMap } from "../../src/core/layered_map.ts";

const change = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer());

Deno.test("it holds what a Map of the same changes holds, in the same order, and so do its forebears", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 300 }), (changes) => {
      const plain = new Map<number, number>();
      let map = LayeredMap.of<number, number>();
      const before: [LayeredMap<number, number>, [number, number][]][] = [];
      for (const [key, value] of changes) {
        before.push([map, [...plain]]);
        map = map.with(key, value);
        plain.set(key, value);
        assert.equal(map.get(key), value);
      }
      for (const [old, held] of [...before, [map, [...plain]] as const]) {
        assert.deepEqual([...old], held);
        assert.equal(old.size, held.length);
        assert.equal(old.first(), held[0]?.[1]);
        for (let key = 0; key <= 60; key++) {
          assert.equal(old.has(key), held.some(([one]) => one === key));
        }
      }
      assert.deepEqual([...map.keys()], [...plain.keys()]);
      assert.deepEqual([...map.values()], [...plain.values()]);
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("what is filtered keeps its order, and the whole stays as it was", () => {
  const map = LayeredMap.of([["a", 1], ["b", 2]]).with("c", 3).with("a", 4);
  assert.deepEqual([...map.filter((value, key) => value > 2 && key !== "x")], [["a", 4], ["c", 3]]);
  assert.deepEqual([...map], [["a", 4], ["b", 2], ["c", 3]]);
});

Deno.test("two of one history are equal to whoever compares, and two that differ are not", () => {
  const made = (last: number) => LayeredMap.of([["a", 1]]).with("b", last);
  const seen = made(2);
  assert.equal([...seen].length, 2);
  assert.deepEqual(seen, made(2));
  assert.notDeepEqual(seen, made(3));
});
