import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Cell, Column } from "../../src/report/report.ts";
import { chosenRows, nextOrder } from "../../web/table_order.ts";

const columns: readonly Column[] = [
  { key: "id", label: "id", unit: "text" },
  { key: "net", label: "net", unit: "usd" },
];
const rows: readonly (readonly Cell[])[] = [
  ["10.1", 2_500_000],
  ["9.1", null],
  ["9.2 Bitcoin", -1_000_000],
];

function ids(found: readonly (readonly Cell[])[]): readonly Cell[] {
  return found.map(([id = null]) => id);
}

Deno.test("every word of a search must be in the row, as it is printed", () => {
  const of = (search: string) => ids(chosenRows({ columns, rows }, { search, order: null }));
  deepStrictEqual(of("$2.50"), ["10.1"]);
  deepStrictEqual(of("bitcoin -$1"), ["9.2 Bitcoin"]);
  deepStrictEqual(of("bitcoin $2.50"), []);
  deepStrictEqual(of("  "), ["10.1", "9.1", "9.2 Bitcoin"]);
});

Deno.test("ids are sorted by the numbers in them, money by size", () => {
  const of = (key: string, descending: boolean) =>
    ids(chosenRows({ columns, rows }, { search: "", order: { key, descending } }));
  deepStrictEqual(of("id", false), ["9.1", "9.2 Bitcoin", "10.1"]);
  deepStrictEqual(of("net", true), ["10.1", "9.2 Bitcoin", "9.1"]);
  deepStrictEqual(of("no such column", true), ids(rows));
});

Deno.test("what is not known comes last, whichever way; nothing is lost", () => {
  const cell = fc.option(fc.integer(), { nil: null });
  fc.assert(fc.property(fc.array(cell), fc.boolean(), (values, descending) => {
    const table = { columns: columns.slice(1), rows: values.map((value) => [value]) };
    const sorted = chosenRows(table, { search: "", order: { key: "net", descending } })
      .map(([value = null]) => value);
    const known = values.filter((value) => value !== null)
      .sort((a, b) => descending ? b - a : a - b);
    deepStrictEqual(sorted.slice(0, known.length), known);
    strictEqual(sorted.length, values.length);
  }));
});

Deno.test("a column's head sorts, turns round, and lets go", () => {
  const [text, money] = columns;
  if (text === undefined || money === undefined) throw new Error("two columns");
  const first = nextOrder(null, money);
  deepStrictEqual(first, { key: "net", descending: true });
  deepStrictEqual(nextOrder(first, money), { key: "net", descending: false });
  strictEqual(nextOrder({ key: "net", descending: false }, money), null);
  deepStrictEqual(nextOrder(first, text), { key: "id", descending: false });
});
