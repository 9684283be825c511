// The same prompts, sent again: what a model says of them now, and not what it would be shown now.
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
  readonly config: Pick<AiConfig, "models" | "maxPromptBytes" | "maxOutputTokens" | "deadlineMs">;
  readonly clock: Clock;
  /** Uniform in [0, 1): spreads retries. */
  random(): number;
  /** Hex SHA-256. */
  hash(text: string): string;
  readonly requestTimeoutMs: Millis;
  readonly retries: number;
  readonly concurrency: number;
  /** The most that all calls may cost. */
  readonly budget: Usdc;
}

/** What came of asking again. */
export interface Repeated {
  readonly advice: Advice;
  /** Models of then that are configured no longer; their calls were not made again. */
  readonly missing: readonly string[];
}

/** At which answers of one prompt differ; as when they were first asked for. */
const TEMPERATURE = 0.7;

/** Sends every prompt of `advice` again, to the model that it was sent to. Never rejects. */
export async function repeatAdvice(parts: RepeatParts, advice: Advice): Promise<Repeated> {
  const { config, clock } = parts;
  const prompts = new Map(advice.prompts.map((prompt) => [prompt.hash, prompt]));
  const models = new Map(config.models.map((model) => [model.id, model]));
  const missing = new Set<string>();
  const calls = advice.samples.flatMap((one) => {
    const prompt = prompts.get(one.prompt);
    const model = models.get(one.model);
    if (model === undefined) missing.add(one.model);
    return prompt === undefined || model === undefined ? [] : [{ prompt, model }];
  });
  const start = clock.now();
  const samples = await askAll(parts, calls);
  return {
    missing: [...missing],
    advice: {
      ...advice,
      samples,
      abstained: samples.some(({ answer }) => answer?.instructed) ? "injection" : null,
      cost: usdc(samples.reduce((sum, { cost }) => sum + cost, 0)),
      ms: millis(Math.max(0, clock.now() - start)),
    },
  };
}

async function askAll(
  parts: RepeatParts,
  calls: readonly { readonly prompt: Prompt; readonly model: AiModel }[],
): Promise<readonly Sample[]> {
  const { clock, config } = parts;
  const caller = {
    ...parts,
    ...config,
    random: () => parts.random(),
    hash: (text: string) => parts.hash(text),
    lanes: createLanes(parts.concurrency),
    // Asked again means asked: an answer of before is what it is compared with.
    cache: createAnswerCache({ lifeMs: millis(0), most: 0, now: () => clock.now() }),
  };
  const budget = createBudget(parts.budget);
  const end = new AbortController();
  const timer = clock.after(config.deadlineMs, () => end.abort());
  try {
    return await Promise.all(
      calls.map(({ prompt, model }) =>
        sample(
          caller,
          {
            model,
            ask: prompt.ask,
            prompt: () => prompt,
            temperature: prompt.ask === "blind" || prompt.ask === "negated" ? TEMPERATURE : 0,
          },
          [budget],
          end.signal,
        )
      ),
    );
  } finally {
    timer.cancel();
  }
}
