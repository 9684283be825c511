// Parts of reports by name, for tests that look at single values.
import type { Cell, Report, TableReport } from "../../src/report/report.ts";

/** The raw value of a section's stat; throws when there is none. */
export function statIn(sections: readonly Report[], section: string, key: string): Cell {
  const found = sections.find(({ name }) => name === section);
  if (found?.shape !== "stats") throw new Error(`Cannot find stats ${section}`);
  const stat = found.stats.find((one) => one.key === key);
  if (stat === undefined) throw new Error(`Cannot find ${key} in ${section}`);
  return stat.value;
}

/** The table of that name; throws when there is none. */
export function tableIn(sections: readonly Report[], name: string): TableReport {
  const found = sections.find((section) => section.name === name);
  if (found?.shape !== "table") throw new Error(`Cannot find table ${name}`);
  return found;
}

/** One column of it, from the first row to the last. */
export function columnOf({ columns, rows }: TableReport, key: string): readonly Cell[] {
  const index = columns.findIndex((column) => column.key === key);
  if (index === -1) throw new Error(`Cannot find column ${key}`);
  return rows.map((row) => row[index] ?? null);
}

/** The rows as objects by column. */
export function recordsOf(table: TableReport): readonly Readonly<Record<string, Cell>>[] {
  return table.rows.map((row) =>
    Object.fromEntries(table.columns.map(({ key }, i) => [key, row[i] ?? null]))
  );
}
