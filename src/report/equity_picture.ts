import { ratio, usd } from "./format.ts";
import type { ReportInput } from "./input.ts";
import type { Picture } from "./picture.ts";

/** Equity of the account that trades at its marks; none before the first. */
export function equityPicture({ facts, config }: ReportInput): readonly Picture[] {
  const points = facts.marks.points();
  const last = points.at(-1);
  if (last === undefined) return [];
  const isThinned = points.length < facts.marks.count();
  const { share } = facts.marks.drawdown();
  return [{
    kind: "lines",
    name: "equity",
    title: "Equity",
    x: { label: "time", unit: "time" },
    y: { label: "equity at exit price", unit: "usd" },
    marks: [{ axis: "y", at: config.initialCapital, label: "start" }],
    assumptions: [],
    words:
      `From ${usd(config.initialCapital)} to ${usd(last.equity)}; the deepest fall from a peak ` +
      `was ${ratio(share)}.`,
    curves: [{
      name: "equity",
      style: "step",
      points: points.map(({ at, equity }) => [at, equity] as const),
    }],
    // A point that stands for several marks has their extremes.
    bands: isThinned
      ? [{ name: "lowest to highest", points: points.map(({ at, low, high }) => [at, low, high]) }]
      : [],
  }];
}
