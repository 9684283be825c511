import assert from "node:assert/strict";
import { openTapeWriter } from "../../../src/adapters/tape/writer.ts";
import { keepFollowing, openTapeFollower } from "../../../src/commands/observe/follower.ts";
import { observe } from "../../../src/core/observe.ts";
import { openEngine } from "../../../src/core/step.ts";
import type { EngineConfig } from "../../../src/core/types/config.ts";
import type { MarketId } from "../../../src/core/types/ids.ts";
import type { EngineState } from "../../../src/core/types/state.ts";
import { type Millis, millis, seq } from "../../../src/core/types/units.ts";
import type { TimedInput } from "../../../src/ports.ts";
import { marketsReport } from "../../../src/report/markets.ts";
import { tapeInputs, writeTape } from "../../e2e/rig.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { aMarket, NOON } from "../../support/builders.ts";

const defaults = parseDefaults();
const config: EngineConfig = {
  ...defaults,
  detection: { ...defaults.detection, gridMs: millis(5_000) },
};

const options = { now: () => performance.now(), turn: () => Promise.resolve() };

interface Signalled {
  readonly market: MarketId;
  readonly at: Millis;
  readonly direction: number;
}

/** The engine's own view of the same inputs, and what its detectors found. */
function engineOf(inputs: readonly TimedInput[]): { state: EngineState; found: Signalled[] } {
  const state = openEngine(config, 0);
  const found: Signalled[] = [];
  inputs.forEach(({ at, input }, i) => {
    for (
      const { state: { market }, candidate } of observe(state, { ...input, at, seq: seq(i + 1) })
    ) {
      found.push({ market: market.id, at, direction: candidate.direction });
    }
  });
  return { state, found };
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await test(`${folder}/tape`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("a follower knows the markets as the engine does, and shows each mid of its line", async () => {
  await inFolder(async (folder) => {
    await writeTape(folder);
    const follower = openTapeFollower(folder, config, options);
    while (follower.poll());
    const inputs = await tapeInputs(folder);
    const at = inputs.at(-1)?.at ?? millis(0);
    assert.equal(follower.at, at);
    const { markets } = engineOf(inputs).state;
    const shown = follower.markets();
    const spark = (id: MarketId) => sparkIn(shown.rows, id);
    assert.deepEqual(
      shown,
      marketsReport({ markets: markets.values(), spark, config, at, reading: { kind: "current" } }),
    );
    assert.equal(shown.rows.length, 6);
    for (const row of shown.rows) {
      const mids = String(row[2]).split(" ").map(Number);
      assert.ok(mids.length > 60 && mids.length <= 120, `${mids.length} points`);
      assert.equal(mids.at(-1), row[1]);
    }
    follower.close();
  });
});

function sparkIn(rows: readonly (readonly unknown[])[], id: MarketId): readonly number[] {
  const row = rows.find((cells) => cells.at(-1) === id);
  return String(row?.[2]).split(" ").map(Number);
}

Deno.test("around a signal the follower shows which sum passed its threshold, at its time", async () => {
  await inFolder(async (folder) => {
    await writeTape(folder);
    const { found } = engineOf(await tapeInputs(folder));
    assert.ok(found.length > 3, `${found.length} signals`);
    const follower = openTapeFollower(folder, config, options);
    for (const signal of found.slice(0, 4)) {
      const observed = await follower.observed(signal);
      assert.ok(observed !== null);
      const times = observed.points.map(({ at }) => at);
      assert.deepEqual(times, times.toSorted((a, b) => a - b));
      assert.ok(times.every((at) => at >= observed.from && at <= observed.to));
      const point = observed.points.find(({ at }) => at === signal.at);
      assert.ok(point !== undefined);
      const sum = signal.direction === 1 ? point.cusumUp : point.cusumDown;
      assert.ok((sum ?? 0) > point.cusumThreshold);
      const { mid, ewmaLow, ewma, ewmaHigh, bid, ask } = point;
      assert.ok(bid !== null && ask !== null && mid === (bid + ask) / 2);
      assert.ok(ewmaLow !== null && ewma !== null && ewmaHigh !== null);
      assert.ok(ewmaLow < ewma && ewma < ewmaHigh);
      assert.equal(Math.sign(mid - ewma), signal.direction);
    }
    follower.close();
  });
});

Deno.test("a signal on no tape is not known, and one that is over is read once", async () => {
  await inFolder(async (folder) => {
    await writeTape(folder);
    const { found: [signal] } = engineOf(await tapeInputs(folder));
    assert.ok(signal !== undefined);
    const follower = openTapeFollower(folder, config, options);
    while (follower.poll());
    assert.equal(await follower.observed({ market: "none" as MarketId, at: signal.at }), null);
    const before = millis(signal.at - 30 * 86_400_000);
    assert.equal(await follower.observed({ market: signal.market, at: before }), null);
    const first = follower.observed(signal);
    assert.equal(follower.observed(signal), first);
    await first;
    follower.close();
  });
});

Deno.test("a call reads no more than its slice, and following ends with its signal", async () => {
  await inFolder(async (folder) => {
    await writeTape(folder);
    const follower = openTapeFollower(folder, config, { ...options, sliceMs: 0 });
    let calls = 1;
    while (follower.poll()) calls++;
    const events = (await tapeInputs(folder)).length;
    assert.ok(calls > events / 1_024, `${calls} calls for ${events} events`);
    const stop = new AbortController();
    const following = keepFollowing(follower, { signal: stop.signal, pauseMs: 60_000 });
    stop.abort();
    await following;
    follower.close();
  });
});

Deno.test("a follower says that it is behind until it came to the end once, and why it cannot go on", async () => {
  await inFolder(async (folder) => {
    await writeTape(folder);
    const follower = openTapeFollower(folder, config, { ...options, sliceMs: 0 });
    const words = () => follower.markets().notes.join(" ");
    assert.ok(follower.poll());
    assert.deepEqual(follower.reading, { kind: "behind" });
    assert.match(words(), /being read for the first time\. Prices and ages are as of \d/);
    while (follower.poll());
    assert.deepEqual(follower.reading, { kind: "current" });
    assert.doesNotMatch(words(), /WARNING/);
    follower.close();
    // Whatever stands where tapes should be.
    Deno.writeTextFileSync(`${folder}2`, "");
    const broken = openTapeFollower(`${folder}2`, config, options);
    assert.throws(() => broken.poll());
    assert.equal(broken.reading.kind, "failed");
    assert.match(broken.markets().notes.join(" "), /WARNING: the tape: cannot be read further: /);
    broken.close();
  });
});

Deno.test("a tape that begins in the middle of a session shows no book before a whole one", async () => {
  await inFolder((folder) => {
    const tape = openTapeWriter(folder, { resume: true });
    const market = aMarket();
    const level = { price: 400_000, size: 9_000_000 };
    const inputs = [
      { kind: "listed", market },
      { kind: "level", token: market.yes, side: "buy", ...level },
      { kind: "book", token: market.yes, bids: [level], asks: [{ ...level, price: 420_000 }] },
    ] as readonly TimedInput["input"][];
    inputs.forEach((input, i) => tape.append({ ...input, seq: seq(i + 1), at: millis(NOON + i) }));
    tape.flush();
    const follower = openTapeFollower(folder, config, { ...options, sliceMs: 0 });
    while (follower.poll());
    const [row] = follower.markets().rows;
    assert.deepEqual([row?.[0], row?.[1], row?.[5]], [market.slug, 410_000, "usable"]);
    tape.close();
    follower.close();
    return Promise.resolve();
  });
});
