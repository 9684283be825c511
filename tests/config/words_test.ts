import assert from "node:assert/strict";
import fc from "fast-check";
import { formatDuration, parseDuration } from "../../src/config/duration.ts";
import { suggest } from "../../src/config/suggest.ts";

Deno.test("a duration formatted and parsed is the same duration", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e12 }), (ms) => {
    assert.equal(parseDuration(formatDuration(ms)), ms);
  }));
  assert.equal(formatDuration(5_400_000), "90m");
  assert.equal(formatDuration(1500), "1500ms");
});

Deno.test("what is no duration is null", () => {
  const wrong = [
    "",
    "s",
    "1 s",
    "1w",
    "-1s",
    "1e3",
    "0x10",
    "1h30m",
    "NaN",
    "1.s",
    ".5s",
    "1ms1",
    "0.1ms",
  ];
  for (const text of wrong) assert.equal(parseDuration(text), null, text);
  for (const value of [NaN, Infinity, -1, 0.0001]) assert.equal(parseDuration(value), null);
  assert.equal(parseDuration(" 10s "), 10_000);
  assert.equal(parseDuration("90"), 90_000);
});

Deno.test("a mistyped word gets the nearest candidate, a stranger none", () => {
  const words = ["status", "trade", "report", "replay"];
  assert.equal(suggest("stauts", words), "status");
  assert.equal(suggest("Repotr", words), "report");
  assert.equal(suggest("halt", words), null);
  assert.equal(suggest("", words), null);
});
