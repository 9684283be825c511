// What may happen to an account, as sections. Every figure has its 95 % interval beside it.
import type { AccountSpec } from "../core/simulate/account.ts";
import { daysOf } from "../core/simulate/account.ts";
import type { ShareName } from "../core/simulate/metrics.ts";
import type { Estimate, Outputs, StoredEstimate } from "../core/simulate/outputs.ts";
import { count, decimal, ratio, signedUsd, usd } from "./format.ts";
import { type Cell, type Column, type Report, table } from "./report.ts";
import { sensitivitySections } from "./simulate_sensitivity.ts";

/** One hit rate and what comes of it. */
export interface Expectation {
  readonly label: string;
  readonly hit: number;
  readonly outputs: Outputs;
}

/** What the sections are made of. */
export interface AccountInput {
  readonly outputs: Outputs;
  /** The account in question, then those beside it. */
  readonly accounts: readonly { readonly label: string; readonly spec: AccountSpec }[];
  /** Where the trades come from and what is taken for granted, one sentence each. */
  readonly assumptions: readonly string[];
  /** Before any number, when there is reason to doubt them all. */
  readonly warnings: readonly string[];
  readonly expectations: readonly Expectation[];
  readonly complete: boolean;
  /** The stopping rule, in words; null: none. */
  readonly stopping: string | null;
}

const MICRO = 1e6;
/** One question of three samples to a model of the middle class, dollars. */
const QUESTION = 0.018;

/** Sections in reading order. */
export function accountSections(input: AccountInput): readonly Report[] {
  const [first] = input.accounts;
  if (first === undefined) return [];
  return [
    summary(input, first.spec),
    chances(input, first.spec),
    money(input, first.spec),
    falls(input),
    growth(input),
    ...sensitivitySections(input.outputs.sensitivity),
    ...input.accounts.length > 1 ? [beside(input)] : [],
    ...input.expectations.length > 0 ? [honest(input)] : [],
  ];
}

function summary(input: AccountInput, spec: AccountSpec): Report {
  const { outputs, warnings, assumptions, complete, stopping } = input;
  const { means, shares } = figuresOf(outputs);
  const cut = complete ? [] : [
    `Stopped early: these are ${
      count(outputs.runs)
    } futures, and the intervals are as wide as that.`,
  ];
  return {
    shape: "stats",
    name: "account",
    title: "What may happen to this account",
    notes: [
      ...cut,
      ...warnings,
      expectationWords(outputs, spec),
      ...assumptions.map((text) => `Assumed: ${text}`),
    ],
    stats: [
      { key: "runs", label: "simulated futures", unit: "count", value: outputs.runs },
      { key: "trades", label: "trades offered in each", unit: "count", value: spec.trades },
      { key: "days", label: "days", unit: "count", value: daysOf(spec) },
      { key: "taken", label: "trades taken, mean", unit: "count", value: means.taken.value },
      {
        key: "mean",
        label: "account at the end, mean",
        unit: "usd",
        value: micro(means.final.value),
      },
      { key: "loss", label: "ends below its start", unit: "ratio", value: shares.lossAtEnd.value },
      { key: "ruin", label: "loses half at some time", unit: "ratio", value: shares.halved.value },
      ...stopping === null
        ? []
        : [{ key: "stopping", label: "stopped", unit: "text", value: stopping } as const],
    ],
  };
}

/** The expectation in one sentence, with what it rests on. */
export function expectationWords(outputs: Outputs, spec: AccountSpec): string {
  const { means } = figuresOf(outputs);
  const start = spec.capital / MICRO;
  const change = (dollars: number) => signedUsd(Math.round((dollars - start) * MICRO));
  const at = (p: number) => outputs.final.find((point) => point.p === p)?.at;
  const [low, high] = [at(0.05), at(0.95)];
  // What the record or the model is worth is no part of it.
  const known = Number.isFinite(means.final.low)
    ? ` (between ${change(means.final.low)} and ${
      change(means.final.high)
    }, 95 % for the drawing ` +
      "alone)"
    : "";
  const isSeen = low !== undefined && high !== undefined && Number.isFinite(low.low) &&
    Number.isFinite(high.high);
  const most = isSeen
    ? `in nine futures of ten it is between ${change(low.value)} and ${change(high.value)}.`
    : `${count(outputs.runs)} futures are too few to say what nine of ten come to.`;
  return `On these assumptions expect ${change(means.final.value)}${known} from ${
    usd(spec.capital)
  } after ${count(spec.trades)} offered trades; ${most}`;
}

const intervalColumns = (unit: "ratio" | "usd" | "count", of?: string): readonly Column[] => [
  { key: "value", label: "estimate", unit, ...(of === undefined ? {} : { of }) },
  { key: "low", label: "95 % from", unit },
  { key: "high", label: "to", unit },
];

const chanceWords: Readonly<Record<ShareName, string>> = {
  halved: "loses half of the capital at some time",
  toFloor: "halts at the capital floor",
  drawdownHalt: "halts at the largest drawdown",
  fall10: "falls by more than 10 % from a peak",
  fall20: "falls by more than 20 % from a peak",
  fall30: "falls by more than 30 % from a peak",
  fall50: "falls by more than 50 % from a peak",
  lossAtEnd: "ends below its start",
  anyDayOver: "some day loses more than its limit",
  dayOverShare: "a given day loses more than its limit",
  guardedShare: "a given day ends at the loss limit",
  anyTrip: "the breaker trips at least once",
};

function chances({ outputs }: AccountInput, spec: AccountSpec): Report {
  const { shares, means } = figuresOf(outputs);
  const rows = Object.entries(chanceWords).map(([name, words]): Cell[] => [
    words,
    ...cells(shares[name as ShareName], 1),
  ]);
  const { value, low, high } = means.trips;
  const trips = Number.isFinite(low) ? ` (${decimal(low)} to ${decimal(high)}, 95 %)` : "";
  return table(
    {
      name: "chances",
      title: "Chances",
      notes: [
        `A day's limit is ${usd(spec.risk.maxDailyLoss)}. A halted account has no more days. ` +
        `The breaker trips ${decimal(value)} times a future on average${trips}.`,
      ],
    },
    [{ key: "what", label: "the account", unit: "text" }, ...intervalColumns("ratio", "futures")],
    rows,
  );
}

function money({ outputs }: AccountInput, spec: AccountSpec): Report {
  const { means } = figuresOf(outputs);
  const row = (what: string, estimate: Estimate, error: number = 0): Cell[] => [
    what,
    ...cells(estimate, MICRO),
    micro(error),
  ];
  const stored = (what: string, estimate: StoredEstimate) => row(what, estimate, estimate.error);
  const { day, horizon } = outputs;
  return table(
    {
      name: "money",
      title: "Money",
      notes: [
        "Value at risk is the loss that one day, or one future, in twenty exceeds; beyond it the " +
        "mean loss of that twentieth. A negative loss is a gain. A day is one that began with the " +
        "account open.",
      ],
    },
    [
      { key: "what", label: "what", unit: "text" },
      ...intervalColumns("usd"),
      { key: "error", label: "off by at most", unit: "usd", detail: true },
    ],
    [
      row("account at the end, mean", means.final),
      ...outputs.final.map(({ p, at }) => stored(`account at the end, ${ratio(p)} below`, at)),
      row("result of a day, mean", means.dayResult),
      stored("loss of a day, value at risk 95 %", day.var95),
      stored("loss of a day, mean beyond", day.cvar95),
      stored(`loss of ${count(daysOf(spec))} days, value at risk 95 %`, horizon.var95),
      stored(`loss of ${count(daysOf(spec))} days, mean beyond`, horizon.cvar95),
    ],
  );
}

function falls({ outputs }: AccountInput): Report {
  return table(
    {
      name: "falls",
      title: "Deepest fall from a peak",
      notes: ["Halted accounts stay where they are: nobody resumes them here."],
    },
    [
      { key: "p", label: "futures that fall less", unit: "ratio", of: "futures" },
      ...intervalColumns("ratio", "the peak"),
    ],
    outputs.fall.map(({ p, at }): Cell[] => [p, ...cells(at, 1)]),
  );
}

function growth({ outputs }: AccountInput): Report {
  const { means } = figuresOf(outputs);
  const { value, low, high } = means.growth;
  const interval = Number.isFinite(low)
    ? `, between ${hundred(low)} and ${hundred(high)} (95 %)`
    : "";
  return table(
    {
      name: "growth",
      title: "Log growth of a hundred trades against the share of the bankroll that is staked",
      notes: [
        `This account, limits and all, grows by ${hundred(value)} in a hundred offered trades` +
        `${interval}.`,
        "The table is without limits, minimum and grid: what the trades themselves allow.",
      ],
    },
    [
      { key: "fraction", label: "staked", unit: "ratio", of: "the bankroll" },
      { key: "value", label: "mean", unit: "ratio" },
      { key: "low", label: "95 % from", unit: "ratio" },
      { key: "high", label: "to", unit: "ratio" },
      { key: "p5", label: "5 % of futures below", unit: "ratio" },
      { key: "p95", label: "5 % above", unit: "ratio" },
    ],
    outputs.growth.map(({ fraction, mean, low, high }): Cell[] => [
      fraction,
      ...cells(mean, 100, false),
      100 * low,
      100 * high,
    ]),
  );
}

function beside({ outputs, accounts }: AccountInput): Report {
  return table(
    {
      name: "stakes",
      title: "Other stakes on the same trades",
      notes: ["The same limits hold for all, so a larger stake may be cut to what they allow."],
    },
    [
      { key: "stake", label: "stake", unit: "text" },
      { key: "mean", label: "end, mean", unit: "usd" },
      { key: "loss", label: "ends below start", unit: "ratio" },
      { key: "halved", label: "loses half", unit: "ratio" },
      { key: "fall20", label: "falls by 20 %", unit: "ratio" },
      { key: "dayOver", label: "a day over its limit", unit: "ratio" },
      { key: "growth", label: "growth of 100 trades", unit: "ratio" },
    ],
    accounts.map(({ label }, i): Cell[] => {
      const { shares, means } = figuresOf(outputs, i);
      return [
        label,
        micro(means.final.value),
        shares.lossAtEnd.value,
        shares.halved.value,
        shares.fall20.value,
        shares.dayOverShare.value,
        100 * means.growth.value,
      ];
    }),
  );
}

function honest({ expectations, accounts }: AccountInput): Report {
  const start = (accounts[0]?.spec.capital ?? 0) / MICRO;
  return table(
    {
      name: "expectation",
      title: "What an edge of so many points would be worth",
      notes: [
        "The first line is a market that is right: that is what costs take. A hit rate above it " +
        "has to be shown by a record first; nothing here shows one.",
      ],
    },
    [
      { key: "what", label: "if the target is hit", unit: "text" },
      { key: "hit", label: "chance", unit: "ratio", of: "decided trades" },
      { key: "mean", label: "result, mean", unit: "usd" },
      { key: "low", label: "5 % below", unit: "usd" },
      { key: "high", label: "5 % above", unit: "usd" },
      { key: "asked", label: `less ${usd(QUESTION * MICRO, 3)} a trade for a model`, unit: "usd" },
    ],
    expectations.map(({ label, hit, outputs }): Cell[] => {
      const { means } = figuresOf(outputs);
      const at = (p: number) => outputs.final.find((point) => point.p === p)?.at.value ?? NaN;
      const result = means.final.value - start;
      return [
        label,
        hit,
        micro(result),
        micro(at(0.05) - start),
        micro(at(0.95) - start),
        micro(result - QUESTION * means.taken.value),
      ];
    }),
  );
}

function figuresOf({ accounts }: Outputs, i: number = 0) {
  const found = accounts[i];
  if (found === undefined) throw new RangeError(`Cannot show account ${i}: there is none`);
  return found;
}

function cells({ value, low, high }: Estimate, unit: number, whole: boolean = unit > 1): Cell[] {
  return [value, low, high].map((of) => {
    if (!Number.isFinite(of)) return null;
    return whole ? Math.round(of * unit) : of * unit;
  });
}

function micro(dollars: number): number | null {
  return Number.isFinite(dollars) ? Math.round(dollars * MICRO) : null;
}

/** Nats a trade as those of a hundred; log growth adds up. */
function hundred(value: number): string {
  return ratio(100 * value);
}
