// What each family of models on Bedrock can do with the Converse API, from AWS' table "Supported models
// and model features" and its pages of inference parameters, as of 2026-11. A model that is asked for
// what it cannot do answers ValidationException, so what is not known to work is not asked for.
import { plainModelId } from "../../core/advice/model_id.ts";
import { err, ok, type Result } from "../../core/types/result.ts";

/** Who makes it, and how it is spoken to. */
export type FamilyName = "claude" | "nova" | "titan" | "mistral";

/** What a model can do. */
export interface Family {
  readonly name: FamilyName;
  /** Takes a system prompt; otherwise it goes into the user's. */
  readonly system: boolean;
  /** How far it can be made to use a tool; null: it has none, and answers in text. */
  readonly toolChoice: "tool" | "any" | "auto" | null;
  /** Takes a temperature, 0 to 1. */
  readonly temperature: boolean;
  /** Thinks before it answers unless it is told not to. */
  readonly thinkingOff: boolean;
  readonly maxOutputTokens: number;
  readonly contextTokens: number;
}

const claude: Family = {
  name: "claude",
  system: true,
  toolChoice: "tool",
  temperature: true,
  thinkingOff: false,
  maxOutputTokens: 8_192,
  contextTokens: 200_000,
};

/** 4.7 and later refuse a temperature of any value. */
const claudeWithoutTemperature: Family = { ...claude, temperature: false };

const nova: Family = {
  name: "nova",
  system: true,
  toolChoice: "tool",
  temperature: true,
  thinkingOff: false,
  maxOutputTokens: 5_000,
  contextTokens: 128_000,
};

const titan: Family = {
  name: "titan",
  system: false,
  toolChoice: null,
  temperature: true,
  thinkingOff: false,
  maxOutputTokens: 4_096,
  contextTokens: 4_096,
};

const mistral: Family = {
  name: "mistral",
  system: true,
  toolChoice: "auto",
  temperature: true,
  thinkingOff: false,
  maxOutputTokens: 8_192,
  contextTokens: 32_000,
};

/** First match wins. Ids are without the prefix of a region. */
const table: readonly (readonly [RegExp, Family])[] = [
  [/^anthropic\.claude-3-(haiku|sonnet|opus)-/, { ...claude, maxOutputTokens: 4_096 }],
  [/^anthropic\.claude-3-[57]-/, claude],
  [/^anthropic\.claude-(haiku|sonnet|opus)-4(-[0-6])?(-\d{8}|-v|$)/, claude],
  [/^anthropic\.claude-(haiku|sonnet|opus)-4-/, claudeWithoutTemperature],
  [/^anthropic\.claude-(haiku|sonnet|opus)-5/, { ...claudeWithoutTemperature, thinkingOff: true }],
  // Newer ones always think, and a model that thinks cannot be made to use a tool.
  [/^anthropic\.claude-[a-z]+-\d/, { ...claudeWithoutTemperature, toolChoice: "auto" }],
  [/^amazon\.nova-(2-)?(micro|lite|pro|premier)-/, nova],
  [/^amazon\.titan-text-lite-/, titan],
  [/^amazon\.titan-text-premier-/, { ...titan, maxOutputTokens: 3_072, contextTokens: 32_000 }],
  [/^amazon\.titan-(text-express|tg1-large)/, {
    ...titan,
    maxOutputTokens: 8_192,
    contextTokens: 8_192,
  }],
  [/^mistral\.(mistral-7b|mixtral-8x7b)-instruct-/, {
    ...mistral,
    system: false,
    toolChoice: null,
    maxOutputTokens: 4_096,
  }],
  [/^mistral\.mistral-large-/, { ...mistral, toolChoice: "any" }],
  [/^mistral\.(mistral|ministral|magistral|pixtral|voxtral|devstral)-/, mistral],
];

const known =
  "Anthropic Claude (anthropic.claude-...), Amazon Nova (amazon.nova-...), Amazon Titan " +
  "Text (amazon.titan-text-...), Mistral (mistral....)";

/** What the model of this id can do; else a sentence that says which families are known. */
export function familyOf(id: string): Result<Family, string> {
  const plain = plainModelId(id);
  const found = table.find(([pattern]) => pattern.test(plain));
  if (found !== undefined) return ok(found[1]);
  return err(`Cannot ask the model ${id.slice(0, 120)}: no known family, wanted one of ${known}`);
}

/** Bytes a token has at least in the English of a prompt; only for models with little context. */
const BYTES_PER_TOKEN = 3;

/** Bounds of one call as the model can take them. */
export function boundsOf(
  family: Family,
  wanted: { readonly maxPromptBytes: number; readonly maxOutputTokens: number },
): { readonly maxPromptBytes: number; readonly maxOutputTokens: number } {
  const maxOutputTokens = Math.min(wanted.maxOutputTokens, family.maxOutputTokens);
  const room = (family.contextTokens - maxOutputTokens) * BYTES_PER_TOKEN;
  return { maxOutputTokens, maxPromptBytes: Math.min(wanted.maxPromptBytes, room) };
}
