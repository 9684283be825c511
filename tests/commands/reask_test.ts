import assert from "node:assert/strict";
import { notesOn } from "../../src/commands/reask.ts";
import { usdc } from "../../src/core/types/units.ts";

Deno.test("R-228 what a model says today of then is called contaminated, and counts nowhere", () => {
  const notes = notesOn({ cost: usdc(500) }, { cost: usdc(700) }, ["amazon.nova-lite-v1:0"]);
  assert.match(notes[1] ?? "", /^Contaminated: .* may know how it ended\. No score counts it\.$/);
  assert.deepEqual(notes.slice(2), [
    "Then $0.0005, now $0.0007.",
    "amazon.nova-lite-v1:0 was asked then and is not in ai.models now.",
  ]);
});
