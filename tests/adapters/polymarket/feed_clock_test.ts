// The feed and the clocks of its machine.
import assert from "node:assert/strict";
import { ClockUnsure } from "../../../src/adapters/polymarket/feed_error.ts";
import { FACTOR, fastWall, type Run, withVenue } from "./feed_rig.ts";
import { Venue, venueMarket } from "./venue.ts";

const yes = (n: number) => venueMarket(n).yes;

const HOUR = 3_600_000;

/** Runs a feed whose machine's clock is `rig.set` beyond the time that passes. */
async function withClock(run: (live: Run, rig: { set: number }, venue: Venue) => Promise<void>) {
  const venue = new Venue([venueMarket(1), venueMarket(2)]);
  const rig = { set: 0 };
  const clock = fastWall(FACTOR);
  const machine = () => clock.now() + rig.set;
  await withVenue(venue, async (live) => {
    await live.until("books", () => [1, 2].every((n) => live.count("book", yes(n)) > 0));
    await run(live, rig, venue);
  }, { clock, machine });
}

const inDoubt = (live: Run) =>
  live.until(
    "books are down",
    () =>
      [1, 2].every((n) =>
        live.kinds("feedDown").some(({ input: { token, reason } }) =>
          token === yes(n) && reason === "the time was in doubt"
        )
      ),
  );

Deno.test("a machine's clock that jumps takes every book down until the venue refutes it", () =>
  withClock(async (live, rig, venue) => {
    const connections = venue.connections;
    venue.refuse = { path: /^\/time$/, status: 404 };
    rig.set = 24 * HOUR;
    await inDoubt(live);
    const beats = live.kinds("heartbeat").length + 80;
    await live.until("20 seconds", () => live.kinds("heartbeat").length >= beats);
    const ups = live.kinds("feedUp").length;
    assert.equal(venue.connections, connections);
    venue.refuse = null;
    await live.until("they are up", () => live.kinds("feedUp").length >= ups + 2);
    const times = live.inputs.map(({ at }) => at);
    assert.ok((times.at(-1) ?? 0) - (times[0] ?? 0) < HOUR);
  }));

Deno.test("after a sleep that the venue confirms, time is what the venue says", () =>
  withClock(async (live, rig, venue) => {
    const before = live.inputs.at(-1)?.at ?? 0;
    // They may be up again as soon as the hour has passed.
    const ups = live.kinds("feedUp").length;
    venue.fast = rig.set = HOUR;
    await inDoubt(live);
    await live.until("an hour later", () => (live.inputs.at(-1)?.at ?? 0) >= before + HOUR);
    await live.until("they are up", () => live.kinds("feedUp").length >= ups + 2);
  }));

Deno.test("a feed whose time nobody confirms ends, and its time has not stood still", async () => {
  let beats: number[] = [];
  const ended = withClock(async (live, rig, venue) => {
    venue.refuse = { path: /^\/time$/, status: 404 };
    rig.set = -HOUR;
    await inDoubt(live);
    const beaten = live.kinds("heartbeat").length;
    await live.until("it beats on", () => live.kinds("heartbeat").length >= beaten + 8);
    await live.end().finally(() => beats = live.kinds("heartbeat").map(({ at }) => at));
  });
  await assert.rejects(ended, ClockUnsure);
  assert.ok(beats.length > 8);
  assert.deepEqual(beats, beats.map((_, i) => (beats[0] ?? 0) + 250 * i));
});
