// A report for a narrow place: without detail columns, long ids cut in the middle, notes wrapped.
// The full report is what JSON and wide pages show; both are the same object before this.
import { shortId } from "./format.ts";
import type { Cell, Column, Report } from "./report.ts";

/** The report with only what fits in a line of about 80; `columns` is the width, Infinity for none. */
export function brief(report: Report, columns: number): Report {
  const notes = report.notes.flatMap((note) => wrap(note, columns));
  if (report.shape !== "table" && report.shape !== "series") return { ...report, notes };
  const kept = report.columns.flatMap((column, i) => column.detail === true ? [] : [i]);
  const pick = (row: readonly Cell[]) =>
    kept.map((i) => shorten(row[i] ?? null, report.columns[i]));
  const slim = {
    columns: kept.flatMap((i) => report.columns[i] ?? []).map(withoutRepeatedOf),
    rows: report.rows.map(pick),
  };
  return report.shape === "series"
    ? { ...report, ...slim, notes }
    : { ...report, ...slim, notes, totals: report.totals === null ? null : pick(report.totals) };
}

function shorten(value: Cell, column: Column | undefined): Cell {
  return typeof value === "string" && column?.width !== undefined
    ? shortId(value, column.width)
    : value;
}

/** A label that names the denominator needs no second mention of it in the header. */
function withoutRepeatedOf(column: Column): Column {
  const { of: _of, ...rest } = column;
  return /\bof /.test(column.label) ? rest : column;
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
