// What every reader gets: the CLI prints it, the server sends it, the dashboard draws it. Values are
// raw, so that JSON is exact; src/report/format.ts makes text of them.
//
// 1. usd, price and shares are integers in 1e-6; ms and time are milliseconds; ratio is a fraction,
//    0.125 for 12.5 %.
// 2. A total equals the sum of its column, to the last micro-dollar.
// 3. A ratio names its denominator: `of` on its column or stat, or a text column beside it.
// 4. null is "not known", never zero.
import type { Unit } from "../core/types/refusal.ts";
import type { Millis } from "../core/types/units.ts";

export type { Unit } from "../core/types/refusal.ts";

/** A raw value; its unit stands on the column or the stat. */
export type Cell = number | string | null;

/** One column of a table or series. */
export interface Column {
  readonly key: string;
  readonly label: string;
  readonly unit: Unit;
  /** What a ratio is a share of. */
  readonly of?: string;
  /** The table's totals hold the sum of this column. */
  readonly summed?: true;
  /** Left out where there is little room, as in a terminal; JSON and wide pages have it. */
  readonly detail?: true;
  /** A name: cut in the middle, to no less than this where it can be, when there is little room. */
  readonly width?: number;
}

/** One named value. */
export interface Stat {
  readonly key: string;
  readonly label: string;
  readonly unit: Unit;
  readonly value: Cell;
  readonly of?: string;
}

/** What every shape of report begins with. */
export interface Head {
  readonly name: string;
  readonly title: string;
  /** Read before any number: the label of the mode, assumptions of the source, warnings. */
  readonly notes: readonly string[];
}

/** Named values, most important first. */
export interface StatsReport extends Head {
  readonly shape: "stats";
  readonly stats: readonly Stat[];
}

/** Rows under columns; `totals` has one cell a column, null under those that are not summed. */
export interface TableReport extends Head {
  readonly shape: "table";
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly totals: readonly Cell[] | null;
}

/** Points in time order; the first column is time. `stats` are computed on all points, thinned or not. */
export interface SeriesReport extends Head {
  readonly shape: "series";
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly stats: readonly Stat[];
}

/** One thing that happened, in words. */
export interface LogLine {
  readonly at: Millis;
  readonly text: string;
}

/** Lines in the order in which they happened. */
export interface LogReport extends Head {
  readonly shape: "log";
  readonly lines: readonly LogLine[];
}

export type Report = StatsReport | TableReport | SeriesReport | LogReport;

/** What every report of a run must say of itself. */
export interface RunInfo {
  readonly version: string;
  readonly mode: "paper" | "live";
  readonly source: string;
  readonly configHash: string;
  readonly seed: number;
  readonly assumptions: readonly string[];
  /** Hash of the ledger's last row. */
  readonly head: string;
}

/** The first lines of every report: what kind of money it is about, and what was assumed. */
export function runNotes(run: RunInfo): readonly string[] {
  const label = run.mode === "paper"
    ? `PAPER: no real money; fills are simulated. Source: ${run.source}.`
    : `LIVE: real money. Source: ${run.source}.`;
  return [label, ...run.assumptions.map((assumption) => `Assumed: ${assumption}`)];
}

/** The same sections with the run's notes in front of the first one's. */
export function withRunNotes(sections: readonly Report[], run: RunInfo): readonly Report[] {
  return sections.map((section, i) =>
    i === 0 ? { ...section, notes: [...runNotes(run), ...section.notes] } : section
  );
}

/** A table whose totals are summed here and nowhere else; a column with an unknown cell has none. */
export function table(
  head: Head,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): TableReport {
  const summed = columns.some((column) => column.summed === true);
  const totals = summed && rows.length > 0
    ? columns.map((column, i) => column.summed === true ? sum(rows, i) : null)
    : null;
  return { ...head, shape: "table", columns, rows, totals };
}

/** The same table with its last rows only and totals of those; says so when it left rows out. */
export function lastRows(report: TableReport, most: number): TableReport {
  const { name, title, notes, columns, rows } = report;
  if (rows.length <= most) return report;
  const cut = cutWords(most, rows.length);
  return table({ name, title, notes: [...notes, cut] }, columns, rows.slice(-most));
}

/** Says that rows were left out of a table, and what its totals are of. */
export function cutWords(most: number, of: number): string {
  return `The last ${most} of ${of} rows; totals are of these rows.`;
}

function sum(rows: readonly (readonly Cell[])[], index: number): number | null {
  let total = 0;
  for (const row of rows) {
    const cell = row[index];
    if (typeof cell !== "number") return null;
    total += cell;
  }
  return total;
}

/** part / whole, or null where there is nothing to divide by. */
export function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
