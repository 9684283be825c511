import assert from "node:assert/strict";
import fc from "fast-check";
import { memorySource } from "../../src/adapters/memory/source.ts";
import type { TokenId } from "../../src/core/types/ids.ts";
import { millis } from "../../src/core/types/units.ts";
import type { Source, TimedInput } from "../../src/ports.ts";
import { mergeSources } from "../../src/runtime/merge.ts";

function said(at: number, token: string): TimedInput {
  return { at: millis(at), input: { kind: "feedUp", token: token as TokenId, link: null } };
}

function sourceOf(name: string, times: readonly number[]): Source {
  return memorySource(times.map((at, i) => said(at, `${name}${i}`)), { name });
}

async function read(source: Source): Promise<TimedInput[]> {
  const all: TimedInput[] = [];
  for await (const batch of source.read()) all.push(...batch);
  return all;
}

function tokens(inputs: readonly TimedInput[]): string[] {
  return inputs.map(({ input }) => "token" in input ? input.token : "");
}

Deno.test("one source is itself, none is an error", () => {
  const one = sourceOf("a", [1]);
  assert.equal(mergeSources([one]), one);
  assert.throws(() => mergeSources([]), /no source/);
});

Deno.test("inputs come in order of time, equal times in the order the sources were named", async () => {
  const merged = mergeSources([sourceOf("a", [1, 5, 5, 9]), sourceOf("b", [0, 5, 9, 10])]);
  assert.deepStrictEqual(tokens(await read(merged)), [
    "b0",
    "a0",
    "a1",
    "a2",
    "b1",
    "a3",
    "b2",
    "b3",
  ]);
});

Deno.test("R-009 any split into batches gives the same order; nothing is lost or told twice", async () => {
  const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 })
    .map((list) => list.toSorted((a, b) => a - b));
  const cuts = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(times, { minLength: 2, maxLength: 4 }),
      cuts,
      async (lists, sizes) => {
        const sources = lists.map((list, i) => sourceOf(`s${i}.`, list));
        const whole = await read(mergeSources(sources));
        const split = await read(mergeSources(sources.map((source) => inPieces(source, sizes))));
        assert.deepStrictEqual(split, whole);
        const expected = lists.flatMap((list, i) => list.map((at, j) => ({ at, i, j })))
          .toSorted((a, b) => a.at - b.at || a.i - b.i || a.j - b.j);
        assert.deepStrictEqual(tokens(whole), expected.map(({ i, j }) => `s${i}.${j}`));
      },
    ),
    { numRuns: 60 },
  );
});

/** The same source in batches of these sizes, empty ones among them. */
function inPieces(source: Source, sizes: readonly number[]): Source {
  return {
    ...source,
    position: () => source.position(),
    read: async function* () {
      const all = await read(source);
      for (let i = 0, n = 0; i < all.length; n++) {
        const size = n > 50 ? all.length : sizes[n % sizes.length] ?? 1;
        yield all.slice(i, i + size);
        i += size;
      }
    },
  };
}

Deno.test("batches are bounded, however long the sources", async () => {
  const long = Array.from({ length: 9_000 }, (_, i) => i);
  const sizes: number[] = [];
  for await (const batch of mergeSources([sourceOf("a", long), sourceOf("b", long)]).read()) {
    sizes.push(batch.length);
  }
  assert.equal(sizes.reduce((a, b) => a + b), 18_000);
  assert.ok(Math.max(...sizes) <= 4096);
});

Deno.test("a run that stops early lets go of every source, also of one that fails", async () => {
  const closed: string[] = [];
  const held = (name: string, fails = false): Source => ({
    ...sourceOf(name, []),
    read: async function* () {
      try {
        for (let at = 0; at < 20_000; at++) {
          if (fails && at === 10) throw new Error("torn");
          yield await Promise.resolve([said(at, name)]);
        }
      } finally {
        closed.push(name);
      }
    },
  });
  for await (const _ of mergeSources([held("a"), held("b")]).read()) break;
  assert.deepStrictEqual(closed.toSorted(), ["a", "b"]);
  closed.length = 0;
  await assert.rejects(read(mergeSources([held("c"), held("d", true)])), /torn/);
  assert.deepStrictEqual(closed.toSorted(), ["c", "d"]);
});

Deno.test("sizes and positions add up; one unknown size makes the sum unknown", async () => {
  const [a, b] = [sourceOf("a", [1, 2]), sourceOf("b", [3])];
  const merged = mergeSources([a, b]);
  assert.deepStrictEqual([merged.size, merged.position()], [3, 0]);
  await read(merged);
  assert.equal(merged.position(), 3);
  assert.equal(mergeSources([a, { ...b, size: null }]).size, null);
});

Deno.test("facts about the sources are joined, each assumption and credit said once", () => {
  const info = (name: string, assumptions: string[], cadence: number, credit: string | null) =>
    memorySource([], { name, assumptions, cadenceMs: millis(cadence), credit });
  const merged = mergeSources([
    info("a", ["x", "y"], 1_000, "CC-BY Somebody"),
    info("b", ["y", "z"], 60_000, null),
    info("c", [], 5, "CC-BY Somebody"),
  ]);
  assert.deepStrictEqual(merged.info, {
    name: "a + b + c",
    assumptions: ["x", "y", "z"],
    cadenceMs: millis(60_000),
    credit: "CC-BY Somebody",
  });
  assert.equal(mergeSources([info("a", [], 1, null), info("b", [], 1, null)]).info.credit, null);
});
