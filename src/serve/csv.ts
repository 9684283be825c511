import type { Cell, Report, Unit } from "../report/report.ts";

/**
 * Sections with columns as CSV (RFC 4180) in the units that its headers name, one header line a
 * section and an empty line between. Text that a spreadsheet would take for a formula gets an
 * apostrophe in front.
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
      return [
        section.columns.map(({ key, unit: of }) => `${key}${unit(of)}`),
        ...section.rows.map((row) =>
          section.columns.map((column, i) => inUnit(row[i] ?? null, column.unit))
        ),
      ];
    }
    case "stats":
      return [
        ["key", "unit", "value"],
        ...section.stats.map((s) => [s.key, s.unit, inUnit(s.value, s.unit)]),
      ];
    case "log":
      return [
        ["at [time]", "text"],
        ...section.lines.map(({ at, text }) => [inUnit(at, "time"), text]),
      ];
  }
}

/** Reports hold money, prices and shares in 1e-6: whoever sums a column of a sheet wants dollars. */
function inUnit(value: Cell, unit: Unit): Cell {
  if (typeof value !== "number") return value;
  switch (unit) {
    case "usd":
    case "price":
    case "shares":
      return value / 1e6;
    case "cents":
      return value / 1e4;
    case "time":
      return new Date(value).toISOString();
    case "ms":
    case "count":
    case "ratio":
    case "text":
      return value;
  }
}

function field(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
