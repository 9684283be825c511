import assert from "node:assert/strict";
import fc from "fast-check";
import { span, utcMinute } from "../../../src/core/advice/when.ts";

Deno.test("a moment is written as the calendar has it", () => {
  const year = { min: -60_000_000_000_000, max: 250_000_000_000_000 };
  fc.assert(
    fc.property(fc.integer(year), (at) => {
      const expected = new Date(at).toISOString().slice(0, 16).replace("T", " ");
      assert.equal(utcMinute(at), expected);
    }),
    { seed: 20261126, numRuns: 2_000 },
  );
  assert.equal(utcMinute(Date.UTC(2024, 1, 29, 23, 59)), "2024-02-29 23:59");
});

Deno.test("a span is in the unit that fits, rounded down", () => {
  assert.deepEqual(
    [0, 59_999, 60_000, 119 * 60_000, 2 * 3_600_000, 47 * 3_600_000, 48 * 3_600_000].map(span),
    ["less than a minute", "less than a minute", "1 min", "119 min", "2 h", "47 h", "2 days"],
  );
});
