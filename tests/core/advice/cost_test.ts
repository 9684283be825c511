import assert from "node:assert/strict";
import { callCost, questionCalls, worstCall, worstCase } from "../../../src/core/advice/cost.ts";
import type { AiModel } from "../../../src/core/types/advice.ts";
import { usdc } from "../../../src/core/types/units.ts";
import { parseDefaults } from "../../support/defaults.ts";

const { ai } = parseDefaults();
/** Claude Haiku 4.5: 1 dollar and 5 dollars for a million tokens. */
const haiku: AiModel = {
  id: "anthropic.claude-haiku-4-5-20251001-v1:0",
  weight: 1,
  inputPrice: usdc(1_000_000),
  outputPrice: usdc(5_000_000),
};

Deno.test("a call costs its tokens, rounded up", () => {
  // 3,000 in and 600 out of Haiku are six tenths of a cent (QUANT.md 0.9).
  assert.equal(callCost(haiku, { inputTokens: 3_000, outputTokens: 600 }), 6_000);
  assert.equal(callCost(haiku, { inputTokens: 1, outputTokens: 0 }), 1);
  assert.equal(
    callCost({ ...haiku, inputPrice: usdc(60_000) }, { inputTokens: 1, outputTokens: 0 }),
    1,
  );
  assert.equal(callCost(haiku, { inputTokens: 0, outputTokens: 0 }), 0);
});

Deno.test("the worst case of a question is all its calls at their bounds", () => {
  // Three samples with their negations and one with the price, and one about the mood.
  assert.equal(questionCalls(ai), 8);
  const [nova] = ai.models as [AiModel];
  // 12,000 tokens at 6 cents and 700 at 24 cents a million.
  assert.equal(worstCall(nova, ai), 720 + 168);
  assert.equal(worstCase(ai), 8 * 888);
  const both = { ...ai, models: [nova, haiku] };
  assert.equal(questionCalls(both), 15);
  assert.equal(worstCase(both), 8 * 888 + 7 * (12_000 + 3_500));
});

Deno.test("without a model there is nothing to pay", () => {
  assert.equal(worstCase({ ...ai, models: [] }), 0);
  assert.equal(questionCalls({ ...ai, models: [] }), 0);
});

Deno.test("R-219 the default budget is below the daily loss limit, and holds one question", () => {
  assert.ok(ai.budgetDay < parseDefaults().risk.maxDailyLoss);
  assert.ok(worstCase(ai) <= ai.budgetTrade);
});
