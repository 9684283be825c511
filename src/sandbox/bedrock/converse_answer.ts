// The body of a Converse answer.
import { BYTES_PER_TOKEN, type ConverseRequest, tokensOf, utf8 } from "./converse_request.ts";
import type { ForecastAnswer } from "./forecaster.ts";
import type { ModelSpec } from "./models.ts";

/** Whatever an answer may be turned into on its way. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a model says: fields for a tool, or text. */
export interface Said {
  readonly stop: string;
  /** null: the model says a text and uses no tool. */
  readonly fields: Fields | null;
  readonly text: string;
}

/** A body, and the tokens that are charged for it. */
export interface ConverseBody {
  readonly body: Fields;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** An answer as it is said to a request; fields that its schema does not name are left out. */
export function saidOf(
  answer: ForecastAnswer,
  { tool }: ConverseRequest,
  { family }: ModelSpec,
): Said {
  if (tool === null) {
    // Mistral's own texts begin with a space.
    const text = `${family === "mistral" ? " " : ""}${JSON.stringify(answer)}`;
    return { stop: "end_turn", fields: null, text };
  }
  const { properties } = tool;
  const fields = Object.fromEntries(
    Object.entries(answer).filter(([key]) => properties === null || properties.includes(key)),
  );
  return { stop: "tool_use", fields, text: JSON.stringify(fields) };
}

/** The first part of what is said, as a model leaves it that may say no more. */
export function cut(said: Said, bytes: number): Said {
  if (said.fields === null) {
    // Answers are ASCII up to a market's own words; half a character is what a model never says.
    return { stop: "max_tokens", fields: null, text: said.text.slice(0, bytes) };
  }
  const kept: [string, unknown][] = [];
  for (const entry of Object.entries(said.fields)) {
    if (utf8(JSON.stringify(Object.fromEntries([...kept, entry]))) > bytes) break;
    kept.push(entry);
  }
  const fields = Object.fromEntries(kept);
  return { stop: "max_tokens", fields, text: said.text.slice(0, bytes) };
}

/** The body for what is said, cut where the request allows no more. */
export function converseBody(
  whole: Said,
  request: ConverseRequest,
  { toolUseId, latencyMs }: { readonly toolUseId: string; readonly latencyMs: number },
): ConverseBody {
  const allowed = BYTES_PER_TOKEN * request.maxTokens;
  const said = utf8(whole.text) > allowed ? cut(whole, allowed) : whole;
  const inputTokens = tokensOf(request.bytes);
  const outputTokens = tokensOf(utf8(said.text));
  const block = said.fields === null || request.tool === null
    ? { text: said.text }
    : { toolUse: { toolUseId, name: request.tool.name, input: said.fields } };
  return {
    body: {
      output: { message: { role: "assistant", content: [block] } },
      stopReason: said.stop,
      usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
      metrics: { latencyMs },
    },
    inputTokens,
    outputTokens,
  };
}
