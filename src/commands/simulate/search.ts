import { sha256 } from "../../adapters/sqlite/sha256.ts";
import { addTrials, readTrials } from "../../adapters/trials/registry.ts";
import type { CommandContext } from "../../cli/context.ts";
import { CliError, exitCode } from "../../cli/exit.ts";
import { startProgress } from "../../cli/progress.ts";
import type { SearchOptions } from "../../cli/simulate/search.ts";
import { canonicalJson } from "../../core/canonical.ts";
import { attemptKey } from "../../core/simulate/backtest/trial.ts";
import { type EventResult, eventResults } from "../../core/simulate/search/events.ts";
import { isMine } from "../../core/simulate/search/shards.ts";
import { type SearchTrial, searchTrials } from "../../core/simulate/search/trial.ts";
import type { Millis } from "../../core/types/units.ts";
import { count, duration } from "../../report/format.ts";
import type { Stopping } from "../../cli/stopping.ts";
import { registryOf } from "./backtest_registry.ts";
import { writeShard } from "./merge_file.ts";
import { partOf, printPart } from "./merge_shard.ts";
import { answerSearch, type SearchFrame } from "./search_answer.ts";
import { openTest } from "./search_locked.ts";
import { batchesFor, type Reading, type Task } from "./search_run.ts";
import { prepare, type Prepared } from "./search_setup.ts";
import type { Candidate } from "./search_space.ts";
import { trialOf } from "./search_trials.ts";
import { runBatches } from "./search_workers.ts";

/** Searches a space of configurations over recordings, or a part of it. */
export async function searchCommand(
  context: CommandContext,
  options: SearchOptions,
): Promise<number> {
  const part = partOf(options);
  if (options.openTest && part !== null) {
    throw new CliError("usage", "Cannot open the locked set in a part: no part knows the best", {
      hint: "merge the parts, then search again with --open-test: nothing is run twice",
    });
  }
  const registry = registryOf(context);
  const stopping = context.listenForStop();
  try {
    const prepared = await prepare(context, options, stopping.stopped);
    if (prepared === null) return exitCode.interrupted;
    const { frame, candidates } = prepared;
    if (options.openTest && frame.plan.testFrom === null) {
      throw new CliError("usage", "Cannot open the locked set: --test-share 0 locks nothing");
    }
    const mine = candidates.filter((_, i) => part === null || isMine(part.shard, i));
    const complete = await runAll(context, { options, prepared, mine, registry, stopping });
    const found = foundIn(registry, frame, candidates);
    if (part !== null && complete) {
      printPart(context, part.out, writePart(context, { part, prepared, mine, found }));
      return exitCode.ok;
    }
    const trials = candidates.flatMap(({ configHash }) => found.get(configHash) ?? []);
    const locked = options.openTest && complete
      ? await openTest(context, { options, prepared, trials, registry, stopping })
      : null;
    // Also what a part knows when it is stopped.
    answerSearch(context, {
      frame,
      trials,
      registered: readTrials(registry).trials,
      locked,
      complete: complete && !stopping.stopped(),
      html: options.html,
    });
    return complete && !stopping.stopped() ? exitCode.ok : exitCode.interrupted;
  } finally {
    stopping.release();
  }
}

interface All {
  readonly options: SearchOptions;
  readonly prepared: Prepared;
  readonly mine: readonly Candidate[];
  readonly registry: string;
  readonly stopping: Stopping;
}

/** Runs what is not in the registry yet; false when it was stopped before the end. */
async function runAll(context: CommandContext, all: All): Promise<boolean> {
  const { options, prepared: { frame, candidates, reading }, mine, registry, stopping } = all;
  const known = foundIn(registry, frame, candidates);
  const waiting = mine.filter(({ configHash }) => !known.has(configHash));
  if (waiting.length < mine.length) {
    context.err(`${count(mine.length - waiting.length)} of ${count(mine.length)} were run before`);
  }
  const register = (ran: readonly { candidate: Candidate; events: readonly EventResult[] }[]) => {
    const { trials: registered } = readTrials(registry);
    const at = context.now();
    addTrials(registry, ran.map((one) => trialOf(one, { frame, at, registered })));
  };
  const invalid = waiting.filter(({ config }) => config === null);
  if (invalid.length > 0) register(invalid.map((candidate) => ({ candidate, events: [] })));
  const tasks = waiting.flatMap(({ config }, id): Task[] =>
    config === null ? [] : [{ id, config, strategy: options.strategy }]
  );
  const batches = batchesFor(tasks, options.workers);
  const until = frame.plan.testFrom as Millis | null;
  const whole: Reading = { ...reading, until };
  const progress = startProgress(context, "search");
  const began = context.now();
  try {
    return await runBatches(whole, batches, {
      workers: options.workers,
      stopped: stopping.stopped,
      wish: stopping.wish,
      progress: (done) => {
        const fraction = done / batches.length;
        const left = (context.now() - began) * (1 - fraction) / Math.max(fraction, 1e-9);
        const note = fraction < 0.01 ? "" : `, ${duration(left)} left`;
        progress.update(fraction, `${count(tasks.length)} configurations${note}`);
      },
      done: (results) =>
        register(results.map(({ id, trades }) => ({
          candidate: waiting[id] as Candidate,
          events: eventResults(trades),
        }))),
    });
  } finally {
    progress.done();
  }
}

/** Trials of these candidates on this data, cut and drawn alike, by the hash of their configuration. */
function foundIn(
  registry: string,
  { planText, attempt }: SearchFrame,
  candidates: readonly Candidate[],
): ReadonlyMap<string, SearchTrial> {
  const wanted = new Map(candidates.map((candidate) => {
    return [attemptKey({ ...attempt, configHash: candidate.configHash }), candidate];
  }));
  const found = new Map<string, SearchTrial>();
  for (const trial of searchTrials(readTrials(registry).trials)) {
    const candidate = wanted.get(attemptKey(trial));
    const { search } = trial;
    if (candidate === undefined || search.plan !== planText) continue;
    // The same configuration may have been written in other words.
    found.set(trial.configHash, { ...trial, search: { ...search, set: candidate.set } });
  }
  return found;
}

function writePart(
  { version }: CommandContext,
  { part, prepared: { frame, candidates }, mine, found }: {
    readonly part: NonNullable<ReturnType<typeof partOf>>;
    readonly prepared: Prepared;
    readonly mine: readonly Candidate[];
    readonly found: ReadonlyMap<string, SearchTrial>;
  },
) {
  const place = new Map(candidates.map(({ configHash }, i) => [configHash, i]));
  return writeShard(part.out, {
    header: {
      command: "simulate search",
      line: frame.line,
      seed: frame.attempt.seed,
      dataHash: frame.attempt.dataHash,
      configHash: sha256(canonicalJson(frame.config)),
      version,
      shard: part.shard,
    },
    frame,
    items: mine.map(({ configHash }) => ({
      index: place.get(configHash) ?? -1,
      trial: found.get(configHash) ?? null,
    })),
  });
}
