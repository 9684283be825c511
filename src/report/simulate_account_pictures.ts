// An account's futures as pictures.
import type { AccountSpec } from "../core/simulate/account.ts";
import type { Outputs } from "../core/simulate/outputs.ts";
import type { Storage } from "../core/simulate/storage.ts";
import { ratio, usd } from "./format.ts";
import type { Picture } from "./picture.ts";
import { sensitivityPictures } from "./simulate_sensitivity.ts";

/** What the pictures are made of. */
export interface AccountPicturesInput {
  readonly outputs: Outputs;
  readonly spec: AccountSpec;
  readonly assumptions: readonly string[];
  readonly falls: Storage;
}

const MICRO = 1e6;
const BARS = 24;

/** The account over time, how deep it falls, growth against the share staked, dearer trades. */
export function accountPictures(input: AccountPicturesInput): readonly Picture[] {
  const { outputs: { sensitivity }, spec: { capital } } = input;
  return [
    fan(input),
    falls(input),
    growth(input),
    ...sensitivityPictures(sensitivity, capital),
  ];
}

function fan({ outputs, spec, assumptions }: AccountPicturesInput): Picture {
  const at = (k: number) =>
    outputs.fan.map(({ day, quantiles }) => [day, (quantiles[k] ?? 0) * MICRO] as const);
  const between = (low: number, high: number) =>
    outputs.fan.map(({ day, quantiles }) =>
      [day, (quantiles[low] ?? 0) * MICRO, (quantiles[high] ?? 0) * MICRO] as const
    );
  const last = outputs.fan.at(-1)?.quantiles ?? [0, 0, 0, 0, 0];
  const [low, , middle, , high] = last.map((dollars) => usd(Math.round(dollars * MICRO)));
  const { samples } = outputs;
  return {
    kind: "lines",
    name: "account",
    title: "The account over time",
    x: { label: "days", unit: "count" },
    y: { label: "account", unit: "usd" },
    marks: [{ axis: "y", at: spec.capital, label: "start" }],
    assumptions: [
      ...assumptions.slice(0, 2),
      "Quantiles of a day are stored to 0.4 % of the account.",
      `The thin lines are futures ${listed(samples.map(({ run }) => run + 1))}: the first of the ` +
      "seed that are independent of each other, not chosen by what became of them.",
    ],
    words: `At the end half of the futures are below ${middle}, one in twenty below ${low} and ` +
      `one in twenty above ${high}. The ${samples.length} single futures that are drawn end at ` +
      `${listed(samples.map(({ final }) => usd(final)))}.`,
    curves: [{ name: "middle", style: "line", points: at(2) }],
    bands: [
      { name: "nine futures of ten", points: between(0, 4) },
      { name: "half of the futures", points: between(1, 3) },
    ],
    paths: {
      name: `${samples.length} single futures`,
      each: samples.map(({ points }) => points),
    },
  };
}

function listed(items: readonly (string | number)[]): string {
  return items.length < 2
    ? items.join("")
    : `${items.slice(0, -1).join(", ")} and ${items.at(-1) ?? ""}`;
}

function falls({ outputs, spec, falls: storage }: AccountPicturesInput): Picture {
  const top = Math.max(0.01, Math.min(1, (outputs.fall.at(-1)?.at.value ?? 0) * 1.25));
  const counts = storage.spread(0, top * MICRO, BARS);
  const middle = outputs.fall.find(({ p }) => p === 0.5)?.at.value ?? 0;
  const limit = spec.risk.maxDrawdown;
  return {
    kind: "histogram",
    name: "falls",
    title: "Deepest fall from a peak",
    x: { label: "fall, of the peak", unit: "ratio" },
    y: { label: "futures", unit: "count" },
    marks: limit <= top ? [{ axis: "x", at: limit, label: "halts here" }] : [],
    assumptions: ["The last bar holds everything deeper."],
    words: `Half of the futures fall by more than ${ratio(middle)} at some time.`,
    bins: counts.map((value, i) => ({ from: (i * top) / BARS, to: ((i + 1) * top) / BARS, value })),
  };
}

function growth({ outputs }: AccountPicturesInput): Picture {
  const { growth: points } = outputs;
  const best = points.reduce((most, point) => point.mean.value > most.mean.value ? point : most);
  return {
    kind: "lines",
    name: "growth",
    title: "Log growth of a hundred trades against the share staked",
    x: { label: "staked, of the bankroll", unit: "ratio" },
    y: { label: "growth of a hundred trades", unit: "ratio" },
    marks: [{ axis: "y", at: 0, label: "no growth" }],
    assumptions: ["Without limits, minimum and grid; the band holds nine futures of ten."],
    words: `Growth is largest at ${ratio(best.fraction)} of the bankroll.`,
    curves: [{
      name: "mean",
      style: "line",
      points: points.map(({ fraction, mean }) => [fraction, 100 * mean.value] as const),
    }],
    bands: [{
      name: "nine futures of ten",
      points: points.map(({ fraction, low, high }) => [fraction, 100 * low, 100 * high] as const),
    }],
  };
}
