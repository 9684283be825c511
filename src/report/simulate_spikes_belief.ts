// What a spike study gives the engine to believe before it has logged spikes of its own.
import type { SpikeKind } from "../core/simulate/spikes/rules.ts";
import type { SpikeStudy } from "../core/simulate/spikes/study.ts";
import { seedOf } from "./cluster_interval.ts";
import type { Cell, Report, Stat } from "./report.ts";
import { cellsOf, kindText, type Undone, undoneAt } from "./simulate_spikes_sums.ts";

/** What the engine may take for its prior; see {@link beliefOf}. */
export interface Belief extends Undone {
  readonly kind: SpikeKind;
  readonly horizonMs: number;
  /** null: leave the mean at 0. */
  readonly prior: { readonly mean: number; readonly spikes: number } | null;
}

/**
 * The prior for `reversion.*`: the undone share of 5-cent spikes at the horizon nearest to the
 * engine's. It is worth as many spikes as make the engine's standard error that of the study, and
 * never more than there were events. null without such a kind.
 */
export function beliefOf(
  study: SpikeStudy,
  { seed, horizonMs, priorSd }: { seed: number; horizonMs: number; priorSd: number },
): Belief | null {
  const { kinds, horizonsMs } = study.rules;
  const at = kinds.findIndex(({ measure, least }) => measure === "move" && least === 50_000);
  const kind = kinds[at];
  const cell = cellsOf(study, { by: "all", value: "" })[at];
  if (kind === undefined || cell === undefined) return null;
  const distance = (ms: number) => Math.abs(Math.log(ms / horizonMs));
  const nearest = horizonsMs.reduce((a, b) => distance(b) < distance(a) ? b : a);
  const found = undoneAt(cell, horizonsMs.indexOf(nearest), seedOf(seed, 1));
  const about = { ...found, kind, horizonMs: nearest };
  const { value, interval } = found;
  if (value === null || interval === null || (interval.low <= 0 && interval.high >= 0)) {
    return { ...about, prior: null };
  }
  const se = (interval.high - interval.low) / (2 * 1.96);
  const worth = se > 0 ? Math.min(found.events, Math.round((priorSd / se) ** 2)) : found.events;
  return { ...about, prior: { mean: bounded(value), spikes: Math.max(1, worth) } };
}

/** The overrides that put a belief into the engine. */
export function beliefSettings({ prior }: Belief): string {
  if (prior === null) return "--set reversion.prior_mean=0";
  const mean = prior.mean.toFixed(4);
  return `--set reversion.prior_mean=${mean} --set reversion.prior_spikes=${prior.spikes}`;
}

function bounded(value: number): number {
  return Math.min(1, Math.max(-1, value));
}

/** A belief as a report, with how to use it. */
export function beliefStats(belief: Belief): Report {
  const { value, interval, events, prior, kind, horizonMs } = belief;
  const notes = prior === null
    ? [
      "The interval includes 0, or there is none: leave the prior mean at 0. A strategy that fades " +
      "these spikes pays the spread for nothing.",
    ]
    : [
      `To use it: ${beliefSettings(belief)}`,
      "Not in a backtest or a search of these recordings: it would be told what it is asked.",
    ];
  const stat = (key: string, label: string, unit: Stat["unit"], at: Cell): Stat => {
    return { key, label, unit, value: at };
  };
  return {
    shape: "stats",
    name: "belief",
    title: "What the engine may believe of reversion",
    notes,
    stats: [
      stat("kind", "spikes of", "text", kindText(kind)),
      stat("horizonMs", "after", "ms", horizonMs),
      stat("events", "events", "count", events),
      stat("undone", "undone", "ratio", value),
      stat("low", "95% from", "ratio", interval?.low ?? null),
      stat("high", "to", "ratio", interval?.high ?? null),
      stat("priorMean", "reversion.prior_mean", "ratio", prior?.mean ?? 0),
      stat("priorSpikes", "reversion.prior_spikes", "count", prior?.spikes ?? null),
    ],
  };
}
