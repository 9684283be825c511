import { wrap } from "../report/brief.ts";
import { cell, shortId } from "../report/format.ts";
import type { Cell, Column, Report, Stat } from "../report/report.ts";
import type { CommandContext } from "./context.ts";
import type { CliError } from "./exit.ts";

/** Bound on what --json prints; goes up when a reader of the old form would misread the new. */
export const schemaVersion = 1;

/** A last column of text is not folded into less than this: it takes lines of its own below. */
const LEAST_FOLDED = 20;
const BELOW = "    ";

/** The one document that --json prints. */
export interface Envelope {
  readonly schemaVersion: typeof schemaVersion;
  readonly ok: boolean;
  readonly command: string;
  readonly data: unknown;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
  };
}

/** What a command has to say: `data` for --json, `text` for people. */
export interface Answer {
  readonly command: string;
  readonly data: unknown;
  /** Facts about the data: mode, configHash, dataAgeMs. */
  readonly meta?: Readonly<Record<string, unknown>>;
  text(): string;
}

/** What printing needs of a context. */
export type Printer = Pick<CommandContext, "globals" | "version" | "columns" | "out" | "now">;

/** Prints an answer as the envelope with --json, else as text. */
export function printAnswer(printer: Printer, answer: Answer): void {
  if (!printer.globals.json) return printer.out(answer.text());
  printer.out(JSON.stringify(envelopeOf(answer, printer)));
}

/** The envelope of an answer. */
export function envelopeOf(
  { command, data, meta }: Omit<Answer, "text">,
  printer: Pick<Printer, "version" | "now">,
): Envelope {
  const all = { ...metaOf(printer.version, printer.now()), ...meta };
  return { schemaVersion, ok: true, command, data, meta: all };
}

/** The envelope of a failure. */
export function errorEnvelope(
  error: CliError,
  about: { readonly command: string; readonly version: string; readonly now: number },
): Envelope {
  return {
    schemaVersion,
    ok: false,
    command: about.command,
    data: error.data,
    meta: metaOf(about.version, about.now),
    error: { code: error.exit, message: error.message, hint: error.hint },
  };
}

function metaOf(version: string, now: number): Record<string, unknown> {
  return { version, generatedAt: new Date(now).toISOString() };
}

/** Prints a report: one function's output, whoever reads it. */
export function printReport(
  printer: Printer,
  report: Report,
  about: { readonly command: string; readonly meta?: Readonly<Record<string, unknown>> },
): void {
  printAnswer(printer, { ...about, data: report, text: () => reportText(report, printer) });
}

/** A report as text, cut to the width of the terminal. */
export function reportText(report: Report, printer: Pick<Printer, "columns" | "globals">): string {
  const title = bold(report.title, printer.globals.color);
  return [title, ...report.notes, "", ...body(report, printer)].join("\n");
}

function body(report: Report, printer: Pick<Printer, "columns" | "globals">): readonly string[] {
  switch (report.shape) {
    case "stats":
      return statLines(report.stats);
    case "table": {
      const { columns, rows, totals } = report;
      // A first column that is a sum itself has no room for the name.
      const name = columns[0]?.summed ? columns.findLastIndex(({ unit }) => unit === "text") : 0;
      const sums = totals?.map((total, i) =>
        columns[i]?.summed ? total : i === name ? "total" : ""
      );
      return tableLines(columns, sums === undefined ? rows : [...rows, sums], printer);
    }
    case "series":
      return [
        ...seriesLines(report.columns, report.rows, printer.columns),
        ...statLines(report.stats),
      ];
    case "log":
      return report.lines.flatMap(({ at, text }) =>
        wrap(`${cell(at, "time")}  ${cell(text, "text")}`, printer.columns)
      );
  }
}

function statLines(stats: readonly Stat[]): string[] {
  const width = Math.max(0, ...stats.map(({ label }) => label.length));
  return stats.map(({ label, unit, value, of }) =>
    `${label.padEnd(width)}  ${cell(value, unit)}${of === undefined ? "" : ` of ${of}`}`
  );
}

/**
 * Aligned columns, numbers to the right. When the line is too long, names are cut in the middle to
 * their column's width and text in the last column goes on below itself, or below the line; then
 * the widest is cut.
 */
export function tableLines(
  columns: readonly Pick<Column, "label" | "unit" | "of" | "width">[],
  rows: readonly (readonly Cell[])[],
  printer: Pick<Printer, "columns" | "globals">,
): string[] {
  const header = columns.map(({ label, of }) => of === undefined ? label : `${label} (of ${of})`);
  const cells = rows.map((row) => columns.map(({ unit }, i) => cell(row[i] ?? null, unit)));
  const widths = fit(columns, [header, ...cells], printer.columns);
  const line = (texts: readonly string[]) =>
    texts.map((text, i) => aligned(text, widths[i] ?? 0, columns[i])).join("  ").trimEnd();
  const last = columns.length - 1;
  const width = widths[last] ?? 0;
  const isFolded = columns[last]?.unit === "text" && width >= LEAST_FOLDED;
  const lines = (texts: readonly string[]) => {
    const text = texts[last] ?? "";
    if (width === 0) return [line(texts.slice(0, last)), ...under(text, printer.columns)];
    const [first = "", ...more] = isFolded ? wrap(text, width) : [text];
    return [line([...texts.slice(0, last), first]), ...more.map((part) => line(below(part, last)))];
  };
  const head = lines(header).map((text) => bold(text, printer.globals.color));
  return cells.length === 0 ? [...head, "(none)"] : [...head, ...cells.flatMap(lines)];
}

/** The last column's text where it has no room beside the others. */
function under(text: string, available: number): string[] {
  if (text === "") return [];
  return wrap(text, available - BELOW.length).map((part) => BELOW + part);
}

function below(text: string, column: number): string[] {
  return [...Array<string>(column).fill(""), text];
}

/** Widths of the columns; 0 for the last one: its text goes below the line. */
function fit(
  columns: readonly Pick<Column, "unit" | "width">[],
  lines: readonly (readonly string[])[],
  available: number,
): readonly number[] {
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  let excess = widths.reduce((sum, width) => sum + width + 2, -2) - available;
  columns.forEach(({ width }, i) => {
    const over = Math.max(0, Math.min(excess, (widths[i] ?? 0) - (width ?? Infinity)));
    widths[i] = (widths[i] ?? 0) - over;
    excess -= over;
  });
  const last = columns.length - 1;
  const lastWidth = widths[last] ?? 0;
  if (excess > 0 && columns[last]?.unit === "text" && lastWidth > LEAST_FOLDED) {
    widths[last] = Math.max(LEAST_FOLDED, lastWidth - excess);
    excess -= lastWidth - (widths[last] ?? 0);
    if (excess > 0 && last > 0) {
      widths[last] = 0;
      excess -= LEAST_FOLDED + 2;
    }
  }
  while (excess > 0) {
    const widest = widths.reduce(
      (best, width, i) =>
        columns[i]?.unit === "text" && width > (best < 0 ? 8 : widths[best] ?? 0) ? i : best,
      -1,
    );
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function aligned(
  text: string,
  width: number,
  { unit, width: isName }: Pick<Column, "unit" | "width"> = { unit: "text" },
): string {
  if (text.length > width) {
    return isName === undefined ? `${text.slice(0, width - 2)}..` : shortId(text, width);
  }
  return unit === "text" || unit === "time" ? text.padEnd(width) : text.padStart(width);
}

function seriesLines(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  available: number,
): string[] {
  const labelWidth = Math.max(...columns.map(({ label }) => label.length));
  const width = Math.max(10, Math.min(60, available - labelWidth - 20));
  return columns.slice(1).map((column, i) => {
    const values = rows.map((row) => row[i + 1] ?? null);
    const last = cell(values.at(-1) ?? null, column.unit);
    return `${column.label.padEnd(labelWidth)}  ${sparkline(values, width)}  ${last}`;
  });
}

const bars = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";

/** Values as bars of eight heights between their smallest and largest; a gap is a blank. */
export function sparkline(values: readonly Cell[], width: number): string {
  const known = values.filter((value): value is number => typeof value === "number");
  const low = known.reduce((least, value) => Math.min(least, value), Infinity);
  const high = known.reduce((most, value) => Math.max(most, value), -Infinity);
  const count = Math.min(width, values.length);
  return Array.from({ length: count }, (_, i) => {
    // The last value of each stretch: what the series stood at when the stretch ended.
    const value = values[Math.ceil((i + 1) * values.length / count) - 1] ?? null;
    if (typeof value !== "number") return " ";
    const height = high > low ? (value - low) / (high - low) : 0.5;
    return bars[Math.min(7, Math.floor(height * 8))] ?? " ";
  }).join("");
}

function bold(text: string, color: boolean): string {
  return color ? `\u001b[1m${text}\u001b[0m` : text;
}
