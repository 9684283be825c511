import type { EvidenceKind } from "../../core/types/advice.ts";
import { type Millis, millis } from "../../core/types/units.ts";

/** A piece of evidence before it has an id, a hash and flags. */
export interface Draft {
  readonly kind: EvidenceKind;
  readonly source: string;
  readonly title: string;
  /** As plain as it is shown. */
  readonly text: string;
  /** All that was fetched of it, as it came: what is hidden in it counts against it too. */
  readonly raw: readonly string[];
  readonly url: string;
  readonly publishedAt: Millis | null;
  readonly fetchedAt: Millis;
}

/** What one source gave. */
export interface Found {
  readonly drafts: readonly Draft[];
  readonly missing: readonly string[];
}

/** "1 comment", "2 comments". */
export function counted(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

/** A time as ISO 8601 in UTC, or as GDELT writes it: 20261126T101500Z; null for anything else. */
export function timeOf(text: string | null): Millis | null {
  const parts =
    /^(\d{4})-?(\d\d)-?(\d\d)[T ]?(\d\d):?(\d\d):?(\d\d)(\.\d{1,9})?(?:Z|\+00(?::?00)?)?$/
      .exec(text ?? "");
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second, fraction] = parts;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}${(fraction ?? "").slice(0, 4)}Z`;
  const time = Date.parse(iso);
  return Number.isSafeInteger(time) && time >= 0 ? millis(time) : null;
}

/** Letters and digits of a text: the same for texts that differ in dress only. */
export function keyOf(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}
