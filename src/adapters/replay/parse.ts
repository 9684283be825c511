// Numbers of recordings into engine units; a reason instead of a number is why it cannot be used.
import type { SkipReason } from "../../core/types/event.ts";
import type { Side } from "../../core/types/market.ts";
import { isPrice, MICRO } from "../../core/types/units.ts";
import type { Price, Shares } from "../../core/types/units.ts";

/** Times outside are a defect: 2015 to 2045, in seconds. */
export const FIRST_SECOND = 1_420_070_400;
const LAST_SECOND = 2_366_841_600;

const TEN_TO_THE = Array.from({ length: 16 }, (_, i) => 10 ** i);

/** A number as text; NaN for anything else, the empty text included. */
export function decimal(text: string): number {
  if (text.length > 15) return anyDecimal(text);
  let digits = 0;
  let point = -1;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) digits = digits * 10 + digit;
    else if (digit === -2 && point < 0) point = i;
    else return anyDecimal(text);
  }
  if (point < 0) return text === "" ? NaN : digits;
  // Both are exact, so the quotient is what Number would give, in a fifth of its time.
  return text === "." ? NaN : digits / (TEN_TO_THE[text.length - point - 1] as number);
}

function anyDecimal(text: string): number {
  const first = text.charCodeAt(0);
  const plain = (first >= 48 && first <= 57) || first === 46 || first === 45;
  return plain && text.charCodeAt(1) !== 120 ? Number(text) : NaN;
}

/** A price as a number or text in dollars, strictly inside (0, 1). */
export function toPrice(value: unknown): Price | SkipReason {
  const dollars = typeof value === "string" ? decimal(value) : value;
  if (typeof dollars !== "number" || Number.isNaN(dollars)) return "wrongType";
  const micro = Math.round(dollars * MICRO);
  return isPrice(micro) ? micro as Price : "price";
}

/** Shares as a number or text, not negative. */
export function toShares(value: unknown): Shares | SkipReason {
  const count = typeof value === "string" ? decimal(value) : value;
  if (typeof count !== "number" || Number.isNaN(count)) return "wrongType";
  const micro = Math.round(count * MICRO);
  return micro >= 0 && Number.isSafeInteger(micro) ? micro as Shares : "size";
}

/** Unix seconds from text. */
export function toSeconds(text: string): number | SkipReason {
  const seconds = decimal(text);
  if (Number.isNaN(seconds)) return "wrongType";
  const plausible = Number.isInteger(seconds) && seconds >= FIRST_SECOND && seconds <= LAST_SECOND;
  return plausible ? seconds : "time";
}

/** Unix milliseconds from a number or text that holds milliseconds or seconds. */
export function toMillis(value: unknown): number | SkipReason {
  const time = typeof value === "string" ? decimal(value) : value;
  if (typeof time !== "number" || Number.isNaN(time)) return "wrongType";
  const ms = time < LAST_SECOND ? time * 1000 : time;
  const plausible = ms >= FIRST_SECOND * 1000 && ms <= LAST_SECOND * 1000;
  return plausible && Number.isInteger(ms) ? ms : "time";
}

/** The side of an order or level in any of the words recordings use. */
export function toSide(word: unknown): Side | SkipReason {
  if (typeof word !== "string") return "wrongType";
  const lower = word.toLowerCase();
  if (lower === "buy" || lower === "bid") return "buy";
  return lower === "sell" || lower === "ask" ? "sell" : "wrongType";
}

/** True for the reason in place of a number. */
export function isReason<T extends number>(value: T | SkipReason): value is SkipReason {
  return typeof value === "string";
}

/** Unix milliseconds of an ISO date or time; null when it is none. */
export function isoMillis(text: string | null): number | null {
  // Gamma also writes "2026-01-23 20:56:36+00", which Date does not read.
  const iso = text?.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");
  const ms = iso === undefined ? NaN : Date.parse(iso);
  return Number.isNaN(ms) ? null : Math.trunc(ms);
}
