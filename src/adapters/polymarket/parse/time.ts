import type { Result } from "../../../core/types/result.ts";
import { err, ok } from "../../../core/types/result.ts";
import type { Millis } from "../../../core/types/units.ts";
import type { Unreadable } from "../types.ts";
import { badDecimal, readJson } from "./json.ts";
import { A_TIME, toMillis } from "./values.ts";

/** The venue's clock: `/time` is a bare number of seconds. */
export function parseTime(body: string): Result<Millis, Unreadable> {
  const json = readJson(body, "time");
  if (!json.ok) return json;
  const at = toMillis(json.value);
  return at === null ? err(badDecimal("time", "time", "it", json.value, A_TIME)) : ok(at);
}
