// The body of a Converse request, read as the service reads it. Fields that do not bear on an answer
// here (guardrails, service tiers, fields of single models) pass.
import { z } from "zod";
import { err, ok, type Result } from "../../core/types/result.ts";
import type { ModelSpec, ToolChoice } from "./models.ts";

/** What of a request the answer depends on. */
export interface ConverseRequest {
  /** Of the last message. */
  readonly prompt: string;
  readonly tool: RequestTool | null;
  readonly maxTokens: number;
  /** UTF-8 bytes of all messages, system prompts and tools. */
  readonly bytes: number;
}

export interface RequestTool {
  readonly name: string;
  /** Names that the schema allows; null: it names none. */
  readonly properties: readonly string[] | null;
}

/** Reads a body for a model; the error is the message of a ValidationException. */
export function readConverse(value: unknown, spec: ModelSpec): Result<ConverseRequest, string> {
  const parsed = body.safeParse(value);
  if (!parsed.success) return err(failures(parsed.error.issues));
  const { messages, system = [], inferenceConfig = {}, toolConfig } = parsed.data;
  const wrong = conversationError(messages) ?? supportError(parsed.data, spec);
  if (wrong !== null) return err(wrong);
  const texts = [...messages.map(({ content }) => textOf(content)), textOf(system)];
  const bytes = utf8(texts.join("")) +
    (toolConfig === undefined ? 0 : utf8(JSON.stringify(toolConfig)));
  if (tokensOf(bytes) > spec.contextTokens) {
    return err(
      `Too many input tokens. Max input tokens: ${spec.contextTokens}, request input token ` +
        `count: ${tokensOf(bytes)}`,
    );
  }
  return ok({
    prompt: textOf(messages.at(-1)?.content ?? []),
    tool: toolConfig === undefined ? null : chosenTool(toolConfig),
    maxTokens: inferenceConfig.maxTokens ?? spec.maxTokens,
    bytes,
  });
}

export const BYTES_PER_TOKEN = 4;

/** Tokens of so many bytes: one rule for what comes in and goes out, to check a bill by. */
export function tokensOf(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}

/** Length in UTF-8. */
export function utf8(text: string): number {
  return new TextEncoder().encode(text).length;
}

const blocks = z.array(z.object({ text: z.string().optional() })).min(1);
const tool = z.object({
  toolSpec: z.object({
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    description: z.string().min(1).optional(),
    inputSchema: z.object({ json: z.record(z.string(), z.unknown()) }),
  }),
});
const choice = z.union([
  z.strictObject({ auto: z.object({}) }),
  z.strictObject({ any: z.object({}) }),
  z.strictObject({ tool: z.object({ name: z.string().min(1) }) }),
]);
const toolConfig = z.object({ tools: z.array(tool).min(1), toolChoice: choice.optional() });
const share = z.number().min(0).max(1);
const body = z.object({
  messages: z.array(z.object({ role: z.enum(["user", "assistant"]), content: blocks })).min(1),
  system: z.array(z.object({ text: z.string().min(1).optional() })).optional(),
  inferenceConfig: z.object({
    maxTokens: z.number().int().min(1).optional(),
    temperature: share.optional(),
    topP: share.optional(),
    stopSequences: z.array(z.string().min(1)).max(2_500).optional(),
  }).optional(),
  toolConfig: toolConfig.optional(),
});

type Body = z.infer<typeof body>;

function failures(issues: readonly z.core.$ZodIssue[]): string {
  const each = issues.map(({ path, message }) =>
    `Value at '${path.join(".")}' failed to satisfy constraint: ${message}`
  );
  const count = `${each.length} validation error${each.length === 1 ? "" : "s"} detected`;
  return `${count}: ${each.join("; ")}`;
}

function conversationError(messages: Body["messages"]): string | null {
  if (messages[0]?.role !== "user") {
    return "A conversation must start with a user message. Try again with a conversation that " +
      "starts with a user message.";
  }
  for (const [i, { role, content }] of messages.entries()) {
    if (i > 0 && role === messages[i - 1]?.role) {
      return "A conversation must alternate between user and assistant roles. Make sure the " +
        "conversation alternates between user and assistant roles and try again.";
    }
    const blank = content.findIndex(({ text }) => text?.trim() === "");
    if (blank >= 0) {
      return `The text field in the ContentBlock object at messages.${i}.content.${blank} is ` +
        "blank. Add text to the text field, and try again.";
    }
  }
  return null;
}

function supportError({ system, inferenceConfig, toolConfig }: Body, spec: ModelSpec) {
  if (!spec.system && (system ?? []).length > 0) {
    return "This model doesn't support system messages. Try again without a system message or use " +
      "a model that supports system messages.";
  }
  if ((inferenceConfig?.maxTokens ?? 0) > spec.maxTokens) {
    return `The maximum tokens you requested exceeds the model limit of ${spec.maxTokens}. Try ` +
      `again with a maximum tokens value that is lower than ${spec.maxTokens}.`;
  }
  if (inferenceConfig?.temperature !== undefined && !spec.temperature) {
    return "The model returned the following errors: `temperature` is deprecated for this model.";
  }
  if (toolConfig === undefined) return null;
  if (spec.toolChoices.length === 0) return "This model doesn't support tool use.";
  const kind = choiceOf(toolConfig.toolChoice);
  if (!spec.toolChoices.includes(kind)) {
    return `This model doesn't support the toolConfig.toolChoice.${kind} field. Remove ` +
      `toolConfig.toolChoice.${kind} and try again.`;
  }
  return chosenTool(toolConfig) === null
    ? "The tool of toolConfig.toolChoice.tool is none of toolConfig.tools."
    : null;
}

function choiceOf(choice: z.infer<typeof toolConfig>["toolChoice"]): ToolChoice {
  if (choice === undefined || "auto" in choice) return "auto";
  return "any" in choice ? "any" : "tool";
}

/** The tool that is asked for by name, else the first; null: there is none of that name. */
function chosenTool({ tools, toolChoice }: z.infer<typeof toolConfig>): RequestTool | null {
  const name = toolChoice !== undefined && "tool" in toolChoice ? toolChoice.tool.name : null;
  const chosen = tools.find(({ toolSpec }) => name === null || toolSpec.name === name);
  if (chosen === undefined) return null;
  const properties = chosen.toolSpec.inputSchema.json["properties"];
  const isObject = typeof properties === "object" && properties !== null;
  return {
    name: chosen.toolSpec.name,
    properties: isObject ? Object.keys(properties) : null,
  };
}

function textOf(content: readonly { readonly text?: string | undefined }[]): string {
  return content.map(({ text = "" }) => text).join("\n");
}
