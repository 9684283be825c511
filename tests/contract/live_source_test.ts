// The live feed under the contract that every other source keeps: read once, as it comes, and again
// from what it recorded.
import assert from "node:assert/strict";
import { openRawTape } from "../../src/adapters/polymarket/raw_tape.ts";
import { openRaw } from "../../src/adapters/polymarket/raw_source.ts";
import { openLiveFeed, selectOf, watchOf } from "../../src/commands/live_feed.ts";
import { openVenue } from "../../src/commands/venue.ts";
import { millis } from "../../src/core/types/units.ts";
import type { TimedInput } from "../../src/ports.ts";
import { loaded } from "../support/config.ts";
import { assertSource, countsOf, inputsOf, SourceChecker } from "./source_contract.ts";

/** Venue time that is read, at sixty times real time. */
const SPAN_MS = 120_000;

Deno.test("a live feed keeps the contract of a source, and so does its recording", async () => {
  const folder = Deno.makeTempDirSync();
  const venue = await openVenue({ venue: "sandbox", scenario: "resolution", speed: 60, seed: 5 });
  const ending = new AbortController();
  try {
    const config = loaded({ yaml: "venue: { resolution: 5s, discovery: 20s, warmup: 10m }" });
    const watch = watchOf(config, venue);
    const since = millis(venue.clock.now());
    const notice = () => {};
    const feed = openLiveFeed({
      venue,
      loaded: config,
      version: "test",
      select: selectOf({}),
      held: () => [],
      record: openRawTape({
        folder,
        hosts: venue.hosts,
        watch,
        since,
        maxFolderBytes: 1e9,
        notice,
      }),
      signal: ending.signal,
      notice,
    });
    assert.equal(feed.size, null);
    const checker = new SourceChecker();
    const inputs: TimedInput[] = [];
    for await (const batch of feed.read()) {
      for (const timed of batch) {
        checker.check(timed);
        inputs.push(timed);
      }
      if ((inputs.at(-1)?.at ?? 0) - since > SPAN_MS) ending.abort();
    }
    const counts = countsOf(inputs);
    for (const kind of ["listed", "history", "feedUp", "book", "level", "linkHeard", "heartbeat"]) {
      assert.ok((counts[kind] ?? 0) > 0, kind);
    }
    assert.deepEqual(await inputsOf(openRaw(folder)), inputs);
    assert.equal(await assertSource(() => openRaw(folder)), inputs.length);
  } finally {
    ending.abort();
    await venue.close();
    Deno.removeSync(folder, { recursive: true });
  }
});
