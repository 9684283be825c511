import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { FillId } from "../../src/core/types/ids.ts";
import type { Millis } from "../../src/core/types/units.ts";
import { funnelWindow, windows } from "../../src/report/funnel_window.ts";
import { funnelCounts } from "../../src/report/funnel.ts";
import { buildReport } from "../../src/report/registry.ts";
import { columnOf, recordsOf, tableIn } from "../support/sections.ts";
import * as rows from "../support/rows.ts";
import {
  entered,
  entry,
  filled,
  fullRun,
  inputOf,
  place,
  refusal,
  rowLog,
} from "../support/rows.ts";

function counts(sections: ReturnType<typeof funnelWindow>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    recordsOf(tableIn(sections, "steps")).map((row) => [row["key"], row["count"]]),
  );
}

Deno.test("over a whole run the steps agree with the funnel of the run", () => {
  const input = inputOf(fullRun());
  const whole = funnelCounts(input);
  const steps = counts(funnelWindow(input, windows["7d"]));
  const { market, belief, ai, size, risk } = whole.refused;
  deepStrictEqual(steps, {
    markets: 12,
    samples: whole.samples,
    healthy: whole.usable,
    signals: whole.signals,
    market: whole.signals - market,
    belief: whole.signals - market - belief,
    ai: whole.signals - market - belief - ai,
    size: whole.signals - market - belief - ai - size,
    risk: whole.signals - market - belief - ai - size - risk,
    orders: whole.orders,
    filled: whole.filled,
    // The third entry is matched and not settled yet.
    confirmed: 2,
  });
  strictEqual(steps["risk"], whole.entered);
});

Deno.test("each bar is as long as the list behind it", () => {
  const sections = funnelWindow(inputOf(fullRun()), windows["1h"]);
  const reached = columnOf(tableIn(sections, "items"), "reachedIndex").map(Number);
  const steps = recordsOf(tableIn(sections, "steps"));
  const first = steps.findIndex((row) => row["key"] === "signals");
  steps.slice(first).forEach((step, i) => {
    strictEqual(reached.filter((index) => index >= i).length, step["count"], String(step["key"]));
  });
});

Deno.test("what is older than the window is not counted, and what is not known of it is not zero", () => {
  const log = rowLog();
  log.add(entry("1.1"));
  log.add(entry("2.1", { refusals: [refusal("edge")] }), rows.START + 3 * windows["1h"]);
  const hour = funnelWindow(inputOf(log.rows), windows["1h"]);
  deepStrictEqual(columnOf(tableIn(hour, "items"), "decision"), ["2.1"]);
  deepStrictEqual([counts(hour)["signals"], counts(hour)["healthy"]], [1, null]);
  match(tableIn(hour, "steps").notes.join(), /no count of this time is written yet/);
  const day = funnelWindow(inputOf(log.rows), windows["24h"]);
  deepStrictEqual([counts(day)["signals"], counts(day)["healthy"]], [2, null]);
});

Deno.test("a shorter window has the books of the tallies that reach into it, and says of when", () => {
  const hour = windows["1h"];
  const log = rowLog();
  const tally = (i: number, ok: number) => ({
    kind: "tally" as const,
    tally: {
      from: rows.START + i * hour as Millis,
      events: {},
      skipped: {},
      samples: { ok, stale: 25, ended: 400 },
      gaps: 0,
      layers: {},
      markets: 10 + i,
    },
  });
  for (let i = 0; i < 4; i++) {
    log.add(entry(`${2 * i + 1}.1`), rows.START + i * hour + 60_000);
    log.add(tally(i, 100 * (i + 1)), rows.START + (i + 1) * hour);
  }
  // Two signals after the last tally: their books are not counted yet.
  log.add(entry("9.1"), rows.START + 4 * hour + 60_000);
  log.add(entry("10.1"), rows.START + 4 * hour + 120_000);
  const now = recordsOf(tableIn(funnelWindow(inputOf(log.rows), hour), "steps"));
  const pick = (key: string) => now.find((row) => row["key"] === key);
  // The window begins within the fourth hour: its tally counts as a whole, the hour after it is open.
  deepStrictEqual(["markets", "samples", "healthy"].map((key) => pick(key)?.["count"]), [
    13,
    425,
    400,
  ]);
  strictEqual(pick("healthy")?.["share"], 400 / 425);
  // Of the fourth hour's 400 books one gave a signal; the two signals of the window are later.
  deepStrictEqual([pick("signals")?.["count"], pick("signals")?.["share"]], [2, 1 / 400]);
  const { notes } = tableIn(funnelWindow(inputOf(log.rows), hour), "steps");
  match(notes.join(), /2026-11-22T03:00:00\S* to 2026-11-22T04:00:00/);
  const day = counts(funnelWindow(inputOf(log.rows), windows["24h"]));
  deepStrictEqual([day["markets"], day["samples"], day["healthy"]], [13, 1100, 1000]);
});

Deno.test("a fill that failed to settle is not confirmed", () => {
  const log = rowLog();
  log.add(entered("1.1", "o1"));
  log.add(place("o1"));
  log.add(filled("f1", "o1"));
  log.add({ kind: "fillReverted", fill: "f1" as FillId });
  const steps = counts(funnelWindow(inputOf(log.rows), windows["1h"]));
  deepStrictEqual([steps["orders"], steps["filled"], steps["confirmed"]], [1, 0, 0]);
});

Deno.test("the most frequent reason of a step comes first, with its latest example", () => {
  const reasons = recordsOf(tableIn(funnelWindow(inputOf(fullRun()), windows["1h"]), "reasons"));
  deepStrictEqual([reasons[0]?.["rule"], reasons[0]?.["count"], reasons[0]?.["example"]], [
    "spread",
    2,
    "3.1",
  ]);
});

Deno.test("the registry narrows the funnel when it is asked to, and only then", () => {
  const input = inputOf(fullRun());
  ok(buildReport("funnel", input, { window: "1h" }).some(({ name }) => name === "steps"));
  ok(buildReport("funnel", input).every(({ name }) => name !== "steps"));
});
