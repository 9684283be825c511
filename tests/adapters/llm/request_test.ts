import assert from "node:assert/strict";
import { plainModelId } from "../../../src/core/advice/model_id.ts";
import { boundsOf, type Family, familyOf } from "../../../src/adapters/llm/families.ts";
import { converseInput } from "../../../src/adapters/llm/request.ts";
import { answerTools, formInWords } from "../../../src/core/advice/answer.ts";

function family(id: string): Family {
  const found = familyOf(id);
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

/** The request for a blind question of the model. */
function requestOf(model: string) {
  return converseInput(family(model), {
    ask: "blind",
    model,
    system: "SYSTEM",
    user: "Task: blind\nSample: 1\n\nUSER",
    maxOutputTokens: 700,
    temperature: 0.7,
  });
}

const user = [{ role: "user", content: [{ text: "Task: blind\nSample: 1\n\nUSER" }] }];
const { schema, description } = answerTools.blind;
const tools = [{ toolSpec: { name: "answer", description, inputSchema: { json: schema } } }];
const form = formInWords("blind");

Deno.test("golden: Claude is given a system prompt and made to use the tool", () => {
  assert.deepEqual(requestOf("us.anthropic.claude-haiku-4-5-20251001-v1:0"), {
    modelId: "us.anthropic.claude-haiku-4-5-20251001-v1:0",
    system: [{ text: "SYSTEM" }],
    messages: user,
    inferenceConfig: { maxTokens: 700, temperature: 0.7 },
    toolConfig: { tools, toolChoice: { tool: { name: "answer" } } },
  });
});

Deno.test("golden: Claude 4.7 and later take no temperature, 5 is told not to think first", () => {
  assert.deepEqual(requestOf("global.anthropic.claude-opus-4-7"), {
    modelId: "global.anthropic.claude-opus-4-7",
    system: [{ text: "SYSTEM" }],
    messages: user,
    inferenceConfig: { maxTokens: 700 },
    toolConfig: { tools, toolChoice: { tool: { name: "answer" } } },
  });
  const opus = requestOf("anthropic.claude-opus-5");
  assert.deepEqual(opus.inferenceConfig, { maxTokens: 700 });
  assert.deepEqual(opus.additionalModelRequestFields, { thinking: { type: "disabled" } });
  const fable = requestOf("anthropic.claude-fable-5");
  assert.deepEqual(fable.toolConfig?.toolChoice, { auto: {} });
});

Deno.test("golden: Nova is given a system prompt and made to use the tool", () => {
  assert.deepEqual(requestOf("amazon.nova-lite-v1:0"), {
    modelId: "amazon.nova-lite-v1:0",
    system: [{ text: "SYSTEM" }],
    messages: user,
    inferenceConfig: { maxTokens: 700, temperature: 0.7 },
    toolConfig: { tools, toolChoice: { tool: { name: "answer" } } },
  });
});

Deno.test("golden: Titan and the first Mistrals get it all in the user's text, after the task", () => {
  for (
    const model of [
      "amazon.titan-text-express-v1",
      "amazon.titan-text-lite-v1",
      "amazon.titan-text-premier-v1:0",
      "mistral.mistral-7b-instruct-v0:2",
      "mistral.mixtral-8x7b-instruct-v0:1",
    ]
  ) {
    const text = `Task: blind\nSYSTEM\n${form}\nSample: 1\n\nUSER`;
    assert.deepEqual(requestOf(model), {
      modelId: model,
      messages: [{ role: "user", content: [{ text }] }],
      inferenceConfig: { maxTokens: 700, temperature: 0.7 },
    });
  }
});

Deno.test("golden: Mistral Large must use a tool, Small may", () => {
  for (
    const [model, toolChoice] of [
      ["mistral.mistral-large-2407-v1:0", { any: {} }],
      ["mistral.mistral-small-2402-v1:0", { auto: {} }],
      ["mistral.ministral-3-8b-instruct", { auto: {} }],
    ] as const
  ) {
    assert.deepEqual(requestOf(model), {
      modelId: model,
      system: [{ text: "SYSTEM" }],
      messages: user,
      inferenceConfig: { maxTokens: 700, temperature: 0.7 },
      toolConfig: { tools, toolChoice },
    });
  }
});

Deno.test("an id is known with a region's prefix and as an ARN", () => {
  const plain = "anthropic.claude-sonnet-4-5-20250929-v1:0";
  for (
    const id of [
      plain,
      `us.${plain}`,
      `eu.${plain}`,
      `apac.${plain}`,
      `global.${plain}`,
      `arn:aws:bedrock:us-east-1::foundation-model/${plain}`,
      `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.${plain}`,
    ]
  ) {
    assert.equal(plainModelId(id), plain);
    assert.deepEqual(familyOf(id), familyOf(plain));
  }
});

Deno.test("each family is told from the others, and what is none is refused by name", () => {
  const names = [
    "anthropic.claude-3-haiku-20240307-v1:0",
    "anthropic.claude-3-5-sonnet-20241022-v2:0",
    "anthropic.claude-3-7-sonnet-20250219-v1:0",
    "anthropic.claude-sonnet-4-6",
    "anthropic.claude-opus-4-20250514-v1:0",
    "amazon.nova-micro-v1:0",
    "amazon.nova-2-lite-v1:0",
    "amazon.titan-text-lite-v1",
    "mistral.mistral-large-3-675b-instruct",
  ].map((id) => [family(id).name, family(id).temperature]);
  assert.deepEqual(names, [
    ["claude", true],
    ["claude", true],
    ["claude", true],
    ["claude", true],
    ["claude", true],
    ["nova", true],
    ["nova", true],
    ["titan", true],
    ["mistral", true],
  ]);
  for (
    const id of [
      "",
      "amazon.titan-embed-text-v2:0",
      "amazon.nova-canvas-v1:0",
      "anthropic.claude-v2",
      "meta.llama3-8b-instruct-v1:0",
      "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123",
    ]
  ) {
    const found = familyOf(id);
    assert.ok(!found.ok);
    assert.match(found.error, /Claude.*Nova.*Titan.*Mistral/);
  }
});

Deno.test("no call asks for more tokens than the model has, nor fills its context", () => {
  const wanted = { maxPromptBytes: 100_000, maxOutputTokens: 4_000 };
  assert.deepEqual(boundsOf(family("amazon.titan-text-premier-v1:0"), wanted), {
    maxPromptBytes: (32_000 - 3_072) * 3,
    maxOutputTokens: 3_072,
  });
  assert.deepEqual(boundsOf(family("amazon.nova-lite-v1:0"), wanted), wanted);
  const usual = { maxPromptBytes: 12_000, maxOutputTokens: 700 };
  assert.equal(boundsOf(family("amazon.titan-text-lite-v1"), usual).maxPromptBytes, 10_188);
});
