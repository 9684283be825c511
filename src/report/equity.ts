import type { ReportInput } from "./input.ts";
import type { Report, SeriesReport, Stat } from "./report.ts";

/** Equity at every mark, and how far it fell from its highest. */
export function equity(input: ReportInput): readonly Report[] {
  return [equitySeries(input)];
}

function equitySeries(input: ReportInput): SeriesReport {
  const points = input.facts.marks.points();
  const thinned = points.length < input.facts.marks.count();
  const notes = ["Open positions are marked at what selling them into the book would fetch."];
  if (thinned) {
    notes.push(`${input.facts.marks.count()} marks drawn as ${points.length} points.`);
  }
  return {
    shape: "series",
    name: "equity",
    title: "Equity",
    notes,
    columns: [
      { key: "at", label: "time", unit: "time" },
      { key: "equity", label: "equity", unit: "usd" },
      { key: "low", label: "lowest", unit: "usd", detail: true },
      { key: "high", label: "highest", unit: "usd", detail: true },
      { key: "cash", label: "cash", unit: "usd" },
    ],
    rows: points.map((point) => [point.at, point.equity, point.low, point.high, point.cash]),
    stats: drawdownStats(input),
  };
}

/** First, last and highest equity, and the deepest fall between marks. */
export function drawdownStats({ facts, config }: ReportInput): readonly Stat[] {
  const { peak, trough, at, share } = facts.marks.drawdown();
  return [
    { key: "start", label: "initial capital", unit: "usd", value: config.initialCapital },
    {
      key: "last",
      label: "equity at the last mark",
      unit: "usd",
      value: facts.lastMark?.equity ?? null,
    },
    { key: "markedAt", label: "marked", unit: "time", value: facts.lastMark?.at ?? null },
    {
      key: "maxDrawdown",
      label: "max drawdown",
      unit: "ratio",
      value: facts.lastMark === null ? null : share,
      of: "the highest mark before it",
    },
    { key: "drawdownUsd", label: "  in dollars", unit: "usd", value: trough - peak },
    { key: "drawdownAt", label: "  deepest at", unit: "time", value: at },
  ];
}
