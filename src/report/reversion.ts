import { posterior, stance } from "../core/signal/reversion.ts";
import type { ReportInput } from "./input.ts";
import { type Cell, type Column, type Report, table } from "./report.ts";
import { stanceWords } from "./words.ts";

/** What this run's own spikes say of reversion, category by category. */
export function reversion({ facts, account, config }: ReportInput): readonly Report[] {
  const categories = new Set([...facts.spikes.keys(), ...account.learnt.reversion.keys()]);
  const rows = [...categories].sort().map((category): Cell[] => {
    const seen = facts.spikes.get(category);
    const stats = account.learnt.reversion.get(category);
    const belief = posterior(category, stats, config.reversion);
    return [
      category,
      seen?.logged ?? 0,
      belief.spikes,
      seen?.unmeasured ?? 0,
      stats === undefined ? null : stats.mean,
      belief.mean,
      belief.se,
      stance(belief, config.reversion),
      stanceWords[stance(belief, config.reversion)],
    ];
  });
  const { priorMean, priorSd, priorSpikes, minSigmas } = config.reversion;
  const notes = [
    `Undone: share of a spike that was gone at its horizon; negative when it went on.`,
    `Before any spike: mean ${priorMean}, spread ${priorSd}, worth ${priorSpikes} spikes.`,
    `Acted on where it is ${minSigmas} times its standard error away from nothing.`,
  ];
  return [table({ name: "reversion", title: "Do spikes revert?", notes }, columns, rows)];
}

const columns: readonly Column[] = [
  { key: "category", label: "category", unit: "text", width: 16 },
  { key: "logged", label: "logged", unit: "count", summed: true },
  { key: "measured", label: "measured", unit: "count", summed: true },
  { key: "unmeasured", label: "no price", unit: "count", summed: true },
  { key: "seen", label: "undone", unit: "ratio", of: "the spike" },
  { key: "mean", label: "belief", unit: "ratio", of: "the spike" },
  { key: "se", label: "+-", unit: "ratio", of: "the spike" },
  { key: "stance", label: "stance", unit: "text" },
  { key: "words", label: "which is to", unit: "text", detail: true },
];
