import assert from "node:assert/strict";
import type { OrderId } from "../../src/core/types/ids.ts";
import { millis } from "../../src/core/types/units.ts";
import { type HealthFacts, healthNow } from "../../src/report/health_now.ts";
import type { Report } from "../../src/report/report.ts";
import { fullRun, inputOf, place, rowLog } from "../support/rows.ts";

const facts: HealthFacts = {
  trader: {
    alive: true,
    pulse: {
      at: 10_500,
      lagMs: 7,
      rss: 209_715_200,
      feeds: [{ name: "1", ageMs: 1_500 }, { name: "2", ageMs: null }],
    },
  },
  server: {
    ledgerTrouble: null,
    tape: { at: millis(9_000), reading: { kind: "current" } },
    memory: { rss: 104_857_600, heapUsed: 52_428_800, heapTotal: 73_400_320 },
    lag: { medianMs: 0.4, p99Ms: 3, worstMs: 21 },
    upMs: 61_000,
    errors: 0,
    permissions: [
      { name: "net", scope: "127.0.0.1:8501", state: "granted" },
      { name: "run", scope: null, state: "denied" },
    ],
  },
};

function valuesOf(report: Report | undefined): Readonly<Record<string, unknown>> {
  assert.ok(report?.shape === "stats");
  return Object.fromEntries(report.stats.map(({ key, value }) => [key, value]));
}

Deno.test("health now keeps the trader's figures apart from the server's", () => {
  const [trader, feeds, server, , permissions] = healthNow(inputOf(fullRun()), facts);
  assert.deepEqual(valuesOf(trader), { running: "yes", heard: 10_500, lagWorst: 7, rss: 200 });
  assert.deepEqual(valuesOf(server), {
    ledger: "followed",
    tape: "followed",
    tapeAt: 9_000,
    rss: 100,
    heapUsed: 50,
    heapTotal: 70,
    lagMedian: 0.4,
    lagP99: 3,
    lagWorst: 21,
    up: 61_000,
    errors: 0,
  });
  assert.ok(feeds?.shape === "table");
  assert.deepEqual(feeds.rows, [["connection 1", 9_000, 1_500], ["connection 2", null, null]]);
  assert.ok(permissions?.shape === "table");
  assert.deepEqual(permissions.rows, [
    ["net", "127.0.0.1:8501", "granted"],
    ["run", "all", "denied"],
  ]);
});

Deno.test("a trader that stopped has no lag and no feed, and the ages of its last pulse are not shown", () => {
  const { pulse } = facts.trader;
  const [trader, feeds] = healthNow(inputOf([]), { ...facts, trader: { alive: false, pulse } });
  assert.deepEqual(valuesOf(trader), { running: "no", heard: 10_500, lagWorst: null, rss: null });
  assert.ok(feeds?.shape === "table" && feeds.rows.length === 0);
  assert.match(feeds.notes.join(), /not running/);
});

Deno.test("health now says when there is no connection, or none is wanted", () => {
  const notes = (feeds: readonly [] | undefined) => {
    const pulse = { at: 0, lagMs: 0, rss: 0, ...(feeds === undefined ? {} : { feeds }) };
    const [, table] = healthNow(inputOf([]), { ...facts, trader: { alive: true, pulse } });
    return table?.notes.join() ?? "";
  };
  assert.match(notes([]), /no connection: no data/);
  assert.match(notes(undefined), /on a recording/);
});

Deno.test("health now says what of ledger and tape cannot be read", () => {
  const reading = { kind: "failed", why: "a lock" } as const;
  const server = {
    ...facts.server,
    ledgerTrouble: "row 3.0 cannot be folded",
    tape: { at: null, reading },
    lag: null,
  };
  const values = valuesOf(healthNow(inputOf([]), { ...facts, server })[2]);
  assert.equal(values["ledger"], "row 3.0 cannot be folded");
  assert.equal(values["tape"], "cannot be read further: a lock");
  assert.equal(values["lagP99"], null);
});

Deno.test("an order without an answer of the venue is counted and explained", () => {
  const log = rowLog();
  log.add(place("1.1", { id: "2.1" as OrderId }));
  const [, , , agreement] = healthNow(inputOf(log.rows), facts);
  assert.ok(agreement?.shape === "stats");
  assert.equal(agreement.stats.find(({ key }) => key === "unknown")?.value, 1);
  assert.match(agreement.notes.join(" "), /without an answer counts as exposure/);
});
