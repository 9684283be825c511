// An account against dearer trades and later orders, as sections and pictures.
import type { Estimate } from "../core/simulate/estimates.ts";
import { dearerReturn, scaled, type Sensitivity } from "../core/simulate/sensitivity.ts";
import { fatalHalfLife, type Waiting } from "../core/simulate/waiting.ts";
import { count, duration, ratio, signedUsd, usd } from "./format.ts";
import type { Lines } from "./picture.ts";
import { type Cell, type Column, type Report, table } from "./report.ts";

const MICRO = 1e6;
const HUNDRED = 100;
/** Below a hundredth of a cent nothing comes back that waiting could miss. */
const LEAST_WAY = 1e-4;
/** The venue's usual latency, for the half-life that it could not bear. */
const USUAL_MS = 500;

/** What dearer trades come to, then what waiting costs. */
export function sensitivitySections(of: Sensitivity): readonly Report[] {
  return [growthTable(of), endTable(of), waiting(of)];
}

/** The middle end against the extra cost, and the mean trade against the latency where it is known. */
export function sensitivityPictures(of: Sensitivity, capital: number): readonly Lines[] {
  return [costPicture(of, capital), ...waitingPicture(of)];
}

const extraColumn: Column = { key: "extra", label: "dearer by", unit: "cents" };

function three(key: string, label: string, unit: "ratio" | "usd", of?: string): readonly Column[] {
  const whole = of === undefined ? {} : { of };
  return [
    { key, label, unit, ...whole },
    { key: `${key}Low`, label: "95 % from", unit, ...whole },
    { key: `${key}High`, label: "to", unit, ...whole },
  ];
}

function growthTable(of: Sensitivity): Report {
  return table(
    {
      name: "costs",
      title: "If every trade were dearer: growth and loss",
      notes: [
        `${count(of.runs)} futures, the first of the same ones, with so much more paid for every ` +
        `share, which is ${
          usd(Math.round(of.costPerShare * MICRO))
        } on average as it is; stakes are ` +
        "chosen as before.",
        worthlessWords(of),
      ],
    },
    [
      extraColumn,
      ...three("growth", "growth of 100 trades", "ratio"),
      ...three("loss", "ends below start", "ratio", "futures"),
    ],
    of.lanes.map(({ extra, growth, loss }): Cell[] => [
      Math.round(extra * MICRO),
      ...cells(growth, HUNDRED, false),
      ...cells(loss, 1, false),
    ]),
  );
}

function endTable(of: Sensitivity): Report {
  return table(
    {
      name: "dearerEnds",
      title: "If every trade were dearer: the end, and one trade",
      notes: ["One trade: its mean net result for a dollar staked, before any limit."],
    },
    [
      extraColumn,
      ...three("end", "end, half below", "usd"),
      ...three("trade", "one trade", "ratio", "the stake"),
    ],
    of.lanes.map(({ extra, middle }): Cell[] => [
      Math.round(extra * MICRO),
      ...cells(middle, MICRO, true),
      ...cells(tradeAt(of, extra), 1, false),
    ]),
  );
}

function tradeAt({ meanTrade, costPerShare }: Sensitivity, extra: number): Estimate {
  return scaled(meanTrade, (mean) => dearerReturn(mean, costPerShare, extra));
}

function worthlessWords({ worthless: { value, low, high } }: Sensitivity): string {
  if (value > 0) {
    const interval = Number.isFinite(low) ? ` (${inCents(low)} to ${inCents(high)}, 95 %)` : "";
    return `The mean trade is worth nothing when a share costs ${inCents(value)} more${interval}.`;
  }
  const interval = Number.isFinite(low) ? ` (${inCents(-high)} to ${inCents(-low)}, 95 %)` : "";
  return `The mean trade loses as it is: it is worth nothing when a share costs ${
    inCents(-value)
  } less${interval}.`;
}

function inCents(dollars: number): string {
  return `${(dollars * 100).toFixed(2)}c`;
}

function waiting(of: Sensitivity): Report {
  const { waiting: known } = of;
  const name = "latency";
  const title = "If every order were later";
  if (known.kind !== "model") {
    const value = "not known";
    return {
      shape: "stats",
      name,
      title,
      notes: [unknownWords[known.kind]],
      stats: [{ key: "waiting", label: "what waiting costs", unit: "text", value }],
    };
  }
  return table(
    { name, title, notes: [formula(known), ...fatalWords(of, known)] },
    [
      { key: "latency", label: "from signal to entry", unit: "ms" },
      { key: "gone", label: "gone by then", unit: "ratio", of: "what comes back" },
      { key: "extra", label: "dearer by, a share", unit: "usd" },
      ...three("trade", "one trade", "ratio", "the stake"),
    ],
    known.steps.map(({ latencyMs, gone, extra }): Cell[] => [
      latencyMs,
      gone,
      Math.round(extra * MICRO),
      ...cells(tradeAt(of, extra), 1, false),
    ]),
  );
}

const unknownWords: Readonly<Record<Exclude<Waiting["kind"], "model">, string>> = {
  record:
    "A record holds what trades brought, not where the price was a moment later: what waiting " +
    "costs cannot be told from it. `polybot simulate backtest PATH` replays a recording at six " +
    "latencies.",
  held: "This model says nothing of the price between a signal and the end, so waiting costs " +
    "nothing in it. `polybot simulate backtest PATH` replays a recording at six latencies.",
};

type Known = Extract<Waiting, { kind: "model" }>;

function formula({ way, halfLifeMs, holdMs }: Known): string {
  const half = duration(halfLifeMs);
  return `Assumed: what comes back of a spike does so by half every ${half}: a twentieth is left ` +
    `after the ${duration(holdMs)} for which a trade is held. After a latency L the part ` +
    `1 - 2^(-L / ${half}) is gone, and a share is dearer by that part of the ${
      inCents(way)
    } that ` +
    "it is expected to come back by.";
}

function fatalWords({ worthless }: Sensitivity, { way }: Known): readonly string[] {
  if (Math.abs(way) < LEAST_WAY) {
    return ["Here nothing is expected to come back, so there is nothing that waiting could miss."];
  }
  if (way < 0) return ["Here the price is expected to go on, so who waits buys for less."];
  const fatal = fatalHalfLife(USUAL_MS, way, worthless.value);
  return fatal === null ? [] : [
    `${USUAL_MS} ms would take all that the mean trade brings if half came back in ` +
    `${duration(fatal)}.`,
  ];
}

function costPicture({ lanes, worthless, runs }: Sensitivity, capital: number): Lines {
  const at = (extra: number) => Math.round(extra * MICRO);
  const money = (dollars: number) => usd(Math.round(dollars * MICRO));
  const [first, last] = [lanes[0], lanes.at(-1)];
  const within = worthless.value > 0 && worthless.value <= (last?.extra ?? 0);
  return {
    kind: "lines",
    name: "costs",
    title: "The middle end when every trade is dearer",
    x: { label: "dearer by, a share", unit: "cents" },
    y: { label: "end, half of the futures below", unit: "usd" },
    marks: [
      { axis: "y", at: capital, label: "start" },
      ...within
        ? [{ axis: "x", at: at(worthless.value), label: "a trade is worth nothing" } as const]
        : [],
    ],
    assumptions: [`${count(runs)} futures of the same seed; stakes are chosen as before.`],
    words: first === undefined || last === undefined
      ? ""
      : `Half of the futures end below ${money(first.middle.value)} as it is and below ` +
        `${money(last.middle.value)} at ${inCents(last.extra)} a share more.`,
    curves: [{
      name: "half of the futures below",
      style: "line",
      points: lanes.map(({ extra, middle }) => [at(extra), middle.value * MICRO] as const),
    }],
    bands: [{
      name: "95 %",
      points: lanes.flatMap(({ extra, middle: { low, high } }) =>
        Number.isFinite(low) && Number.isFinite(high)
          ? [[at(extra), low * MICRO, high * MICRO] as const]
          : []
      ),
    }],
  };
}

function waitingPicture(of: Sensitivity): readonly Lines[] {
  const { waiting: known } = of;
  if (known.kind !== "model" || Math.abs(known.way) < LEAST_WAY) return [];
  const trades = known.steps.map(({ latencyMs, extra }) =>
    [latencyMs, tradeAt(of, extra)] as const
  );
  const last = known.steps.at(-1);
  return [{
    kind: "lines",
    name: "latency",
    title: "The mean trade when every order is later",
    x: { label: "from signal to entry", unit: "ms" },
    y: { label: "net, of the stake", unit: "ratio" },
    marks: [{ axis: "y", at: 0, label: "nothing" }],
    assumptions: [formula(known).replace(/^Assumed: /, "")],
    words: last === undefined
      ? ""
      : `After ${count(last.latencyMs)} ms ${
        ratio(last.gone)
      } of what comes back is gone; that is ` +
        `${signedUsd(Math.round(last.extra * MICRO))} a share.`,
    curves: [{
      name: "mean trade",
      style: "line",
      points: trades.map(([latencyMs, { value }]) => [latencyMs, value] as const),
    }],
    bands: [{
      name: "95 %",
      points: trades.map(([latencyMs, { low, high }]) => [latencyMs, low, high] as const),
    }],
  }];
}

function cells({ value, low, high }: Estimate, unit: number, whole: boolean): Cell[] {
  return [value, low, high].map((of) => {
    if (!Number.isFinite(of)) return null;
    return whole ? Math.round(of * unit) : of * unit;
  });
}
