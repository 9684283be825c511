// One call to a model, whoever provides it.
import type { AbstainReason, AskKind } from "../../core/types/advice.ts";
import type { Result } from "../../core/types/result.ts";

/** What one call sends. */
export interface CompletionRequest {
  readonly ask: AskKind;
  /** As the provider names it. */
  readonly model: string;
  readonly system: string;
  readonly user: string;
  readonly maxOutputTokens: number;
  /** From 0 to 1; left out for a model that takes none. */
  readonly temperature: number;
}

/** Tokens that the provider counted. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What came back, before anybody judged it. */
export interface Completion {
  /** What the model wrote; the tool's input as JSON where it used the tool. */
  readonly text: string;
  /** The input of the tool `answer`; absent when it was not used exactly once. */
  readonly input?: unknown;
  readonly stop: string | null;
  /** null: the provider did not say. */
  readonly usage: Usage | null;
}

/** Why nothing came back. */
export interface CompletionFailure {
  readonly reason: AbstainReason;
  /** In words without secrets. */
  readonly detail: string;
  /** The provider may have done the work, and charge for it. */
  readonly billable: boolean;
  /** Another try may succeed. */
  readonly again: boolean;
}

/** A provider of models. Never throws; aborts when the signal does. */
export interface Completer {
  complete(
    request: CompletionRequest,
    signal: AbortSignal,
  ): Promise<Result<Completion, CompletionFailure>>;
  /** What of these bounds the model can take. */
  bounds(
    model: string,
    wanted: { readonly maxPromptBytes: number; readonly maxOutputTokens: number },
  ): { readonly maxPromptBytes: number; readonly maxOutputTokens: number };
  close(): void;
}
