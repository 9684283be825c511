// The same prompts, sent again: what a model says of them now, and not what it would be shown now.
import { worstCall } from "../../core/advice/cost.ts";
import { promptBytes } from "../../core/advice/prompt.ts";
import type { Advice, AiModel, Prompt, Sample } from "../../core/types/advice.ts";
import type { AiConfig } from "../../core/types/config.ts";
import { type Millis, millis, type Usdc, usdc } from "../../core/types/units.ts";
import type { Clock } from "../../ports.ts";
import { createAnswerCache } from "./answer_cache.ts";
import { createBudget } from "./budget.ts";
import { sample } from "./call.ts";
import type { Completer } from "./completer.ts";
import { createLanes } from "./lanes.ts";

/** What it takes to ask again. */
export interface RepeatParts {
  readonly completer: Completer;
  readonly config: RepeatConfig & Pick<AiConfig, "deadlineMs">;
  readonly clock: Clock;
  /** Uniform in [0, 1): spreads retries. */
  random(): number;
  /** Hex SHA-256. */
  hash(text: string): string;
  readonly requestTimeoutMs: Millis;
  readonly retries: number;
  readonly concurrency: number;
}

type RepeatConfig = Pick<AiConfig, "models" | "maxOutputTokens">;

/** What came of asking again. */
export interface Repeated {
  readonly advice: Advice;
  /** Models of then that are configured no longer; their calls were not made again. */
  readonly missing: readonly string[];
}

/** The most that sending every prompt of `advice` again may cost: by the lengths that they have. */
export function repeatCost(config: RepeatConfig, advice: Advice): Usdc {
  const costs = callsOf(config, advice).map((call) =>
    worstCall(call.model, boundsOf(config, call))
  );
  return usdc(costs.reduce((sum, cost) => sum + cost, 0));
}

/**
 * Sends every prompt of `advice` again as it was sent then, to the model that it was sent to, for no
 * more than {@link repeatCost} together. Never rejects.
 */
export async function repeatAdvice(parts: RepeatParts, advice: Advice): Promise<Repeated> {
  const { config, clock } = parts;
  const known = new Set(config.models.map(({ id }) => id));
  const missing = advice.samples.map(({ model }) => model).filter((id) => !known.has(id));
  const start = clock.now();
  const samples = await askAll(parts, advice);
  return {
    missing: [...new Set(missing)],
    advice: {
      ...advice,
      samples,
      abstained: samples.some(({ answer }) => answer?.instructed) ? "injection" : null,
      cost: usdc(samples.reduce((sum, { cost }) => sum + cost, 0)),
      ms: millis(Math.max(0, clock.now() - start)),
    },
  };
}

/** A call of then that can be made now. */
interface Again {
  readonly prompt: Prompt;
  readonly model: AiModel;
  readonly temperature: number;
}

function callsOf({ models }: RepeatConfig, advice: Advice): readonly Again[] {
  const prompts = new Map(advice.prompts.map((prompt) => [prompt.hash, prompt]));
  const byId = new Map(models.map((model) => [model.id, model]));
  return advice.samples.flatMap(({ prompt: hash, model: id, temperature }) => {
    const prompt = prompts.get(hash);
    const model = byId.get(id);
    return prompt === undefined || model === undefined ? [] : [{ prompt, model, temperature }];
  });
}

/** A prompt of then may be longer than one may be now. */
function boundsOf({ maxOutputTokens }: RepeatConfig, { prompt }: Again) {
  return { maxOutputTokens, maxPromptBytes: promptBytes(prompt.ask, prompt) };
}

async function askAll(parts: RepeatParts, advice: Advice): Promise<readonly Sample[]> {
  const { clock, config } = parts;
  const caller = {
    ...parts,
    random: () => parts.random(),
    hash: (text: string) => parts.hash(text),
    lanes: createLanes(parts.concurrency),
    // Asked again means asked: an answer of before is what it is compared with.
    cache: createAnswerCache({ lifeMs: millis(0), most: 0, now: () => clock.now() }),
  };
  const budget = createBudget(repeatCost(config, advice));
  const end = new AbortController();
  const timer = clock.after(config.deadlineMs, () => end.abort());
  try {
    return await Promise.all(
      callsOf(config, advice).map((again) => {
        const { prompt, model, temperature } = again;
        const call = { model, ask: prompt.ask, prompt: () => prompt, temperature };
        return sample({ ...caller, ...boundsOf(config, again) }, call, [budget], end.signal);
      }),
    );
  } finally {
    timer.cancel();
  }
}
