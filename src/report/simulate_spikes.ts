// What a spike study says: how often, how large, and whether spikes come back, beside what an
// efficient market would show.
import { type ClusterSums, medianUndone } from "../core/simulate/spikes/cells.ts";
import type { SpikeKind, SpikeRules } from "../core/simulate/spikes/rules.ts";
import { segmentNames, type SpikeStudy } from "../core/simulate/spikes/study.ts";
import type { Interval } from "../core/math/interval.ts";
import { poisson } from "../core/simulate/poisson.ts";
import type { Seed } from "../core/math/rng.ts";
import { bootstrapInterval, type Cluster, seedOf } from "./cluster_interval.ts";
import { duration } from "./format.ts";
import { type Cell, type Column, type Report, share, type Stat, table } from "./report.ts";
import { type Belief, beliefStats } from "./simulate_spikes_belief.ts";
import { MIN_GROUPS } from "./verdict.ts";
import { cellsOf, kindText, quotient, undoneAt } from "./simulate_spikes_sums.ts";

/** A finished study and what must be said of it. */
export interface SpikesInput {
  readonly study: SpikeStudy;
  readonly seed: number;
  readonly source: string;
  /** Which of its markets were named; null: all of them are in. */
  readonly selection: string | null;
  readonly assumptions: readonly string[];
  /** False: it was stopped before the end of the recording. */
  readonly complete: boolean;
  readonly belief: Belief | null;
}

/** The sections in the order in which they are read. */
export function spikeSections(input: SpikesInput): readonly Report[] {
  return [
    summary(input),
    frequency(input),
    byCategory(input),
    reversal(input),
    ...(["category", "level", "size"] as const).map((by) => segments(input, by)),
    baseline(input),
    ...input.belief === null ? [] : [beliefStats(input.belief)],
  ];
}

function summary({ study, source, selection, assumptions, complete }: SpikesInput): Report {
  const { rules, span } = study;
  const all = study.exposure.get("");
  const stat = (key: string, label: string, unit: Stat["unit"], value: Cell): Stat => {
    return { key, label, unit, value };
  };
  return {
    shape: "stats",
    name: "spikes",
    title: "Spikes, and whether they come back",
    notes: [
      `Source: ${source}.`,
      ...selection === null ? [] : [selection],
      ...assumptions.map((text) => `Assumed: ${text}`),
      ...complete ? [] : ["Stopped before the end: what follows is of the part that was read."],
      definition(rules),
    ],
    stats: [
      stat("from", "from", "time", span?.from ?? null),
      stat("to", "to", "time", span?.to ?? null),
      stat("markets", "markets seen", "count", all?.markets ?? 0),
      stat("events", "events they belong to", "count", all?.clusters.size ?? 0),
      stat("marketDays", "market-days", "count", all?.marketDays ?? 0),
      stat("seenMs", "seen without a gap", "ms", all?.seenMs ?? 0),
      stat("inRangeMs", "of it at .10 to .90", "ms", all?.inRangeMs ?? 0),
    ],
  };
}

function definition(rules: SpikeRules): string {
  return `A spike is the first crossing of a size over ${
    duration(rules.windowMs)
  }; then its market ` +
    `has no other of that size for ${duration(rules.lockMs)}. It starts at ` +
    `${rules.lowest / 1e6} to ${rules.highest / 1e6}, with a spread of at most ` +
    `${rules.maxSpread / 10_000}c before and after. Undone is what came back over what had moved ` +
    "(100 %: all, negative: it went on), valued at the mid, at settlement where the market ended. " +
    "Markets are not compared across silences over " +
    `${
      duration(rules.maxGapMs)
    }. Intervals: 95 %, by drawing whole events anew; none of fewer than ` +
    `${MIN_GROUPS} events.`;
}

function frequency({ study, seed }: SpikesInput): Report {
  const exposure = study.exposure.get("");
  const cells = cellsOf(study, { by: "all", value: "" });
  const rows = cells.map((cell, i): Cell[] => {
    const clusters = [...exposure?.clusters ?? []].map(([name, days]) => ({
      above: cell.clusters.get(name)?.spikes ?? 0,
      below: days,
    }));
    const interval = rateInterval(clusters, seedOf(seed, 100 + i));
    return [
      kindText(study.rules.kinds[i] as SpikeKind),
      cell.spikes,
      share(cell.spikes, exposure?.marketDays ?? 0),
      interval?.low ?? null,
      interval?.high ?? null,
      share(cell.spikes * 86_400_000, exposure?.inRangeMs ?? 0),
      share(cell.up, cell.spikes),
      share(cell.spanMs, cell.spikes),
    ];
  });
  const notes = [
    "A market-day is a market and a UTC day on which it was seen. One cent is a ROC of 2 % at 0.50 " +
    "and of 10 % at 0.10: small ROC spikes are single ticks.",
  ];
  return table({ name: "frequency", title: "How often", notes }, frequencyColumns, rows);
}

/** 95 % for spikes a market-day, also where there were none: few spikes are counted, not drawn. */
function rateInterval(clusters: readonly Cluster[], seed: Seed): Interval | null {
  const days = clusters.reduce((sum, { below }) => sum + below, 0);
  if (days === 0) return null;
  const drawn = bootstrapInterval(clusters, seed);
  const counted = poisson(clusters.reduce((sum, { above }) => sum + above, 0));
  return {
    low: Math.min(drawn?.low ?? Infinity, counted.low / days),
    high: Math.max(drawn?.high ?? 0, counted.high / days),
  };
}

const frequencyColumns: readonly Column[] = [
  { key: "kind", label: "spike", unit: "text" },
  { key: "spikes", label: "spikes", unit: "count" },
  { key: "rate", label: "a market-day", unit: "count" },
  { key: "low", label: "95% from", unit: "count" },
  { key: "high", label: "to", unit: "count" },
  { key: "inRange", label: "a day at .1-.9", unit: "count" },
  { key: "up", label: "up", unit: "ratio", of: "spikes" },
  { key: "span", label: "mean span", unit: "ms", detail: true },
];

function byCategory({ study }: SpikesInput): Report {
  const { kinds } = study.rules;
  const categories = [...study.exposure.keys()].filter((name) => name !== "").sort();
  const rows = categories.map((category): Cell[] => {
    const exposure = study.exposure.get(category);
    const cells = cellsOf(study, { by: "category", value: category });
    const days = exposure?.marketDays ?? 0;
    return [
      category,
      exposure?.markets ?? 0,
      days,
      ...kinds.map((_, i) => share(cells[i]?.spikes ?? 0, days)),
    ];
  });
  const columns: readonly Column[] = [
    { key: "category", label: "category", unit: "text", width: 16 },
    { key: "markets", label: "markets", unit: "count", summed: true },
    { key: "days", label: "market-days", unit: "count", summed: true },
    ...kinds.map((kind): Column => {
      return { key: keyOf(kind), label: kindText(kind), unit: "count" };
    }),
  ];
  const notes = ["Spikes a market-day."];
  return table({ name: "frequencyByCategory", title: "How often, where", notes }, columns, rows);
}

function keyOf({ measure, least }: SpikeKind): string {
  return `${measure}${least / 10_000}`;
}

function reversal({ study, seed }: SpikesInput): Report {
  const { kinds, horizonsMs } = study.rules;
  const cells = cellsOf(study, { by: "all", value: "" });
  const rows = cells.flatMap((cell, i) =>
    cell.spikes === 0 ? [] : horizonsMs.map((ms, h): Cell[] => {
      const { value, interval, events } = undoneAt(cell, h, seedOf(seed, i));
      const counts = cell.horizons[h];
      const measured = counts?.measured ?? 0;
      return [
        kindText(kinds[i] as SpikeKind),
        ms,
        measured,
        events,
        value,
        interval?.low ?? null,
        interval?.high ?? null,
        counts === undefined ? null : medianUndone(counts),
        share(counts?.halfUndone ?? 0, measured),
        share(counts?.halfContinued ?? 0, measured),
        counts?.unmeasured ?? 0,
      ];
    })
  );
  const notes = [
    "An interval that includes 0 shows neither reversal nor continuation. Many cells are shown: one " +
    "in twenty lies beside 0 by chance alone.",
  ];
  return table({ name: "reversal", title: "How much of a spike is undone", notes }, [
    { key: "kind", label: "spike", unit: "text" },
    { key: "after", label: "after", unit: "ms" },
    { key: "measured", label: "spikes", unit: "count" },
    { key: "events", label: "events", unit: "count" },
    { key: "undone", label: "undone", unit: "ratio" },
    { key: "low", label: "95% from", unit: "ratio" },
    { key: "high", label: "to", unit: "ratio" },
    { key: "median", label: "median", unit: "ratio" },
    { key: "halfUndone", label: "half undone", unit: "ratio" },
    { key: "halfContinued", label: "half on", unit: "ratio" },
    { key: "unmeasured", label: "no price", unit: "count", detail: true },
  ], rows);
}

const order = { category: [] as readonly string[], ...segmentNames };

function segments({ study, seed }: SpikesInput, by: "category" | "level" | "size"): Report {
  const { kinds, horizonsMs } = study.rules;
  const found = [...study.segments.values()].filter(({ segment }) => segment.by === by);
  const place = (value: string) => (order[by] as readonly string[]).indexOf(value);
  found.sort((a, b) => {
    const [x, y] = [a.segment.value, b.segment.value];
    return by === "category" ? (x < y ? -1 : 1) : place(x) - place(y);
  });
  const rows = found.flatMap(({ segment, kinds: cells }, s) =>
    cells.flatMap((cell, i): Cell[][] => {
      if (cell.spikes === 0) return [];
      const undone = horizonsMs.map((_, h) => undoneAt(cell, h, seedOf(seed, 1000 + 10 * s + i)));
      return [[
        segment.value,
        kindText(kinds[i] as SpikeKind),
        cell.spikes,
        cell.clusters.size,
        ...undone.flatMap(({ value, interval }) => [
          value,
          interval?.low ?? null,
          interval?.high ?? null,
        ]),
      ]];
    })
  );
  const columns: readonly Column[] = [
    { key: by, label: by, unit: "text", width: 16 },
    { key: "kind", label: "spike", unit: "text" },
    { key: "spikes", label: "spikes", unit: "count" },
    { key: "events", label: "events", unit: "count" },
    ...horizonsMs.flatMap((ms): Column[] => {
      const name = duration(ms).replace(/ 0+[sm]$/, "");
      return [
        { key: `undone${ms}`, label: name, unit: "ratio" },
        { key: `low${ms}`, label: `${name} from`, unit: "ratio", detail: true },
        { key: `high${ms}`, label: `${name} to`, unit: "ratio", detail: true },
      ];
    }),
  ];
  const titles = { category: "by category", level: "by price before", size: "by size" };
  return table(
    { name: `reversalBy_${by}`, title: `Undone ${titles[by]}`, notes: [] },
    columns,
    rows,
  );
}

function baseline({ study, seed }: SpikesInput): Report {
  const { kinds } = study.rules;
  const rows = cellsOf(study, { by: "all", value: "" }).flatMap((cell, i): Cell[][] => {
    if (cell.spikes === 0) return [];
    const of = (what: number, above: (sums: ClusterSums) => number, settled: boolean) =>
      quotient(cell, seedOf(seed, 200 + 10 * i + what), (sums) => ({
        above: above(sums),
        below: settled ? sums.ended : sums.decided,
      }));
    const half = of(0, ({ half }) => half, true);
    const chanceOfHalf = of(0, ({ chanceOfHalf }) => chanceOfHalf, true);
    const full = of(1, ({ full }) => full, true);
    const chanceOfFull = of(1, ({ chanceOfFull }) => chanceOfFull, true);
    const back = of(2, ({ back }) => back, false);
    return [[
      kindText(kinds[i] as SpikeKind),
      [...cell.clusters.values()].reduce((sum, { ended }) => sum + ended, 0),
      half.value,
      chanceOfHalf.value,
      full.value,
      chanceOfFull.value,
      back.value,
      back.interval?.low ?? null,
      back.interval?.high ?? null,
    ]];
  });
  const notes = [
    "A study that counts spikes which came half-way back would call `half back` its reversion rate. " +
    "An efficient market shows `if efficient` before it settles (a continuous martingale; jumps, " +
    "and levels reached between two looks, make it less): above it, and only above it, is reversal.",
    "`back first`: of half-way back and as far beyond, which came first. An efficient market: 50 %.",
  ];
  return table({ name: "baseline", title: "Beside an efficient market", notes }, [
    { key: "kind", label: "spike", unit: "text" },
    { key: "settled", label: "settled", unit: "count" },
    { key: "half", label: "half back", unit: "ratio" },
    { key: "chanceOfHalf", label: "if efficient", unit: "ratio" },
    { key: "full", label: "all back", unit: "ratio" },
    { key: "chanceOfFull", label: "if efficient", unit: "ratio" },
    { key: "back", label: "back first", unit: "ratio" },
    { key: "backLow", label: "95% from", unit: "ratio" },
    { key: "backHigh", label: "to", unit: "ratio" },
  ], rows);
}
