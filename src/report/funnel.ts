import type { EntryDecision } from "../core/types/effect.ts";
import { ordered, samplesOf } from "./health.ts";
import type { ReportInput } from "./input.ts";
import { refusals } from "./refusals.ts";
import { type Cell, type Report, share, table } from "./report.ts";
import { type Stage, stages } from "./words.ts";

/** How many of each stage went on to the next, and why the others did not. */
export function funnel(input: ReportInput): readonly Report[] {
  return [funnelTable(input), ...refusals(input).slice(0, 1)];
}

/** Counts of one run, stage by stage. signals = entered + the sum of refused. */
export interface FunnelCounts {
  readonly samples: number;
  readonly usable: number;
  readonly layers: readonly (readonly [string, number])[];
  readonly signals: number;
  /** Entry decisions; equal to `signals`, or a signal was decided twice or not at all. */
  readonly decisions: number;
  readonly refused: Readonly<Record<Stage, number>>;
  readonly entered: number;
  readonly orders: number;
  /** Entry orders of which every match was undone. */
  readonly voided: number;
  readonly filled: number;
  readonly opened: number;
  readonly closed: number;
}

const stageWords: Readonly<Record<Stage, string>> = {
  market: "no: market or book unfit",
  belief: "no: no edge",
  ai: "no: a model's veto, its cost, or instructions to it",
  size: "no: no sensible size",
  risk: "no: a limit stands against it",
};

const stageOrder: readonly Stage[] = ["market", "belief", "ai", "size", "risk"];

/** Counts every stage from the facts. */
export function funnelCounts({ facts }: ReportInput): FunnelCounts {
  const refused: Record<Stage, number> = { market: 0, belief: 0, ai: 0, size: 0, risk: 0 };
  let entered = 0;
  let decisions = 0;
  for (const { decision } of facts.decisions.values()) {
    if (decision.kind !== "entry") continue;
    decisions++;
    if (decision.verdict === "enter") entered++;
    else refused[stageOf(decision)]++;
  }
  const entries = [...facts.orders.byId.values()].filter((o) => o.order.purpose === "entry");
  const closed = facts.trades.closed().length;
  return {
    samples: samplesOf(facts),
    usable: facts.tally.samples.get("ok") ?? 0,
    layers: ordered(facts.tally.layers, []),
    signals: facts.signals,
    decisions,
    refused,
    entered,
    orders: entries.length,
    voided: entries.filter((o) => o.fills.length > 0 && o.filled === 0).length,
    filled: entries.filter((o) => o.filled > 0).length,
    opened: closed + facts.trades.open().length,
    closed,
  };
}

/** A refused decision without a reason would be a fault; the market stage shows it. */
function stageOf(decision: EntryDecision): Stage {
  const [main] = decision.refusals;
  return main === undefined ? "market" : stages[main.rule];
}

function funnelTable(input: ReportInput): Report {
  const counts = funnelCounts(input);
  const rows: Cell[][] = [
    ["grid samples", counts.samples, null, ""],
    ["usable samples", counts.usable, share(counts.usable, counts.samples), "samples"],
    ...counts.layers.map(([layer, fired]): Cell[] => [
      `layer ${layer} fired`,
      fired,
      share(fired, counts.usable),
      "usable samples",
    ]),
    ["signals", counts.signals, share(counts.signals, counts.usable), "usable samples"],
    ...stageOrder.map((stage): Cell[] => [
      stageWords[stage],
      counts.refused[stage],
      share(counts.refused[stage], counts.signals),
      "signals",
    ]),
    ["entered", counts.entered, share(counts.entered, counts.signals), "signals"],
    ["entry orders placed", counts.orders, share(counts.orders, counts.entered), "entered"],
    [
      "matched, but failed to settle whole",
      counts.voided,
      share(counts.voided, counts.orders),
      "orders",
    ],
    ["filled, at least in part", counts.filled, share(counts.filled, counts.orders), "orders"],
    ["trades opened", counts.opened, share(counts.opened, counts.filled), "filled orders"],
    ["trades closed", counts.closed, share(counts.closed, counts.opened), "trades opened"],
  ];
  return table(
    { name: "funnel", title: "From samples to trades", notes: faults(counts) },
    [
      { key: "step", label: "step", unit: "text" },
      { key: "count", label: "count", unit: "count" },
      { key: "share", label: "share", unit: "ratio" },
      { key: "of", label: "of", unit: "text" },
    ],
    rows,
  );
}

function faults({ signals, decisions, entered, orders }: FunnelCounts): string[] {
  const notes: string[] = [];
  if (signals !== decisions) {
    notes.push(`FAULT: ${signals} signals and ${decisions} decisions; there must be one for each.`);
  }
  if (entered !== orders) {
    notes.push(`FAULT: ${entered} decisions to enter and ${orders} entry orders.`);
  }
  return notes;
}
