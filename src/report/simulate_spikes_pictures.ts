// Undone shares as pictures.
import { BIN, binAt } from "../core/simulate/spikes/cells.ts";
import type { SpikeStudy } from "../core/simulate/spikes/study.ts";
import { seedOf } from "./cluster_interval.ts";
import { duration, ratio } from "./format.ts";
import type { Band, Curve, Picture } from "./picture.ts";
import type { SpikesInput } from "./simulate_spikes.ts";
import { cellsOf, kindText, undoneAt } from "./simulate_spikes_sums.ts";

/** Undone share after each horizon, and how it is spread an hour after a 5-cent spike. */
export function spikePictures({ study, seed, assumptions }: SpikesInput): readonly Picture[] {
  const all = cellsOf(study, { by: "all", value: "" });
  const { kinds, horizonsMs } = study.rules;
  const wanted = kinds.flatMap((kind, i) =>
    kind.measure === "move" ? [[kind, all[i]] as const] : []
  );
  const curves: Curve[] = [];
  const bands: Band[] = [];
  wanted.forEach(([kind, cell], i) => {
    if (cell === undefined) return;
    const points = horizonsMs.map((ms, h) => [ms, undoneAt(cell, h, seedOf(seed, i))] as const);
    curves.push({
      name: kindText(kind),
      style: "line",
      points: points.flatMap(([ms, { value }]) => value === null ? [] : [[ms, value] as const]),
    });
    if (kind.least !== 50_000) return;
    bands.push({
      name: `95 % of ${kindText(kind)}`,
      points: points.flatMap(([ms, { interval }]) =>
        interval === null ? [] : [[ms, interval.low, interval.high] as const]
      ),
    });
  });
  const lines: Picture = {
    kind: "lines",
    name: "reversal",
    title: "How much of a spike is undone",
    x: { label: "after the spike", unit: "ms", scale: "log" },
    y: { label: "undone, of the spike", unit: "ratio" },
    marks: [{ axis: "y", at: 0, label: "as an efficient market" }],
    assumptions: assumptions.slice(0, 2),
    words: curves.map(({ name, points }) =>
      `${name}: ${points.map(([ms, y]) => `${ratio(y)} after ${duration(ms)}`).join(", ")}.`
    ).join(" "),
    curves,
    bands,
  };
  return [lines, ...spread(study)];
}

function spread(study: SpikeStudy): readonly Picture[] {
  const { kinds, horizonsMs } = study.rules;
  const kind = kinds.findIndex(({ measure, least }) => measure === "move" && least === 50_000);
  const horizon = horizonsMs.findIndex((ms) => ms === 3_600_000);
  const counts = cellsOf(study, { by: "all", value: "" })[kind]?.horizons[horizon];
  if (counts === undefined || counts.measured === 0) return [];
  const bins = [...counts.bins].map((value, i) => ({
    from: binAt(i) - BIN / 2,
    to: binAt(i) + BIN / 2,
    value,
  }));
  return [{
    kind: "histogram",
    name: "spread",
    title: "An hour after spikes of 5c: how much was undone",
    x: { label: "undone, of the spike", unit: "ratio" },
    y: { label: "spikes", unit: "count" },
    marks: [{ axis: "x", at: 0, label: "stayed" }, { axis: "x", at: 1, label: "all undone" }],
    assumptions: ["What lies beyond three times the spike is in the outermost bars."],
    words: `Of ${counts.measured} spikes ${counts.halfUndone} were at least half undone and ` +
      `${counts.halfContinued} had gone on by at least half.`,
    bins,
  }];
}
