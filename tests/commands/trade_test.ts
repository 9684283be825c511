import assert from "node:assert/strict";
import { openLedger } from "../../src/adapters/sqlite/ledger.ts";
import { openTapeWriter } from "../../src/adapters/tape/writer.ts";
import type { TradeOptions } from "../../src/cli/context.ts";
import { spokenStop } from "../../src/cli/stopping.ts";
import { tradeLive } from "../../src/commands/trade_live.ts";
import { tradeTape } from "../../src/commands/trade_tape.ts";
import { millis, seq } from "../../src/core/types/units.ts";
import { loaded } from "../support/config.ts";
import { inRunFolder } from "../support/run_folder.ts";

Deno.test("a process whose ledger another one writes leaves that one's pulse alone", () =>
  inRunFolder(null, async ({ dataDir, ledger, context }) => {
    const tape = openTapeWriter(`${dataDir}/recorded`, { resume: false });
    tape.append({ kind: "heartbeat", seq: seq(1), at: millis(1_700_000_000_000) });
    tape.close();
    let beats = 0;
    const pulse = { begin: () => void beats++, watch: () => {}, stop: () => {} };
    const options: TradeOptions = {
      dryRun: true,
      tape: [`${dataDir}/recorded`],
      speed: "max",
      venue: "http://127.0.0.1:9",
      once: false,
      record: false,
    };
    const run = { loaded: loaded({}), options, stopping: spokenStop(), pulse };
    const other = openLedger(ledger, { durability: "commit" });
    try {
      await assert.rejects(tradeTape(context().context, run), /a writer already/);
      const live = { ...run, options: { ...options, speed: 1 } };
      await assert.rejects(tradeLive(context().context, live), /a writer already/);
      assert.equal(beats, 0);
    } finally {
      other.close();
    }
    assert.equal(await tradeTape(context().context, run), 0);
    assert.equal(beats, 1);
  }));

Deno.test("how far a tape is stands as a share only at full speed: a block of hours is read at once", async () => {
  for (const [speed, share] of [["max", true], [1_000, false]] as const) {
    await inRunFolder(null, async ({ dataDir, context }) => {
      const tape = openTapeWriter(`${dataDir}/recorded`, { resume: false });
      tape.append({ kind: "heartbeat", seq: seq(1), at: millis(1_700_000_000_000) });
      tape.close();
      let drawn = "";
      let now = 0;
      const seen = {
        isErrTerminal: true,
        errColumns: 80,
        draw: (text: string) => void (drawn += text),
        now: () => now += 1_000,
      };
      const options: TradeOptions = {
        dryRun: true,
        tape: [`${dataDir}/recorded`],
        speed,
        venue: "polymarket",
        once: false,
        record: false,
      };
      const pulse = { begin: () => {}, watch: () => {}, stop: () => {} };
      const run = { loaded: loaded({}), options, stopping: spokenStop(), pulse };
      await tradeTape({ ...context().context, ...seen }, run);
      assert.match(drawn, /trade .*Z/);
      assert.equal(drawn.includes("%"), share);
    });
  }
});
