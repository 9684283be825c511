import assert from "node:assert/strict";
import type { ConverseCommandOutput } from "@aws-sdk/client-bedrock-runtime";
import { readAnswer, readCompletion } from "../../../src/adapters/llm/response.ts";
import { completion, filled } from "./rig.ts";

/** An answer of Converse with these blocks; the SDK's type wants more than it gives. */
function output(
  content: readonly unknown[],
  more: Record<string, unknown> = {},
): ConverseCommandOutput {
  return {
    output: { message: { role: "assistant", content } },
    stopReason: "end_turn",
    usage: { inputTokens: 5, outputTokens: 6, totalTokens: 11 },
    $metadata: {},
    ...more,
  } as unknown as ConverseCommandOutput;
}

const tool = (input: unknown, name = "answer") => ({ toolUse: { toolUseId: "t", name, input } });

Deno.test("the tool's input is the answer, whatever was thought or written before it", () => {
  const said = readCompletion(output([
    { reasoningContent: { reasoningText: { text: "hm" } } },
    { text: "I will answer." },
    tool({ a: 1 }),
  ], { stopReason: "tool_use" }));
  assert.deepEqual(said, {
    text: '{"a":1}',
    input: { a: 1 },
    stop: "tool_use",
    usage: { inputTokens: 5, outputTokens: 6 },
  });
});

Deno.test("a tool used twice, or another tool, is no input", () => {
  for (const content of [[tool({}), tool({})], [tool({}, "buy")], [tool(undefined)]]) {
    const said = readCompletion(output(content));
    assert.equal("input" in said, false);
    const read = readAnswer("blind", said);
    assert.equal(read.ok, false);
  }
});

Deno.test("an answer without usage, or with a nonsense one, has none", () => {
  for (
    const usage of [undefined, {}, { inputTokens: -1, outputTokens: 2 }, {
      inputTokens: 1.5,
      outputTokens: 2,
    }, { inputTokens: "5", outputTokens: 6 }]
  ) {
    assert.equal(readCompletion(output([{ text: "x" }], { usage })).usage, null);
  }
  const empty = readCompletion({ $metadata: {} } as unknown as ConverseCommandOutput);
  assert.deepEqual(empty, { text: "", stop: null, usage: null });
});

Deno.test("every stop reason but those of a whole answer ends without one", () => {
  const reasons = {
    tool_use: "answered",
    end_turn: "answered",
    stop_sequence: "answered",
    max_tokens: "cutOff",
    model_context_window_exceeded: "cutOff",
    guardrail_intervened: "refused",
    content_filtered: "refused",
    refusal: "refused",
    malformed_model_output: "malformed",
    malformed_tool_use: "malformed",
  };
  for (const [stop, expected] of Object.entries(reasons)) {
    const read = readAnswer("blind", { ...completion("blind"), stop });
    assert.equal(read.ok ? "answered" : read.error.reason, expected, stop);
  }
});

Deno.test("a text is read as JSON; prose is malformed, and refused where it refuses", () => {
  const text = (written: string) => {
    const read = readAnswer("mood", { text: written, stop: "end_turn", usage: null });
    return read.ok ? "answered" : read.error.reason;
  };
  assert.equal(text(JSON.stringify(filled("mood"))), "answered");
  for (
    const words of [
      "I'm sorry, but I can't help with betting.",
      "I cannot provide a probability for this.",
      "I can\u2019t do that.",
      "Sorry, no.",
      "As an AI, I do not gamble.",
      '"I am unable to assist with this request."',
    ]
  ) {
    assert.equal(text(words), "refused", words);
  }
  assert.equal(text("The probability is 30%."), "malformed");
  assert.equal(text(`Here you are: ${JSON.stringify(filled("mood"))}`), "malformed");
  assert.equal(text(JSON.stringify(filled("blind"))), "schema");
});
