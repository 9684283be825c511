// How markets ended: `/v2/resolutions` of the Data API. Only its payouts settle anything.
import type { Result } from "../../../core/types/result.ts";
import { err, ok } from "../../../core/types/result.ts";
import { MICRO } from "../../../core/types/units.ts";
import type { Resolution, Unreadable } from "../types.ts";
import { type Drift, unknownFields, unknownWord } from "./drift.ts";
import { RESOLUTION_FIELDS, RESOLUTION_STATUSES } from "./fields.ts";
import { bad, isObject, isUnreadable, readObject, show, textOf } from "./json.ts";
import { toMarketId } from "./values.ts";

const WHERE = "resolutions";

/**
 * The rows of an answer in its order. Payouts other than two parts of one dollar, and payouts of
 * anything but "resolved", leave a market pending. Of a row whose market or status cannot be read
 * nothing is known, and it refuses the answer.
 */
export function parseResolutions(
  body: string,
  drift?: Drift,
): Result<readonly Resolution[], Unreadable> {
  const json = readObject(body, WHERE);
  if (!json.ok) return json;
  const { data } = json.value;
  if (!Array.isArray(data)) return err(bad("wrongType", WHERE, "data", data, "an array"));
  const rows: Resolution[] = [];
  for (const raw of data as readonly unknown[]) {
    const row = rowOf(raw, rows.length, drift);
    if (isUnreadable(row)) return err(row);
    rows.push(row);
  }
  return ok(rows);
}

function rowOf(raw: unknown, index: number, drift: Drift | undefined): Resolution | Unreadable {
  if (!isObject(raw)) return bad("wrongType", WHERE, `data[${index}]`, raw, "an object");
  const { condition_id: condition, payouts: rawPayouts } = raw;
  const market = toMarketId(condition);
  if (market === null) {
    return bad("wrongType", WHERE, `data[${index}].condition_id`, condition, "a condition id");
  }
  const status = textOf(raw, "status");
  if (status === null) {
    return bad("wrongType", WHERE, `data[${index}].status`, raw["status"], "a text");
  }
  const payouts = status === "resolved" ? payoutsOf(rawPayouts) : null;
  if (drift !== undefined) {
    unknownFields(raw, RESOLUTION_FIELDS, WHERE, drift);
    unknownWord(raw, "status", RESOLUTION_STATUSES, WHERE, drift);
    if (status === "resolved" && payouts === null) {
      drift.seen(WHERE, `payouts = ${payoutText(rawPayouts)}`);
    }
  }
  return { market, status, payouts };
}

function payoutsOf(value: unknown): readonly [number, number] | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [first, second] = value.map(toPart);
  if (first === undefined || second === undefined || first === null || second === null) return null;
  return first + second === MICRO ? [first, second] : null;
}

// Base units: a text of them is digits too, "0.5" is none.
function toPart(value: unknown): number | null {
  const part = typeof value === "string" && /^\d{1,7}$/.test(value) ? Number(value) : value;
  return typeof part === "number" && Number.isInteger(part) && part >= 0 && part <= MICRO
    ? part
    : null;
}

function payoutText(value: unknown): string {
  return Array.isArray(value) ? `[${value.slice(0, 4).map(show).join(", ")}]` : show(value);
}
