import type { JSX } from "preact";
import { time, UNKNOWN } from "../src/report/format.ts";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const year = new Intl.DateTimeFormat(undefined, { year: "numeric" });

/** A moment in the reader's zone, with UTC on hover; without the date when it is today. */
export function Time({ at }: { readonly at: number | null }): JSX.Element {
  if (at === null || !Number.isFinite(at)) return <span>{UNKNOWN}</span>;
  const utc = time(at);
  return (
    <time datetime={utc} title={`${utc.replace("T", " ").replace("Z", "")} UTC`}>
      {localTime(at, Date.now())}
    </time>
  );
}

/** "17:05:01", "Nov 22 17:05:01", or with the year when it is another one. */
export function localTime(at: number, now: number): string {
  const then = new Date(at);
  const today = new Date(now);
  const of = (date: Date) => `${year.format(date)} ${day.format(date)}`;
  if (of(then) === of(today)) return clock.format(then);
  const head = year.format(then) === year.format(today)
    ? day.format(then)
    : `${day.format(then)}, ${year.format(then)},`;
  return `${head} ${clock.format(then)}`;
}
