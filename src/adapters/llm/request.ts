import type { ConverseCommandInput, ToolChoice } from "@aws-sdk/client-bedrock-runtime";
import { answerTools, formInWords } from "../../core/advice/answer.ts";
import type { CompletionRequest } from "./completer.ts";
import type { Family } from "./families.ts";

/** One call in the form of the Converse API, of nothing that the family cannot do. */
export function converseInput(family: Family, request: CompletionRequest): ConverseCommandInput {
  const { ask, model, system, user, temperature } = request;
  const { toolChoice } = family;
  const { name, description, schema } = answerTools[ask];
  const maxTokens = Math.min(request.maxOutputTokens, family.maxOutputTokens);
  const form = toolChoice === null ? [formInWords(ask)] : [];
  return {
    modelId: model,
    ...(family.system ? { system: [{ text: [system, ...form].join("\n") }] } : {}),
    messages: [{
      role: "user",
      content: [{ text: family.system ? user : withSystem(user, [system, ...form]) }],
    }],
    inferenceConfig: { maxTokens, ...(family.temperature ? { temperature } : {}) },
    ...(toolChoice === null ? {} : {
      toolConfig: {
        // The SDK's type of JSON is mutable; what it is given here is only read.
        tools: [{ toolSpec: { name, description, inputSchema: { json: { ...schema } as never } } }],
        toolChoice: choices[toolChoice],
      },
    }),
    ...(family.thinkingOff
      ? { additionalModelRequestFields: { thinking: { type: "disabled" } } }
      : {}),
  };
}

const choices: Readonly<Record<NonNullable<Family["toolChoice"]>, ToolChoice>> = {
  tool: { tool: { name: "answer" } },
  any: { any: {} },
  auto: { auto: {} },
};

/** The task stays the first line; what a system prompt would say comes right after it. */
function withSystem(user: string, system: readonly string[]): string {
  const end = user.indexOf("\n");
  const first = end === -1 ? user : user.slice(0, end);
  return [first, ...system, ...(end === -1 ? [] : [user.slice(end + 1)])].join("\n");
}
