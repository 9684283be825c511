// Moments and spans in a model's words. The calendar is by arithmetic: there is no clock in here.
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * "2026-11-26 10:51" for Unix milliseconds, in UTC (Hinnant, "chrono-compatible low-level date
 * algorithms", 2013).
 */
export function utcMinute(at: number): string {
  const days = Math.floor(at / DAY_MS);
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) -
      Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const civil = era * 400 + year + (month <= 2 ? 1 : 0);
  const minutes = Math.floor((at - days * DAY_MS) / MINUTE_MS);
  const clock = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return `${String(civil).padStart(4, "0")}-${two(month)}-${two(day)} ${clock}`;
}

/** "12 min", "5 h", "3 days" for a span of milliseconds, rounded down. */
export function span(ms: number): string {
  if (ms < MINUTE_MS) return "less than a minute";
  if (ms < 2 * HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / DAY_MS)} days`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
