// Alarms on a recording: nobody knows which of them were false, so they are called alarms.
import type { Interval } from "../core/math/interval.ts";
import { alarmRules, ruleIndex } from "../core/simulate/detector/alarms.ts";
import { poisson } from "../core/simulate/poisson.ts";
import type { ThresholdKey } from "../core/simulate/detector/trade_off.ts";
import type { Watched } from "../core/simulate/detector/watch.ts";
import { bootstrapInterval, seedOf } from "./cluster_interval.ts";
import { type Cell, type Report, share, table } from "./report.ts";

/** What a recording gave. */
export interface TapeAlarms {
  readonly source: string;
  readonly assumptions: readonly string[];
  readonly seed: number;
  readonly markets: number;
  readonly gridMs: number;
  /** As configured. */
  readonly result: Watched;
  /** The same with one key moved. */
  readonly ladder: readonly {
    readonly key: ThresholdKey;
    readonly value: number;
    readonly result: Watched;
  }[];
}

/** Alarms by rule, and by threshold where they were asked for. */
export function tapeSections(tape: TapeAlarms): readonly Report[] {
  return [byRule(tape), ...tape.ladder.length === 0 ? [] : [byThreshold(tape)]];
}

/** Alarms of a rule a market-day, and 95 % by drawing whole events anew. */
export function tapeRate(
  { clusters }: Watched,
  rule: number,
  seed: ReturnType<typeof seedOf>,
): Interval & { readonly alarms: number; readonly days: number; readonly mean: number | null } {
  const sums = [...clusters.values()].map(({ days, alarms }) => {
    return { above: alarms[rule] ?? 0, below: days };
  });
  const alarms = sums.reduce((sum, { above }) => sum + above, 0);
  const days = sums.reduce((sum, { below }) => sum + below, 0);
  const drawn = bootstrapInterval(sums, seed);
  const counted = poisson(alarms);
  // With few alarms or one event the events say too little; a count says this at least.
  return {
    alarms,
    days,
    mean: share(alarms, days),
    low: Math.min(drawn?.low ?? Infinity, counted.low / days),
    high: Math.max(drawn?.high ?? -Infinity, counted.high / days),
  };
}

function byRule(tape: TapeAlarms): Report {
  const { result, seed, markets, gridMs } = tape;
  const rows = alarmRules.map((rule, i): Cell[] => {
    const { alarms, mean, low, high } = tapeRate(result, i, seedOf(seed, i));
    return [rule.label, alarms, mean, low, high, share(result.held[i] ?? 0, result.samples)];
  });
  const days = [...result.clusters.values()].reduce((sum, { days }) => sum + days, 0);
  const notes = [
    `Source: ${tape.source}.`,
    ...tape.assumptions.map((text) => `Assumed: ${text}`),
    `${markets} markets of ${result.clusters.size} events, ${
      days.toFixed(1)
    } market-days on a grid ` +
    `of ${gridMs / 1000} s; the price stood still at ` +
    `${(100 * (share(result.flat, result.samples) ?? 0)).toFixed(1)} % of ${result.samples} looks.`,
    "A market-day is 24 hours of looks at one market. Some of these alarms were right: " +
    "`polybot simulate spikes` says what became of spikes.",
  ];
  return table({ name: "tape", title: "Alarms on the recording", notes }, [
    { key: "rule", label: "alarm", unit: "text" },
    { key: "alarms", label: "alarms", unit: "count" },
    { key: "rate", label: "a market-day", unit: "count" },
    { key: "low", label: "95% from", unit: "count" },
    { key: "high", label: "to", unit: "count" },
    { key: "held", label: "of looks", unit: "ratio" },
  ], rows);
}

function byThreshold({ ladder, seed }: TapeAlarms): Report {
  const shipped = ruleIndex("shipped");
  const rows = ladder.map(({ key, value, result }, i): Cell[] => {
    const { alarms, mean, low, high } = tapeRate(result, shipped, seedOf(seed, 100 + i));
    return [key, value, alarms, mean, low, high];
  });
  const notes = ["One key moved, the others as configured."];
  return table({ name: "tapeThresholds", title: "Alarms by threshold", notes }, [
    { key: "key", label: "key", unit: "text" },
    { key: "value", label: "value", unit: "count" },
    { key: "alarms", label: "alarms", unit: "count" },
    { key: "rate", label: "a market-day", unit: "count" },
    { key: "low", label: "95% from", unit: "count" },
    { key: "high", label: "to", unit: "count" },
  ], rows);
}
