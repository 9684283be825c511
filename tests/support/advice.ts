// Answers of models for tests that are about what is done with them.
import type {
  AbstainReason,
  Advice,
  Answer,
  AskKind,
  EvidenceRef,
  InjectionFlag,
  Sample,
} from "../../src/core/types/advice.ts";
import type { QuestionId } from "../../src/core/types/ids.ts";
import { type Millis, type Probability, usdc } from "../../src/core/types/units.ts";

/** What the one model says; absent: it was not asked that. */
export interface Said {
  /** Chance of YES without the price, and with it. */
  readonly yes?: number;
  readonly aware?: number;
  readonly justified?: number;
  readonly mood?: number;
  readonly abstained?: AbstainReason;
  readonly flags?: readonly InjectionFlag[];
  readonly evidence?: readonly EvidenceRef[];
  /** Micro-dollars of each sample. */
  readonly cost?: number;
}

/** One sample that kept to the schema. */
export function aSample(ask: AskKind, answer: Partial<Answer>, cost = 100): Sample {
  return {
    ask,
    model: "amazon.nova-lite-v1:0",
    prompt: `hash of ${ask}`,
    text: "{}",
    stop: "tool_use",
    inputTokens: 900,
    outputTokens: 80,
    cost: usdc(cost),
    ms: 700 as Millis,
    attempts: 1,
    temperature: 0.7,
    answer: {
      probability: null,
      justified: null,
      mood: null,
      abstains: false,
      instructed: false,
      rationale: "Because.",
      cites: [],
      ...answer,
    },
    failed: null,
  };
}

/** The advice of one model, asked once of each kind. */
export function anAdvice(question: QuestionId, said: Said = {}): Advice {
  const { yes, aware, justified = null, mood, abstained = null, cost = 100 } = said;
  const p = (value: number | null) => value as Probability | null;
  const samples = abstained !== null ? [] : [
    ...(yes === undefined && justified === null
      ? []
      : [aSample("blind", { probability: p(yes ?? 0.5), justified: p(justified) }, cost)]),
    ...(yes === undefined ? [] : [aSample("negated", { probability: p(1 - yes) }, cost)]),
    ...(aware === undefined
      ? []
      : [aSample("aware", { probability: p(aware), justified: p(justified) }, cost)]),
    ...(mood === undefined ? [] : [aSample("mood", { mood }, cost)]),
  ];
  return {
    question,
    evidence: said.evidence ?? [],
    missing: [],
    prompts: [],
    samples,
    flags: said.flags ?? [],
    abstained,
    cost: usdc(samples.reduce((sum, sample) => sum + sample.cost, 0)),
    ms: 2_000 as Millis,
  };
}
