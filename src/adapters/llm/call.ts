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
  readonly ask: AskKind;
  /** Written when the call's turn comes: hundreds of questions at once would hold up everything else. */
  prompt(): Prompt;
  readonly temperature: number;
}

/** Waits between tries: below 200 ms, then below twice that and so on ("full jitter", Brooker 2015). */
const BASE_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

/**
 * Makes one call, as often as it may; never rejects. The signal is the end of the question's time; a
 * call whose turn does not come before has no prompt, and its hash is empty.
 */
export async function sample(
  parts: CallerParts,
  call: Call,
  budgets: readonly Budget[],
  signal: AbortSignal,
): Promise<Sample> {
  const { ask, model, temperature } = call;
  const called = { ask, model: model.id, temperature };
  const start = parts.clock.now();
  const leave = await parts.lanes.enter(signal);
  if (leave === null) {
    const sample = unanswered("busy", usdc(0), "its turn did not come");
    return { ...called, prompt: "", ...sample, attempts: 0, ms: since(start, parts) };
  }
  try {
    const prompt = call.prompt();
    const made = await answered(parts, { ...call, prompt }, { budgets, signal, leave });
    return { ...called, prompt: prompt.hash, ...made, ms: since(start, parts) };
  } catch (error) {
    // Only a prompt that cannot be written throws, before anything was sent. The other calls of its
    // question are paid for and must stay on record.
    const detail = `its prompt failed: ${error instanceof Error ? error.name : typeof error}`;
    const sample = unanswered("invalid", usdc(0), detail);
    return { ...called, prompt: "", ...sample, attempts: 0, ms: since(start, parts) };
  } finally {
    leave();
  }
}

function since(start: Millis, { clock }: CallerParts): Millis {
  return millis(Math.max(0, clock.now() - start));
}

type Written = Omit<Call, "prompt"> & { readonly prompt: Prompt };

/** Money, time and the place in the lanes that a call has. */
interface Means {
  readonly budgets: readonly Budget[];
  readonly signal: AbortSignal;
  /** Of the turn that has come; may be called again. */
  leave(): void;
}

/** An answer that is kept, or else one that is asked for. */
async function answered(
  parts: CallerParts,
  { model, prompt, temperature }: Written,
  means: Means,
): Promise<Omit<Sample, "ask" | "model" | "temperature" | "prompt" | "ms">> {
  const request: CompletionRequest = {
    ask: prompt.ask,
    model: model.id,
    system: prompt.system,
    user: prompt.user,
    maxOutputTokens: parts.maxOutputTokens,
    temperature,
  };
  const key = parts.hash(JSON.stringify(request));
  const kept = parts.cache.get(key);
  if (kept !== null) return { ...judged(prompt.ask, kept, usdc(0)), attempts: 0 };
  const { outcome, attempts, cost } = await attempt(parts, { request, model }, means);
  if (!("text" in outcome)) {
    return { ...unanswered(outcome.reason, cost, outcome.detail), attempts };
  }
  const read = judged(prompt.ask, outcome, cost);
  if (read.failed === null) parts.cache.put(key, outcome);
  return { ...read, attempts };
}

type Judged = Omit<Sample, "ask" | "model" | "temperature" | "prompt" | "attempts" | "ms">;

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

/** Requests until one is answered, none may follow, or the time is over; between two another may go. */
async function attempt(parts: CallerParts, paid: Paid, means: Means): Promise<Tries> {
  const { budgets, signal } = means;
  let { leave } = means;
  let attempts = 0;
  let cost = 0;
  let last: Tries["outcome"] = beyond;
  const end = (outcome: Tries["outcome"]) => ({ outcome, attempts, cost: usdc(cost) });
  while (true) {
    const said = await reserved(parts, paid, budgets, signal);
    leave();
    if (said === null) return end(last);
    attempts++;
    cost += said.cost;
    if (said.failure === null) return end(said.completion);
    last = said.failure;
    if (!said.failure.again || attempts > parts.retries) return end(last);
    const ceiling = Math.min(LONGEST_WAIT_MS, BASE_WAIT_MS * 2 ** (attempts - 1));
    const wait = Math.floor(parts.random() * ceiling);
    const next = await pause(parts.clock, wait, signal) ? await parts.lanes.enter(signal) : null;
    if (next === null) return end(last);
    leave = next;
  }
}

const beyond = { reason: "budget", detail: "the worst case would exceed the budget" } as const;

/** One request with its worst case reserved before and settled after; null: it cannot be paid for. */
async function reserved(
  parts: CallerParts,
  paid: Paid,
  budgets: readonly Budget[],
  signal: AbortSignal,
): Promise<Said | null> {
  const reservations = reserve(budgets, worstCall(paid.model, parts));
  if (reservations === null) return null;
  const said = await once(parts, paid, signal);
  for (const reservation of reservations) reservation.settle(said.cost);
  return said;
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
