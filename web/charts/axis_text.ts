// What is written along a side: times in the reader's zone, everything else as a report prints it.
import { cell } from "../../src/report/format.ts";
import type { Axis } from "../../src/report/picture.ts";

const DAY = 86_400_000;
const second = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });
const minute = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });

/** Words of the values along a side, `step` apart. */
export function sideTexts(
  axis: Axis,
  values: readonly (number | null)[],
  step: number,
): readonly string[] {
  if (axis.unit === "time") return timeTexts(values, step);
  const texts = values.map((value) => value === null ? "" : cell(rounded(value), axis.unit));
  // "$995.00" beside "$996.00" is a column of zeros.
  const isWhole = texts.every((text) => text === "" || /\d\.0+%?$/.test(text));
  return isWhole ? texts.map((text) => text.replace(/\.0+(%?)$/, "$1")) : texts;
}

/** 3 * 0.1 is not 0.3: digits that come of the sum of steps alone. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/** The day stands where it changes. */
function timeTexts(values: readonly (number | null)[], step: number): readonly string[] {
  let before: string | null = null;
  return values.map((value) => {
    if (value === null) return "";
    const date = new Date(value);
    const today = day.format(date);
    if (step >= DAY) return today;
    const clock = (step >= 60_000 ? minute : second).format(date);
    const isNew = before !== null && before !== today;
    before = today;
    return isNew ? `${clock}\n${today}` : clock;
  });
}
