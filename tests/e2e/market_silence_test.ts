// Connections that fall silent, come late or go. The bounds are those of docs/FEED.md.
import assert from "node:assert/strict";
import { faultTimes } from "../support/fault_times.ts";
import { inLiveRig, type LiveRig, STEP_MS } from "../support/live_rig.ts";
import { underFault } from "../support/market_fault.ts";

const SILENT = "silent while books moved";

/** When the feed first said that it lost a connection, ms after `from`. */
function noticedAfter(rig: LiveRig, from: number): number {
  const said = rig.notices.find(({ at, text }) => at > from && / lost: /.test(text));
  return said === undefined ? Infinity : said.at - from;
}

Deno.test("R-116 a frozen connection is noticed, and replaced while the freeze lasts", () =>
  inLiveRig({}, async (rig) => {
    const { q, f, r, t, a, n, m } = faultTimes(rig.config);
    const { from, health, rightMs } = await underFault(rig, {
      faults: [{ name: "freeze", link: 1 }],
      lastsMs: 15_000,
      bounds: {
        unseenMs: Math.min(m, q + r + 2 * t),
        outMs: q + r + 2 * t + a + n,
        rightMs: 0,
      },
    });
    assert.ok(noticedAfter(rig, from) <= Math.min(f, q + r + 2 * t + a));
    assert.equal(rightMs, 0);
    assert.equal(health.table("downs")[SILENT], 6);
    assert.ok(health.stat("down") > 0, "no grid sample met it");
  }));

Deno.test("R-116 when every connection freezes no book is fresh for longer than it may be", () =>
  inLiveRig({}, async (rig) => {
    const { q, f, r, t, a, n, m } = faultTimes(rig.config);
    const { from, health } = await underFault(rig, {
      faults: [{ name: "freeze" }],
      lastsMs: 15_000,
      // REST brings books meanwhile, and they are given up again when they move in silence.
      bounds: { unseenMs: m, outMs: Infinity, rightMs: q + r + 2 * t + a + n },
    });
    assert.ok(noticedAfter(rig, from) <= Math.min(f, q + r + 2 * t + a));
    assert.ok(Number(health.table("downs")[SILENT]) >= 6);
  }));

Deno.test("R-116 frozen, and REST broken too: nothing is usable after max_book_age, dead at venue.frozen", () =>
  inLiveRig({}, async (rig) => {
    const { f, r, c, t, a, n, m } = faultTimes(rig.config);
    const { from, to, rows, health } = await underFault(rig, {
      faults: [{ name: "freeze" }, { name: "http5xx", path: "/books" }],
      lastsMs: 20_000,
      bounds: { unseenMs: m, outMs: Infinity, rightMs: c + r + 2 * t + a + n },
    });
    const noticed = noticedAfter(rig, from);
    assert.ok(noticed > m && noticed <= f + 2 * STEP_MS, `noticed after ${noticed} ms`);
    assert.deepEqual(health.table("downs"), { "silent, and not confirmed by REST": 6 });
    assert.ok(health.stat("down") > 0 && health.stat("unanswered") > 0);
    const blind = rows.filter(({ at, body }) =>
      at > from + m && at <= to && body.kind === "record" && body.decision.order !== null
    );
    assert.deepEqual(blind, []);
  }));

Deno.test("R-117 a market where nothing happens is no frozen one: REST agrees, its book stays usable", () =>
  inLiveRig({ scenario: { messagesPerSecond: 0, timetable: [] } }, async (rig) => {
    await rig.run(2_000);
    rig.watch.begin();
    await rig.fault({ name: "freeze" });
    await rig.run(40_000);
    assert.deepEqual([rig.watch.wrongMs, rig.watch.outMs, rig.notices], [0, 0, []]);
    await rig.end();
  }));

Deno.test("R-117 markets of which little is heard stay usable, whenever it is heard", () =>
  inLiveRig({ scenario: { messagesPerSecond: 0.3, timetable: [] } }, async (rig) => {
    await rig.run(40_000);
    assert.deepEqual([rig.watch.wrongMs, rig.watch.outMs, rig.notices], [0, 0, []]);
    assert.ok(rig.feed.status().machine.counts.confirmed > 3, "REST was not needed");
    await rig.end();
  }));

Deno.test("messages that are late by less than venue.quiet leave books as late as they are", () =>
  inLiveRig({}, async (rig) => {
    const lateMs = 2_000;
    const { blindMs } = await underFault(rig, {
      faults: [{ name: "delay", ms: lateMs }],
      lastsMs: 10_000,
      bounds: { unseenMs: lateMs, outMs: Infinity, rightMs: lateMs },
    });
    assert.ok(blindMs.length > 0, "nothing was late: the fault did nothing");
  }));

for (const seconds of [6, 20]) {
  Deno.test(`R-132 messages that are ${seconds} s late cost the connection`, () =>
    inLiveRig({}, async (rig) => {
      const { q, r, t, a, n, m } = faultTimes(rig.config);
      const { from, health } = await underFault(rig, {
        faults: [{ name: "delay", ms: 1_000 * seconds }],
        lastsMs: 12_000,
        bounds: { unseenMs: m, outMs: Infinity, rightMs: q + r + 2 * t + a + n },
      });
      assert.ok(noticedAfter(rig, from) <= q + r + 2 * t + a);
      assert.ok(Number(health.table("downs")[SILENT]) >= 6);
    }));
}

Deno.test("R-128 a closed connection takes its books down at once, and another brings them back", () =>
  inLiveRig({}, async (rig) => {
    const { n } = faultTimes(rig.config);
    const { from, health, blindMs } = await underFault(rig, {
      faults: [{ name: "close", code: 1012 }],
      lastsMs: 4_000,
      bounds: { unseenMs: 0, outMs: n, rightMs: 0 },
    });
    assert.ok(noticedAfter(rig, from) <= 2 * STEP_MS);
    assert.deepEqual(health.table("downs"), { "closed by the venue (1012 going away)": 6 });
    assert.deepEqual(blindMs, []);
  }));

Deno.test("R-113 a venue that closes every connection for a while is asked less and less often", () =>
  inLiveRig({}, async (rig) => {
    const { n } = faultTimes(rig.config);
    const { blindMs } = await underFault(rig, {
      faults: [{ name: "close", forMs: 8_000 }],
      lastsMs: 8_000,
      // Six losses in a row double the first back-off five times.
      bounds: { unseenMs: 0, outMs: Infinity, rightMs: 2 ** 5 * 250 + n },
    });
    assert.ok(rig.acted("close") <= 8, `${rig.acted("close")} connections in 8 s`);
    assert.deepEqual(blindMs, []);
  }));
