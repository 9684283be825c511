import assert from "node:assert/strict";
import { bands, worseOf } from "../../../../src/core/simulate/backtest/bands.ts";
import type { Millis } from "../../../../src/core/types/units.ts";
import { parseDefaults } from "../../../support/defaults.ts";

Deno.test("the pessimistic venue is the default of the configuration", () => {
  assert.deepEqual(bands.pessimistic, parseDefaults().paper);
});

Deno.test("each band is at least as bad for us as the next, key by key", () => {
  const { pessimistic, realistic, optimistic } = bands;
  assert.deepEqual(worseOf(pessimistic, realistic), pessimistic);
  assert.deepEqual(worseOf(realistic, optimistic), realistic);
  assert.notDeepEqual(realistic, optimistic);
});

Deno.test("a configuration that flatters the venue changes no headline, one that is worse does", () => {
  const kind = { ...bands.pessimistic, adverseTicks: 0, latencyMs: 0 as Millis };
  assert.deepEqual(worseOf(kind, bands.pessimistic), bands.pessimistic);
  const unkind = { ...bands.pessimistic, adverseTicks: 2 };
  assert.deepEqual(worseOf(unkind, bands.pessimistic), unkind);
});
