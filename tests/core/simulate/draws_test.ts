import assert from "node:assert/strict";
import { openDraws } from "../../../src/core/simulate/draws.ts";
import { substreams } from "../../../src/core/simulate/substream.ts";

Deno.test("four streams at once are those of one after another, bit for bit, in any order", () => {
  const runs = [0, 1, 2, 3, 4, 5, 3, 9, 1, 1_000_000, 2 ** 33 + 5, 7];
  for (const [seed, draws] of [[1, 251], [-3, 1], [20_261_126, 8], [123n << 40n, 64]] as const) {
    const { fill } = substreams(seed);
    const at = openDraws(seed, draws);
    for (const run of runs) {
      const expected = new Float64Array(draws);
      fill(run, expected);
      assert.deepStrictEqual(new Float64Array(at(run)), expected, `${seed}, ${run}`);
    }
  }
});

Deno.test("a run that draws nothing is given nothing", () => {
  assert.equal(openDraws(1, 0)(5).length, 0);
});
