// What a model said, as far as it can be used.
import type { ConverseCommandOutput } from "@aws-sdk/client-bedrock-runtime";
import { parseAnswer, parseAnswerText } from "../../core/advice/answer.ts";
import type { AbstainReason, Answer, AskKind } from "../../core/types/advice.ts";
import { err, type Result } from "../../core/types/result.ts";
import type { Completion, Usage } from "./completer.ts";

/** Longest text kept of an answer, characters; no bound on output tokens allows a longer one. */
const MAX_TEXT = 40_000;

/** An answer of the Converse API; fields that are not there are null, whatever the SDK's types say. */
export function readCompletion(output: ConverseCommandOutput): Completion {
  const content = output.output?.message?.content ?? [];
  const tools = content.flatMap((block) => block.toolUse === undefined ? [] : [block.toolUse]);
  const [tool] = tools;
  const text = content.flatMap((block) => block.text === undefined ? [] : [block.text]).join("\n");
  const stop = output.stopReason ?? null;
  const usage = usageOf(output.usage);
  if (tool === undefined) return { text: text.slice(0, MAX_TEXT), stop, usage };
  const written = JSON.stringify(tools.length === 1 ? tool.input ?? null : tools);
  const used = tools.length === 1 && tool.name === "answer" && tool.input !== undefined;
  return {
    text: written.slice(0, MAX_TEXT),
    ...(used ? { input: tool.input } : {}),
    stop,
    usage,
  };
}

function usageOf(usage: ConverseCommandOutput["usage"]): Usage | null {
  // Tokens read from a prompt cache are counted apart from inputTokens; we mark none to be cached.
  const { inputTokens, outputTokens } = usage ?? {};
  return isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Why there is no answer. */
export interface Unanswered {
  readonly reason: AbstainReason;
  readonly detail: string;
}

/** Stop reasons after which the words are not read; a whole answer ends in one of the others. */
const unfinished: ReadonlyMap<string, AbstainReason> = new Map([
  ["max_tokens", "cutOff"],
  ["model_context_window_exceeded", "cutOff"],
  ["guardrail_intervened", "refused"],
  ["content_filtered", "refused"],
  ["refusal", "refused"],
  ["malformed_model_output", "malformed"],
  ["malformed_tool_use", "malformed"],
]);

/** How models begin when they will not. */
const refusing = new RegExp(
  "^\\W*(?:" + [
    "sorry\\b",
    "unfortunately, i",
    "as an ai\\b",
    "i(?:['\u2019]?m| am) (?:sorry|not able|unable)",
    "i apologi[sz]e",
    "i (?:can ?not|can['\u2019]?t|won['\u2019]?t|will not|must decline)",
  ].join("|") + ")",
  "i",
);

/** The answer in what was said, kept strictly to its form, or why there is none. */
export function readAnswer(ask: AskKind, said: Completion): Result<Answer, Unanswered> {
  const reason = unfinished.get(said.stop ?? "");
  if (reason !== undefined) return err({ reason, detail: `stopped by ${said.stop}` });
  if (said.input !== undefined) return parseAnswer(ask, said.input);
  if (refusing.test(said.text)) {
    return err({ reason: "refused", detail: "it says that it will not" });
  }
  return parseAnswerText(ask, said.text);
}
