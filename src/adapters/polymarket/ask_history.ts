import type { TokenId } from "../../core/types/ids.ts";
import { err, ok, type Result } from "../../core/types/result.ts";
import type { Millis } from "../../core/types/units.ts";
import { address, field } from "./address.ts";
import type { Ask } from "./ask.ts";
import type { RestFailure } from "./failure.ts";
import type { VenueHosts } from "./types.ts";

/** Which prices. */
export interface HistoryQuery {
  readonly token: TokenId;
  readonly from: Millis;
  /** Exclusive. */
  readonly to: Millis;
  readonly bucketSeconds: number;
}

/** A body and whose form it has. */
export interface HistoryBody {
  readonly source: "data" | "clob";
  readonly body: string;
}

const DAY_S = 86_400;
/** The Data API's bounds of one answer. */
const LONGEST_S = 15 * DAY_S;
const MOST_ROWS = 10_000;
/** Steps the Data API keeps, seconds. */
const buckets: readonly number[] = [60, 300, 1_800, 10_800, 43_200];

/** Prices of a token from the Data API; from the CLOB when that fails or knows none. */
export async function askHistory(
  ask: Ask,
  hosts: VenueHosts,
  query: HistoryQuery,
): Promise<Result<HistoryBody, RestFailure>> {
  const end = Math.ceil(query.to / 1_000);
  // The Data API refuses 0.
  const start = Math.max(1, Math.floor(query.from / 1_000), end - LONGEST_S);
  const bucket = bucketFor(end - start, query.bucketSeconds);
  const first = await ask({
    url: address(`${hosts.data}/prices-history`, [
      ["token_id", query.token],
      ["start", String(start)],
      ["end", String(end)],
      ["bucket_seconds", String(bucket)],
      ["limit", String(MOST_ROWS)],
    ]),
    scopes: ["all", "data"],
  });
  const rows = first.ok ? field(first.value.json, "data") : null;
  if (first.ok && !(Array.isArray(rows) && rows.length === 0)) {
    return ok({ source: "data", body: first.value.text });
  }
  if (!first.ok && first.error.kind === "aborted") return first;
  const second = await ask({
    url: address(`${hosts.clob}/prices-history`, [
      ["market", query.token],
      ["startTs", String(start)],
      ["endTs", String(end)],
      ["fidelity", String(bucket / 60)],
    ]),
    scopes: ["all", "clob", "clobHistory"],
  });
  if (second.ok) return ok({ source: "clob", body: second.value.text });
  // That there is no history is an answer, and of the source that was asked first.
  if (first.ok) return ok({ source: "data", body: first.value.text });
  return err({ ...first.error, detail: `${first.error.detail}; ${second.error.detail}` });
}

/**
 * The coarsest kept step not above the one asked for, in seconds; a coarser one where the rows
 * would not fit into one answer, for the newest come last and would be cut off.
 */
export function bucketFor(spanSeconds: number, asked: number): number {
  const fits = (bucket: number) => Math.ceil(spanSeconds / bucket) + 1 <= MOST_ROWS;
  const wanted = buckets.findLast((bucket) => bucket <= asked) ?? 60;
  return buckets.find((bucket) => bucket >= wanted && fits(bucket)) ?? wanted;
}
