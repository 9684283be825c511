// One sample: a call with its retries, its money and its time.
//
// 1. Every request that leaves has its worst case reserved before, on every budget it counts for.
// 2. A request costs what the provider counted; the worst case, where it may have worked and did not say;
//    nothing, where it was refused.
// 3. Nothing is sent after the signal aborts, and nothing waits longer than that.
import { callCost, worstCall } from "../../core/advice/cost.ts";
import type { AbstainReason, AiModel, AskKind, Prompt, Sample } from "../../core/types/advice.ts";
import { err } from "../../core/types/result.ts";
import { type Millis, millis, type Usdc, usdc } from "../../core/types/units.ts";
import type { Clock } from "../../ports.ts";
import type { AnswerCache } from "./answer_cache.ts";
import type { Budget, Reservation } from "./budget.ts";
import type { Completer, Completion, CompletionFailure, CompletionRequest } from "./completer.ts";
import type { Lanes } from "./lanes.ts";
import { readAnswer } from "./response.ts";

/** What all calls share. */
export interface CallerParts {
  readonly completer: Completer;
  readonly clock: Clock;
  readonly lanes: Lanes;
  readonly cache: AnswerCache;
  /** Uniform in [0, 1). */
  random(): number;
  /** Hex SHA-256. */
  hash(text: string): string;
  readonly requestTimeoutMs: Millis;
  /** Requests made again after the first. */
  readonly retries: number;
  readonly maxPromptBytes: number;
  readonly maxOutputTokens: number;
}

/** One call to be made. */
export interface Call {
  readonly model: AiModel;
  readonly prompt: Prompt;
  readonly temperature: number;
}

/** Waits between tries: below 200 ms, then below twice that and so on ("full jitter", Brooker 2015). */
const BASE_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

/** Makes one call, as often as it may; never rejects. The signal is the end of the question's time. */
export async function sample(
  parts: CallerParts,
  { model, prompt, temperature }: Call,
  budgets: readonly Budget[],
  signal: AbortSignal,
): Promise<Sample> {
  const { clock, cache } = parts;
  const start = clock.now();
  const request: CompletionRequest = {
    ask: prompt.ask,
    model: model.id,
    system: prompt.system,
    user: prompt.user,
    maxOutputTokens: parts.maxOutputTokens,
    temperature,
  };
  const key = parts.hash(JSON.stringify(request));
  const about = { ask: prompt.ask, model: model.id, prompt: prompt.hash };
  const kept = cache.get(key);
  if (kept !== null) {
    return { ...about, ...judged(prompt.ask, kept, usdc(0)), attempts: 0, ms: millis(0) };
  }
  const tries = await attempt(parts, { request, model }, budgets, signal);
  const ms = millis(Math.max(0, clock.now() - start));
  const { outcome, attempts, cost } = tries;
  if ("text" in outcome) {
    const read = judged(prompt.ask, outcome, cost);
    if (read.failed === null) cache.put(key, outcome);
    return { ...about, ...read, attempts, ms };
  }
  return { ...about, ...unanswered(outcome.reason, cost, outcome.detail), attempts, ms };
}

type Judged = Omit<Sample, "ask" | "model" | "prompt" | "attempts" | "ms">;

function judged(ask: AskKind, completion: Completion, cost: Usdc): Judged {
  const { text, stop, usage } = completion;
  const read = readAnswer(ask, completion);
  return {
    text,
    stop,
    inputTokens: usage?.inputTokens ?? 0,
    outputTokens: usage?.outputTokens ?? 0,
    cost,
    ...(read.ok
      ? { answer: read.value, failed: null }
      : { answer: null, failed: read.error.reason, detail: read.error.detail }),
  };
}

function unanswered(failed: AbstainReason, cost: Usdc, detail: string): Judged {
  return {
    text: "",
    stop: null,
    inputTokens: 0,
    outputTokens: 0,
    cost,
    answer: null,
    failed,
    detail,
  };
}

interface Tries {
  readonly outcome: Completion | Pick<CompletionFailure, "reason" | "detail">;
  readonly attempts: number;
  readonly cost: Usdc;
}

interface Paid {
  readonly request: CompletionRequest;
  readonly model: AiModel;
}

/** Requests until one is answered, none may follow, or the time is over. */
async function attempt(
  parts: CallerParts,
  paid: Paid,
  budgets: readonly Budget[],
  signal: AbortSignal,
): Promise<Tries> {
  let attempts = 0;
  let cost = 0;
  let last: Pick<CompletionFailure, "reason" | "detail"> | null = null;
  const end = (outcome: Tries["outcome"]) => ({ outcome, attempts, cost: usdc(cost) });
  while (true) {
    const leave = await parts.lanes.enter(signal);
    if (leave === null) return end(last ?? { reason: "busy", detail: "its turn did not come" });
    try {
      const reserved = reserve(budgets, worstCall(paid.model, parts));
      if (reserved === null) {
        return end(last ?? { reason: "budget", detail: "the worst case would exceed the budget" });
      }
      attempts++;
      const said = await once(parts, paid, signal);
      cost += said.cost;
      for (const reservation of reserved) reservation.settle(said.cost);
      if (said.failure === null) return end(said.completion);
      last = said.failure;
      if (!said.failure.again || attempts > parts.retries) return end(last);
    } finally {
      leave();
    }
    const ceiling = Math.min(LONGEST_WAIT_MS, BASE_WAIT_MS * 2 ** (attempts - 1));
    if (!await pause(parts.clock, Math.floor(parts.random() * ceiling), signal)) return end(last);
  }
}

/** All or none: what one budget has and another has not is given back. */
function reserve(budgets: readonly Budget[], worst: Usdc): readonly Reservation[] | null {
  const reserved: Reservation[] = [];
  for (const budget of budgets) {
    const one = budget.reserve(worst);
    if (one === null) {
      for (const other of reserved) other.settle(usdc(0));
      return null;
    }
    reserved.push(one);
  }
  return reserved;
}

type Said =
  | { readonly failure: null; readonly completion: Completion; readonly cost: Usdc }
  | { readonly failure: CompletionFailure; readonly cost: Usdc };

/** One request within its own time and the question's. */
async function once(
  parts: CallerParts,
  { request, model }: Paid,
  signal: AbortSignal,
): Promise<Said> {
  const worst = worstCall(model, parts);
  const own = new AbortController();
  const abort = () => own.abort();
  const timer = parts.clock.after(parts.requestTimeoutMs, abort);
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  try {
    const said = await complete(parts.completer, request, own.signal);
    if (!said.ok) {
      return { failure: said.error, cost: said.error.billable ? worst : usdc(0) };
    }
    const { usage } = said.value;
    const cost = usage === null ? worst : callCost(model, usage);
    return { failure: null, completion: said.value, cost };
  } finally {
    timer.cancel();
    signal.removeEventListener("abort", abort);
  }
}

/** The port does not reject; where it does, the call may have been made and is paid for. */
async function complete(
  completer: Completer,
  request: CompletionRequest,
  signal: AbortSignal,
): ReturnType<Completer["complete"]> {
  try {
    return await completer.complete(request, signal);
  } catch (error) {
    const detail = `the provider's adapter failed: ${error instanceof Error ? error.name : "?"}`;
    return err({ reason: "server", detail, billable: true, again: false });
  }
}

/** False when the signal aborted before or meanwhile. */
function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const stop = () => {
      timer.cancel();
      resolve(false);
    };
    const timer = clock.after(millis(ms), () => {
      signal.removeEventListener("abort", stop);
      resolve(true);
    });
    signal.addEventListener("abort", stop, { once: true });
  });
}
