import assert from "node:assert/strict";
import fc from "fast-check";
import { civilDate, isoDate, isoTime } from "../../../src/core/math/calendar.ts";

// The platform's own calendar is the reference.
const DAY = 86_400_000;

Deno.test("every day from the year 1 to 9999 has the platform's date", () => {
  const first = Date.UTC(2000, 0, 1) / DAY - 730_119;
  for (let day = first; day <= Date.UTC(9_999, 11, 31) / DAY; day++) {
    const date = new Date(day * DAY);
    const { year, month, day: ofMonth } = civilDate(day);
    const same = year === date.getUTCFullYear() && month === date.getUTCMonth() + 1 &&
      ofMonth === date.getUTCDate();
    if (!same) assert.fail(`${day}: ${year}-${month}-${ofMonth}, wanted ${date.toISOString()}`);
  }
});

Deno.test("a moment is written as the platform writes it, before 1970 too", () => {
  fc.assert(fc.property(fc.integer({ min: -DAY * 700_000, max: DAY * 2_900_000 }), (ms) => {
    const [date, clock] = new Date(ms).toISOString().split("T");
    assert.equal(isoDate(Math.floor(ms / DAY)), date);
    assert.equal(isoTime(ms), clock?.slice(0, 8));
  }));
});
