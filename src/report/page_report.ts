// A report as part of a page: stats, tables, series and logs, with the numbers of every other reader.
import { cell, time } from "./format.ts";
import { element, html } from "./page_html.ts";
import type { Cell, Column, Report, Stat } from "./report.ts";

/** A series longer than this is shown thinned; its last row always stays. */
const MOST_ROWS = 200;
/** A table longer than this scrolls inside itself. */
const LONG = 20;

/** A section with its heading, its notes first. */
export function sectionHtml(report: Report): string {
  const notes = report.notes.map((note) => element("p", { class: "note" }, html(note)));
  return element(
    "section",
    {},
    [element("h2", {}, html(report.title)), ...notes, bodyOf(report)].join("\n"),
  );
}

/** Named values as a table of two columns. */
export function statsHtml(stats: readonly Stat[], title: string): string {
  const rows = stats.map(({ label, value, unit, of }) => {
    const shown = html(cell(value, unit)) + (of === undefined ? "" : ofHtml(of));
    return row(element("th", { scope: "row" }, html(label)) + element("td", { class: "v" }, shown));
  });
  return rows.length === 0
    ? ""
    : scroll(title, table(title, element("tbody", {}, rows.join("\n"))));
}

function bodyOf(report: Report): string {
  switch (report.shape) {
    case "stats":
      return statsHtml(report.stats, report.title);
    case "table":
      return tableHtml(report);
    case "series":
      return seriesHtml(report);
    case "log": {
      const lines = report.lines.map(({ at, text }) =>
        element("li", {}, `${element("time", { datetime: time(at) }, time(at))} ${html(text)}`)
      );
      return element("ol", {}, lines.join("\n"));
    }
  }
}

function seriesHtml(report: Extract<Report, { shape: "series" }>): string {
  const { columns, rows, stats, title } = report;
  const every = Math.ceil(rows.length / MOST_ROWS);
  const kept = rows.filter((_, i) => (rows.length - 1 - i) % every === 0);
  const said = every > 1
    ? element(
      "p",
      { class: "note" },
      html(`Every ${every}th of ${rows.length} rows, the last one too.`),
    )
    : "";
  return [statsHtml(stats, title), said, tableHtml({ title, columns, rows: kept, totals: null })]
    .filter((part) => part !== "").join("\n");
}

interface TableParts {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly totals: readonly Cell[] | null;
}

function tableHtml({ title, columns, rows, totals }: TableParts): string {
  if (rows.length === 0) return element("p", {}, "(none)");
  const heads = columns.map((column) => {
    const of = column.of === undefined ? "" : ofHtml(column.of);
    return element("th", { scope: "col", class: kindOf(column) }, html(column.label) + of);
  });
  const body = rows.map((cells) => rowHtml(columns, cells));
  // A first column that is a sum itself has no room for the name.
  const name = columns[0]?.summed ? columns.findLastIndex(({ unit }) => unit === "text") : 0;
  const sums = totals?.map((total, i) => columns[i]?.summed ? total : i === name ? "total" : "");
  const parts = [
    element("thead", {}, row(heads.join(""))),
    element("tbody", {}, body.join("\n")),
    sums === undefined ? "" : element("tfoot", {}, rowHtml(columns, sums)),
  ];
  return scroll(title, table(title, parts.join("\n")), rows.length > LONG);
}

function rowHtml(columns: readonly Column[], cells: readonly Cell[]): string {
  return row(
    columns.map((column, i) =>
      element("td", { class: kindOf(column) }, html(cell(cells[i] ?? null, column.unit)))
    ).join(""),
  );
}

function kindOf({ unit }: Column): string {
  return unit === "text" || unit === "time" ? "t" : "n";
}

function ofHtml(of: string): string {
  return element("span", { class: "of" }, ` of ${html(of)}`);
}

function row(cells: string): string {
  return `<tr>${cells}</tr>`;
}

function table(title: string, inside: string): string {
  return element("table", {}, `${element("caption", {}, html(title))}\n${inside}`);
}

/** A wide table scrolls inside itself, by keys too. */
function scroll(title: string, inside: string, isLong: boolean = false): string {
  const kind = isLong ? "scroll long" : "scroll";
  return element("div", { class: kind, tabindex: 0, role: "region", "aria-label": title }, inside);
}
