// Configurations over one recording: those with the same detectors share a reading, each with an account
// of its own. What a configuration makes does not depend on which others it shares a reading with, so the
// result is the same for any number of threads and parts.
import type { SearchStrategy } from "../../cli/simulate/search.ts";
import { canonicalJson } from "../../core/canonical.ts";
import {
  atVenue,
  bands,
  withoutAccountLimits,
  worseOf,
} from "../../core/simulate/backtest/bands.ts";
import { forced } from "../../core/simulate/backtest/rules.ts";
import type { Held } from "../../core/simulate/search/events.ts";
import { rulesOnly } from "../../core/step.ts";
import type { EngineConfig } from "../../core/types/config.ts";
import type { Millis } from "../../core/types/units.ts";
import type { Source } from "../../ports.ts";
import { netOf, type Trade } from "../../report/trade_fold.ts";
import { type LaneSpec, runLanes } from "./backtest_lanes.ts";
import type { Recordings } from "./backtest_recordings.ts";

/** One configuration to run, fitted to the source and at its venue. */
export interface Task {
  readonly id: number;
  readonly config: EngineConfig;
  readonly strategy: SearchStrategy;
}

/** Configurations that one reading serves. */
export type Batch = readonly [Task, ...Task[]];

/** What is read, and up to when. */
export interface Reading extends Recordings {
  readonly seed: number;
  readonly until: Millis | null;
}

/** Closed trades of one configuration. */
export interface TaskResult {
  readonly id: number;
  readonly trades: readonly Held[];
}

/** The account at the worst venue, where every headline comes from; a hypothesis without its limits. */
export function taskConfig(config: EngineConfig, strategy: SearchStrategy): EngineConfig {
  const account = atVenue(rulesOnly(config), worseOf(config.paper, bands.pessimistic));
  return strategy === "account" ? account : withoutAccountLimits(account);
}

/** Accounts of one reading: more would make what is lost by a stop larger. */
const MOST_LANES = 16;

/** Tasks by reading; no reading has more accounts than an even share for each thread. */
export function batchesFor(tasks: readonly Task[], workers: number): readonly Batch[] {
  const byDetectors = new Map<string, [Task, ...Task[]]>();
  for (const task of tasks) {
    const detectors = canonicalJson(task.config.detection);
    const others = byDetectors.get(detectors);
    if (others === undefined) byDetectors.set(detectors, [task]);
    else others.push(task);
  }
  const most = Math.max(1, Math.min(MOST_LANES, Math.ceil(tasks.length / workers)));
  return [...byDetectors.values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / most) }, (_, i) => {
      return all.slice(i * most, (i + 1) * most) as [Task, ...Task[]];
    })
  );
}

/** Runs a batch; null when it was stopped. */
export async function runBatch(
  source: Source,
  batch: Batch,
  { seed, until, stopped, progress }: Pick<Reading, "seed" | "until"> & {
    readonly stopped: () => boolean;
    readonly progress: (fraction: number | null) => void;
  },
): Promise<readonly TaskResult[] | null> {
  const run = await runLanes({
    source,
    specs: batch.map(specOf),
    seed,
    until,
    stopped,
    progress,
  });
  if (run.end === "stopped") return null;
  return run.lanes.map(({ closed }, i) => ({
    id: (batch[i] as Task).id,
    trades: closed.map(heldOf),
  }));
}

function specOf({ id, config, strategy }: Task): LaneSpec {
  const isAccount = strategy === "account";
  return {
    name: String(id),
    config,
    rule: isAccount ? null : forced(strategy),
    silent: !isAccount,
  };
}

function heldOf(trade: Trade): Held {
  return {
    group: trade.group,
    openedAt: trade.openedAt,
    closedAt: trade.closedAt ?? trade.openedAt,
    stake: trade.spent,
    net: netOf(trade),
  };
}
