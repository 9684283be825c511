import assert from "node:assert/strict";
import { memoryInbox } from "../../../src/adapters/memory/inbox.ts";
import { memorySource } from "../../../src/adapters/memory/source.ts";
import { memoryTape } from "../../../src/adapters/memory/tape.ts";
import type { CommandInput, EngineEvent } from "../../../src/core/types/event.ts";
import { millis, type Seq, seq } from "../../../src/core/types/units.ts";
import type { TimedInput } from "../../../src/ports.ts";

Deno.test("a memory inbox hands each command out once", () => {
  const halt: CommandInput = { kind: "haltRequested", by: "test", reason: "x", command: "a" };
  const inbox = memoryInbox();
  inbox.put(halt);
  assert.deepEqual(inbox.poll(), [{ id: "a", input: halt }]);
  assert.deepEqual(inbox.poll(), []);
  assert.equal(inbox.takenBy("a"), null);
  inbox.confirm("a", seq(5));
  assert.equal(inbox.takenBy("a"), 5);
});

Deno.test("a memory tape leaves account events to the ledger", () => {
  const tape = memoryTape();
  const beat: EngineEvent = { kind: "heartbeat", seq: 1 as Seq, at: millis(5) };
  tape.append(beat);
  tape.append({
    kind: "haltRequested",
    by: "t",
    reason: "x",
    command: "a",
    seq: 2 as Seq,
    at: millis(6),
  });
  assert.deepEqual(tape.events, [beat]);
});

Deno.test("a memory source gives its inputs in order, in batches, and again", async () => {
  const inputs: TimedInput[] = Array.from({ length: 10_000 }, (_, i) => ({
    at: millis(i),
    input: { kind: "heartbeat" },
  }));
  const source = memorySource(inputs);
  for (let round = 0; round < 2; round++) {
    const read: TimedInput[] = [];
    for await (const batch of source.read()) {
      read.push(...batch);
      assert.equal(source.position(), read.length);
    }
    assert.deepEqual(read, inputs);
  }
  assert.equal(source.size, inputs.length);
});
