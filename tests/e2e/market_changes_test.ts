// What the venue does to a market while it is watched: another tick size, and its end.
import assert from "node:assert/strict";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { ListedMarket } from "../../src/sandbox/types.ts";
import { faultTimes } from "../support/fault_times.ts";
import { inLiveRig, type LiveRig } from "../support/live_rig.ts";
import { underFault } from "../support/market_fault.ts";

const SOON = ["venue.truth_ttl=5s", "venue.resolution=5s"];

function firstMarket(rig: LiveRig): ListedMarket {
  const [market] = rig.sandbox.exchange.markets();
  assert.ok(market !== undefined);
  return market;
}

/** Orders that were decided on in a market after a time. */
function ordersIn(rows: readonly LedgerRow[], market: string, after: number) {
  return rows.filter(({ at, body }) =>
    at > after && body.kind === "record" && body.decision.order !== null &&
    body.decision.market === market
  );
}

Deno.test("R-105 R-106 after a tick change a market has no book until that of the new grid", () =>
  inLiveRig({}, async (rig) => {
    const { t, a } = faultTimes(rig.config);
    const market = firstMarket(rig);
    const { health, blindMs } = await underFault(rig, {
      faults: [{ name: "tickChange", tickSize: "0.001" }],
      lastsMs: 6_000,
      bounds: { unseenMs: 0, outMs: t + a, rightMs: 0 },
    });
    assert.equal(rig.state.markets.get(market.id)?.market.tickSize, 1_000);
    assert.equal(health.table("events")["tickSize"], 1, "the second of two is the same");
    assert.deepEqual(blindMs, []);
  }));

// This feed never asks for `market_resolved`, whose channel broadcasts every market of the venue.
for (const isSilent of [false, true]) {
  const how = isSilent ? "that its socket never tells" : "before its time";
  Deno.test(`the end of a market ${how} empties its book at once and is settled by REST`, () =>
    inLiveRig({ set: SOON }, async (rig) => {
      const { t, a } = faultTimes(rig.config);
      const { truthTtlMs, resolutionMs } = rig.config.venue;
      if (isSilent) await rig.fault({ name: "silentResolution" });
      const market = firstMarket(rig);
      await rig.run(1_000);
      rig.watch.over.add(market.id);
      const { from, rows } = await underFault(rig, {
        faults: [{ name: "resolve", market: market.id, winner: "no" }],
        lastsMs: 2_000,
        bounds: { unseenMs: 0, outMs: 0, rightMs: 0 },
      });
      const ends = rows.filter(({ body }) => body.kind === "resolved");
      assert.deepEqual(ends.map(({ body }) => body), [{
        ...ends[0]?.body,
        market: market.id,
        winner: "no",
      }]);
      const settledMs = (ends[0]?.at ?? Infinity) - from;
      const most = truthTtlMs + resolutionMs + 2 * t + 2 * a;
      assert.ok(settledMs <= most, `settled after ${settledMs} ms, stated are ${most}`);
      assert.deepEqual(ordersIn(rows, market.id, from), []);
      assert.equal(rig.state.markets.get(market.id)?.market.accepting, false);
    }));
}
