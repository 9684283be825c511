// A stand-in for Bedrock that a test scripts, and the parts that an advisor is made of.
import { createHash } from "node:crypto";
import type {
  Completer,
  Completion,
  CompletionFailure,
  CompletionRequest,
} from "../../../src/adapters/llm/completer.ts";
import { type AdvisorParts, createAdvisor } from "../../../src/adapters/llm/advisor.ts";
import { SimClock } from "../../../src/core/sim_clock.ts";
import type { Advice, AiModel, AskKind, Question } from "../../../src/core/types/advice.ts";
import type { AiConfig } from "../../../src/core/types/config.ts";
import type { MarketId, QuestionId } from "../../../src/core/types/ids.ts";
import { ok } from "../../../src/core/types/result.ts";
import { type Millis, millis, probability, usdc } from "../../../src/core/types/units.ts";
import type { Advisor, Evidence, EvidenceItem } from "../../../src/ports.ts";

/** The time of every question. */
export const at: Millis = millis(Date.UTC(2026, 10, 26, 10, 51));

/** Hex SHA-256. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** One dollar for a million tokens either way. */
export function aModel(id = "amazon.nova-lite-v1:0"): AiModel {
  return { id, weight: 1, inputPrice: usdc(1_000_000), outputPrice: usdc(1_000_000) };
}

/** Two samples of one model; the worst case of a call is 5,000 + 500 micro-dollars. */
export function aConfig(more: Partial<AiConfig> = {}): AiConfig {
  return {
    enabled: true,
    arm: "ai",
    models: [aModel()],
    samples: 2,
    deadlineMs: millis(20_000),
    maxPromptBytes: 5_000,
    maxOutputTokens: 500,
    budgetTrade: usdc(1_000_000),
    budgetDay: usdc(1_000_000),
    budgetMonth: usdc(1_000_000),
    veto: 0.6,
    disagreementHalf: 1,
    minProfitMultiple: 3,
    ...more,
  };
}

/** A question about rain with a dollar to spend. */
export function aQuestion(more: Partial<Question> = {}): Question {
  return {
    id: "88340.1" as QuestionId,
    market: "0xabc" as MarketId,
    slug: "will-it-rain",
    question: "Will it rain in Oslo on December 1?",
    category: "weather",
    endAt: millis(at + 5 * 86_400_000),
    at,
    direction: 1,
    mid: probability(0.3725),
    anchor: probability(0.3117),
    reserve: usdc(1_000_000),
    ...more,
  };
}

/** A headline a minute before the question. */
export function anItem(id: string, more: Partial<EvidenceItem> = {}): EvidenceItem {
  const text = more.text ?? `Text of ${id}`;
  return {
    id,
    kind: "news",
    hash: sha256(text),
    source: "example.org",
    title: `Title of ${id}`,
    publishedAt: millis(at - 60_000),
    fetchedAt: at,
    flags: [],
    text,
    ...more,
  };
}

/** Evidence that is there at once. */
export function evidenceOf(
  items: readonly EvidenceItem[],
  missing: readonly string[] = [],
): Evidence {
  return { gather: () => Promise.resolve({ items, missing }) };
}

const own: Readonly<Record<AskKind, Record<string, unknown>>> = {
  blind: { probability_yes: 0.3, justified: 0.7 },
  negated: { probability_no: 0.7 },
  aware: { probability_yes: 0.35, justified: 0.6 },
  mood: { mood: 0.2 },
};

/** The input of the tool for `ask` that keeps to the schema. */
export function filled(
  ask: AskKind,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const rest = { abstain: false, instructions_seen: false, reason: "Base rate.", cites: ["E1"] };
  return { ...own[ask], ...rest, ...more };
}

/** A completion of 400 and 100 tokens. */
export function completion(ask: AskKind, more: Record<string, unknown> = {}): Completion {
  const input = filled(ask, more);
  return {
    text: JSON.stringify(input),
    input,
    stop: "tool_use",
    usage: { inputTokens: 400, outputTokens: 100 },
  };
}

/** A provider that keeps what it was asked. */
export interface FakeCompleter extends Completer {
  readonly requests: CompletionRequest[];
  isClosed(): boolean;
}

/** A provider that answers as `answer` says; by default at once and to the form. */
export function fakeCompleter(
  answer: Completer["complete"] = ({ ask }) => Promise.resolve(ok(completion(ask))),
): FakeCompleter {
  const requests: CompletionRequest[] = [];
  let closed = false;
  return {
    requests,
    isClosed: () => closed,
    complete: (request, signal) => {
      requests.push(request);
      return answer(request, signal);
    },
    bounds: (_model, wanted) => wanted,
    close: () => {
      closed = true;
    },
  };
}

/** An advisor whose time moves only when everybody waits for it. */
export interface Rig {
  readonly advisor: Advisor;
  readonly clock: SimClock;
  /** Asks, and moves time from timer to timer until all have answered. */
  ask(...questions: readonly Question[]): Promise<readonly Advice[]>;
}

/** An advisor over `parts`; what is left out is usual. */
export function aRig(parts: Partial<AdvisorParts> = {}): Rig {
  const clock = new SimClock(at);
  const advisor = createAdvisor({
    config: aConfig(),
    completer: fakeCompleter(),
    evidence: evidenceOf([anItem("E1")]),
    random: () => 0.5,
    hash: sha256,
    requestTimeoutMs: millis(10_000),
    retries: 2,
    concurrency: 4,
    cacheMs: millis(0),
    ...parts,
    clock,
  });
  return {
    advisor,
    clock,
    async ask(...questions) {
      const answers: Advice[] = [];
      for (const question of questions) {
        advisor.ask(question, ({ advice }) => answers.push(advice));
      }
      while (await turn(), answers.length < questions.length) {
        const due = clock.nextDue();
        if (due === null) throw new Error("nothing to wait for, and not all have answered");
        clock.advanceTo(due);
      }
      // A second answer would come by now.
      await turn();
      return answers;
    },
  };
}

/** Lets everything run that does not wait for time. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A promise that is kept when the signal aborts. */
export function untilAborted<T>(signal: AbortSignal, value: T): Promise<T> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(value);
    signal.addEventListener("abort", () => resolve(value), { once: true });
  });
}

/** Runs against a stand-in for Bedrock on a free port of this machine; counts requests. */
export async function withBedrock<T>(
  answer: (request: Request) => Response | Promise<Response>,
  run: (endpoint: string, count: () => number) => Promise<T>,
): Promise<T> {
  let count = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    count++;
    return answer(request);
  });
  try {
    return await run(`http://127.0.0.1:${server.addr.port}/bedrock`, () => count);
  } finally {
    await server.shutdown();
  }
}

/** What Converse answers when a tool was used. */
export function toolAnswer(input: unknown, more: Record<string, unknown> = {}): Response {
  return Response.json({
    output: {
      message: {
        role: "assistant",
        content: [{ toolUse: { toolUseId: "tooluse_1", name: "answer", input } }],
      },
    },
    stopReason: "tool_use",
    usage: { inputTokens: 400, outputTokens: 100, totalTokens: 500 },
    metrics: { latencyMs: 1 },
    ...more,
  });
}

/** What Converse answers in text. */
export function textAnswer(text: string, stopReason = "end_turn"): Response {
  return Response.json({
    output: { message: { role: "assistant", content: [{ text }] } },
    stopReason,
    usage: { inputTokens: 400, outputTokens: 100, totalTokens: 500 },
    metrics: { latencyMs: 1 },
  });
}

/** An error as Bedrock sends it. */
export function errorAnswer(status: number, name: string, message: string): Response {
  return Response.json({ message }, { status, headers: { "x-amzn-errortype": name } });
}

/** The cost of a completion of the rig: 400 + 100 tokens at a dollar a million. */
export const CALL = 500;
/** The worst case of a call: 5,000 + 500 tokens. */
export const WORST = 5_500;

/** A call that failed and may have cost something. */
export const failed: CompletionFailure = {
  reason: "server",
  detail: "broken",
  billable: true,
  again: true,
};
