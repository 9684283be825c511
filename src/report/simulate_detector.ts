// What the detectors make of nothing, of spikes of a known size, and of a recording.
import { wilson } from "../core/math/interval.ts";
import type { Moments } from "../core/math/welford.ts";
import { alarmRules, ruleIndex } from "../core/simulate/detector/alarms.ts";
import type { Rate, Threshold } from "../core/simulate/detector/calibrate.ts";
import type { Hits, Planted } from "../core/simulate/detector/detection.ts";
import type { NullModel } from "../core/simulate/detector/noise.ts";
import { alarmRate, meanOf, type NullRates } from "../core/simulate/detector/null_rates.ts";
import type { Power } from "../core/simulate/detector/run_length.ts";
import type { ThresholdKey } from "../core/simulate/detector/trade_off.ts";
import type { DetectionConfig } from "../core/types/config.ts";
import { decimal, duration } from "./format.ts";
import { type Cell, type Column, type Report, share, type Stat, table } from "./report.ts";
import { type TapeAlarms, tapeSections } from "./simulate_detector_tape.ts";

/** A share of spikes of one size that were found at one threshold. */
export interface CurvePoint {
  readonly threshold: number;
  readonly rate: Rate;
  /** In the order of the sizes. */
  readonly hits: readonly number[];
}

/** Everything that was measured; what a stop left out is empty. */
export interface DetectorInput {
  readonly config: DetectionConfig;
  readonly walks: { readonly model: NullModel; readonly count: number; readonly within: number };
  readonly complete: boolean;
  readonly nulls: readonly { readonly model: NullModel; readonly rates: NullRates }[];
  readonly runs: readonly {
    readonly shift: number;
    readonly theory: number;
    readonly seen: Moments;
  }[];
  readonly power: readonly { readonly size: number; readonly power: Power }[];
  readonly planted: readonly { readonly spike: Planted; readonly hits: Hits }[];
  /** Sizes of the curve, 1e-6. */
  readonly sizes: readonly number[];
  readonly curve: readonly CurvePoint[];
  readonly budget: {
    readonly perDay: number;
    readonly found: readonly {
      readonly key: ThresholdKey;
      readonly threshold: Threshold;
      /** Share of 5-cent jumps found at it; null without a value. */
      readonly hits: number | null;
    }[];
  } | null;
  readonly tape: TapeAlarms | null;
}

/** The sections in the order in which they are read; those without a row are left out. */
export function detectorSections(input: DetectorInput): readonly Report[] {
  const sections = [
    summary(input),
    ...input.tape === null ? [] : tapeSections(input.tape),
    nullTable(input),
    ablation(input),
    found(input),
    curveTable(input),
    ...input.budget === null ? [] : [budgetTable(input)],
    runLength(input),
    power(input),
  ];
  return sections.filter((section) => section.shape !== "table" || section.rows.length > 0);
}

function summary({ config, walks, complete }: DetectorInput): Report {
  const stat = (key: string, label: string, unit: Stat["unit"], value: Cell): Stat => {
    return { key, label, unit, value };
  };
  return {
    shape: "stats",
    name: "detector",
    title: "What the detectors hear",
    notes: [
      ...complete ? [] : ["Stopped before the end: what was not measured is left out."],
      "An alarm is the engine's candidate: CUSUM and another layer in one direction, then a pause. " +
      "Whether its market may be traded, and at what price, comes after it and is not part of this.",
      "Where nothing happens, log-odds walk with the deviation given a step, pulled back weakly. A " +
      "step of 0.03 in ten seconds is a market in uproar, one of 0.01 a lively one.",
    ],
    stats: [
      stat("grid", "grid step", "ms", config.gridMs),
      stat("cusumThreshold", "cusum_threshold", "count", config.cusumThreshold),
      stat("cusumK", "cusum_k", "count", config.cusumK),
      stat("ewmaBandWidth", "ewma_band_width", "count", config.ewmaBandWidth),
      stat("rocThreshold", "roc_threshold", "ratio", config.rocThreshold),
      stat("walks", "walks of each model", "count", walks.count),
      stat("model", "model of spikes and budget", "text", walks.model.label),
    ],
  };
}

function nullTable({ nulls, config }: DetectorInput): Report {
  const held = ["cusum", "band", "roc", "any", "two", "shipped"];
  const rows = nulls.map(({ model, rates }): Cell[] => {
    const rate = alarmRate(rates.alarms[ruleIndex("shipped")], config.gridMs);
    return [
      model.label,
      rate.mean,
      rate.low,
      rate.high,
      ...held.map((name) => rates.held[ruleIndex(name)]?.mean ?? null),
      rates.flat.mean,
    ];
  });
  const notes = [
    "False alarms a market-day with 95 %, then shares of grid steps, before any pause.",
  ];
  const columns: readonly Column[] = [
    { key: "model", label: "nothing happens", unit: "text" },
    { key: "rate", label: "false a day", unit: "count" },
    { key: "low", label: "from", unit: "count" },
    { key: "high", label: "to", unit: "count" },
    { key: "cusum", label: "CUSUM", unit: "ratio" },
    { key: "band", label: "band", unit: "ratio" },
    { key: "roc", label: "ROC", unit: "ratio" },
    { key: "any", label: "any", unit: "ratio", detail: true },
    { key: "two", label: "two agree", unit: "ratio", detail: true },
    { key: "shipped", label: "as shipped", unit: "ratio", detail: true },
    { key: "flat", label: "flat", unit: "ratio", detail: true },
  ];
  return table({ name: "falseAlarms", title: "False alarms", notes }, columns, rows);
}

function ablation({ nulls, planted, config, walks }: DetectorInput): Report {
  const shown = planted.filter(({ spike }) =>
    spike.steps === 1 && [50_000, 100_000].includes(spike.size)
  );
  const rows = nulls.length === 0 ? [] : alarmRules.map((rule, i): Cell[] => [
    rule.label,
    ...nulls.map(({ rates }) => alarmRate(rates.alarms[i], config.gridMs).mean),
    ...shown.map(({ hits }) => share(hits.found[i] ?? 0, hits.spikes)),
  ]);
  const columns: readonly Column[] = [
    { key: "rule", label: "alarm", unit: "text" },
    ...nulls.map(({ model }): Column => {
      return { key: model.name, label: model.name, unit: "count" };
    }),
    ...shown.map(({ spike }): Column => {
      return { key: `hits${spike.size}`, label: `${spike.size / 10_000}c found`, unit: "ratio" };
    }),
  ];
  const notes = [
    "False alarms a market-day by model, and the share of jumps found in " +
    `${duration(walks.within * config.gridMs)} on ${walks.model.label}.`,
  ];
  return table({ name: "ablation", title: "With each layer off, and alone", notes }, columns, rows);
}

function found({ planted, config, walks }: DetectorInput): Report {
  const shipped = ruleIndex("shipped");
  const rows = planted.map(({ spike, hits }): Cell[] => {
    const hit = hits.found[shipped] ?? 0;
    const interval = wilson(hit, hits.spikes);
    const delay = share((hits.delay[shipped] ?? 0) * config.gridMs, hit);
    return [
      `${spike.size / 10_000}c`,
      spike.steps === 1 ? "at once" : `in ${duration(spike.steps * config.gridMs)}`,
      share(hit, hits.spikes),
      interval.low,
      interval.high,
      delay,
      ...["noBand", "noRoc", "noCusum"].map((name) =>
        share(hits.found[ruleIndex(name)] ?? 0, hits.spikes)
      ),
    ];
  });
  const notes = [
    `Spikes laid on ${walks.model.label}, both ways; found within ` +
    `${duration(walks.within * config.gridMs)} of their beginning. The delay is of those found, ` +
    "from the first grid step that shows it.",
  ];
  return table({ name: "found", title: "Spikes found, and how soon", notes }, [
    { key: "size", label: "spike", unit: "text" },
    { key: "shape", label: "comes", unit: "text" },
    { key: "found", label: "found", unit: "ratio" },
    { key: "low", label: "95% from", unit: "ratio" },
    { key: "high", label: "to", unit: "ratio" },
    { key: "delay", label: "delay", unit: "ms" },
    { key: "noBand", label: "no band", unit: "ratio" },
    { key: "noRoc", label: "no ROC", unit: "ratio" },
    { key: "noCusum", label: "no CUSUM", unit: "ratio" },
  ], rows);
}

function curveTable({ curve, sizes, walks }: DetectorInput): Report {
  const rows = curve.map(({ threshold, rate, hits }): Cell[] => [
    threshold,
    rate.mean,
    rate.low,
    rate.high,
    ...hits,
  ]);
  const notes = [`Jumps on ${walks.model.label}; the same chance at every threshold.`];
  return table({ name: "tradeOff", title: "Hits against false alarms", notes }, [
    { key: "threshold", label: "cusum_threshold", unit: "count" },
    { key: "rate", label: "false a day", unit: "count" },
    { key: "low", label: "95% from", unit: "count" },
    { key: "high", label: "to", unit: "count" },
    ...sizes.map((size): Column => {
      return { key: `hits${size}`, label: `${size / 10_000}c found`, unit: "ratio" };
    }),
  ], rows);
}

/** A key as it stands in a configuration file. */
export function keyText(key: ThresholdKey): string {
  return `detection.${key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}

function budgetTable({ budget, config, walks }: DetectorInput): Report {
  const rows = (budget?.found ?? []).map(({ key, threshold, hits }): Cell[] => [
    keyText(key),
    config[key],
    threshold.value,
    threshold.low,
    threshold.high,
    threshold.rate.mean,
    threshold.rate.low,
    threshold.rate.high,
    hits,
  ]);
  const notes = [
    `At most ${
      decimal(budget?.perDay ?? 0)
    } false alarms a market-day on ${walks.model.label}, one ` +
    "key moved and the others as configured. From and to: where the ends of the rate's interval " +
    "meet the budget. A dash: no value of the key keeps to it alone.",
  ];
  return table({ name: "budget", title: "Thresholds for a budget of false alarms", notes }, [
    { key: "key", label: "key", unit: "text" },
    { key: "now", label: "now", unit: "count" },
    { key: "value", label: "for the budget", unit: "count" },
    { key: "low", label: "from", unit: "count" },
    { key: "high", label: "to", unit: "count" },
    { key: "rate", label: "false a day", unit: "count" },
    { key: "rateLow", label: "from", unit: "count", detail: true },
    { key: "rateHigh", label: "to", unit: "count", detail: true },
    { key: "hits", label: "5c found", unit: "ratio" },
  ], rows);
}

function runLength({ runs, config }: DetectorInput): Report {
  const rows = runs.map(({ shift, theory, seen }): Cell[] => {
    const { mean, se, low, high } = meanOf(seen);
    return [shift, theory, mean, low, high, (mean - theory) / se];
  });
  const notes = [
    `Steps until the CUSUM layer sounds, k ${decimal(config.cusumK)} and h ` +
    `${
      decimal(config.cusumThreshold)
    }, deviation known: by theory, and by running the layer. Off: ` +
    "standard errors between them.",
  ];
  return table({ name: "runLength", title: "The CUSUM against theory", notes }, [
    { key: "shift", label: "shift, sigma", unit: "count" },
    { key: "theory", label: "theory", unit: "count" },
    { key: "seen", label: "seen", unit: "count" },
    { key: "low", label: "95% from", unit: "count" },
    { key: "high", label: "to", unit: "count" },
    { key: "off", label: "off", unit: "count" },
  ], rows);
}

function power({ power, config }: DetectorInput): Report {
  const rows = power.map(({ size, power }): Cell[] => [
    size,
    power.cusum,
    power.band,
    power.draws,
  ]);
  const notes = [
    "Found on the very step, deviation known. The band at " +
    `${decimal(config.ewmaBandWidth)} sigma finds Phi(size - width) of them by theory.`,
  ];
  return table({ name: "power", title: "Single spikes, in sigma", notes }, [
    { key: "size", label: "spike, sigma", unit: "count" },
    { key: "cusum", label: "CUSUM", unit: "ratio" },
    { key: "band", label: "band", unit: "ratio" },
    { key: "draws", label: "draws", unit: "count" },
  ], rows);
}
