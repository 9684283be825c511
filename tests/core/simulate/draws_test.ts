import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
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

Deno.test("paths too long for four at once are drawn all the same", () => {
  const draws = 1_000_001;
  const at = openDraws(7, draws);
  const expected = new Float64Array(draws);
  for (const run of [3, 4]) {
    substreams(7).fill(run, expected);
    assert.ok(Buffer.from(at(run).buffer).equals(Buffer.from(expected.buffer)));
  }
});
