import assert from "node:assert/strict";
import type { LinkId } from "../../src/core/types/ids.ts";
import { millis } from "../../src/core/types/units.ts";
import { healthNow, type ProcessFacts } from "../../src/report/health_now.ts";
import type { OrderId } from "../../src/core/types/ids.ts";
import { fullRun, inputOf, place, rowLog } from "../support/rows.ts";

const process: ProcessFacts = {
  feeds: [
    { link: 1 as LinkId, markets: 12, heardAt: millis(9_000) },
    { link: 2 as LinkId, markets: 3, heardAt: null },
  ],
  tapeAt: millis(10_500),
  memory: { rss: 104_857_600, heapUsed: 52_428_800, heapTotal: 73_400_320 },
  lag: { medianMs: 0.4, p99Ms: 3, worstMs: 21 },
  upMs: 61_000,
  errors: 0,
  permissions: [
    { name: "net", scope: "127.0.0.1:8501", state: "granted" },
    { name: "run", scope: null, state: "denied" },
  ],
};

Deno.test("health now shows what was handed in: memory, lag, feeds with their age, permissions", () => {
  const [stats, feeds, , permissions] = healthNow(inputOf(fullRun()), process);
  assert.ok(stats?.shape === "stats" && feeds?.shape === "table");
  assert.deepEqual(
    Object.fromEntries(stats.stats.map(({ key, value }) => [key, value])),
    {
      rss: 100,
      heapUsed: 50,
      heapTotal: 70,
      lagMedian: 0.4,
      lagP99: 3,
      lagWorst: 21,
      up: 61_000,
      errors: 0,
    },
  );
  assert.deepEqual(feeds.rows, [
    ["connection 1", 12, 9_000, 1_500],
    ["connection 2", 3, null, null],
  ]);
  assert.ok(permissions?.shape === "table");
  assert.deepEqual(permissions.rows, [
    ["net", "127.0.0.1:8501", "granted"],
    ["run", "all", "denied"],
  ]);
});

Deno.test("health now says when no feed is up and when the lag is not known", () => {
  const [stats, feeds] = healthNow(inputOf([]), { ...process, feeds: [], lag: null });
  assert.ok(stats?.shape === "stats");
  assert.equal(stats.stats.find(({ key }) => key === "lagP99")?.value, null);
  assert.match(feeds?.notes.join(" ") ?? "", /No connection carries a market/);
});

Deno.test("an order without an answer of the venue is counted and explained", () => {
  const log = rowLog();
  log.add(place("1.1", { id: "2.1" as OrderId }));
  const [, , agreement] = healthNow(inputOf(log.rows), process);
  assert.ok(agreement?.shape === "stats");
  assert.equal(agreement.stats.find(({ key }) => key === "unknown")?.value, 1);
  assert.match(agreement.notes.join(" "), /without an answer counts as exposure/);
});
