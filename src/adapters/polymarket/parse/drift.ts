// The venue adds fields and words without notice. What is not known here is said once, so that a
// change is seen before it matters; nothing else depends on it.
import type { JsonObject } from "./json.ts";
import { printable, show } from "./json.ts";
import { toTickSize } from "./values.ts";

/** Hears of fields and words of the venue that are not known here. */
export interface Drift {
  /** `where`: an answer or message, e.g. "book". `field`: a field, or `field = "word"`. */
  seen(where: string, field: string): void;
}

/** After so many different things the venue is another one, and a list of all is of no use. */
export const MAX_DRIFT = 200;

/** Says each (where, field) once, and after {@link MAX_DRIFT} of them that no more are said. */
export function createDrift(say: (text: string) => void): Drift {
  const said = new Set<string>();
  return {
    seen(where, field) {
      const text = `Polymarket: ${where} has ${printable(field)}, which is not known here`;
      if (said.size > MAX_DRIFT || said.has(text)) return;
      said.add(text);
      const last = said.size > MAX_DRIFT;
      say(last ? `Polymarket: more than ${MAX_DRIFT} unknown fields; no more are said` : text);
    },
  };
}

/**
 * Reports the fields of `object` that are not in `known`. One set lookup a field: about 40 ns for
 * the 18 fields of a message with two changes, so that every message can be looked at.
 */
export function unknownFields(
  object: JsonObject,
  known: ReadonlySet<string>,
  where: string,
  drift: Drift,
): void {
  for (const field in object) {
    if (!known.has(field)) drift.seen(where, field);
  }
}

/** Reports a word that is not in `known`; texts only, since an absent word is no new one. */
export function unknownWord(
  object: JsonObject,
  field: string,
  known: ReadonlySet<string>,
  where: string,
  drift: Drift,
): void {
  const word = object[field];
  if (typeof word === "string" && !known.has(word)) drift.seen(where, `${field} = "${word}"`);
}

/** Reports a tick size that is there and is none of the venue's known ones. */
export function unknownTick(object: JsonObject, field: string, where: string, drift: Drift): void {
  const value = object[field];
  if (value === undefined || value === null || value === "" || toTickSize(value) !== null) return;
  drift.seen(where, `${field} = ${show(value)}`);
}
