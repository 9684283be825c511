// Order and choice of a table's rows; what is not known comes last, whichever way.
import { cell } from "../src/report/format.ts";
import type { Cell, Column, TableReport } from "../src/report/report.ts";

/** By which column, and which way. */
export interface Order {
  readonly key: string;
  readonly descending: boolean;
}

type Row = TableReport["rows"][number];

/** Rows that hold every word of `search` as they are printed, in the order asked for. */
export function chosenRows(
  { columns, rows }: Pick<TableReport, "columns" | "rows">,
  { search, order }: { readonly search: string; readonly order: Order | null },
): readonly Row[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const found = words.length === 0 ? rows : rows.filter((row) => {
    const text = rowText(row, columns);
    return words.every((word) => text.includes(word));
  });
  const index = columns.findIndex(({ key }) => key === order?.key);
  if (order === null || index === -1) return found;
  const sign = order.descending ? -1 : 1;
  return found.toSorted((a, b) => compare(a[index] ?? null, b[index] ?? null, sign));
}

function rowText(row: Row, columns: readonly Column[]): string {
  return row.map((value, i) => {
    const unit = columns[i]?.unit ?? "text";
    return typeof value === "string" ? value : cell(value, unit);
  }).join(" ").toLowerCase();
}

function compare(a: Cell, b: Cell, sign: 1 | -1): number {
  const [noA, noB] = [a === null || a === "", b === null || b === ""];
  if (noA || noB) return Number(noA) - Number(noB);
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  // By numbers inside the text: decision 9.1 comes before 10.1.
  return sign * String(a).localeCompare(String(b), "en", { numeric: true });
}

/** The next order after a click on a column: numbers and times largest first, text from a to z. */
export function nextOrder(before: Order | null, column: Column): Order | null {
  const first = column.unit !== "text";
  if (before?.key !== column.key) return { key: column.key, descending: first };
  return before.descending === first ? { key: column.key, descending: !first } : null;
}
