// Messages of the market channel that are lost, repeated, swapped, torn or untrue. The bounds are
// those of docs/FEED.md.
import assert from "node:assert/strict";
import { faultTimes } from "../support/fault_times.ts";
import { inLiveRig } from "../support/live_rig.ts";
import { underFault } from "../support/market_fault.ts";

Deno.test("without a fault no book is ever wrong or missing, and nothing is decided on another", () =>
  inLiveRig({}, async (rig) => {
    await rig.run(20_000);
    assert.deepEqual([rig.watch.wrongMs, rig.watch.outMs], [0, 0]);
    await rig.end();
    const { entries, exits, blindMs } = rig.judge();
    assert.ok(entries >= 5 && exits >= 3, `${entries} entries, ${exits} exits`);
    assert.deepEqual([blindMs, rig.notices], [[], []]);
  }));

for (const share of [0.1, 0.3]) {
  Deno.test(`lost messages, ${100 * share} of 100: wrong prices are seen at once, the rest is found`, () =>
    inLiveRig({}, async (rig) => {
      const { c, r, t, a } = faultTimes(rig.config);
      await underFault(rig, {
        faults: [{ name: "drop", share }],
        lastsMs: 12_000,
        bounds: {
          unseenMs: c + r + 2 * t,
          pricesMs: r + t,
          outMs: c + r + 2 * t + a,
          rightMs: c + r + 2 * t + a,
        },
      });
    }));
}

Deno.test("R-104 a hole of two seconds in the stream is found, and the books are right again", () =>
  inLiveRig({}, async (rig) => {
    const { c, r, t, a } = faultTimes(rig.config);
    const { health } = await underFault(rig, {
      faults: [{ name: "drop", share: 1 }],
      lastsMs: 2_000,
      bounds: {
        unseenMs: c + r + 2 * t,
        pricesMs: r + t,
        outMs: Infinity,
        rightMs: c + r + 2 * t + a,
      },
    });
    assert.ok(health.stat("missed") + health.stat("downs") > 0, "health says nothing of it");
  }));

Deno.test("R-123 messages that come twice change nothing and are counted", () =>
  inLiveRig({}, async (rig) => {
    const { health, blindMs } = await underFault(rig, {
      faults: [{ name: "duplicate", share: 0.5 }],
      lastsMs: 12_000,
      bounds: { unseenMs: 0, outMs: 0, rightMs: 0 },
    });
    assert.ok(health.stat("duplicate") > 100);
    assert.deepEqual([health.stat("downs"), blindMs], [0, []]);
  }));

Deno.test("messages that overtake each other end in the true book", () =>
  inLiveRig({}, async (rig) => {
    const { c, r, t, a } = faultTimes(rig.config);
    const { health } = await underFault(rig, {
      faults: [{ name: "reorder", share: 0.3 }],
      lastsMs: 12_000,
      // Of two that the venue made in one millisecond nobody can tell which was first: a lost one.
      bounds: {
        unseenMs: c + r + 2 * t,
        pricesMs: r + t,
        outMs: c + r + 2 * t + a,
        rightMs: c + r + 2 * t + a,
      },
    });
    assert.ok(health.stat("outOfOrder") > 0);
  }));

Deno.test("R-121 a torn frame is counted, and the books that it may have changed are asked for", () =>
  inLiveRig({}, async (rig) => {
    const { r, t, a } = faultTimes(rig.config);
    const { health } = await underFault(rig, {
      faults: [{ name: "garbage", share: 0.2 }],
      lastsMs: 12_000,
      bounds: { unseenMs: r + t + a, outMs: r + t + 2 * a, rightMs: r + t + 2 * a },
    });
    assert.ok(health.stat("torn") > 50);
    assert.equal(health.table("skips")["torn or unreadable"], health.stat("torn"));
  }));

Deno.test("R-124 nothing is decided on a book that is crossed for a moment", () =>
  inLiveRig({}, async (rig) => {
    const { r, t, a } = faultTimes(rig.config);
    const { health } = await underFault(rig, {
      faults: [{ name: "crossed", share: 0.2, ms: 300 }],
      lastsMs: 12_000,
      // Where the other side moves away meanwhile, the false bid is no crossing any more.
      bounds: { unseenMs: 300, outMs: r + t + a, rightMs: 300 },
    });
    assert.ok(health.stat("crossed") > 0, "no grid sample met a crossed book");
    assert.equal(health.stat("downs"), 0);
  }));

Deno.test("R-124 a book that stays crossed is asked for", () =>
  inLiveRig({}, async (rig) => {
    const { r, t, a } = faultTimes(rig.config);
    const { health } = await underFault(rig, {
      faults: [{ name: "crossed", share: 0.05, ms: 8_000 }],
      lastsMs: 12_000,
      // Fetched anew it may be crossed anew.
      bounds: { unseenMs: r + t, outMs: 2 * (r + t + a), rightMs: r + t + a },
    });
    assert.ok(Number(health.table("downs")["crossed"]) > 0);
  }));

Deno.test("R-112 R-115 a market whose first book does not come is asked for", () =>
  inLiveRig({}, async (rig) => {
    const { r, t, a, n } = faultTimes(rig.config);
    const { health } = await underFault(rig, {
      // A snapshot comes with a connection: it takes a new one to miss it.
      faults: [{ name: "missingSnapshot" }, { name: "close" }],
      lastsMs: 6_000,
      bounds: { unseenMs: 0, outMs: n + r + t + a, rightMs: 0 },
    });
    assert.ok(Number(health.table("skips")["change before the first snapshot"]) > 0);
  }));
