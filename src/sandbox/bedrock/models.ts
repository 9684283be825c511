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
  /** Takes a temperature. */
  readonly temperature: boolean;
  /** Of an answer, and of a request with its answer. */
  readonly maxTokens: number;
  readonly contextTokens: number;
}

/** A model, or why there is none: a name that cannot be resolved, or one that is no name. */
export type FoundModel =
  | { readonly kind: "model"; readonly id: string; readonly spec: ModelSpec }
  | { readonly kind: "unresolved" }
  | { readonly kind: "invalid" };

const claude: ModelSpec = {
  family: "claude",
  system: true,
  toolChoices: ["auto", "any", "tool"],
  temperature: true,
  maxTokens: 64_000,
  contextTokens: 200_000,
};
const nova: ModelSpec = { ...claude, family: "nova", maxTokens: 10_000, contextTokens: 128_000 };
const titan: ModelSpec = {
  family: "titan",
  system: false,
  toolChoices: [],
  temperature: true,
  maxTokens: 4_096,
  contextTokens: 4_096,
};
const mistral: ModelSpec = {
  family: "mistral",
  system: true,
  toolChoices: ["auto", "any"],
  temperature: true,
  maxTokens: 8_192,
  contextTokens: 32_000,
};
const small: ModelSpec = { ...mistral, system: false, toolChoices: [] };

/** The first that fits. */
const models: readonly (readonly [pattern: RegExp, spec: ModelSpec])[] = [
  [/^anthropic\.claude-(v2|instant)/, { ...claude, toolChoices: [], maxTokens: 4_096 }],
  [/^anthropic\.claude-3-(haiku|sonnet|opus)/, { ...claude, maxTokens: 4_096 }],
  [/^anthropic\.claude-3-5-/, { ...claude, maxTokens: 8_192 }],
  // From 4.7 on a temperature is refused.
  [/^anthropic\.claude-[a-z]+-(4-([7-9]|\d\d)(-|$)|[5-9])/, { ...claude, temperature: false }],
  [/^anthropic\.claude-/, claude],
  [/^amazon\.nova-(2-)?(micro|lite|pro|premier)-/, nova],
  [/^amazon\.titan-text-lite-/, titan],
  [/^amazon\.titan-(text-express|tg1-large)/, { ...titan, maxTokens: 8_192, contextTokens: 8_192 }],
  [/^amazon\.titan-text-premier-/, { ...titan, maxTokens: 3_072, contextTokens: 32_000 }],
  [/^mistral\.mistral-7b-instruct-/, small],
  [/^mistral\.mixtral-8x7b-instruct-/, { ...small, maxTokens: 4_096 }],
  [/^mistral\.[a-z]+-/, mistral],
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
