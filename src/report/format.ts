// Raw values to text, once, for terminal, server and browser. No locale and no Date: the same bytes
// everywhere.
import { isoDate, isoTime } from "../core/math/calendar.ts";
import type { Unit } from "../core/types/refusal.ts";
import type { Cell } from "./report.ts";

const MICRO = 1_000_000;

/** What stands for a value that is not known. */
export const UNKNOWN = "-";

/**
 * Micro-dollars as "$1.23", "-$0.40"; below a cent with what it needs, "$0.0034", "$0.000012", and
 * with `least` decimals always.
 */
export function usd(micro: number, least: number = 2): string {
  const size = Math.abs(micro);
  const needed = size === 0 || size >= 10_000 ? 2 : size >= 100 ? 4 : 6;
  const decimals = Math.max(least, needed);
  const text = group((size / MICRO).toFixed(decimals));
  return micro < 0 ? `-$${text}` : `$${text}`;
}

/** Micro-dollars with a sign always: "+$1.23", for results. */
export function signedUsd(micro: number): string {
  const text = usd(micro);
  return micro > 0 ? `+${text}` : text;
}

/** A price in 1e-6 as dollars a share with the decimals it needs, three at least: "0.415". */
export function price(micro: number): string {
  return trimmed(micro / MICRO, 6, 3);
}

/** A price, or a difference of prices, in 1e-6 as cents: "4.1c". */
export function cents(micro: number): string {
  return `${trimmed(micro / 10_000, 2, 1)}c`;
}

/** Shares in 1e-6: "12.5", "1,250". */
export function shares(micro: number): string {
  const [whole = "0", rest] = trimmed(micro / MICRO, 6, 0).split(".");
  return rest === undefined ? group(whole) : `${group(whole)}.${rest}`;
}

/** A fraction as per cent: 0.125 is "12.5%"; small ones keep two digits that count, "0.034%". */
export function ratio(fraction: number): string {
  const percent = fraction * 100;
  const size = Math.abs(percent);
  const decimals = size === 0 || size >= 0.1 ? 1 : Math.min(6, 1 - Math.floor(Math.log10(size)));
  return `${unsigned(percent.toFixed(decimals))}%`;
}

/** A plain number for statistics, three decimals: "0.125"; a whole one without: "5". */
export function decimal(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return unsigned(size < 0.001 ? value.toPrecision(2) : trimmed(value, 3, 0));
}

/** A whole count with thousands apart: "12,345". */
export function count(value: number): string {
  return Number.isInteger(value) ? group(String(value)) : decimal(value);
}

/** A span in ms by its two largest units: "350ms", "4.5s", "2m 05s", "2h 05m", "3d 04h". */
export function duration(ms: number): string {
  if (ms < 0) return `-${duration(-ms)}`;
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  if (ms < 60_000) return `${trimmed(Math.floor(ms / 100) / 10, 1, 0)}s`;
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${pad(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${pad(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${pad(hours % 24)}h`;
}

/** Unix ms as UTC to the second: "2026-11-22T17:05:01Z". */
export function time(ms: number): string {
  return `${isoDate(Math.floor(ms / 86_400_000))}T${isoTime(ms)}Z`;
}

/**
 * Text from outside made safe to print: control characters, and the marks that reverse the order of
 * a line, become a visible "?".
 */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, "?");
}

/** A long id cut in the middle so that it fits in a line: "0x1234ab..9f3e". */
export function shortId(id: string, width: number = 24): string {
  const safe = plain(id);
  if (safe.length <= width) return safe;
  const tail = Math.min(6, Math.floor((width - 2) / 2));
  return `${safe.slice(0, width - 2 - tail)}..${safe.slice(-tail)}`;
}

const formats: Readonly<Record<Unit, (value: number) => string>> = {
  usd,
  price,
  shares,
  cents,
  ms: duration,
  time,
  count,
  ratio,
  text: decimal,
};

/** Any value of a report as text. */
export function cell(value: Cell, unit: Unit): string {
  if (value === null) return UNKNOWN;
  if (typeof value === "string") return plain(value);
  return Number.isFinite(value) ? formats[unit](value) : UNKNOWN;
}

function trimmed(value: number, most: number, least: number): string {
  const text = unsigned(value.toFixed(most));
  const [whole = "0", rest = ""] = text.split(".");
  const kept = rest.replace(/0+$/, "").padEnd(least, "0");
  return kept === "" ? whole : `${whole}.${kept}`;
}

function unsigned(text: string): string {
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

function group(digits: string): string {
  const [whole = "", rest] = digits.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
