// When a market ends, as far as its name says so to a trader. Days end at midnight in New York,
// where Polymarket's deadlines are; summer time is taken all year, an hour early in winter.
const NEW_YORK_MIDNIGHT_MS = 4 * 3_600_000;
const DAY_MS = 86_400_000;

const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const month = `(${months.join("|")})`;

/** The end of a calendar day, Unix milliseconds. `month` counts from 1. */
export function endOfDay(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) + DAY_MS + NEW_YORK_MIDNIGHT_MS;
}

/**
 * The deadline that `text`, a slug or question, names: a date, else the end of a month, else of a
 * year. A date without a year is the first on or after `listedAt`. Null when it names none.
 */
export function deadline(text: string, listedAt: number): number | null {
  const plain = text.toLowerCase().replaceAll(/[-,]/g, " ");
  return isoDate(plain) ?? namedDay(plain, listedAt) ?? endOfMonth(plain, listedAt) ??
    endOfYear(plain);
}

function isoDate(text: string): number | null {
  const iso = /\b(20\d\d) (\d\d) (\d\d)\b/.exec(text);
  if (iso !== null) return endOfDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const american = /\b(\d\d) (\d\d) (20\d\d)\b/.exec(text);
  if (american === null) return null;
  return endOfDay(Number(american[3]), Number(american[1]), Number(american[2]));
}

// The last day named: "from March 31 to April 7" ends in April.
function namedDay(text: string, listedAt: number): number | null {
  const days = [...text.matchAll(new RegExp(`\\b${month} (\\d{1,2})\\b(?: +(20\\d\\d)\\b)?`, "g"))];
  const last = days.at(-1);
  if (last === undefined) return null;
  const at = (year: number) => endOfDay(year, monthOf(last[1]), Number(last[2]));
  return last[3] === undefined ? firstAfter(listedAt, at) : at(Number(last[3]));
}

function endOfMonth(text: string, listedAt: number): number | null {
  const named = new RegExp(`\\b(?:in|of) ${month}\\b(?: +(20\\d\\d)\\b)?`).exec(text);
  if (named === null) return null;
  // Day 0 of the next month.
  const at = (year: number) => endOfDay(year, monthOf(named[1]) + 1, 0);
  return named[2] === undefined ? firstAfter(listedAt, at) : at(Number(named[2]));
}

function endOfYear(text: string): number | null {
  const before = /\bbefore (20\d\d)\b/.exec(text);
  if (before !== null) return endOfDay(Number(before[1]) - 1, 12, 31);
  const within = /\b(?:in|end of|by) (20\d\d)\b/.exec(text);
  return within === null ? null : endOfDay(Number(within[1]), 12, 31);
}

function firstAfter(listedAt: number, at: (year: number) => number): number {
  const year = new Date(listedAt).getUTCFullYear();
  return at(year) >= listedAt ? at(year) : at(year + 1);
}

function monthOf(name: string | undefined): number {
  return months.indexOf(name ?? "") + 1;
}
