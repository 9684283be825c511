// What models said, as opinions for the pool. A spike trade asks why the price moved, a trade on the
// outcome asks who will be right: an edge on the one is no edge on the other.
//
// 1. Without an answer nothing is added, and nobody else gets the weight.
// 2. A record that is worse than the price takes the weight away; none can raise it.
import { earned, recalibrated } from "../advice/skill.ts";
import { poolAdvice } from "../advice/pool_advice.ts";
import { sigmoid } from "../math/logit.ts";
import { boundedLogit } from "../signal/ensemble.ts";
import type {
  AbstainReason,
  Advice,
  AdviceEstimate,
  AiSkill,
  InjectionFlag,
} from "../types/advice.ts";
import type { EngineConfig } from "../types/config.ts";
import type { PoolInput, Signal } from "../types/signal.ts";
import { type Probability, probability, type Usdc } from "../types/units.ts";

/** An answer, or why there is none. */
export type Reply =
  | { readonly advice: Advice; readonly reason?: never }
  | { readonly reason: AbstainReason; readonly advice?: never };

/** What a decision hears of the models. */
export interface Heard {
  readonly estimate: AdviceEstimate | null;
  readonly abstained: AbstainReason | null;
  readonly cost: Usdc;
  /** The first thing that read like instructions. */
  readonly flag: InjectionFlag | null;
}

/** Takes the samples of an answer together. */
export function hear(reply: Reply, config: EngineConfig): Heard {
  const { advice } = reply;
  if (advice === undefined) {
    return { estimate: null, abstained: reply.reason, cost: 0 as Usdc, flag: null };
  }
  const flag = advice.flags[0] ?? advice.evidence.flatMap(({ flags }) => flags)[0] ?? null;
  const { cost, abstained } = advice;
  if (abstained !== null) return { estimate: null, abstained, cost, flag };
  const estimate = poolAdvice(advice, config.ai);
  const says = estimate.probability !== null || estimate.justified !== null;
  return { estimate: says ? estimate : null, abstained: says ? null : "model", cost, flag };
}

/**
 * Opinions on the next hour. A cause that is as likely as not says nothing: price and martingale agree.
 * From there the point goes to where the spike began, for a move that nothing justifies, or as far
 * beyond the price, in log-odds, for one that is surely news.
 */
export function spikeInputs(
  estimate: AdviceEstimate | null,
  { mid, anchor }: Pick<Signal, "mid" | "anchor">,
  skill: AiSkill,
  clip: number,
): readonly PoolInput[] {
  const j = estimate?.justified ?? null;
  const at = boundedLogit(mid);
  const point = j === null
    ? null
    : sigmoid(at + (1 - 2 * recalibrated(skill.justified, j)) * (boundedLogit(anchor) - at));
  return [
    opinion("ai", point, (estimate?.confidence ?? 0) * earned(skill.justified)),
    moodInput(estimate, mid, clip),
  ];
}

/** Opinions on the outcome. */
export function outcomeInputs(
  estimate: AdviceEstimate | null,
  mid: Probability,
  skill: AiSkill,
  clip: number,
): readonly PoolInput[] {
  const p = estimate?.probability ?? null;
  const point = p === null ? null : recalibrated(skill.outcome, p);
  return [
    opinion("ai", point, (estimate?.confidence ?? 0) * earned(skill.outcome)),
    moodInput(estimate, mid, clip),
  ];
}

/** The opinions that a model could have at most, in one direction: what asking could be worth. */
export function boldest(mid: Probability, direction: 1 | -1, clip: number): readonly PoolInput[] {
  const point = sigmoid(boundedLogit(mid) + direction * clip);
  return [opinion("ai", point, 1), opinion("sentiment", point, 1)];
}

function moodInput(estimate: AdviceEstimate | null, mid: Probability, clip: number): PoolInput {
  const mood = estimate?.mood ?? null;
  const point = mood === null ? null : sigmoid(boundedLogit(mid) + mood * clip);
  return opinion("sentiment", point, estimate?.confidence ?? 0);
}

function opinion(name: "ai" | "sentiment", point: number | null, confidence: number): PoolInput {
  return point === null
    ? { name, probability: null, confidence: 0 }
    : { name, probability: probability(point), confidence };
}
