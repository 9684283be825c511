// A recording that holds the answers of models is run once more as it was: the questions are found again
// by their numbers, so venue, limits and arms must be the recorded ones.
import { memoryLedger } from "../../adapters/memory/ledger.ts";
import type { EngineConfig } from "../../core/types/config.ts";
import type { Millis } from "../../core/types/units.ts";
import type { Source } from "../../ports.ts";
import { armResults } from "../../report/arms.ts";
import type { Trade } from "../../report/trade_fold.ts";
import { reportInput } from "../closing.ts";
import { armed, asksModels } from "../fit.ts";
import { paperHeader, replayRun } from "../paper_run.ts";

/** What the account that heard models did, and what they cost. */
export interface WithModels {
  readonly closed: readonly Trade[];
  readonly open: number;
  /** Decisions about signals. */
  readonly decisions: number;
  /** 1e-6 dollars. */
  readonly bill: number;
}

export interface ModelsInput {
  readonly source: Source;
  /** As configured, models included. */
  readonly config: EngineConfig;
  readonly seed: number;
  readonly stopped: () => boolean;
  readonly progress: (fraction: number | null, at: Millis) => void;
}

/** null: the recording holds no answers, nobody is to be heard, or it was stopped. */
export async function runWithModels(input: ModelsInput): Promise<WithModels | null> {
  const { source, config, seed, stopped, progress } = input;
  const who = armed(config, source.info.answers === true);
  if (!asksModels(who.arms)) return null;
  const ledger = memoryLedger();
  const about = { name: source.info.name, config: who.config, seed };
  ledger.begin(paperHeader(about, { version: "backtest", assumptions: [] }));
  const run = await replayRun({
    source,
    who,
    seed,
    ledger,
    stopped,
    progress,
  });
  if (run.end === "stopped") return null;
  const found = armResults(reportInput(ledger).facts).find(({ arm }) => arm === "ai");
  if (found === undefined) throw new Error("Cannot report models: their account was not run");
  const { facts: { trades }, decisions, bill } = found;
  return {
    closed: trades.closed(),
    open: trades.open().length,
    decisions: [...decisions.values()].filter(({ decision }) => decision.kind === "entry").length,
    bill,
  };
}
