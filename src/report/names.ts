import type { Facts } from "./fold.ts";
import type { Cell, TableReport } from "./report.ts";

/** Names of markets for people by id, as far as a decision told them. */
export function marketNames({ decisions }: Facts): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { decision } of decisions.values()) {
    if (decision.kind === "entry") names.set(decision.market, decision.slug);
  }
  return names;
}

/** The table with names instead of ids in its column `market`. */
export function withNames(report: TableReport, names: ReadonlyMap<string, string>): TableReport {
  const index = report.columns.findIndex(({ key }) => key === "market");
  const named = (value: Cell, i: number): Cell =>
    i === index && typeof value === "string" ? names.get(value) ?? value : value;
  return { ...report, rows: report.rows.map((row) => row.map(named)) };
}
