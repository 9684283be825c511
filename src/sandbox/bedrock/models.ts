// Which models there are and what of the Converse API each supports, by the table "Supported models
// and model features" of Amazon's user guide as of 2026; bounds of output by the models' own pages.

export type Family = "claude" | "nova" | "titan" | "mistral";

/** How a request may say which tool is to be used. */
export type ToolChoice = "auto" | "any" | "tool";

/** What one model supports. */
export interface ModelSpec {
  readonly family: Family;
  readonly system: boolean;
  /** Empty: the model knows no tools. */
  readonly toolChoices: readonly ToolChoice[];
  readonly maxTokens: number;
}

/** A model, or why there is none: a name that cannot be resolved, or one that is no name. */
export type FoundModel =
  | { readonly kind: "model"; readonly id: string; readonly spec: ModelSpec }
  | { readonly kind: "unresolved" }
  | { readonly kind: "invalid" };

const ALL: readonly ToolChoice[] = ["auto", "any", "tool"];
const NAMELESS: readonly ToolChoice[] = ["auto", "any"];

const models: readonly (readonly [pattern: RegExp, spec: ModelSpec])[] = [
  [/^anthropic\.claude-(v2|instant)/, spec("claude", true, [], 4_096)],
  [/^anthropic\.claude-3-(haiku|sonnet|opus)/, spec("claude", true, ALL, 4_096)],
  [/^anthropic\.claude-3-5-/, spec("claude", true, ALL, 8_192)],
  [/^anthropic\.claude-/, spec("claude", true, ALL, 64_000)],
  [/^amazon\.nova-(micro|lite|pro|premier|2-lite|2-pro)-/, spec("nova", true, ALL, 10_000)],
  [/^amazon\.titan-text-lite-/, spec("titan", false, [], 4_096)],
  [/^amazon\.titan-text-express-/, spec("titan", false, [], 8_192)],
  [/^amazon\.titan-text-premier-/, spec("titan", false, [], 3_072)],
  [/^mistral\.mistral-7b-instruct-/, spec("mistral", false, [], 8_192)],
  [/^mistral\.mixtral-8x7b-instruct-/, spec("mistral", false, [], 4_096)],
  [/^mistral\.[a-z]+-/, spec("mistral", true, NAMELESS, 8_192)],
];

/** The model of an id, an inference profile or an ARN of either. */
export function modelOf(name: string): FoundModel {
  const arn =
    /^arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d*:(foundation-model|inference-profile)\/([^/]+)$/
      .exec(name);
  if (arn === null && name.startsWith("arn:")) return { kind: "unresolved" };
  const id = (arn?.[2] ?? name).replace(/^(us|us-gov|eu|apac|jp|au|ca|global)\./, "");
  const found = models.find(([pattern]) => pattern.test(id));
  if (found !== undefined) return { kind: "model", id, spec: found[1] };
  return arn === null ? { kind: "invalid" } : { kind: "unresolved" };
}

function spec(
  family: Family,
  system: boolean,
  toolChoices: readonly ToolChoice[],
  maxTokens: number,
): ModelSpec {
  return { family, system, toolChoices, maxTokens };
}
