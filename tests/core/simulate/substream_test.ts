import assert from "node:assert/strict";
import { rng, runSeed } from "../../../src/core/math/rng.ts";
import { substreams } from "../../../src/core/simulate/substream.ts";

Deno.test("a sub-stream is that of rng and runSeed, bit for bit", () => {
  const numbers = [0, 1, 2, 3, 999, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 40 + 7];
  for (const seed of [0, 1, 42, 2 ** 32 - 1, 2 ** 53 - 1, 2n ** 63n + 12345n]) {
    const { fill } = substreams(seed);
    for (const i of numbers) {
      const [ours, theirs] = [new Float64Array(301), new Float64Array(301)];
      fill(i, ours);
      rng(runSeed(seed, i)).fill(theirs);
      assert.deepStrictEqual(ours, theirs, `seed ${seed} run ${i}`);
    }
  }
});
