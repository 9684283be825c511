// Builders of what models are asked and say, each valid as it stands.
import type {
  Advice,
  AdviceEstimate,
  AiModel,
  AiOpinion,
  Answer,
  AskKind,
  EvidenceRef,
  Question,
  Sample,
} from "../../src/core/types/advice.ts";
import type { GroupId, MarketId, QuestionId } from "../../src/core/types/ids.ts";
import { type Millis, probability, usdc } from "../../src/core/types/units.ts";

/** A model at 1 and 4 dollars for a million tokens. */
export function aModel(id: string, weight: number = 1): AiModel {
  return { id, weight, inputPrice: usdc(1_000_000), outputPrice: usdc(4_000_000) };
}

/** An answer; a plain number is taken for a probability. */
export function answer(
  change: Partial<Omit<Answer, "probability" | "justified">> & {
    readonly probability?: number | null;
    readonly justified?: number | null;
  } = {},
): Answer {
  const of = (value: number | null | undefined) =>
    value === null || value === undefined ? null : probability(value);
  return {
    mood: null,
    abstains: false,
    instructed: false,
    rationale: "because",
    cites: ["E1"],
    ...change,
    probability: of(change.probability),
    justified: of(change.justified),
  };
}

/** A call of model "a" that was answered with 0.6 in 800 ms for 0.001 dollars. */
export function sample(ask: AskKind, change: Partial<Sample> = {}): Sample {
  return {
    ask,
    model: "a",
    prompt: `hash-of-${ask}`,
    text: '{"probability_yes":0.6}',
    stop: "tool_use",
    inputTokens: 600,
    outputTokens: 100,
    cost: usdc(1_000),
    ms: 800 as Millis,
    attempts: 1,
    temperature: 0.7,
    answer: answer({ probability: 0.6 }),
    failed: null,
    ...change,
  };
}

/** A headline ten minutes before `at`. */
export function evidence(id: string, at: number, change: Partial<EvidenceRef> = {}): EvidenceRef {
  return {
    id,
    kind: "news",
    hash: `${id}-hash`,
    source: "news.example",
    title: "Talks have ended",
    publishedAt: (at - 600_000) as Millis,
    fetchedAt: (at + 1_000) as Millis,
    flags: [],
    ...change,
  };
}

/** All that came of question 1.1; the cost is that of the samples. */
export function advice(samples: readonly Sample[], change: Partial<Advice> = {}): Advice {
  const kinds = [...new Set(samples.map(({ ask }) => ask))];
  return {
    question: "1.1" as QuestionId,
    evidence: [],
    missing: [],
    prompts: kinds.map((ask) => ({
      hash: `hash-of-${ask}`,
      ask,
      system: "You are asked about a market.",
      user: `Task: ${ask}\nWill it?`,
    })),
    samples,
    flags: [],
    abstained: null,
    cost: usdc(samples.reduce((sum, { cost }) => sum + cost, 0)),
    ms: 2_500 as Millis,
    ...change,
  };
}

/** A question about m1 with a reserve of two cents. */
export function question(id: string, at: number, change: Partial<Question> = {}): Question {
  return {
    id: id as QuestionId,
    market: "m1" as MarketId,
    slug: "slug-of-m1",
    question: "Will it?",
    category: "crypto",
    endAt: null,
    at: at as Millis,
    direction: 1,
    mid: probability(0.5),
    anchor: probability(0.45),
    reserve: usdc(20_000),
    ...change,
  };
}

/** Blind .40, aware .44; the move is probably not justified. */
export function estimate(change: Partial<AdviceEstimate> = {}): AdviceEstimate {
  return {
    blind: probability(0.4),
    aware: probability(0.44),
    probability: probability(0.42),
    justified: probability(0.2),
    mood: -0.3,
    disagreement: 0.4,
    confidence: 0.8,
    answered: 7,
    asked: 8,
    ...change,
  };
}

/** The part of a model that answered question 1.1 in a decision the rules would have made, too. */
export function opinion(change: Partial<AiOpinion> = {}): AiOpinion {
  return {
    question: "1.1" as QuestionId,
    group: "g1" as GroupId,
    abstained: null,
    estimate: estimate(),
    pooled: probability(0.48),
    earned: 1,
    vetoed: false,
    cost: usdc(7_000),
    waitedMs: 2_500 as Millis,
    withoutAi: {
      verdict: "enter",
      refusal: null,
      outcome: "no",
      fair: probability(0.47),
      stake: usdc(9_000_000),
    },
    ...change,
  };
}
