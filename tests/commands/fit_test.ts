import assert from "node:assert/strict";
import fc from "fast-check";
import { beatOf, fitToSource } from "../../src/commands/fit.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import { millis } from "../../src/core/types/units.ts";
import type { SourceInfo } from "../../src/ports.ts";
import { parseDefaults } from "../support/defaults.ts";

const config = parseDefaults();

function every(cadence: number): SourceInfo {
  return { name: "s", assumptions: [], cadenceMs: millis(cadence), credit: null };
}

/** What differs from the defaults. */
function changed({ config: fitted }: { readonly config: EngineConfig }): Record<string, number> {
  const found: Record<string, number> = {};
  for (const key of ["detection", "reversion"] as const) {
    const before = new Map<string, unknown>(Object.entries(config[key]));
    for (const [name, value] of Object.entries(fitted[key])) {
      if (value !== before.get(name)) found[name] = value as number;
    }
  }
  return found;
}

Deno.test("a source as fast as the detectors changes nothing and says nothing", () => {
  for (const cadence of [0, 250, 1_000, 5_000]) {
    assert.deepStrictEqual(fitToSource(config, every(cadence)), { config, changes: [] });
  }
});

Deno.test("a look every two minutes widens grid, gap, age and window to it, and says so once", () => {
  const fitted = fitToSource(config, every(120_000));
  assert.deepStrictEqual(changed(fitted), {
    gridMs: 120_000,
    maxGapMs: 600_000,
    maxBookAgeMs: 240_000,
    rocWindowMs: 360_000,
  });
  assert.equal(fitted.changes.length, 1);
  for (const name of ["2m", "detector grid", "largest gap", "oldest quote", "rate-of-change"]) {
    assert.ok(fitted.changes[0]?.includes(name), `${name} in ${fitted.changes[0]}`);
  }
});

Deno.test("a quote is not called stale before the next one can come", () => {
  const fitted = fitToSource(config, every(7_000));
  assert.deepStrictEqual(changed(fitted), { maxBookAgeMs: 14_000 });
  assert.match(fitted.changes[0] ?? "", /oldest quote 14s$/);
});

Deno.test("hourly candles push the reversion horizon out too", () => {
  const fitted = fitToSource(config, every(3_600_000));
  assert.equal(fitted.config.reversion.horizonMs, 7_200_000);
  assert.match(fitted.changes[0] ?? "", /reversion horizon 2h/);
});

Deno.test("the grid is whole seconds, never finer than the source", () => {
  assert.equal(fitToSource(config, every(12_001)).config.detection.gridMs, 13_000);
});

Deno.test("whatever the source, no time gets shorter and the rest stays as it was", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 86_400_000 }), (cadence) => {
    const fitted = fitToSource(config, every(cadence));
    for (const [name, value] of Object.entries(changed(fitted))) {
      const before = { ...config.detection, ...config.reversion } as Record<string, unknown>;
      assert.ok(value > (before[name] as number), name);
    }
    const { detection: _d, reversion: _r, ...rest } = fitted.config;
    const { detection: _e, reversion: _s, ...same } = config;
    assert.deepStrictEqual(rest, same);
    assert.ok(fitted.config.detection.maxBookAgeMs >= Math.min(cadence, 86_400_000));
    assert.equal(fitted.changes.length > 0, Object.keys(changed(fitted)).length > 0);
  }));
});

Deno.test("a recording without beats gets four a look, within bounds", () => {
  const beats = [0, 4_000, 7_999, 8_000, 123_000, 240_000, 3_600_000].map((cadence) =>
    beatOf(every(cadence), millis(1_000))
  );
  assert.deepStrictEqual(beats, [1_000, 1_000, 1_000, 2_000, 30_000, 60_000, 60_000]);
  assert.equal(beatOf(every(8_000), millis(5_000)), 5_000);
});
