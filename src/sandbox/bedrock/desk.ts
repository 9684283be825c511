// Who answers, and how many requests came: what a bot says it spent must be what was counted here.
import type { Oracle } from "./oracle.ts";

/** What one model was asked; requests that were refused cost nothing. */
export interface ModelCounts {
  readonly answered: number;
  readonly refused: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What the status says of the models. */
export interface ModelStatus {
  readonly forecaster: string;
  readonly answered: number;
  readonly refused: number;
  /** By plain id. */
  readonly byModel: Readonly<Record<string, ModelCounts>>;
}

/** The forecaster and its book. */
export interface Desk {
  readonly oracle: Oracle;
  /** A request got an answer, whether it arrived or not. */
  answered(
    model: string,
    used: { readonly inputTokens: number; readonly outputTokens: number },
  ): void;
  /** A request got a failure; null: of no model. */
  refused(model: string | null): void;
  status(): ModelStatus;
}

const NONE: ModelCounts = { answered: 0, refused: 0, inputTokens: 0, outputTokens: 0 };

/** A desk at which nothing was asked. */
export function createDesk(oracle: Oracle): Desk {
  const byModel = new Map<string, ModelCounts>();
  let refusals = 0;
  return {
    oracle,
    answered(model, { inputTokens, outputTokens }) {
      const so = byModel.get(model) ?? NONE;
      byModel.set(model, {
        ...so,
        answered: so.answered + 1,
        inputTokens: so.inputTokens + inputTokens,
        outputTokens: so.outputTokens + outputTokens,
      });
    },
    refused(model) {
      refusals++;
      if (model === null) return;
      const so = byModel.get(model) ?? NONE;
      byModel.set(model, { ...so, refused: so.refused + 1 });
    },
    status() {
      const all = [...byModel.values()];
      return {
        forecaster: oracle.forecaster(),
        answered: all.reduce((sum, { answered }) => sum + answered, 0),
        refused: refusals,
        byModel: Object.fromEntries(byModel),
      };
    },
  };
}
