// Prices of the past: `/v2/prices-history` of the Data API, and the CLOB's older `/prices-history`.
import type { Result } from "../../../core/types/result.ts";
import { err, ok } from "../../../core/types/result.ts";
import type { Probability } from "../../../core/types/units.ts";
import { MICRO } from "../../../core/types/units.ts";
import type { HistoryPoint, Unreadable } from "../types.ts";
import { micro } from "./decimal.ts";
import type { Drift } from "./drift.ts";
import { bad, badDecimal, isObject, isUnreadable, readObject } from "./json.ts";
import { A_TIME, toMillis } from "./values.ts";

const WHERE = "history";

/**
 * The points of either form, oldest first; of two at one time the later in the answer stands. A
 * point that cannot be read refuses the answer: a gap would look like a calm hour.
 */
export function parseHistory(
  body: string,
  drift?: Drift,
): Result<readonly HistoryPoint[], Unreadable> {
  const json = readObject(body, WHERE);
  if (!json.ok) return json;
  const { data, history } = json.value;
  const list = data ?? history;
  if (!Array.isArray(list)) {
    return err(bad("wrongType", WHERE, "data or history", list, "an array"));
  }
  if (data !== undefined && hasMore(json.value["pagination"])) {
    drift?.seen(WHERE, "pagination.has_more = true");
  }
  const points: HistoryPoint[] = [];
  let ordered = true;
  for (let i = 0; i < list.length; i++) {
    const point = pointOf(list[i], i);
    if (isUnreadable(point)) return err(point);
    const last = points.at(-1);
    ordered &&= last === undefined || last.at < point.at;
    points.push(point);
  }
  return ok(ordered ? points : inOrder(points));
}

// Asked for in pieces that fit into one page, so a second page is news.
function hasMore(pagination: unknown): boolean {
  return isObject(pagination) && pagination["has_more"] === true;
}

function pointOf(raw: unknown, index: number): HistoryPoint | Unreadable {
  if (!isObject(raw)) return bad("wrongType", WHERE, `[${index}]`, raw, "an object");
  const time = raw["timestamp"] ?? raw["t"];
  const value = raw["price"] ?? raw["p"];
  const at = toMillis(time);
  if (at === null) return badDecimal("time", WHERE, `[${index}].timestamp`, time, A_TIME);
  const price = toProbability(value);
  if (price === null) {
    return badDecimal("price", WHERE, `[${index}].price`, value, "a price in [0, 1]");
  }
  return { at, price };
}

// A mid or a settled price, not a quote: 0 and 1 are prices, and the grid is no matter.
function toProbability(value: unknown): Probability | null {
  const text = typeof value === "string" ? micro(value) : null;
  const price = text === null ? value : text / MICRO;
  return typeof price === "number" && price >= 0 && price <= 1 ? price as Probability : null;
}

function inOrder(points: readonly HistoryPoint[]): readonly HistoryPoint[] {
  const sorted = points.toSorted((a, b) => a.at - b.at);
  return sorted.filter((point, i) => sorted[i + 1]?.at !== point.at);
}
