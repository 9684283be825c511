import type { Cell, TableReport } from "./report.ts";

/** The table with names instead of ids in its column `market`. */
export function withNames(report: TableReport, names: ReadonlyMap<string, string>): TableReport {
  const index = report.columns.findIndex(({ key }) => key === "market");
  const named = (value: Cell, i: number): Cell =>
    i === index && typeof value === "string" ? names.get(value) ?? value : value;
  return { ...report, rows: report.rows.map((row) => row.map(named)) };
}
