import type { ReportInput } from "./input.ts";
import { type Cell, type Report, share, type Stat, table } from "./report.ts";
import { sampleWords, skipWords, wordOf } from "./words.ts";

/** What the input was worth, before anything is said of what was made of it. */
export function health({ facts }: ReportInput): readonly Report[] {
  return [
    healthStats(facts),
    samplesTable(facts),
    downsTable(facts),
    skipsTable(facts),
    eventsTable(facts),
  ].filter((report) => report.shape !== "table" || report.rows.length > 0);
}

type Facts = ReportInput["facts"];

/** Grid samples of markets that were not over: the denominator of every share here. */
export function samplesOf(facts: Facts): number {
  return total(facts.tally.samples) - (facts.tally.samples.get("ended") ?? 0);
}

/** The one-line version: shares of samples, then what was thrown away. */
export function healthStats(facts: Facts): Report {
  const { tally } = facts;
  const samples = samplesOf(facts);
  const of = "grid samples";
  const bad = (state: string, label: string): Stat => ({
    key: state,
    label,
    unit: "ratio",
    value: share(tally.samples.get(state) ?? 0, samples),
    of,
  });
  const notes = samples === 0 ? ["No grid samples: nothing is known of the books."] : [];
  return {
    shape: "stats",
    name: "health",
    title: "Data health",
    notes,
    stats: [
      { key: "samples", label: "grid samples", unit: "count", value: samples },
      bad("ok", "usable"),
      bad("crossed", "crossed"),
      bad("oneSided", "one side only"),
      bad("missing", "empty or missing"),
      bad("stale", "stale"),
      bad("down", "feed down"),
      { key: "gaps", label: "gaps (detectors started afresh)", unit: "count", value: tally.gaps },
      { key: "downs", label: "markets taken down", unit: "count", value: total(tally.down) },
      ...inputStats(tally.skipped),
      { key: "markets", label: "markets at most", unit: "count", value: tally.markets },
      { key: "first", label: "first row", unit: "time", value: facts.first },
      { key: "last", label: "last row", unit: "time", value: facts.last },
    ],
  };
}

/** What was wrong with the input itself. Out of order is used, at the time that was reached. */
function inputStats(skipped: ReadonlyMap<string, number>): readonly Stat[] {
  const known = ["duplicate", "outOfOrder", "torn", "missed", "unanswered"];
  const of = (reason: string) => skipped.get(reason) ?? 0;
  const others = total(skipped) - known.reduce((sum, reason) => sum + of(reason), 0);
  const stat = (key: string, label: string, value: number): Stat => ({
    key,
    label,
    unit: "count",
    value,
  });
  return [
    stat("duplicate", "duplicates, dropped", of("duplicate")),
    stat("outOfOrder", "out of order, taken late", of("outOfOrder")),
    stat("torn", "torn; what follows may be missing", of("torn")),
    stat("missed", "never came; the book was asked for", of("missed")),
    stat("unanswered", "requests without a usable answer", of("unanswered")),
    stat("otherSkipped", "other input not used", others),
  ];
}

function samplesTable(facts: Facts): Report {
  const samples = samplesOf(facts);
  const rows = ordered(facts.tally.samples, Object.keys(sampleWords))
    .filter(([state]) => state !== "ended")
    .map(([state, count]): Cell[] => [wordOf(sampleWords, state), count, share(count, samples)]);
  return table({ name: "samples", title: "Grid samples by state of the book", notes: [] }, [
    { key: "state", label: "state", unit: "text" },
    { key: "samples", label: "samples", unit: "count", summed: true },
    { key: "share", label: "of samples", unit: "ratio", of: "grid samples" },
  ], rows);
}

function downsTable(facts: Facts): Report {
  const rows = ordered(facts.tally.down, []).map(([reason, count]): Cell[] => [reason, count]);
  const notes = [
    "A connection that is lost takes down every market it carries. Nothing is decided on a market " +
    "that is down; its next whole book brings it back.",
  ];
  return table({ name: "downs", title: "Markets taken down, by reason", notes }, [
    { key: "reason", label: "reason", unit: "text" },
    { key: "count", label: "markets", unit: "count", summed: true },
  ], rows);
}

function skipsTable(facts: Facts): Report {
  const rows = ordered(facts.tally.skipped, Object.keys(skipWords))
    .map(([reason, count]): Cell[] => [wordOf(skipWords, reason), count]);
  return table({ name: "skips", title: "Input not used or not had, by reason", notes: [] }, [
    { key: "reason", label: "reason", unit: "text" },
    { key: "count", label: "times", unit: "count", summed: true },
  ], rows);
}

function eventsTable(facts: Facts): Report {
  const rows = ordered(facts.tally.events, []).map(([kind, count]): Cell[] => [kind, count]);
  return table({ name: "events", title: "Events by kind", notes: [] }, [
    { key: "kind", label: "kind", unit: "text" },
    { key: "count", label: "events", unit: "count", summed: true },
  ], rows);
}

/** Known keys in their own order, then the others by name; so that equal facts print equal. */
export function ordered(
  counts: ReadonlyMap<string, number>,
  known: readonly string[],
): readonly (readonly [string, number])[] {
  const place = (key: string) => {
    const index = known.indexOf(key);
    return index === -1 ? known.length : index;
  };
  return [...counts].sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0));
}

function total(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}
