import assert from "node:assert/strict";
import { syntheticSource } from "../../../src/adapters/synthetic/source.ts";
import { withHeartbeats } from "../../../src/adapters/replay/heartbeats.ts";
import { CliError } from "../../../src/cli/exit.ts";
import { detectorCommand } from "../../../src/commands/simulate/detector.ts";
import { observe } from "../../../src/core/observe.ts";
import { ruleIndex } from "../../../src/core/simulate/detector/alarms.ts";
import { DetectorWatch } from "../../../src/core/simulate/detector/watch.ts";
import { openEngine } from "../../../src/core/step.ts";
import type { EngineEvent } from "../../../src/core/types/event.ts";
import { millis, type Seq } from "../../../src/core/types/units.ts";
import type { Report } from "../../../src/report/report.ts";
import { loaded } from "../../support/config.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { inRunFolder } from "../../support/run_folder.ts";

const options = { action: "detector", walks: 8, model: "student-ticks", seed: 7 } as const;

async function answered(given: Parameters<typeof detectorCommand>[1]): Promise<readonly Report[]> {
  let sections: readonly Report[] = [];
  await inRunFolder(null, async (folder) => {
    const { context, envelope } = folder.context({ json: true });
    const code = await detectorCommand({ ...context, loadConfig: () => loaded({}) }, given);
    assert.equal(code, 0);
    sections = (envelope().data as { sections: readonly Report[] }).sections;
  });
  return sections;
}

Deno.test("simulate detector measures nothing, spikes, thresholds and theory, and repeats", async () => {
  const sections = await answered({ ...options, paths: [], budget: 20 });
  assert.deepEqual(sections.map(({ name }) => name), [
    "detector",
    "falseAlarms",
    "ablation",
    "found",
    "tradeOff",
    "budget",
    "runLength",
    "power",
  ]);
  assert.deepEqual(await answered({ ...options, paths: [], budget: 20 }), sections);
  const curve = sections.find(({ name }) => name === "tradeOff");
  assert.ok(curve?.shape === "table");
  const rates = curve.rows.map((row) => Number(row[1]));
  assert.deepEqual(rates.toSorted((a, b) => b - a), rates, "a higher threshold is louder");
});

Deno.test("simulate detector listens to a recording with other thresholds as well", async () => {
  const demo = new URL("../../../data/demo", import.meta.url).pathname;
  const sections = await answered({ ...options, paths: [demo], budget: 2 });
  assert.deepEqual(sections.slice(1, 3).map(({ name }) => name), ["tape", "tapeThresholds"]);
  const [, tape, thresholds] = sections;
  assert.ok(tape?.shape === "table" && thresholds?.shape === "table");
  const shipped = tape.rows[0];
  const same = thresholds.rows.filter(([key, value]) =>
    (key === "cusumThreshold" && value === 2.5) || (key === "cusumK" && value === 1)
  );
  assert.deepEqual(same.map((row) => row[2]), [shipped?.[1], shipped?.[1]]);
  assert.ok(Number(shipped?.[1]) > 0, "the demonstration has spikes");
});

Deno.test("a model that is none is a mistake of the one who typed it", async () => {
  await inRunFolder(null, async (folder) => {
    const { context } = folder.context();
    const configured = { ...context, loadConfig: () => loaded({}) };
    await assert.rejects(
      detectorCommand(configured, { ...options, paths: [], model: "gausian" }),
      (error) =>
        error instanceof CliError && error.exit === "usage" && /gaussian/.test(`${error.hint}`),
    );
  });
});

Deno.test("alarms on a recording are the engine's candidates, one by one", async () => {
  const config = parseDefaults();
  const source = withHeartbeats(
    syntheticSource({ seed: 3, markets: 6, hours: 3 }),
    millis(1_000),
  );
  const engine = openEngine(config, 0);
  const watch = new DetectorWatch(config, [config.detection]);
  let candidates = 0;
  let seq = 0;
  for await (const batch of source.read()) {
    for (const { at, input } of batch) {
      seq += 1;
      candidates += observe(engine, { ...input, at, seq: seq as Seq } as EngineEvent).length;
      watch.add(at, input);
    }
  }
  const [result] = watch.results;
  const alarms = [...result?.clusters.values() ?? []]
    .reduce((sum, { alarms }) => sum + (alarms[ruleIndex("shipped")] ?? 0), 0);
  assert.ok(candidates > 5, `${candidates}`);
  assert.equal(alarms, candidates);
  assert.equal(result?.samples, engine.tally.samples.get("ok"));
});

Deno.test("configurations that want different grids are not run together", () => {
  const config = parseDefaults();
  const other = { ...config.detection, gridMs: millis(20_000) };
  assert.throws(() => new DetectorWatch(config, [config.detection, other]), /one grid/);
});
