// What asking costs. The worst case is a bound, not a guess: a token is at least one byte of its text.
import type { AiModel } from "../types/advice.ts";
import type { AiConfig } from "../types/config.ts";
import { type Usdc, usdc } from "../types/units.ts";

/** Calls for one question of one model: each blind answer with its negation, and one with the price. */
export function callsOf({ samples }: Pick<AiConfig, "samples">): number {
  return 2 * samples + 1;
}

/** All calls for one question: those of every model, and one of the first about the mood. */
export function questionCalls(config: Pick<AiConfig, "samples" | "models">): number {
  return config.models.length * callsOf(config) + (config.models.length > 0 ? 1 : 0);
}

/** Dollars for the tokens of one call, rounded up. */
export function callCost(
  { inputPrice, outputPrice }: Pick<AiModel, "inputPrice" | "outputPrice">,
  { inputTokens, outputTokens }: { readonly inputTokens: number; readonly outputTokens: number },
): Usdc {
  return usdc(Math.ceil((inputTokens * inputPrice + outputTokens * outputPrice) / 1e6));
}

/** The most one call of a model may cost: a prompt of nothing but one-byte tokens, the longest answer. */
export function worstCall(
  model: AiModel,
  { maxPromptBytes, maxOutputTokens }: Pick<AiConfig, "maxPromptBytes" | "maxOutputTokens">,
): Usdc {
  return callCost(model, { inputTokens: maxPromptBytes, outputTokens: maxOutputTokens });
}

/** The most one question may cost. */
export function worstCase(config: AiConfig): Usdc {
  const [first] = config.models;
  if (first === undefined) return usdc(0);
  const mood = worstCall(first, config);
  return usdc(
    config.models.reduce<number>(
      (sum, model) => sum + callsOf(config) * worstCall(model, config),
      mood,
    ),
  );
}
