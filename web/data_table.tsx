import { useId, useState } from "preact/hooks";
import type { JSX } from "preact";
import { cell } from "../src/report/format.ts";
import type { Cell, Column, TableReport } from "../src/report/report.ts";
import { chosenRows, nextOrder, type Order } from "./table_order.ts";
import { isNumber, type Links, Value } from "./value.tsx";

/** Rows drawn before somebody asks for more. */
const PAGE = 100;
/** A table that fits on a screen needs no search. */
const SEARCH_FROM = 9;

/** How a view wants a column drawn. */
export type Draw = (value: Cell, row: readonly Cell[]) => JSX.Element;

/** How a view wants a table drawn. */
export interface TableLook {
  readonly title?: string;
  readonly links?: Links;
  readonly order?: Order;
  readonly empty?: string;
  readonly draw?: Readonly<Record<string, Draw>>;
  /** Columns that are drawn as text, which may wrap. */
  readonly wrap?: readonly string[];
  /** The view has a search of its own, which looks further. */
  readonly searched?: true;
  /** Columns not drawn: another column says it. */
  readonly hide?: readonly string[];
  /** Where there is no room for columns: what stands in a row's two lines; the rest is left out. */
  readonly lines?: readonly [first: readonly string[], second: readonly string[]];
}

/** A table that can be sorted by its heads and searched; it scrolls sideways within itself. */
export function DataTable(
  { table, look = {} }: { readonly table: TableReport; readonly look?: TableLook },
): JSX.Element {
  const [search, setSearch] = useState("");
  const [order, setOrder] = useState<Order | null>(look.order ?? null);
  const [most, setMost] = useState(PAGE);
  const box = useId();
  if (table.rows.length === 0) return <p class="empty">{look.empty ?? "Nothing here yet."}</p>;
  const rows = chosenRows(table, { search, order });
  const shown = table.columns.flatMap((column, index) =>
    look.hide?.includes(column.key) === true ? [] : [{ column, index }]
  );
  return (
    <>
      {look.searched !== true && table.rows.length >= SEARCH_FROM && (
        <p class="search">
          <label for={box}>Search</label>
          <input
            id={box}
            type="search"
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
          <output for={box}>{rows.length} of {table.rows.length}</output>
        </p>
      )}
      <div class="scroll" tabIndex={0} role="group" aria-label={table.title}>
        <table class={look.lines === undefined ? "" : "folded"}>
          <thead>
            <tr>
              {shown.map(({ column }) => (
                <HeadCell
                  key={column.key}
                  column={column}
                  line={lineOf(column, look)}
                  order={order}
                  onOrder={() => setOrder(nextOrder(order, column))}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, most).map((row, i) => (
              <BodyRow key={i} row={row} shown={shown} look={look} />
            ))}
          </tbody>
          {table.totals !== null && search === "" && (
            <tfoot>
              <tr>
                {shown.map(({ column, index }, place) => (
                  <td key={column.key} class={`${classOf(column)}${lineOf(column, look)}`}>
                    {total(table.totals?.[index] ?? null, column, place)}
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {rows.length > most && (
        <button type="button" onClick={() => setMost(most + 5 * PAGE)}>
          Show more ({rows.length - most} left)
        </button>
      )}
    </>
  );
}

interface Shown {
  readonly column: Column;
  readonly index: number;
}

function BodyRow(
  { row, shown, look }: {
    readonly row: readonly Cell[];
    readonly shown: readonly Shown[];
    readonly look: TableLook;
  },
): JSX.Element {
  return (
    <tr>
      {shown.map(({ column, index }) => (
        <td key={column.key} class={cellClass(column, row[index] ?? null, look)}>
          {look.draw?.[column.key]?.(row[index] ?? null, row) ?? (
            <Value
              value={row[index] ?? null}
              unit={column.unit}
              column={column.key}
              {...look.links === undefined ? {} : { links: look.links }}
            />
          )}
        </td>
      ))}
    </tr>
  );
}

function total(value: Cell, { unit }: Column, place: number): string {
  if (value !== null) return cell(value, unit);
  return place === 0 ? "total" : "";
}

function HeadCell(
  { column, line, order, onOrder }: {
    readonly column: Column;
    readonly line: string;
    readonly order: Order | null;
    readonly onOrder: () => void;
  },
): JSX.Element {
  const mine = order?.key === column.key;
  const way = mine ? (order.descending ? "descending" : "ascending") : "none";
  const mark = mine ? (order.descending ? " \u25be" : " \u25b4") : "";
  const of = column.of === undefined ? {} : { title: `share of ${column.of}` };
  return (
    <th scope="col" aria-sort={way} class={`${classOf(column)}${line}`}>
      <button type="button" class="head" onClick={onOrder} {...of}>{column.label}{mark}</button>
    </th>
  );
}

/** Sentences may wrap, but not into a column of single words; names and short words stay whole. */
function cellClass(column: Column, value: Cell, look: TableLook): string {
  const drawn = look.draw?.[column.key] !== undefined && look.wrap?.includes(column.key) !== true;
  const long = !drawn && typeof value === "string" && value.length > 22;
  return `${classOf(column)}${long ? " long" : ""}${lineOf(column, look)}`;
}

function lineOf({ key }: Column, { lines }: TableLook): string {
  if (lines === undefined) return "";
  const line = lines.findIndex((keys) => keys.includes(key));
  const lead = lines[line]?.[0] === key ? " lead" : "";
  return `${[" line-first", " line-second"][line] ?? " line-none"}${lead}`;
}

function classOf({ unit, detail }: Column): string {
  return `${isNumber(unit) ? "number" : "words"}${detail === true ? " detail" : ""}`;
}
