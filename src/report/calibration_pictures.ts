// What `report calibration` and `report ai-costs` say, as pictures of the same numbers.
import { billSums } from "./ai_bill.ts";
import { calibration } from "./calibration.ts";
import { ratio, usd } from "./format.ts";
import type { ReportInput } from "./input.ts";
import type { Histogram, Lines, Picture } from "./picture.ts";
import type { Cell, Report, TableReport } from "./report.ts";

/** Reliability of each forecast, and skill against the price. */
export function calibrationPictures(
  input: ReportInput,
  sections: readonly Report[] = calibration(input),
): readonly Picture[] {
  // The table is the source: a picture that counts for itself may count otherwise.
  const bins = rowsOf(sections, "reliability");
  const sources = [...new Set(bins.map(({ source }) => String(source)))];
  const diagrams = sources.map((source) =>
    reliability(source, bins.filter((row) => row["source"] === source))
  );
  return [...diagrams, ...skill(rowsOf(sections, "scores"))];
}

/** What models cost on each day on which they did. */
export function aiCostPictures({ facts }: ReportInput): readonly Picture[] {
  const { byDay } = billSums(facts.ai);
  const days = [...byDay].sort(([a], [b]) => a - b).map(([day, cost]) => ({ at: day * DAY, cost }));
  if (days.length === 0) return [];
  const dearest = days.reduce((most, one) => one.cost > most.cost ? one : most);
  const total = days.reduce((sum, { cost }) => sum + cost, 0);
  const picture: Histogram = {
    kind: "histogram",
    name: "aiCostByDay",
    title: "What models cost, by day (UTC)",
    x: { label: "day", unit: "time" },
    y: { label: "cost", unit: "usd" },
    marks: [],
    assumptions: [],
    words: `${usd(total)} on ${days.length} ${days.length === 1 ? "day" : "days"}, at most ${
      usd(dearest.cost)
    } on one.`,
    bins: days.map(({ at, cost }) => ({ from: at, to: at + DAY, value: cost })),
  };
  return [picture];
}

type Row = Readonly<Record<string, Cell>>;

const DAY = 86_400_000;

function reliability(source: string, rows: readonly Row[]): Lines {
  const known = rows.flatMap(({ mean, happened, low, high, count }) => {
    const values = [mean, happened, low, high, count];
    return values.every((value) => typeof value === "number") ? [values as number[]] : [];
  });
  const count = known.reduce((sum, row) => sum + (row[4] ?? 0), 0);
  const said = known.map(([mean = 0, happened = 0, low = 0, high = 0, n = 0]) =>
    `of ${n} said to come true at ${ratio(mean)}, ${ratio(happened)} did ` +
    `(${ratio(low)} to ${ratio(high)})`
  );
  return {
    kind: "lines",
    name: `reliability ${source}`,
    title: `Reliability of the forecast: ${source}`,
    x: { label: "said", unit: "ratio" },
    y: { label: "came true", unit: "ratio" },
    marks: [],
    assumptions: ["Intervals are 95 % for the share that came true (Wilson)."],
    words: `${count} forecasts: ${said.join("; ")}. On the diagonal it is what was said.`,
    curves: [
      { name: "as said", style: "line", points: [[0, 0], [1, 1]] },
      {
        name: "came true",
        style: "dots",
        points: known.map(([mean = 0, happened = 0]) => [mean, happened] as const),
      },
    ],
    bands: [{
      name: "95 %",
      points: known.map(([mean = 0, , low = 0, high = 0]) => [mean, low, high] as const),
    }],
  };
}

/** Skill against the price, one place for each forecast that has an interval. */
function skill(rows: readonly Row[]): readonly Picture[] {
  const known = rows.flatMap(({ source, skill: value, low, high, verdict }) =>
    typeof value === "number" && typeof low === "number" && typeof high === "number"
      ? [{ source: String(source), value, low, high, verdict: String(verdict) }]
      : []
  );
  if (known.length === 0) return [];
  const picture: Lines = {
    kind: "lines",
    name: "skill",
    title: "Skill against the market's price",
    x: { label: "forecast, in the order of the table", unit: "count" },
    y: { label: "Brier skill", unit: "ratio" },
    marks: [{ axis: "y", at: 0, label: "no better than the price" }],
    assumptions: ["95 % by drawing groups of markets that settle together anew."],
    words: known.map(({ source, value, low, high, verdict }, i) =>
      `${i + 1}, ${source}: ${ratio(value)} (${ratio(low)} to ${ratio(high)}), ${verdict}.`
    ).join(" "),
    curves: known.map(({ source, value }, i) => ({
      name: source,
      style: "dots",
      points: [[i + 1, value]],
    })),
    bands: [{ name: "95 %", points: known.map(({ low, high }, i) => [i + 1, low, high] as const) }],
  };
  return [picture];
}

function rowsOf(sections: readonly Report[], name: string): readonly Row[] {
  const found = sections.find((section) => section.name === name);
  return found?.shape === "table" ? recordsOf(found) : [];
}

function recordsOf({ columns, rows }: TableReport): readonly Row[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ key }, i) => [key, row[i] ?? null])));
}
