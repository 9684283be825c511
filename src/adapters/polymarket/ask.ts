// One logical request: tries, waits between them, and the patience that bounds them all.
import { err, type Result } from "../../core/types/result.ts";
import { backoffMs, usualBackoff } from "./backoff.ts";
import type { Answer } from "./body.ts";
import type { RestFailure } from "./failure.ts";
import { createHostGate } from "./host_gate.ts";
import {
  aborted,
  type Call,
  hostOf,
  type Miss,
  seconds,
  tryOnce,
  type TryOptions,
} from "./http.ts";
import type { RateBudget } from "./rate_budget.ts";
import { nap, steadyTime } from "./wall.ts";

/** Asks until there is an answer, no sense in asking, or no patience. */
export type Ask = (call: Call) => Promise<Result<Answer, RestFailure>>;

export interface AskOptions extends TryOptions {
  /** For all tries of one call and the waits between them; waiting for the budget is not counted. */
  readonly patienceMs: number;
  readonly budget: RateBudget;
  readonly say: (text: string) => void;
}

/** Tries in all, by what the last failure was. */
const triesAllowed: Readonly<Record<Miss["again"], number>> = { never: 1, twice: 3, often: 8 };
/** A try that would have less time than this is not made, unless it is the first. */
const SHORTEST_TRY_MS = 250;

/** A way to ask that remembers, from call to call, which hosts are down. */
export function createAsk(options: AskOptions): Ask {
  const { wall, signal, budget } = options;
  const gate = createHostGate(options.say);
  const now = steadyTime(wall);

  /** Waits until the host may be asked; the failure when that is too late. */
  async function pass(call: Call, deadline: number): Promise<RestFailure | null> {
    while (true) {
      const way = gate.admit(hostOf(call), now());
      if (way.kind === "go") return null;
      const inTime = now() + way.ms + SHORTEST_TRY_MS <= deadline;
      if (way.kind === "closed" || !inTime) return notAsked(call, way);
      if (!(await nap(wall, way.ms, signal))) return aborted(call).failure;
    }
  }

  function note(call: Call, answer: Result<Answer, Miss>): void {
    if (answer.ok) return gate.answered(hostOf(call));
    const { again, failure } = answer.error;
    if (again !== "never") gate.failed(hostOf(call), answer.error, now());
    else if (failure.status !== null) gate.answered(hostOf(call));
  }

  return async (call) => {
    const began = now();
    let deadline = began + options.patienceMs;
    for (let tries = 1;; tries++) {
      const barred = await pass(call, deadline);
      if (barred !== null) return err(barred);
      const queued = now();
      if (!(await budget.take(call.scopes, signal))) return err(aborted(call).failure);
      deadline += now() - queued;
      const timeoutMs = Math.min(options.timeoutMs, Math.max(1, deadline - now()));
      const answer = await tryOnce(call, { ...options, timeoutMs });
      note(call, answer);
      if (answer.ok) return answer;
      const miss = answer.error;
      const backoff = backoffMs(tries, wall.random(), usualBackoff);
      const delay = Math.max(backoff, miss.retryAfterMs ?? 0);
      const inTime = now() + delay + SHORTEST_TRY_MS <= deadline;
      if (tries >= triesAllowed[miss.again] || !inTime) {
        return err(lastFailure(miss, tries, now() - began));
      }
      if (!(await nap(wall, delay, signal))) return err(aborted(call).failure);
    }
  };
}

function lastFailure(
  { failure, retryAfterMs }: Miss,
  tries: number,
  tookMs: number,
): RestFailure {
  const times = tries === 1 ? "" : ` (${tries} tries in ${seconds(tookMs)})`;
  const wait = retryAfterMs === null ? "" : `; it asks to wait ${seconds(retryAfterMs)}`;
  return { ...failure, detail: `${failure.detail}${wait}${times}` };
}

function notAsked(
  call: Call,
  { kind, ms, last }: { readonly kind: string; readonly ms: number; readonly last: RestFailure },
): RestFailure {
  const why = kind === "closed" ? "it keeps failing" : "it asked to wait";
  const detail = `${last.host}: not asked for ${seconds(ms)} more, ${why} (${last.detail})`;
  return { ...last, url: call.url, detail };
}
