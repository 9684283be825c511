import assert from "node:assert/strict";
import { fitToSource } from "../../../src/commands/fit.ts";
import { study } from "../../../src/commands/simulate/backtest_study.ts";
import { openSources } from "../../../src/commands/sources.ts";
import { rulesOnly } from "../../../src/core/step.ts";
import type { Millis } from "../../../src/core/types/units.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { recordingTest } from "../../support/shared.ts";

recordingTest(
  "a hockey final in play: nothing is known of the future, nothing is bought",
  async (path) => {
    const source = await openSources([path("D_ws_recordings/tickscope_MIT")], {
      assume: {},
      heartbeatMs: 1_000 as Millis,
    });
    const { config } = fitToSource(parseDefaults(), source.info);
    const found = await study({
      source,
      config: rulesOnly(config),
      withModels: null,
      seed: 1,
      resamples: 1,
      stopped: () => false,
      progress: () => {},
    });
    assert.equal(found.lookAhead?.passed, true);
    assert.ok(found.run.inputs > 20_000);
    const [headline] = found.run.lanes;
    assert.equal(headline?.decisions, 7);
    for (const { closed, open } of found.run.lanes) assert.deepEqual([closed, open], [[], []]);
    // Less than six hours before its end no market is entered, on a resampled path neither.
    assert.ok(found.nulls.flat().every(({ closed }) => closed.length === 0));
  },
);
