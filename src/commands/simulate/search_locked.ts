// The locked end of the recording, opened: one configuration, once more, on what no choice has seen. It
// is registered before its result is shown.
import { sha256 } from "../../adapters/sqlite/sha256.ts";
import { addTrials, readTrials } from "../../adapters/trials/registry.ts";
import type { CommandContext } from "../../cli/context.ts";
import { startProgress } from "../../cli/progress.ts";
import type { SearchOptions } from "../../cli/simulate/search.ts";
import { canonicalJson } from "../../core/canonical.ts";
import type { Assessment } from "../../core/simulate/backtest/assess.ts";
import { searched, type Trial } from "../../core/simulate/backtest/trial.ts";
import {
  type BacktestVerdict,
  backtestVerdict,
  backtestVerdictWords,
} from "../../core/simulate/backtest/verdict.ts";
import { lockedOf } from "../../core/simulate/search/events.ts";
import { assessEvents, judge } from "../../core/simulate/search/judge.ts";
import { LOCKED, sawLocked, type SearchTrial } from "../../core/simulate/search/trial.ts";
import type { Stopping } from "../../cli/stopping.ts";
import { openRecordings } from "./backtest_recordings.ts";
import { runBatch, type TaskResult } from "./search_run.ts";
import type { Prepared } from "./search_setup.ts";
import { measuresOf } from "./search_trials.ts";

/** What the locked set said. */
export interface Locked {
  readonly assessment: Assessment;
  readonly verdict: BacktestVerdict;
  /** Trades that had something to do with the search. */
  readonly leftOut: number;
  /** Configurations that were looked at on it, this one included. */
  readonly looked: number;
}

interface Opening {
  readonly options: SearchOptions;
  readonly prepared: Prepared;
  readonly trials: readonly SearchTrial[];
  readonly registry: string;
  readonly stopping: Stopping;
}

/** null: no configuration was chosen, or it was stopped before anything was known. */
export async function openTest(context: CommandContext, opening: Opening): Promise<Locked | null> {
  const { options, prepared: { frame, candidates }, trials, registry } = opening;
  const { plan, embargoMs, attempt } = frame;
  const { seed } = attempt;
  const before = readTrials(registry).trials;
  const { chosen } = judge({ trials, registered: before, plan, embargoMs, seed });
  const config = candidates.find(({ configHash }) => configHash === chosen?.trial.configHash)
    ?.config;
  if (chosen === null || config === null || config === undefined || plan.testFrom === null) {
    context.err("the locked set stays locked: nothing was chosen");
    return null;
  }
  const ran = await run(context, opening, { id: 0, config, strategy: options.strategy });
  if (ran === null) return null;
  // Of all of them: those that were not chosen had their say in which one was.
  const groups = new Set(
    trials.flatMap(({ search }) => search.events.map(({ group }) => group)),
  );
  const { events, leftOut } = lockedOf(ran.trades, groups, { testFrom: plan.testFrom, embargoMs });
  const about = { strategy: LOCKED, of: chosen.trial.configHash };
  const configHash = sha256(canonicalJson(about));
  const saw = sawLocked(before, { ...attempt, testFrom: plan.testFrom });
  const tried = searched(saw, { ...attempt, configHash, events: events.length });
  const assessment = assessEvents(events, tried, seed);
  const verdict = backtestVerdict(assessment);
  const trial: Trial = {
    at: context.now(),
    command: `${frame.line} --open-test`,
    strategy: LOCKED,
    ...attempt,
    configHash,
    complete: true,
    ...measuresOf(assessment),
    verdict: backtestVerdictWords(verdict, tried.trials - 1),
  };
  addTrials(registry, [trial]);
  return { assessment, verdict, leftOut, looked: tried.trials };
}

async function run(
  context: CommandContext,
  { prepared: { reading }, stopping: { stopped } }: Opening,
  task: Parameters<typeof runBatch>[1][0],
): Promise<TaskResult | null> {
  const source = await openRecordings(reading);
  const progress = startProgress(context, "locked set");
  try {
    const results = await runBatch(source, [task], {
      ...reading,
      stopped,
      progress: (fraction) => progress.update(fraction, ""),
    });
    return results?.[0] ?? null;
  } finally {
    progress.done();
  }
}
