// A report for a narrow place: without detail columns, long ids cut in the middle, notes wrapped.
// The full report is what JSON and wide pages show; both are the same object before this.
import { shortId } from "./format.ts";
import type { Cell, Column, Report } from "./report.ts";

/** The report with only what fits in a line of about 80; `columns` is the width, Infinity for none. */
export function brief(report: Report, columns: number): Report {
  if (report.shape !== "table" && report.shape !== "series") {
    return { ...report, notes: wrapAll(report.notes, columns) };
  }
  const kept = report.columns.flatMap((column, i) => column.detail === true ? [] : [{ column, i }]);
  const pick = (row: readonly Cell[]) =>
    kept.map(({ column, i }) => shorten(row[i] ?? null, column));
  const slim = {
    columns: kept.map(({ column: { of: _of, ...rest } }) => rest),
    rows: report.rows.map(pick),
    notes: wrapAll([...report.notes, ...denominators(kept.map(({ column }) => column))], columns),
  };
  if (report.shape === "series") return { ...report, ...slim };
  const { totals } = report;
  return {
    ...report,
    ...slim,
    totals: totals === null ? null : labelled(pick(totals), slim.columns),
  };
}

function shorten(value: Cell, { width }: Column): Cell {
  return typeof value === "string" && width !== undefined ? shortId(value, width) : value;
}

/** In a header the denominator of a ratio takes too much room: it becomes a note. */
function denominators(columns: readonly Column[]): string[] {
  const labels = new Map<string, string[]>();
  for (const { label, of } of columns) {
    if (of !== undefined) labels.set(of, [...labels.get(of) ?? [], label]);
  }
  return [...labels].map(([of, names]) => `In per cent of ${of}: ${names.join(", ")}.`);
}

/** Blank where nothing was summed, and the word in the first such text column. */
function labelled(totals: readonly Cell[], columns: readonly Column[]): Cell[] {
  const place = columns.findIndex(({ unit, summed }) => unit === "text" && summed !== true);
  return totals.map((value, i) => i === place ? "total" : value ?? "");
}

function wrapAll(notes: readonly string[], columns: number): string[] {
  return notes.flatMap((note) => wrap(note, columns));
}

/** The text in lines of at most `width`, broken between words; continuations are indented. */
export function wrap(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const lines: string[] = [];
  let current = "";
  for (const word of text.split(" ")) {
    if (current !== "" && current.length + 1 + word.length > width) {
      lines.push(current);
      current = `  ${word}`;
    } else {
      current = current === "" ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}
