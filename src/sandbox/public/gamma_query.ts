// What may be asked of Gamma's lists, and the answer to what may not.
import type { Context } from "hono";
import { err, ok, type Result } from "../../core/types/result.ts";
import { listParameter } from "./parts.ts";

/** A page of a list: filters are the caller's, order and place in it are here. */
export interface Query<Row> {
  readonly limit: number;
  readonly order: OrderField<Row> | null;
  readonly ascending: boolean;
  /** null: the first page. */
  readonly after: Cursor | null;
}

/** A field to sort by. */
export interface OrderField<Row> {
  readonly name: string;
  readonly of: (row: Row) => number;
}

/** The last row of the page before. */
interface Cursor {
  readonly value: number;
  readonly id: number;
}

/** A row and the cursor after it. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

const MOST_ROWS = 100;
const USUAL_ROWS = 20;

/** Reads limit, order, ascending and after_cursor; the error is what Gamma answers with 422. */
export function readQuery<Row>(
  c: Context,
  fields: Readonly<Record<string, (row: Row) => number>>,
): Result<Query<Row>, string> {
  if (c.req.query("offset") !== undefined) {
    return err("offset is not supported on keyset endpoints; use after_cursor");
  }
  const limit = Number(c.req.query("limit") ?? USUAL_ROWS);
  if (!Number.isSafeInteger(limit) || limit < 1) return err("limit is invalid integer");
  const name = c.req.query("order");
  const of = name === undefined ? undefined : ownField(fields, name);
  if (name !== undefined && of === undefined) return err("order fields are not valid");
  const cursor = c.req.query("after_cursor");
  const after = cursor === undefined || cursor === "" ? null : parseCursor(cursor);
  if (after === null && cursor !== undefined && cursor !== "") return err("invalid after_cursor");
  return ok({
    limit: Math.min(limit, MOST_ROWS),
    order: name === undefined || of === undefined ? null : { name, of },
    ascending: c.req.query("ascending") !== "false",
    after,
  });
}

function ownField<Row>(
  fields: Readonly<Record<string, (row: Row) => number>>,
  name: string,
): ((row: Row) => number) | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Sorts and cuts; without an order the rows come by id, rising. */
export function pageOf<Row>(
  rows: readonly Row[],
  query: Query<Row>,
  idOf: (row: Row) => number,
): Page<Row> {
  const { order, limit, after } = query;
  const sign = order === null || query.ascending ? 1 : -1;
  const valueOf = order?.of ?? (() => 0);
  const sorted = rows
    .map((row) => ({ row, value: sign * valueOf(row), id: idOf(row) }))
    .sort((a, b) => a.value - b.value || a.id - b.id);
  const rest = after === null
    ? sorted
    : sorted.filter(({ value, id }) =>
      value > sign * after.value || (value === sign * after.value && id > after.id)
    );
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const next = last === undefined || rest.length <= limit
    ? null
    : cursorText({ value: sign * last.value, id: last.id });
  return { rows: page.map(({ row }) => row), next };
}

/** The number of a Gamma id. */
export function idNumber(id: string): number {
  return Number(id);
}

/** The ids a list is narrowed to; null: not narrowed. */
export function wantedIds(c: Context, name: string): ReadonlySet<string> | null {
  const ids = listParameter(c, name);
  return ids.length === 0 ? null : new Set(ids.map((id) => id.toLowerCase()));
}

/** Bounds `<name>_min` and `<name>_max`, numbers. */
export function numberBounds(c: Context, name: string): Result<(value: number) => boolean, string> {
  const [least, most] = ["min", "max"].map((end) => c.req.query(`${name}_${end}`));
  const [min, max] = [Number(least ?? -Infinity), Number(most ?? Infinity)];
  if (Number.isNaN(min) || Number.isNaN(max)) return err(`${name} is invalid number`);
  return ok((value) => value >= min && value <= max);
}

/** Bounds `<name>_min` and `<name>_max`, times of RFC 3339. */
export function timeBounds(c: Context, name: string): Result<(value: number) => boolean, string> {
  const [least, most] = ["min", "max"].map((end) => c.req.query(`${name}_${end}`));
  const min = least === undefined ? -Infinity : Date.parse(least);
  const max = most === undefined ? Infinity : Date.parse(most);
  if (Number.isNaN(min) || Number.isNaN(max)) return err(`${name} is invalid time`);
  return ok((value) => value >= min && value <= max);
}

function cursorText({ value, id }: Cursor): string {
  return btoa(JSON.stringify([value, id])).replaceAll("+", "-").replaceAll("/", "_");
}

function parseCursor(text: string): Cursor | null {
  try {
    const cell: unknown = JSON.parse(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
    if (!Array.isArray(cell)) return null;
    const [value, id] = cell as readonly unknown[];
    return typeof value === "number" && typeof id === "number" ? { value, id } : null;
  } catch (error) {
    // Whatever is not base64 of JSON was not given by us.
    if (error instanceof SyntaxError || error instanceof DOMException) return null;
    throw error;
  }
}
