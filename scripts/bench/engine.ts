// The whole engine as a paper run wires it, but for the ledger, which is in memory.
import { memoryLedger } from "../../src/adapters/memory/ledger.ts";
import { beginAgain, paperHeader, paperRun } from "../../src/commands/paper_run.ts";
import { systemWall } from "../../src/commands/wall.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import type { EngineState } from "../../src/core/types/state.ts";
import type { Source } from "../../src/ports.ts";

/** What a run over a source left. */
export interface EngineRun {
  readonly figures: RunFigures;
  readonly state: EngineState;
}

/** The run in numbers. */
export type RunFigures = {
  readonly events: number;
  readonly rows: number;
  readonly fills: number;
  readonly decisions: number;
  /** Hash over every row: two runs with one head did the same. */
  readonly head: string;
};

/** Runs a source through the engine at full speed; `afterBatch` is called when it has decided. */
export async function runEngine(
  source: Source,
  config: EngineConfig,
  afterBatch: () => void = () => {},
): Promise<EngineRun> {
  const ledger = memoryLedger();
  const seed = 1;
  ledger.begin(
    paperHeader({ name: source.info.name, config, seed }, { version: "bench", assumptions: [] }),
  );
  const { state } = await paperRun({
    source,
    config,
    seed,
    ledger,
    begin: beginAgain({ config, arms: { trading: "noAi", shadows: [] } }, seed, ledger),
    tape: null,
    inbox: null,
    notifiers: [],
    speed: Infinity,
    wall: systemWall,
    stopped: () => false,
    progress: afterBatch,
  });
  const kinds = new Map<string, number>();
  for (const { body } of ledger.read()) kinds.set(body.kind, (kinds.get(body.kind) ?? 0) + 1);
  const figures = {
    events: state.lastSeq,
    rows: ledger.count(),
    fills: kinds.get("orderFilled") ?? 0,
    decisions: kinds.get("record") ?? 0,
    head: ledger.head(),
  };
  return { figures, state };
}
