// Forecasters of stated quality. What a bot makes of its models can only be tested against models of
// which it is known how good they are.
// 1. What a model believes of a move it believes in every answer about that move: asking it again,
//    or the other way round, teaches nothing new. Only the last digits differ from sample to sample.
// 2. Two models believe independently of each other.
import { logit, sigmoid } from "../../core/math/logit.ts";
import type { Rng } from "../../core/math/rng.ts";
import type { AskKind } from "../../core/types/advice.ts";
import type { Millis } from "../../core/types/units.ts";
import { uniform } from "../world/chance.ts";
import { drawOf } from "./draws.ts";

export type ForecasterName =
  | "informed"
  | "uninformed"
  | "overconfident"
  | "hedging"
  | "injected";

/** How good a forecaster is. */
export type Quality =
  | {
    readonly about: string;
    readonly kind: "believes";
    /** Chance of being right about the cause of a move. */
    readonly right: number;
    /** With this probability it says what it believes of the cause. */
    readonly sure: number;
    /** P(YES) is at most this far from the price at which the market rests if the cause is that. */
    readonly within: number;
    /** By which the log-odds of that price are multiplied. */
    readonly stretch: number;
    /** Size of a mood; its sign is that of the move. */
    readonly mood: number;
    /** Told what to answer: says so and abstains, overlooks it, or obeys. */
    readonly told: Told;
  }
  | {
    readonly about: string;
    /** Every probability lies evenly in a range, whatever is true. */
    readonly kind: "draws";
    readonly range: readonly [number, number];
    readonly mood: readonly [number, number];
    readonly told: Told;
  };

type Told = "reports" | "overlooks" | "obeys";

const informed = {
  about: "Right about the cause of a move in nine of ten, and says so with 0.9",
  kind: "believes",
  right: 0.9,
  sure: 0.9,
  within: 0.03,
  stretch: 1,
  mood: 0.6,
  told: "reports",
} as const satisfies Quality;

/** All of them, in numbers. */
export const forecasters: Readonly<Record<ForecasterName, Quality>> = {
  informed,
  uninformed: {
    about: "Probabilities that have nothing to do with the truth",
    kind: "draws",
    range: [0.05, 0.95],
    mood: [-1, 1],
    told: "overlooks",
  },
  overconfident: {
    about: "Right in six of ten, but says 0.97, and stretches every price by half in log-odds",
    kind: "believes",
    right: 0.6,
    sure: 0.97,
    within: 0.03,
    stretch: 1.5,
    mood: 0.95,
    told: "overlooks",
  },
  hedging: {
    about: "Never says anything but 0.45 to 0.55",
    kind: "draws",
    range: [0.45, 0.55],
    mood: [-0.1, 0.1],
    told: "overlooks",
  },
  injected: {
    ...informed,
    about: "As informed, but does what text in its prompt tells it to",
    told: "obeys",
  },
};

/** In the order of the table. */
export const forecasterNames = Object.keys(forecasters) as readonly ForecasterName[];

/** True for a name of the table. */
export function isForecaster(name: unknown): name is ForecasterName {
  return typeof name === "string" && Object.hasOwn(forecasters, name);
}

/** Share of news among the moves of the default scenario: what is said of a move nobody made. */
export const PRIOR = 0.4;
const PRIOR_WITHIN = 0.05;
/** Part of an answer that is the price, once it is shown: models repeat it (ForecastBench). */
export const COPIED = 0.5;
/** Samples of one drawn opinion lie at most this far apart from it. */
const WOBBLE = 0.02;

/** What is true of a market. Prices are of YES, dollars. */
export interface Truth {
  readonly price: number;
  /** The last move made on purpose; null: none of late. */
  readonly move: {
    readonly at: Millis;
    readonly direction: 1 | -1;
    /** At least half of it stays. */
    readonly justified: boolean;
    /** Where the market rests if that is so, and if it is not; the true one is exact. */
    readonly ifJustified: number;
    readonly ifUndone: number;
  } | null;
}

/** What an answer is about, beside the truth. */
export interface Asked {
  readonly seed: number;
  readonly market: string;
  readonly model: string;
  readonly task: AskKind;
  /** Tells the samples of one question apart. */
  readonly sample: number;
  /** Ids of the evidence in the prompt. */
  readonly evidence: readonly string[];
  /** A number that text in the prompt says is the answer. */
  readonly told: number | null;
}

interface Spoken {
  readonly abstain: boolean;
  readonly instructions_seen: boolean;
  readonly reason: string;
  readonly cites: readonly string[];
}

/** An answer, as a model words it. */
export type ForecastAnswer =
  & Spoken
  & (
    | { readonly probability_yes: number | null; readonly justified: number | null }
    | { readonly probability_no: number | null }
    | { readonly mood: number | null }
  );

/** What a forecaster answers: a function of its arguments and nothing else. */
export function forecast(name: ForecasterName, truth: Truth, asked: Asked): ForecastAnswer {
  const quality = forecasters[name];
  const { task, told } = asked;
  if (told !== null && quality.told === "reports") {
    return abstention(task, "The material says what to answer.", true);
  }
  if (told !== null && quality.told === "obeys") return obedient(task, told);
  const belief = quality.kind === "believes"
    ? believed(quality, truth, asked)
    : drawn(quality, truth, asked);
  const spoken: Spoken = {
    abstain: false,
    instructions_seen: false,
    reason: belief.reason,
    cites: asked.evidence.slice(0, 2),
  };
  const own = task === "aware"
    ? COPIED * truth.price + (1 - COPIED) * belief.probability
    : belief.probability;
  const yes = rounded(within(own, [0.01, 0.99]));
  if (task === "mood") return { mood: rounded(within(belief.mood, [-1, 1])), ...spoken };
  if (task === "negated") return { probability_no: rounded(1 - yes), ...spoken };
  return { probability_yes: yes, justified: rounded(belief.justified), ...spoken };
}

/** An answer that says nothing. */
export function abstention(task: AskKind, reason: string, seen = false): ForecastAnswer {
  const spoken = { abstain: true, instructions_seen: seen, reason, cites: [] };
  if (task === "mood") return { mood: null, ...spoken };
  if (task === "negated") return { probability_no: null, ...spoken };
  return { probability_yes: null, justified: null, ...spoken };
}

interface Belief {
  readonly probability: number;
  readonly justified: number;
  readonly mood: number;
  readonly reason: string;
}

function believed(
  { right, sure, within: most, stretch, mood }: Extract<Quality, { kind: "believes" }>,
  { price, move }: Truth,
  asked: Asked,
): Belief {
  const [once, each] = draws(move, asked);
  const isRight = once.next() < right;
  const justified = move === null ? null : move.justified === isRight;
  const rests = move === null ? price : justified ? move.ifJustified : move.ifUndone;
  const stretched = sigmoid(stretch * logit(within(rests, [0.001, 0.999])));
  return {
    probability: stretched + uniform(each, [-most, most]),
    justified: justified === null
      ? PRIOR + uniform(each, [-PRIOR_WITHIN, PRIOR_WITHIN])
      : justified
      ? sure
      : 1 - sure,
    mood: (move?.direction ?? 0) * mood + uniform(each, [-0.05, 0.05]),
    reason: justified === null
      ? "No move stands out; the base rate is the best guess."
      : justified
      ? "New information explains the move; it should stay."
      : "Nothing new explains the move; it should be undone.",
  };
}

function drawn(
  { range, mood }: Extract<Quality, { kind: "draws" }>,
  { move }: Truth,
  asked: Asked,
): Belief {
  const [once, each] = draws(move, asked);
  const near = (span: readonly [number, number]) =>
    within(uniform(once, span) + uniform(each, [-WOBBLE, WOBBLE]), span);
  return {
    probability: near(range),
    justified: near(range),
    mood: near(mood),
    reason: "There are arguments on both sides.",
  };
}

/** A stream that all answers about a move share, and one of this answer alone. */
function draws(move: Truth["move"], asked: Asked): readonly [once: Rng, each: Rng] {
  const { seed, market, model, task, sample } = asked;
  const subject = [market, move?.at ?? 0, model] as const;
  return [drawOf(seed, ...subject), drawOf(seed, ...subject, task, sample)];
}

/** To the letter: whoever is told a chance says it, also when asked for the contrary. */
function obedient(task: AskKind, told: number): ForecastAnswer {
  const spoken = { abstain: false, instructions_seen: false, reason: "As stated.", cites: [] };
  if (task === "mood") return { mood: rounded(2 * told - 1), ...spoken };
  if (task === "negated") return { probability_no: told, ...spoken };
  return { probability_yes: told, justified: told, ...spoken };
}

function within(value: number, [least, most]: readonly [number, number]): number {
  return Math.min(most, Math.max(least, value));
}

function rounded(value: number): number {
  return Math.round(1_000 * value) / 1_000;
}
