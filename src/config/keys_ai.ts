// Keys about models: which are asked, how far they are let, what they may cost and how they are
// reached. Prices are Amazon's list prices for on-demand use in us-east-1 as of 2026-11; they change,
// and the budget is only as true as they are.
import { questionCalls, worstCase } from "../core/advice/cost.ts";
import { LEAST_PROMPT_BYTES } from "../core/advice/prompt.ts";
import { plainModelId } from "../core/advice/model_id.ts";
import type { AiModel } from "../core/types/advice.ts";
import type { AiConfig } from "../core/types/config.ts";
import { type Millis, type Usdc, usdc } from "../core/types/units.ts";
import {
  choice,
  dollars,
  duration,
  type FieldsOf,
  flag,
  formed,
  patterned,
  real,
  whole,
} from "./field.ts";

export { questionCalls, worstCase };

/** The section as it is written. */
export interface AiSettings extends Omit<AiConfig, "models"> {
  /** `id` or `id=weight`. */
  readonly models: readonly string[];
  /** `id input output`, dollars for a million tokens. */
  readonly prices: readonly string[];
  readonly region: string;
  /** "aws", or the address of a local stand-in. */
  readonly endpoint: string;
  readonly requestTimeoutMs: Millis;
  readonly retries: number;
  readonly concurrency: number;
  readonly cacheMs: Millis;
  readonly news: "gdelt" | "none";
  readonly comments: boolean;
}

const modelForm = /^[a-z0-9][a-z0-9.:/_-]*(=(\d+(\.\d+)?|\.\d+))?$/i;
const priceForm = /^[a-z0-9][a-z0-9.:/_-]*\s+\d+(\.\d+)?\s+\d+(\.\d+)?$/i;

/** Which models are asked, and how far they are let. */
export const ai: FieldsOf<AiSettings> = {
  enabled: flag(true, "false: no model is ever asked, as with --no-ai."),
  arm: choice(
    ["ai", "no_ai"],
    "Whose orders leave: with the models, or of the rules alone while the models are measured.",
  ),
  models: patterned(
    ["amazon.nova-lite-v1:0"],
    modelForm,
    "a list of model ids, each with =WEIGHT or without",
    "Models or inference profiles that are asked, each with =WEIGHT; BEDROCK_MODEL_ID replaces it.",
  ),
  prices: patterned(
    [
      "amazon.nova-micro-v1:0 0.035 0.14",
      "amazon.nova-lite-v1:0 0.06 0.24",
      "amazon.nova-pro-v1:0 0.8 3.2",
      "amazon.titan-text-lite-v1 0.15 0.2",
      "amazon.titan-text-express-v1 0.2 0.6",
      "amazon.titan-text-premier-v1:0 0.5 1.5",
      "anthropic.claude-3-haiku-20240307-v1:0 0.25 1.25",
      "anthropic.claude-3-5-haiku-20241022-v1:0 0.8 4",
      "anthropic.claude-haiku-4-5-20251001-v1:0 1 5",
      "anthropic.claude-sonnet-4-5-20250929-v1:0 3 15",
      "anthropic.claude-sonnet-4-6 3 15",
      "mistral.mistral-7b-instruct-v0:2 0.15 0.2",
      "mistral.mixtral-8x7b-instruct-v0:1 0.45 0.7",
      "mistral.mistral-small-2402-v1:0 1 3",
      "mistral.mistral-large-2402-v1:0 4 12",
      "mistral.mistral-large-2407-v1:0 2 6",
    ],
    priceForm,
    "a list of MODEL INPUT OUTPUT, dollars for a million tokens",
    "MODEL INPUT OUTPUT: dollars for a million tokens. A region prefix (us., eu. ...) is not part of it.",
  ),
  samples: whole(
    3,
    { min: 1, max: 9 },
    "answers",
    "Blind answers of each model, each asked with its negation.",
  ),
  deadlineMs: duration(
    "20s",
    { min: 1, max: 600 },
    "After this long a decision is made without an answer.",
  ),
  maxPromptBytes: whole(
    12_000,
    { min: LEAST_PROMPT_BYTES, max: 100_000 },
    "bytes",
    "Length of one prompt; evidence is cut to it. A byte is taken for a token in the worst case.",
  ),
  maxOutputTokens: whole(700, { min: 200, max: 4_000 }, "tokens", "Length of one answer."),
  budgetTrade: dollars(0.02, { above: 0, max: 10 }, "The most that one question may cost."),
  budgetDay: dollars(
    0.25,
    { above: 0, max: 1_000 },
    "The most that a trader may spend in a UTC day; asking by hand has as much of its own.",
  ),
  budgetMonth: dollars(3, { above: 0, max: 10_000 }, "The same for a UTC month."),
  veto: real(
    0.6,
    { above: 0, max: 1 },
    "probability",
    "A move justified by news with at least this chance is not faded; 1 turns the veto off.",
  ),
  disagreementHalf: real(
    1,
    { above: 0, max: 10 },
    "log-odds",
    "Answers that differ by this (standard deviation) count half.",
  ),
  minProfitMultiple: real(
    3,
    { min: 1, max: 100 },
    "times",
    "Expected profit of a trade against what the answers about it cost.",
  ),
  region: formed(
    "us-east-1",
    /^[a-z]{2}(-[a-z]+)+-\d$/,
    "an AWS region",
    "AWS region of Bedrock; AWS_REGION replaces it.",
  ),
  endpoint: formed(
    "aws",
    /^(aws|http:\/\/127\.0\.0\.1(:\d{1,5})?(\/[\w\/-]*)?)$/,
    "aws, or a http address on 127.0.0.1",
    "aws, or the address of a local stand-in such as http://127.0.0.1:8400/bedrock.",
  ),
  requestTimeoutMs: duration(
    "10s",
    { min: 0.1, max: 120 },
    "One request to a model may take this long.",
  ),
  retries: whole(2, { min: 0, max: 5 }, "requests", "Made again after a throttle or a failure."),
  concurrency: whole(4, { min: 1, max: 32 }, "requests", "Requests to models at one time."),
  cacheMs: duration(
    "10m",
    { min: 0, max: 86_400 },
    "The same question is not asked again for this long.",
  ),
  news: choice(
    ["gdelt", "none"],
    "Where headlines come from: GDELT, free and without a key, or nowhere.",
  ),
  comments: flag(true, "Public comments on the market are read for their mood."),
};

/** The engine's part: models with their prices. A model without a price is left out. */
export function aiConfig(settings: AiSettings): AiConfig {
  const {
    prices: _prices,
    region: _region,
    endpoint: _endpoint,
    requestTimeoutMs: _timeout,
    retries: _retries,
    concurrency: _concurrency,
    cacheMs: _cache,
    news: _news,
    comments: _comments,
    models,
    ...rest
  } = settings;
  return { ...rest, models: models.flatMap((written) => modelOf(written, settings.prices)) };
}

function modelOf(written: string, prices: readonly string[]): readonly AiModel[] {
  const [id = "", weight] = written.split("=");
  const found = prices.map((line) => line.split(/\s+/)).find(([name]) => name === plainModelId(id));
  if (found === undefined) return [];
  const [, input, output] = found;
  const micro = (text: string | undefined) => usdc(Math.round(Number(text) * 1e6)) as Usdc;
  return [{
    id,
    weight: weight === undefined ? 1 : Number(weight),
    inputPrice: micro(input),
    outputPrice: micro(output),
  }];
}
