import { memoryLedger } from "../../src/adapters/memory/ledger.ts";
import { withHeartbeats } from "../../src/adapters/replay/heartbeats.ts";
import { syntheticSource } from "../../src/adapters/synthetic/source.ts";
import { beginAgain, paperHeader, paperRun } from "../../src/commands/paper_run.ts";
import type { Armed } from "../../src/commands/fit.ts";
import { systemWall } from "../../src/commands/wall.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { millis } from "../../src/core/types/units.ts";
import type { RunHeader } from "../../src/ports.ts";
import { defaults, eager } from "./config.ts";

/** A short run of the engine on made-up markets: signals, trades that close, and an arm beside it. */
export interface BaseRun {
  readonly header: RunHeader;
  readonly rows: readonly LedgerRow[];
}

/** Runs it in memory; the same rows each time. */
export async function baseRun(hours = 7): Promise<BaseRun> {
  const source = withHeartbeats(
    syntheticSource({ seed: 14, markets: 16, hours }),
    millis(1_000),
  );
  // Told to believe in reversion, or it would hardly trade on markets that are made up.
  const config = eager(defaults());
  const seed = 1;
  const ledger = memoryLedger();
  const header = ledger.begin(
    paperHeader({ name: source.info.name, config, seed }, { version: "bench", assumptions: [] }),
  );
  const arms: Armed["arms"] = { trading: "noAi", shadows: ["random"] };
  await paperRun({
    source,
    config,
    seed,
    ledger,
    begin: beginAgain({ config, arms }, seed, ledger),
    tape: null,
    inbox: null,
    notifiers: [],
    speed: Infinity,
    wall: systemWall,
    stopped: () => false,
    progress: () => {},
  });
  return { header, rows: [...ledger.read()] };
}
