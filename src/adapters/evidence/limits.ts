import type { EvidenceKind } from "../../core/types/advice.ts";
import type { Millis } from "../../core/types/units.ts";

/** Bounds of what is fetched and of what is kept of it. */
export interface EvidenceLimits {
  /** For one request: connection, headers and body. */
  readonly timeoutMs: Millis;
  /** Of one body. */
  readonly maxBytes: number;
  /** Brackets within brackets in one body. */
  readonly maxDepth: number;
  /** The same address is not asked again for this long. */
  readonly cacheMs: Millis;
  /** Requests to the venue at one time, and requests that may wait. */
  readonly venueWidth: number;
  readonly venueQueue: number;
  /** From one request for news to the next, and requests that may wait. */
  readonly newsGapMs: Millis;
  readonly newsQueue: number;
  /** News is left alone for this long after it was asked too often. */
  readonly newsRestMs: Millis;
  /** UTF-16 units of one item. */
  readonly rulesLength: number;
  readonly commentLength: number;
  readonly headlineLength: number;
  /** A text that came longer than this many times what is shown of it is flagged, not searched. */
  readonly rawTimes: number;
  /** UTF-16 units searched for one question, what came and what is shown; the rest is flagged. */
  readonly searchedLength: number;
  /** Items at most, and how old they may be at the question. */
  readonly comments: number;
  readonly commentAgeMs: Millis;
  readonly news: number;
  readonly newsAgeMs: Millis;
}

/** The longest raw text of a kind that is searched for instructions, UTF-16 units. */
export function rawLength(kind: EvidenceKind, limits: EvidenceLimits): number {
  const { rulesLength, commentLength, headlineLength, rawTimes } = limits;
  const shown = { rules: rulesLength, comment: commentLength, news: headlineLength };
  return rawTimes * shown[kind];
}

const HOUR_MS = 3_600_000;

/**
 * GDELT asks for no more than one request in 5 seconds and measures it by its own clock, so a little
 * more is kept; whoever does not keep to it is shut out for longer than the wait is worth.
 */
export const usualLimits: EvidenceLimits = {
  timeoutMs: 4_000 as Millis,
  maxBytes: 262_144,
  maxDepth: 32,
  cacheMs: 60_000 as Millis,
  venueWidth: 8,
  venueQueue: 512,
  newsGapMs: 6_000 as Millis,
  newsQueue: 4,
  newsRestMs: 60_000 as Millis,
  rulesLength: 3_000,
  commentLength: 300,
  headlineLength: 200,
  rawTimes: 8,
  searchedLength: 64_000,
  comments: 30,
  commentAgeMs: 48 * HOUR_MS as Millis,
  news: 10,
  newsAgeMs: 72 * HOUR_MS as Millis,
};
