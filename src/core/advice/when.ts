// Moments and spans in a model's words. The calendar is by arithmetic: there is no clock in here.
import { isoDate, isoTime } from "../math/calendar.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "2026-11-26 10:51" for Unix milliseconds, in UTC. */
export function utcMinute(at: number): string {
  return `${isoDate(Math.floor(at / DAY_MS))} ${isoTime(at).slice(0, 5)}`;
}

/** "12 min", "5 h", "3 days" for a span of milliseconds, rounded down. */
export function span(ms: number): string {
  if (ms < MINUTE_MS) return "less than a minute";
  if (ms < 2 * HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / DAY_MS)} days`;
}
