// Prices, sizes, times and words as the venue writes them; null for what cannot be used.
import { isTickSize } from "../../../core/venue/grid.ts";
import type { MarketId, TokenId } from "../../../core/types/ids.ts";
import type { Side } from "../../../core/types/market.ts";
import type { Millis, Price, Shares } from "../../../core/types/units.ts";
import { isPrice, MICRO } from "../../../core/types/units.ts";
import { micro } from "./decimal.ts";

/** What a price must be, for the words of a refusal. */
export const A_PRICE = "a price inside (0, 1) in whole 1e-6";
/** What a size must be. */
export const A_SIZE = "shares in whole 1e-6, not negative";
/** What a time must be. */
export const A_TIME = "Unix milliseconds (13 digits) or seconds (10 digits) of 2020 to 2099";

/** A price strictly inside (0, 1). */
export function toPrice(value: unknown): Price | null {
  const at = micro(value);
  return at !== null && isPrice(at) ? at as Price : null;
}

/** Shares, 0 included. */
export function toShares(value: unknown): Shares | null {
  const size = micro(value);
  return size !== null && size >= 0 ? size as Shares : null;
}

/** One of the venue's tick sizes; any other grid is not known here. */
export function toTickSize(value: unknown): Price | null {
  const tick = micro(value);
  return tick !== null && isTickSize(tick) ? tick as Price : null;
}

/** The smallest order; one of 0 or less is no minimum but a defect. */
export function toMinOrder(value: unknown): Shares | null {
  const size = micro(value);
  return size !== null && size > 0 ? size as Shares : null;
}

/**
 * The best price after a change: null when it is not said (absent, null or ""), 0 when there is no
 * order, which the venue writes as 0 for bids and as 0 or 1 for asks; undefined for anything else.
 */
export function toBest(value: unknown, side: Side): number | null | undefined {
  if (value === undefined || value === null || value === "") return null;
  const at = micro(value);
  if (at === null || at < 0 || at > MICRO) return undefined;
  if (at === MICRO) return side === "sell" ? 0 : undefined;
  return at;
}

/** The taker's side, or the side of a level; the venue writes upper case, and nothing else is taken. */
export function toSide(value: unknown): Side | null {
  if (value === "BUY") return "buy";
  return value === "SELL" ? "sell" : null;
}

const FIRST_MS = Date.UTC(2020, 0, 1);
const LAST_MS = Date.UTC(2100, 0, 1);

/**
 * The venue's own time. Most fields are texts of 13 digits, milliseconds; documents show 10 digits,
 * seconds, for some of them, so the length decides.
 */
export function toMillis(value: unknown): Millis | null {
  const time = typeof value === "string" ? digits(value) : value;
  if (typeof time !== "number") return null;
  const ms = time < 1e10 ? time * 1_000 : time;
  return Number.isSafeInteger(ms) && ms >= FIRST_MS && ms < LAST_MS ? ms as Millis : null;
}

function digits(text: string): number {
  if (text.length !== 13 && text.length !== 10) return NaN;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):?(\d\d)?)?)?$/;

/**
 * Unix milliseconds of a date in Gamma's spellings: "2026-12-31T12:00:00Z", with a fraction, with a
 * blank for the T, with "+00" for the Z, a day alone. Without a zone it is UTC, which Date.parse
 * would take for local time.
 */
export function toDate(value: unknown): Millis | null {
  const match = typeof value === "string" ? DATE.exec(value) : null;
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction = "", sign, zoneHour, zoneMinute] =
    match;
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const midnight = Date.UTC(y, m - 1, d);
  const [h, min, s] = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)];
  // Date.UTC carries February 30 over into March.
  const date = new Date(midnight);
  if (date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return null;
  if (h > 23 || min > 59 || s > 59) return null;
  const zone = (Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0)) * (sign === "-" ? -1 : 1);
  const ms = midnight + ((h * 60 + min - zone) * 60 + s) * 1_000 +
    Number(fraction.padEnd(3, "0").slice(0, 3));
  return ms >= FIRST_MS && ms < LAST_MS ? ms as Millis : null;
}

const CONDITION = /^0x(?:[0-9a-f]{62}|[0-9a-f]{64})$/i;
const TOKEN = /^[0-9]{1,78}$/;

/**
 * A condition id of 64 hex digits. Gamma writes the 31 bytes of a protocol v2 id; the CLOB and the
 * Data API want them padded on the right.
 */
export function toMarketId(value: unknown): MarketId | null {
  if (typeof value !== "string" || !CONDITION.test(value)) return null;
  return value.toLowerCase().padEnd(66, "0") as MarketId;
}

/** A token or position id: a uint256 in decimal. */
export function toTokenId(value: unknown): TokenId | null {
  return typeof value === "string" && TOKEN.test(value) ? value as TokenId : null;
}
