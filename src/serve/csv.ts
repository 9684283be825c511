import type { Cell, Report } from "../report/report.ts";

/**
 * Sections with columns as CSV (RFC 4180), raw values, one header line a section and an empty line
 * between. Text that a spreadsheet would take for a formula gets an apostrophe in front.
 */
export function csvOf(sections: readonly Report[]): string {
  return sections.flatMap((section) => {
    const lines = linesOf(section);
    return lines === null
      ? []
      : [lines.map((cells) => `${cells.map(field).join(",")}\r\n`).join("")];
  }).join("\r\n");
}

function linesOf(section: Report): readonly (readonly Cell[])[] | null {
  switch (section.shape) {
    case "table":
    case "series": {
      const unit = (of: string) => of === "text" ? "" : ` [${of}]`;
      return [section.columns.map(({ key, unit: of }) => `${key}${unit(of)}`), ...section.rows];
    }
    case "stats":
      return [["key", "unit", "value"], ...section.stats.map((s) => [s.key, s.unit, s.value])];
    case "log":
      return [["at [time]", "text"], ...section.lines.map(({ at, text }) => [at, text])];
  }
}

function field(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
