import assert from "node:assert/strict";
import { writeAbout } from "../../src/adapters/tape/about.ts";
import { openTapeWriter } from "../../src/adapters/tape/writer.ts";
import { openSources } from "../../src/commands/sources.ts";
import { millis, seq } from "../../src/core/types/units.ts";
import { syntheticSource } from "../../src/adapters/synthetic/source.ts";

Deno.test("what a recording's sessions were allowed is no limit of a run over it", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const tape = openTapeWriter(folder, { resume: false });
    const started = {
      kind: "started",
      version: "1",
      configHash: "c",
      config: '{"risk":{}}',
    } as const;
    tape.append({ ...started, seq: seq(1), at: millis(1_700_000_000_000) });
    tape.append({ kind: "heartbeat", seq: seq(2), at: millis(1_700_000_001_000) });
    tape.close();
    writeAbout(folder, syntheticSource({ seed: 1, markets: 1, hours: 1 }).info);
    const source = await openSources([folder], { assume: {}, heartbeatMs: millis(1_000) });
    const read = await Array.fromAsync(source.read());
    assert.deepStrictEqual(read.flat().map(({ input }) => input), [
      { ...started, config: null },
      { kind: "heartbeat" },
    ]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
