// Hits against false alarms, and delay against size.
import { ruleIndex } from "../core/simulate/detector/alarms.ts";
import { duration, ratio } from "./format.ts";
import type { Curve, Picture } from "./picture.ts";
import type { DetectorInput } from "./simulate_detector.ts";

/** The pictures for which something was measured. */
export function detectorPictures(input: DetectorInput): readonly Picture[] {
  return [tradeOff(input), delay(input)].filter(({ curves }) =>
    curves.some(({ points }) => points.length > 0)
  );
}

type Lines = Extract<Picture, { readonly kind: "lines" }>;

function tradeOff({ curve, sizes, walks }: DetectorInput): Lines {
  const curves = sizes.map((size, i): Curve => ({
    name: `${size / 10_000}c`,
    style: "line",
    // None at all has no place on this axis.
    points: curve.filter(({ rate }) => rate.mean > 0)
      .map(({ rate, hits }) => [rate.mean, hits[i] ?? 0] as const)
      .toSorted(([a], [b]) => a - b),
  }));
  return {
    kind: "lines",
    name: "tradeOff",
    title: "Spikes found against false alarms",
    x: { label: "false alarms a market-day", unit: "count", scale: "log" },
    y: { label: "found", unit: "ratio" },
    marks: [],
    assumptions: [`Jumps on ${walks.model.label}; along a curve cusum_threshold falls.`],
    words: curves.map(({ name, points }) => {
      const [first, last] = [points[0], points.at(-1)];
      if (first === undefined || last === undefined) return "";
      return `${name}: ${ratio(first[1])} at ${first[0].toFixed(2)} false alarms a market-day, ` +
        `${ratio(last[1])} at ${last[0].toFixed(2)}.`;
    }).join(" "),
    curves,
    bands: [],
  };
}

function delay({ planted, config }: DetectorInput): Lines {
  const shipped = ruleIndex("shipped");
  const shapes = [...new Set(planted.map(({ spike }) => spike.steps))];
  const curves = shapes.map((steps): Curve => ({
    name: steps === 1 ? "at once" : `in ${duration(steps * config.gridMs)}`,
    style: "line",
    points: planted.flatMap(({ spike, hits }) => {
      const hit = hits.found[shipped] ?? 0;
      if (spike.steps !== steps || hit === 0) return [];
      return [[spike.size, (hits.delay[shipped] ?? 0) / hit * config.gridMs] as const];
    }),
  }));
  return {
    kind: "lines",
    name: "delay",
    title: "How soon a spike is found",
    x: { label: "size", unit: "cents" },
    y: { label: "mean delay of those found", unit: "ms" },
    marks: [],
    assumptions: ["A delay of 0 is the first grid step that shows the spike."],
    words: curves.map(({ name, points }) =>
      `${name}: ${points.map(([size, ms]) => `${size / 10_000}c ${duration(ms)}`).join(", ")}.`
    ).join(" "),
    curves,
    bands: [],
  };
}
