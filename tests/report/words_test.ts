import { doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Halt, Mode } from "../../src/core/types/account.ts";
import type { Refusal, RefusalRule, Unit } from "../../src/core/types/refusal.ts";
import * as words from "../../src/report/words.ts";
import { refusal, START, usd } from "../support/rows.ts";

const rules = Object.keys(words.stages) as RefusalRule[];
const units: readonly Unit[] = ["usd", "price", "shares", "ms", "time", "count", "ratio", "text"];

const anyNumber = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -1e12, max: 1e15 }),
  fc.double({ min: -1, max: 1, noNaN: true }),
);
const anyRefusal: fc.Arbitrary<Refusal> = fc.record({
  rule: fc.constantFrom(...rules),
  value: anyNumber,
  limit: anyNumber,
  unit: fc.constantFrom(...units),
});

Deno.test("every rule has a sentence, whatever numbers it comes with", () => {
  fc.assert(
    fc.property(anyRefusal, (refusal) => {
      const sentence = words.refusalWords(refusal);
      ok(sentence.length > 5);
      doesNotMatch(sentence, /undefined|NaN|null|Infinity|\.$/);
      strictEqual(sentence, sentence.trim());
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("R-191 a missing number is called unknown and is never called over a limit", () => {
  for (const rule of rules) {
    const sentence = words.refusalWords(refusal(rule, { value: null }));
    doesNotMatch(sentence, /is over|is under|has reached/);
  }
  const volume = refusal("volume", { value: null, limit: 5e9, unit: "usd" });
  strictEqual(words.refusalWords(volume), "24 h volume is unknown");
});

Deno.test("no sentence leaks micro-units", () => {
  // Six digits in a row are never what a person is to read here, save in a time or after a point.
  for (const rule of rules) {
    for (const unit of ["usd", "price", "shares"] as const) {
      const sentence = words.refusalWords(refusal(rule, { value: 612_345, limit: 300_000, unit }));
      doesNotMatch(sentence, /(?<![.\d])\d{6,}/, `${rule} in ${unit}`);
    }
  }
});

Deno.test("R-204 sentences carry the number that was measured and the one that was wanted", () => {
  const says = (rule: RefusalRule, change: Partial<Refusal>) =>
    words.refusalWords(refusal(rule, change));
  strictEqual(says("spread", {}), "spread 6.0c is over the limit of 3.0c");
  strictEqual(
    says("bookAge", { value: 90_000, limit: 60_000, unit: "ms" }),
    "book age 1m 30s is over the limit of 1m 00s",
  );
  strictEqual(
    says("edge", { value: 4_000, limit: 10_000 }),
    "expected net gain a share 0.4c is under the 1.0c needed",
  );
  strictEqual(
    says("aiNotWorth", { value: 7_000, limit: 10_000 }),
    "no model was asked: after the boldest answer the expected net gain a share 0.7c is under the " +
      "1.0c needed",
  );
  strictEqual(
    says("aiNotWorth", { value: -0.02, limit: 0, unit: "ratio" }),
    "no model was asked: on the expected return after the boldest answer, -2.0%, Kelly would stake " +
      "nothing",
  );
  strictEqual(
    says("cash", { value: usd(10), limit: usd(3.5), unit: "usd" }),
    "the order needs $10.00, and $3.50 of cash is free",
  );
  strictEqual(
    says("breaker", { value: START, limit: START + 3_600_000, unit: "time" }),
    "the loss breaker blocks entries until 2026-11-22T01:00:00Z",
  );
  strictEqual(
    says("leaveAlone", { value: 0.12, limit: 0.3, unit: "ratio", note: "crypto" }),
    "spikes of crypto show no clear direction: 12.0% undone, give or take 30.0%",
  );
  strictEqual(
    says("priceRange", { value: 20_000, limit: 50_000 }),
    "price 0.020 is under the minimum of 0.050",
  );
  strictEqual(
    says("priceRange", { value: 980_000, limit: 950_000 }),
    "price 0.980 is over the highest allowed of 0.950",
  );
  strictEqual(
    says("exitDepth", { value: 200_000_000, limit: 333_333_340, unit: "shares" }),
    "depth to leave into 200 shares is under the minimum of 333.33 shares",
  );
  strictEqual(
    says("openPositions", { value: 4, limit: 4, unit: "count" }),
    "number of open positions 4 has reached the limit of 4",
  );
});

Deno.test("over and under are only said of numbers that are", () => {
  fc.assert(fc.property(anyRefusal, (refusal) => {
    const { value, limit } = refusal;
    const sentence = words.refusalWords(refusal);
    if (/ is over /.test(sentence)) ok(value !== null && limit !== null && value > limit);
    if (/ is under /.test(sentence)) ok(value !== null && limit !== null && value < limit);
  }));
});

Deno.test("R-184 each mode says what is blocked and what goes on", () => {
  const modes: readonly Mode[] = ["active", "reducing", "halted"];
  for (const mode of modes) match(words.modeWords[mode], /entries .* exits|entries and exits/);
  strictEqual(words.modeWords.reducing, "entries blocked, exits allowed");
});

Deno.test("a halt says why with its numbers, by whom and since when", () => {
  const halt: Halt = {
    mode: "reducing",
    reason: "drawdown",
    by: "risk",
    at: START,
    value: 0.271,
    limit: 0.25,
    note: null,
  };
  strictEqual(
    words.haltWords(halt),
    "entries blocked, exits allowed: drawdown from the highest equity 27.1% is over the limit of " +
      "25.0% (by risk, 2026-11-22T00:00:00Z)",
  );
  const reasons = [
    "command",
    "flatten",
    "dailyLoss",
    "capitalFloor",
    "a new reason",
    "constructor",
  ];
  for (const reason of reasons) {
    doesNotMatch(
      words.haltWords({ ...halt, reason, value: null, limit: null }),
      /undefined|NaN|null|function/,
    );
  }
});

Deno.test("codes of a newer program are shown as they are", () => {
  strictEqual(words.wordOf(words.skipWords, "duplicate"), "duplicate");
  strictEqual(words.wordOf(words.skipWords, "toString"), "toString");
  strictEqual(words.wordOf(words.skipWords, "brandNew"), "brandNew");
});

Deno.test("every table of words has a word for every code", () => {
  const tables: readonly Readonly<Record<string, string>>[] = [
    words.modeWords,
    words.stanceWords,
    words.purposeWords,
    words.statusWords,
    words.skipWords,
    words.sampleWords,
    words.armWords,
    words.askWords,
    words.abstainWords,
  ];
  for (const table of tables) for (const word of Object.values(table)) ok(word.length > 1);
});
