import assert from "node:assert/strict";
import fc from "fast-check";
import { memorySource } from "../../../src/adapters/memory/source.ts";
import { withHeartbeats } from "../../../src/adapters/replay/heartbeats.ts";
import { millis } from "../../../src/core/types/units.ts";
import type { TimedInput } from "../../../src/ports.ts";
import { inputsOf } from "../../contract/source_contract.ts";

const MINUTE = 60_000;

async function beaten(times: readonly number[], period: number): Promise<TimedInput[]> {
  const inputs = times.map((at): TimedInput => ({ at: millis(at), input: { kind: "ended" } }));
  return await inputsOf(withHeartbeats(memorySource(inputs), millis(period)));
}

async function beatsOf(times: readonly number[], period: number): Promise<number[]> {
  return (await beaten(times, period))
    .flatMap(({ at, input }) => input.kind === "heartbeat" ? [at] : []);
}

Deno.test("beats fall on whole multiples of the period, none before the first input", async () => {
  assert.deepEqual(await beatsOf([1_234, 4_100], 1_000), [2_000, 3_000, 4_000]);
  assert.deepEqual(await beatsOf([5_000], 1_000), []);
  assert.deepEqual(await beatsOf([5_000, 5_000], 1_000), []);
});

Deno.test("R-256 a beat comes before the inputs of its instant", async () => {
  const kinds = (await beaten([1_500, 2_000, 2_000], 1_000)).map(({ input }) => input.kind);
  assert.deepEqual(kinds, ["ended", "heartbeat", "ended", "ended"]);
});

Deno.test("after ten minutes of silence beats come once a minute, and then as before", async () => {
  const beats = await beatsOf([0, 60 * MINUTE, 60 * MINUTE + 3_000], 1_000);
  assert.equal(beats.filter((at) => at <= 10 * MINUTE).length, 600);
  const silent = beats.filter((at) => at > 10 * MINUTE && at <= 60 * MINUTE);
  assert.deepEqual(silent, Array.from({ length: 50 }, (_, i) => (11 + i) * MINUTE));
  assert.deepEqual(beats.slice(-3), [1, 2, 3].map((s) => 60 * MINUTE + s * 1_000));
});

Deno.test("a period over a minute keeps its own pace in a silence", async () => {
  assert.deepEqual(
    await beatsOf([0, 40 * MINUTE], 15 * MINUTE),
    [15 * MINUTE, 30 * MINUTE],
  );
});

Deno.test("no input is lost, moved or doubled, and times never go back", async () => {
  const steps = fc.array(fc.nat({ max: 3_000_000 }), { minLength: 1, maxLength: 12 });
  await fc.assert(fc.asyncProperty(steps, fc.integer({ min: 500, max: 90_000 }), async (s, p) => {
    let at = 0;
    const times = s.map((step) => at += step);
    const all = await beaten(times, p);
    const given = all.flatMap(({ at, input }) => input.kind === "ended" ? [at] : []);
    assert.deepEqual(given, times);
    assert.ok(all.every((input, i) => i === 0 || input.at >= (all[i - 1]?.at ?? 0)));
    const beats = all.filter(({ input }) => input.kind === "heartbeat").map(({ at }) => at);
    assert.equal(new Set(beats).size, beats.length);
    assert.ok(beats.every((beat) => beat % p === 0 || beat % Math.max(p, MINUTE) === 0));
  }));
});

Deno.test("a period that is no time is refused", () => {
  assert.throws(() => withHeartbeats(memorySource([]), millis(0)), RangeError);
});
