import assert from "node:assert/strict";
import type { SpikePlace } from "../../../src/commands/observe/spike.ts";
import { MOST_WAITING, openSpikeQueue } from "../../../src/commands/observe/spike_queue.ts";
import type { MarketId } from "../../../src/core/types/ids.ts";
import { type Millis, millis } from "../../../src/core/types/units.ts";
import { TryAgain } from "../../../src/serve/contract.ts";
import { tapeInputs, writeTape } from "../../e2e/rig.ts";
import { parseDefaults } from "../../support/defaults.ts";

const config = parseDefaults();

interface Rig {
  readonly queue: ReturnType<typeof openSpikeQueue>;
  /** Places of several markets, a minute apart. */
  readonly places: readonly SpikePlace[];
  readings(): number;
}

async function inRig(test: (rig: Rig) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await writeTape(`${folder}/tape`);
    const inputs = await tapeInputs(`${folder}/tape`);
    const markets = inputs.flatMap(({ input }) => input.kind === "listed" ? [input.market.id] : []);
    const first = inputs[0]?.at ?? (0 as Millis);
    let readings = 0;
    const queue = openSpikeQueue(`${folder}/tape`, {
      config: () => {
        readings += 1;
        return config;
      },
      turn: () => new Promise((resolve) => setTimeout(resolve)),
      now: () => performance.now(),
    });
    const places = Array.from({ length: MOST_WAITING + 4 }, (_, i) => ({
      market: markets[i % markets.length] as MarketId,
      at: millis(first + (i + 1) * 60_000),
    }));
    await test({ queue, places, readings: () => readings });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("spikes that are asked for together are read together, each as if alone", async () => {
  await inRig(async ({ queue, places, readings }) => {
    const some = places.slice(0, 6);
    const together = await Promise.all(some.map((place) => queue.read(place)));
    assert.equal(readings(), 1);
    for (const [i, place] of some.entries()) {
      const alone = await queue.read(place);
      assert.ok(alone !== null && alone.points.length > 0);
      assert.deepEqual(together[i], alone);
    }
  });
});

Deno.test("of too many that wait those that wait longest give way", async () => {
  await inRig(async ({ queue, places, readings }) => {
    const all = await Promise.allSettled(places.map((place) => queue.read(place)));
    const refused = all.map((one) => one.status === "rejected" && one.reason instanceof TryAgain);
    assert.deepEqual(refused, places.map((_, i) => i < places.length - MOST_WAITING));
    assert.equal(readings(), 1);
  });
});
