// A report for a narrow place: without detail columns, notes wrapped. The full report is what JSON
// and wide pages show; both are the same object before this.
import type { Cell, Column, Report, Stat } from "./report.ts";

/** With fewer columns than this a broken text is worse than a long line. */
const LEAST_ROOM = 20;

/** The report with only what fits in a line of about 80; `columns` is the width, Infinity for none. */
export function brief(report: Report, columns: number): Report {
  if (report.shape === "log") return { ...report, notes: wrapAll(report.notes, columns) };
  if (report.shape === "stats") {
    const stats = foldStats(report.stats, columns);
    return { ...report, stats, notes: wrapAll(report.notes, columns) };
  }
  const kept = report.columns.flatMap((column, i) => column.detail === true ? [] : [{ column, i }]);
  const pick = (row: readonly Cell[]) => kept.map(({ i }) => row[i] ?? null);
  const slim = {
    columns: kept.map(({ column: { of: _of, ...rest } }) => rest),
    rows: report.rows.map(pick),
    notes: wrapAll([...report.notes, ...denominators(kept.map(({ column }) => column))], columns),
  };
  if (report.shape === "series") return { ...report, ...slim };
  const { totals } = report;
  return { ...report, ...slim, totals: totals === null ? null : pick(totals) };
}

/** Text that is too long for its line goes on below, under no label. */
function foldStats(stats: readonly Stat[], columns: number): Stat[] {
  const room = columns - Math.max(0, ...stats.map(({ label }) => label.length)) - 2;
  return stats.flatMap((stat) => {
    const { value } = stat;
    if (typeof value !== "string" || value.length <= room || room < LEAST_ROOM) return [stat];
    return wrap(value, room).map((part, i) =>
      i === 0 ? { ...stat, value: part } : { ...stat, label: "", value: part }
    );
  });
}

/** In a header the denominator of a ratio takes too much room: it becomes a note. */
function denominators(columns: readonly Column[]): string[] {
  const labels = new Map<string, string[]>();
  for (const { label, of } of columns) {
    if (of !== undefined) labels.set(of, [...labels.get(of) ?? [], label]);
  }
  return [...labels].map(([of, names]) => `In per cent of ${of}: ${names.join(", ")}.`);
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
