// Prices of markets in which nothing happens: what a detector says of them is a false alarm.
import { logit, sigmoid } from "../../math/logit.ts";
import { normalQuantile } from "../../math/normal.ts";
import { rng, type Seed } from "../../math/rng.ts";
import { MICRO } from "../../types/units.ts";

/** A walk of the log-odds with a weak pull to where it began (half-life 1,000 steps). */
export interface NullModel {
  readonly name: string;
  readonly label: string;
  /** student3: Student t with three degrees of freedom, scaled to the same deviation. */
  readonly tail: "normal" | "student3";
  /** Deviation of a step, log-odds. */
  readonly sd: number;
  /** Price pulled to. */
  readonly start: number;
  /** Prices are rounded to this, 1e-6; 1: as good as continuous. */
  readonly tick: number;
  /** The last trade instead of the mid: half a tick up or down, by chance, before rounding. */
  readonly bounce: boolean;
}

const CENT = 10_000;

/** The quantity in `name` is the deviation of a step. */
export const nullModels: readonly NullModel[] = [
  {
    name: "gaussian",
    label: "Gaussian 0.03",
    tail: "normal",
    sd: 0.03,
    start: 0.5,
    tick: 1,
    bounce: false,
  },
  {
    name: "student",
    label: "Student t3 0.03",
    tail: "student3",
    sd: 0.03,
    start: 0.5,
    tick: 1,
    bounce: false,
  },
  {
    name: "student-ticks",
    label: "Student t3 0.03, 1c",
    tail: "student3",
    sd: 0.03,
    start: 0.5,
    tick: CENT,
    bounce: false,
  },
  {
    name: "flat",
    label: "Gaussian 0.01, 1c, 80 % flat",
    tail: "normal",
    sd: 0.01,
    start: 0.5,
    tick: CENT,
    bounce: false,
  },
  {
    name: "bounce",
    label: "Gaussian 0.01, 1c, bounce",
    tail: "normal",
    sd: 0.01,
    start: 0.5,
    tick: CENT,
    bounce: true,
  },
];

/** One of {@link nullModels}; undefined when there is none of the name. */
export function nullModelOf(name: string): NullModel | undefined {
  return nullModels.find((model) => model.name === name);
}

/** Standard normal draws. */
export function normalsOf(seed: Seed): () => number {
  const { next } = rng(seed);
  // 0 is a draw like any other and its quantile is not a number to go on with.
  return () => normalQuantile(next() || 2 ** -54);
}

/** The next price of the model at each call, 1e-6, strictly inside (0, 1). */
export function nullPrices(model: NullModel, seed: Seed): () => number {
  const { sd, tick, bounce } = model;
  const normal = normalsOf(seed);
  const innovation = model.tail === "normal" ? normal : () => student3(normal);
  const centre = logit(model.start);
  const least = Math.max(tick, 2);
  let away = 0;
  return () => {
    away = away * KEPT + sd * innovation();
    const price = sigmoid(centre + away) * MICRO;
    const shown = bounce ? price + (normal() < 0 ? -tick / 2 : tick / 2) : price;
    return Math.min(Math.max(Math.round(shown / tick) * tick, least), MICRO - least);
  };
}

const KEPT = 2 ** (-1 / 1000);

// A normal over the root of a sum of three squares has variance 1: the 3 of t3 cancels.
function student3(normal: () => number): number {
  const [a, b, c] = [normal(), normal(), normal()];
  return normal() / Math.sqrt(a * a + b * b + c * c);
}
