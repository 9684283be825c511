// The samples of one advice taken together.
//
// 1. Complement: swapping the blind answers with the negated ones negates the log-odds of `blind`.
// 2. The order of models, and of pairs within a model, cannot be seen in the result.
// 3. A larger chance of YES in any one answer never lowers a probability.
// 4. An aware answer alone is no opinion: a model that only saw the price knows nothing of its own.
import { sigmoid } from "../math/logit.ts";
import { boundedLogit, disagreement, disagreementShrink } from "../signal/ensemble.ts";
import type { Advice, AdviceEstimate, Answer, AskKind, Sample } from "../types/advice.ts";
import type { AiConfig } from "../types/config.ts";
import { type Probability, probability } from "../types/units.ts";
import { callsOf } from "./cost.ts";

/** A value with the weight of the model that gave it. */
interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/**
 * Pools by weighted medians in log-odds: each blind answer averaged with its negation (the i-th of a
 * model with its i-th, so that saying yes to everything cancels), then with the aware answers.
 * `disagreement` is the population deviation of the blind pairs, `confidence` the answered share of
 * the calls shrunk by it. Models without a configured price and weight count for nothing. An advice
 * that abstains as a whole has counts and nothing else.
 */
export function poolAdvice(
  advice: Advice,
  config: Pick<AiConfig, "models" | "samples" | "disagreementHalf">,
): AdviceEstimate {
  const { samples, abstained } = advice;
  const answered = samples.filter((sample) => usable(sample) !== null).length;
  const asked = Math.max(samples.length, config.models.length * callsOf(config));
  if (abstained !== null) return { ...nothing, answered, asked };
  const pairs = sorted(config.models.flatMap(({ id, weight }) => pairsOf(samples, id, weight)));
  const blind = weightedMedian(pairs);
  const aware = medianOf(samples, config, "aware", "probability");
  const spread = disagreement(
    pairs.map(({ value, weight }) => ({ probability: sigmoid(value), weight })),
  );
  const share = asked === 0 ? 0 : answered / asked;
  return {
    blind: toProbability(blind),
    aware: toProbability(aware),
    probability: toProbability(together(blind, aware)),
    justified: toProbability(
      together(
        medianOf(samples, config, "blind", "justified"),
        medianOf(samples, config, "aware", "justified"),
      ),
    ),
    mood: weightedMedian(
      sorted(valuesOf(samples, config, (sample) => moodOf(sample))),
    ),
    disagreement: spread,
    confidence: share * disagreementShrink(spread, config.disagreementHalf),
    answered,
    asked,
  };
}

/**
 * The value with half of the weight on either side; of two that share the middle, their mean. `from`
 * rises. null without any weight.
 */
export function weightedMedian(from: readonly Weighted[]): number | null {
  const total = from.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) return null;
  // Weights add up with an error that depends on their order, and a tie must not.
  const slack = 1e-9 * total;
  let below = 0;
  let first: number | null = null;
  for (const { value, weight } of from) {
    if (weight <= 0) continue;
    below += weight;
    if (first === null && below >= total / 2 - slack) first = value;
    if (first !== null && below > total / 2 + slack) return (first + value) / 2;
  }
  return first;
}

const nothing: AdviceEstimate = {
  blind: null,
  aware: null,
  probability: null,
  justified: null,
  mood: null,
  disagreement: 0,
  confidence: 0,
  answered: 0,
  asked: 0,
};

/** An answer that says something; one that was told what to say does not. */
function usable({ answer, failed }: Sample): Answer | null {
  if (answer === null || failed !== null || answer.abstains || answer.instructed) return null;
  return answer;
}

/** Log-odds of YES of each blind answer with its negation; half a pair speaks for itself. */
function pairsOf(samples: readonly Sample[], model: string, weight: number): Weighted[] {
  const of = (kind: AskKind) =>
    samples.filter((sample) => sample.model === model && sample.ask === kind)
      .map((sample) => usable(sample)?.probability ?? null);
  const blind = of("blind");
  const negated = of("negated");
  const pairs: Weighted[] = [];
  for (let i = 0; i < Math.max(blind.length, negated.length); i++) {
    const yes = blind[i] ?? null;
    const no = negated[i] ?? null;
    const value = together(
      yes === null ? null : boundedLogit(yes),
      no === null ? null : -boundedLogit(no),
      true,
    );
    if (value !== null) pairs.push({ value, weight });
  }
  return pairs;
}

/** Mean of two log-odds; without the first nothing, unless either will do. */
function together(first: number | null, second: number | null, either = false): number | null {
  if (first === null) return either ? second : null;
  return second === null ? first : (first + second) / 2;
}

function medianOf(
  samples: readonly Sample[],
  config: Pick<AiConfig, "models">,
  kind: AskKind,
  field: "probability" | "justified",
): number | null {
  const values = valuesOf(samples, config, (sample) => {
    const said = sample.ask === kind ? usable(sample)?.[field] ?? null : null;
    return said === null ? null : boundedLogit(said);
  });
  return weightedMedian(sorted(values));
}

function moodOf(sample: Sample): number | null {
  return sample.ask === "mood" ? usable(sample)?.mood ?? null : null;
}

function valuesOf(
  samples: readonly Sample[],
  { models }: Pick<AiConfig, "models">,
  read: (sample: Sample) => number | null,
): Weighted[] {
  return samples.flatMap((sample) => {
    const weight = models.find(({ id }) => id === sample.model)?.weight ?? 0;
    const value = read(sample);
    return value === null || weight <= 0 ? [] : [{ value, weight }];
  });
}

/** In an order that depends on nothing but the values: sums differ in the last digit by theirs. */
function sorted(values: readonly Weighted[]): Weighted[] {
  return values.filter(({ weight }) => weight > 0)
    .sort((a, b) => a.value - b.value || a.weight - b.weight);
}

function toProbability(logOdds: number | null): Probability | null {
  return logOdds === null ? null : probability(sigmoid(logOdds));
}
