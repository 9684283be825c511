import type { Result } from "../../../core/types/result.ts";
import { err, ok } from "../../../core/types/result.ts";
import type { Unreadable } from "../types.ts";
import { bad, readObject, textOf } from "./json.ts";

/** Where the venue takes us to be; the address is not kept. */
export interface Geoblock {
  readonly blocked: boolean;
  /** Two letters; null when it is not said. */
  readonly country: string | null;
  readonly region: string | null;
}

/** The answer of the geoblock page. Without a plain yes or no it is refused, never "not blocked". */
export function parseGeoblock(body: string): Result<Geoblock, Unreadable> {
  const where = "geoblock";
  const json = readObject(body, where);
  if (!json.ok) return json;
  const { blocked } = json.value;
  if (typeof blocked !== "boolean") {
    return err(bad("wrongType", where, "blocked", blocked, "true or false"));
  }
  return ok({
    blocked,
    country: textOf(json.value, "country"),
    region: textOf(json.value, "region"),
  });
}
