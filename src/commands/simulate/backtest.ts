import { addTrials, readTrials } from "../../adapters/trials/registry.ts";
import { sha256 } from "../../adapters/sqlite/sha256.ts";
import type { BacktestOptions } from "../../cli/simulate/backtest.ts";
import type { CommandContext } from "../../cli/context.ts";
import { exitCode } from "../../cli/exit.ts";
import { printAnswer } from "../../cli/print.ts";
import { startProgress } from "../../cli/progress.ts";
import { canonicalJson } from "../../core/canonical.ts";
import { hypothesisOf, onTheSame } from "../../core/simulate/backtest/trial.ts";
import type { EngineConfig } from "../../core/types/config.ts";
import { duration, time } from "../../report/format.ts";
import { page } from "../../report/page.ts";
import type { Stat } from "../../report/report.ts";
import { simulateBacktest } from "../../report/simulate_backtest.ts";
import { backtestPictures } from "../../report/simulate_backtest_pictures.ts";
import { sectionsText } from "../reading.ts";
import type { Stopping } from "../../cli/stopping.ts";
import { registryOf } from "./backtest_registry.ts";
import { prepareBacktest, type Setup } from "./backtest_setup.ts";
import { allSpecs, HEADLINE, type Study, study } from "./backtest_study.ts";
import { type Counted, tradedOf, trialsOf, viewOf } from "./backtest_view.ts";
import { settingFlags } from "./reproduce.ts";
import { plots, quoted } from "./study_answer.ts";

/** Runs the strategy over recordings beside what knows less, registers it, and says what may be said. */
export async function backtestCommand(
  context: CommandContext,
  options: BacktestOptions,
): Promise<number> {
  const registry = registryOf(context);
  const stopping = context.listenForStop();
  try {
    const setup = await prepareBacktest(context, options, stopping.stopped);
    if (setup === null) return exitCode.interrupted;
    const found = await run(context, options, setup, stopping);
    report(context, options, setup, found, registry);
    if (!found.complete) return exitCode.interrupted;
    return found.lookAhead?.passed === false ? exitCode.problems : exitCode.ok;
  } finally {
    stopping.release();
  }
}

async function run(
  context: CommandContext,
  { resamples }: BacktestOptions,
  { source, config, withModels, attempt: { seed } }: Setup,
  stopping: Stopping,
): Promise<Study> {
  const progress = startProgress(context, "backtest");
  const begun = context.now();
  try {
    return await study({
      source,
      config,
      withModels,
      seed,
      resamples,
      stopped: stopping.stopped,
      progress: (fraction, what, at) => {
        const passed = context.now() - begun;
        const left = fraction !== null && fraction > 0.02
          ? `, ${duration(passed * (1 - fraction) / fraction)} left`
          : "";
        progress.update(fraction, `${what} ${time(at)}${left}`);
      },
    });
  } finally {
    progress.done();
  }
}

function report(
  context: CommandContext,
  options: BacktestOptions,
  { config, attempt, notes }: Setup,
  found: Study,
  registry: string,
): void {
  const counted = countedIn(config);
  const configHash = counted[0]?.configHash ?? "";
  const { dataHash, selection, seed } = attempt;
  const command = commandLine(context, options, seed);
  const head = { ...attempt, at: context.now(), command };
  const before = readTrials(registry).trials;
  const trials = trialsOf(found, head, counted, before);
  const trialsHead = addTrials(registry, trials);
  const cut = found.complete
    ? []
    : ["STOPPED before its end: what follows is of what was read until then, and less sure."];
  const reproduce: readonly Stat[] = [
    { key: "command", label: "command", unit: "text", value: command },
    { key: "seed", label: "seed", unit: "text", value: seed },
    { key: "data", label: "hash of the recordings", unit: "text", value: dataHash },
    { key: "selection", label: "hash of the markets", unit: "text", value: selection ?? "all" },
    { key: "config", label: "config hash", unit: "text", value: configHash },
    { key: "version", label: "version", unit: "text", value: context.version },
    { key: "inputs", label: "inputs read", unit: "count", value: found.run.inputs },
    { key: "trials", label: "registry of trials, head", unit: "text", value: trialsHead },
  ];
  const view = viewOf({
    study: found,
    seed,
    notes: [...cut, ...notes],
    trials: [...before, ...trials],
    before: onTheSame(before, attempt).length,
    attempt: { ...attempt, configHash },
    reproduce,
  });
  const sections = simulateBacktest(view);
  const lane = found.run.lanes.find(({ name }) => name === HEADLINE);
  const pictures = backtestPictures(view, tradedOf(lane?.closed ?? []));
  if (options.html !== undefined) {
    const shown = sections.filter(({ name }) => name !== "reproduce");
    Deno.writeTextFileSync(
      options.html,
      page({ title: "polybot: backtest", sections: shown, pictures, reproduce }),
    );
    context.err(`page: ${options.html}`);
  }
  printAnswer(context, {
    command: "simulate backtest",
    data: { verdict: view.verdict, complete: found.complete, sections, pictures },
    meta: { mode: "paper", configHash, dataHash, seed },
    text: () => [sectionsText(sections, context), ...plots(context, pictures)].join("\n\n"),
  });
}

/** What counts as tried: the configuration at its venue, and the hypotheses whose results are shown. */
function countedIn(config: EngineConfig): readonly Counted[] {
  const specs = allSpecs(config);
  return [[HEADLINE, "as configured"], ["fade", "fade"], ["follow", "follow"]].map(
    ([name = "", strategy = ""]) => {
      const own = specs.find((one) => one.name === name)?.config;
      if (own === undefined) throw new Error(`Cannot count ${name}: it is not run`);
      const decides = name === HEADLINE ? own : hypothesisOf(own);
      const hash = sha256(canonicalJson({ strategy, config: decides }));
      return { name, strategy, configHash: hash };
    },
  );
}

/** What to type to get this again. */
function commandLine(
  context: CommandContext,
  { paths, resamples, markets, assumeSpread, assumeDepth, assumeVolume }: BacktestOptions,
  seed: number,
): string {
  const assumed = {
    "--assume-spread": assumeSpread,
    "--assume-depth": assumeDepth,
    "--assume-volume": assumeVolume,
  };
  return [
    "polybot simulate backtest",
    ...paths.map(quoted),
    `--seed ${seed}`,
    `--resamples ${resamples}`,
    ...markets === undefined ? [] : [`--markets ${quoted(markets)}`],
    ...Object.entries(assumed).flatMap(([flag, value]) =>
      value === undefined ? [] : [`${flag} ${value}`]
    ),
    ...settingFlags(context),
  ].join(" ");
}
