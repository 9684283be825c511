// Requests that the venue answers badly or late. Books come over the socket, so by itself that costs
// nothing; it costs time where a book has to be asked for. The bounds are those of docs/FEED.md.
import assert from "node:assert/strict";
import { faultTimes } from "../support/fault_times.ts";
import { inLiveRig } from "../support/live_rig.ts";
import { underFault } from "../support/market_fault.ts";

const FAULTS = ["http429", "http5xx", "halfJson", "html", "slow"] as const;
/** Everything is asked for within ten seconds. */
const often = ["venue.discovery=10s", "venue.truth_ttl=5s", "venue.resolution=5s"];

for (const name of FAULTS) {
  Deno.test(`${name} on every path costs no book and no decision`, () =>
    inLiveRig({ set: often }, async (rig) => {
      const { from, to, health, blindMs } = await underFault(rig, {
        faults: [{ name }],
        lastsMs: 14_000,
        bounds: { unseenMs: 0, outMs: 0, rightMs: 0 },
      });
      const asked = rig.asked.filter(({ at }) => at > from && at < to);
      for (const path of ["/gamma/", "/clob-markets/"]) {
        assert.ok(asked.some((one) => one.path.startsWith(path)), `${path} was not asked for`);
      }
      assert.deepEqual([health.stat("downs"), blindMs], [0, []]);
      // A late answer is an answer.
      if (name !== "slow") assert.ok(health.stat("unanswered") > 0, "health says nothing of it");
    }));

  Deno.test(`${name} on /books while messages get lost: the books are right again after it`, () =>
    inLiveRig({ set: ["venue.asset_check=5s"] }, async (rig) => {
      const { c, r, t, a } = faultTimes(rig.config);
      // The longest pause between two tries of one request, after eight seconds of failures.
      const pauseMs = name === "slow" ? 3_000 : 8_000;
      await underFault(rig, {
        faults: [{ name, path: "/books" }, { name: "drop", share: 0.3 }],
        lastsMs: 14_000,
        // What is known to be wrong goes down without an answer too; deep levels wait for one.
        bounds: {
          unseenMs: Infinity,
          pricesMs: r + t,
          outMs: Infinity,
          rightMs: c + r + 2 * t + a + pauseMs,
        },
      });
    }));
}
