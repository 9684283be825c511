// What models are asked and what they say. Everything here is recorded whole: a decision that a model
// took part in must be explained, replayed and scored from the ledger alone.
import type { DecisionId, MarketId, QuestionId } from "./ids.ts";
import type { Direction } from "./market.ts";
import type { Millis, Probability, Usdc } from "./units.ts";

/** Who decides: the rules with a model, the rules alone, or chance. */
export type Arm = "ai" | "noAi" | "random";

/** Whose orders leave, and who trades on paper beside it. */
export interface Arms {
  readonly trading: Arm;
  readonly shadows: readonly Arm[];
}

/** One model as it is paid for. */
export interface AiModel {
  /** As the provider names it, region prefix included. */
  readonly id: string;
  /** Share in the median; only ratios count. */
  readonly weight: number;
  /** 1e-6 dollars for a million tokens. */
  readonly inputPrice: Usdc;
  readonly outputPrice: Usdc;
}

/** What a model is asked to find out about one spike. */
export interface Question {
  /** `<seq>.<n>` of the row that asked. */
  readonly id: QuestionId;
  readonly market: MarketId;
  readonly slug: string;
  /** The market's question, as its maker wrote it: untrusted text. */
  readonly question: string;
  readonly category: string;
  readonly endAt: Millis | null;
  /** Of the signal. Nothing published later may be shown. */
  readonly at: Millis;
  /** Of the spike: 1 toward YES. */
  readonly direction: Direction;
  /** Mid of YES now and where the spike began; only the price-aware prompt shows them. */
  readonly mid: Probability;
  readonly anchor: Probability;
  /** The most that all calls for it may cost; taken off the budget before the first is made. */
  readonly reserve: Usdc;
}

/**
 * blind: chance of YES, and that new public information justifies at least half of the move, without
 * the price. negated: the chance of NO, asked the other way round. aware: as blind, with the price.
 * mood: which way comments and news lean.
 */
export type AskKind = "blind" | "negated" | "aware" | "mood";

/** Why there is no opinion. */
export type AbstainReason =
  /** The model said that it cannot tell. */
  | "model"
  | "timeout"
  | "throttled"
  | "unreachable"
  | "server"
  /** No credentials, or none that may use the model. */
  | "denied"
  | "invalid"
  | "refused"
  | "cutOff"
  | "malformed"
  | "schema"
  /** Something it was shown, or it itself, said that instructions were given. */
  | "injection"
  | "budget"
  | "busy"
  /** The engine waited no longer. */
  | "late"
  /** An engine that was started anew had asked. */
  | "restarted";

/** An answer that kept to the schema. */
export interface Answer {
  /** blind and aware: of YES; negated: of NO. null: abstained, or not asked. */
  readonly probability: Probability | null;
  /** That new public information justifies at least half of the move. */
  readonly justified: Probability | null;
  /** From -1, all toward NO, to 1, all toward YES. */
  readonly mood: number | null;
  readonly abstains: boolean;
  /** The model found text that tells it what to do. */
  readonly instructed: boolean;
  readonly rationale: string;
  /** Ids of the evidence it names. */
  readonly cites: readonly string[];
}

/** One call, whatever came of it. */
export interface Sample {
  readonly ask: AskKind;
  readonly model: string;
  /** Hash of the prompt. */
  readonly prompt: string;
  /** The answer to the letter; empty when none came. */
  readonly text: string;
  /** The provider's stop reason; null without an answer. */
  readonly stop: string | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Charged: tokens used, or the worst case where the provider did not say. */
  readonly cost: Usdc;
  readonly ms: Millis;
  /** HTTP requests made; 0: from the cache, or never made. */
  readonly attempts: number;
  readonly answer: Answer | null;
  readonly failed: AbstainReason | null;
  /** What the provider said of a failure, without secrets. */
  readonly detail?: string;
}

export type EvidenceKind = "rules" | "comment" | "news";

/** Something a model was shown. */
export interface EvidenceRef {
  /** E1, E2 ...: what answers cite. */
  readonly id: string;
  readonly kind: EvidenceKind;
  /** SHA-256 of the text, its name in the archive. */
  readonly hash: string;
  /** Who said it: a host, "market rules", a commenter's public name. */
  readonly source: string;
  readonly title: string;
  /** null: not known. */
  readonly publishedAt: Millis | null;
  readonly fetchedAt: Millis;
  /** It reads like instructions; it was not shown. */
  readonly flags: readonly InjectionFlag[];
}

/** Text that tells a model what to do. */
export interface InjectionFlag {
  /** Name of the pattern. */
  readonly pattern: string;
  /** The words, at most 120 characters. */
  readonly excerpt: string;
}

/** One prompt, once, however often it was sent. */
export interface Prompt {
  readonly hash: string;
  readonly ask: AskKind;
  readonly system: string;
  readonly user: string;
}

/** All that was asked and answered about one question. */
export interface Advice {
  readonly question: QuestionId;
  readonly evidence: readonly EvidenceRef[];
  /** Evidence that could not be fetched, one sentence each. */
  readonly missing: readonly string[];
  readonly prompts: readonly Prompt[];
  readonly samples: readonly Sample[];
  /** Flags of the market's own text. */
  readonly flags: readonly InjectionFlag[];
  /** Why the whole is no opinion; null: `samples` say. */
  readonly abstained: AbstainReason | null;
  readonly cost: Usdc;
  readonly ms: Millis;
}

/** The samples of one advice taken together; probabilities are of YES. */
export interface AdviceEstimate {
  /** Median in log-odds of the blind answers, each averaged with its negation. */
  readonly blind: Probability | null;
  readonly aware: Probability | null;
  /** Blind and aware together. */
  readonly probability: Probability | null;
  readonly justified: Probability | null;
  readonly mood: number | null;
  /** Standard deviation of the blind samples, log-odds. */
  readonly disagreement: number;
  /** In [0, 1]: how many answered, and how much they agree. */
  readonly confidence: number;
  /** Calls that gave a usable answer, and calls that were to be made. */
  readonly answered: number;
  readonly asked: number;
}

/** What the rules alone would have done at the same moment with the same account. */
export interface Counterfactual {
  readonly verdict: "enter" | "refused";
  /** The first reason against it. */
  readonly refusal: string | null;
  readonly outcome: "yes" | "no" | null;
  readonly fair: Probability | null;
  readonly stake: Usdc | null;
}

/** A model's part in a decision. */
export interface AiOpinion {
  /** null: it was not asked. */
  readonly question: QuestionId | null;
  readonly abstained: AbstainReason | null;
  readonly estimate: AdviceEstimate | null;
  /** Of YES: the market's price moved by the AI side alone, as far as it is let. */
  readonly pooled: Probability | null;
  /** Share of the configured weight that the record leaves it, in [0, 1]. */
  readonly earned: number;
  readonly vetoed: boolean;
  readonly cost: Usdc;
  /** Engine time from question to decision. */
  readonly waitedMs: Millis;
  readonly withoutAi: Counterfactual;
}

/** A forecast that waits for its market's end; all probabilities are of YES. */
export interface Forecast {
  readonly decision: DecisionId;
  readonly market: MarketId;
  readonly at: Millis;
  readonly blind: Probability | null;
  readonly aware: Probability | null;
  /** Blind and aware together: what is scored. */
  readonly probability: Probability | null;
  readonly pooled: Probability | null;
  /** Mid at the time of the forecast. */
  readonly price: Probability;
  /** That the move was justified; null: not said, or measured by now. */
  readonly justified: Probability | null;
  /** When the move it is about is measured; null: it is not. */
  readonly measuredAt: Millis | null;
}

/** A forecast that came true or did not. */
export interface Scored {
  /** The model's. */
  readonly p: Probability;
  /** What would have been said without it: the price, or how often it was so before. */
  readonly base: Probability;
  readonly y: 0 | 1;
}

/** How forecasts of one kind turned out. */
export interface Track {
  /** Oldest first; the latest 500. */
  readonly scored: readonly Scored[];
  /** Weights of the base and of the model as experts, natural logarithms; they add to 1. */
  readonly logWeights: readonly [base: number, model: number];
}

/** What the models have shown so far. */
export interface AiSkill {
  /** Of the outcome, against the market's price. */
  readonly outcome: Track;
  /** That a move was justified, against how often moves were. */
  readonly justified: Track;
}

/** Dollars gone to models; the day and month are those of the last row that spent. */
export interface AiSpend {
  /** Days since 1970 in UTC, and months. */
  readonly day: number;
  readonly month: number;
  readonly daySpent: Usdc;
  readonly monthSpent: Usdc;
  /** Questions without an answer, and the most that each may cost. */
  readonly open: ReadonlyMap<QuestionId, Usdc>;
}
