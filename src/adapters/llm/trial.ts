// One small question, to find out whether a model can be asked at all.
import { worstCall } from "../../core/advice/cost.ts";
import { buildPrompt } from "../../core/advice/prompt.ts";
import type { AiModel, Question, Sample } from "../../core/types/advice.ts";
import type { AiConfig } from "../../core/types/config.ts";
import type { MarketId, QuestionId } from "../../core/types/ids.ts";
import { type Millis, millis, probability, usdc } from "../../core/types/units.ts";
import type { Clock } from "../../ports.ts";
import { createAnswerCache } from "./answer_cache.ts";
import { createBudget } from "./budget.ts";
import { type Call, sample } from "./call.ts";
import type { Completer } from "./completer.ts";
import { createLanes } from "./lanes.ts";

/** What a trial is made of. */
export interface TrialParts {
  readonly completer: Completer;
  readonly config: Pick<AiConfig, "maxPromptBytes" | "maxOutputTokens">;
  readonly clock: Clock;
  /** Hex SHA-256. */
  hash(text: string): string;
  readonly requestTimeoutMs: Millis;
}

/** One request to `model`, without a second try; its cost is at most the worst case of one call. */
export async function tryModel(parts: TrialParts, model: AiModel): Promise<Sample> {
  const { completer, config, clock } = parts;
  const bounds = completer.bounds(model.id, config);
  const call: Call = {
    model,
    ask: "blind",
    temperature: 0,
    prompt: () => {
      const { system, user } = buildPrompt("blind", trialQuestion(clock.now()), [], {
        maxPromptBytes: bounds.maxPromptBytes,
        nonce: parts.hash(model.id).slice(0, 16),
        sample: null,
      });
      return { hash: parts.hash(JSON.stringify([system, user])), ask: "blind", system, user };
    },
  };
  const caller = {
    ...config,
    completer,
    clock,
    lanes: createLanes(1),
    cache: createAnswerCache({ lifeMs: millis(0), most: 0, now: () => clock.now() }),
    random: () => 0,
    hash: (text: string) => parts.hash(text),
    requestTimeoutMs: parts.requestTimeoutMs,
    retries: 0,
  };
  const budget = createBudget(worstCall(model, config));
  return await sample(caller, call, [budget], new AbortController().signal);
}

/** About nothing that is traded. */
function trialQuestion(at: Millis): Question {
  return {
    id: "0.0" as QuestionId,
    market: "trial" as MarketId,
    slug: "trial",
    question: "Will the sun rise over Oslo tomorrow?",
    category: "",
    endAt: millis(at + 86_400_000),
    at,
    direction: 1,
    mid: probability(0.5),
    anchor: probability(0.5),
    reserve: usdc(0),
  };
}
