import { readTextFile } from "./backtest_files.ts";
import { addTrials, readTrials } from "../../adapters/trials/registry.ts";
import { sha256 } from "../../adapters/sqlite/sha256.ts";
import type { Assume } from "../../adapters/replay/recording.ts";
import type { BacktestOptions } from "../../cli/simulate/backtest.ts";
import type { CommandContext } from "../../cli/context.ts";
import { exitCode } from "../../cli/exit.ts";
import { printAnswer } from "../../cli/print.ts";
import { startProgress } from "../../cli/progress.ts";
import { canonicalJson } from "../../core/canonical.ts";
import { hypothesisOf } from "../../core/simulate/backtest/trial.ts";
import { rulesOnly } from "../../core/step.ts";
import type { EngineConfig } from "../../core/types/config.ts";
import { MICRO, price, shares, usdc } from "../../core/types/units.ts";
import { duration, time } from "../../report/format.ts";
import { page } from "../../report/page.ts";
import type { Stat } from "../../report/report.ts";
import { simulateBacktest } from "../../report/simulate_backtest.ts";
import { backtestPictures } from "../../report/simulate_backtest_pictures.ts";
import type { Source } from "../../ports.ts";
import { fitToSource } from "../fit.ts";
import { sectionsText } from "../reading.ts";
import { openSources } from "../sources.ts";
import type { Stopping } from "../../cli/stopping.ts";
import { hashData } from "./backtest_hash.ts";
import { onlyMarkets } from "./backtest_sources.ts";
import { allSpecs, HEADLINE, type Study, study } from "./backtest_study.ts";
import { type Counted, tradedOf, trialsOf, viewOf } from "./backtest_view.ts";
import { settingFlags } from "./reproduce.ts";
import { plots, quoted } from "./study_answer.ts";

/** Runs the strategy over recordings beside what knows less, registers it, and says what may be said. */
export async function backtestCommand(
  context: CommandContext,
  options: BacktestOptions,
): Promise<number> {
  const loaded = context.loadConfig();
  const selection = options.markets === undefined ? null : selectionIn(options.markets);
  const opened = await openSources(options.paths, {
    assume: assumptionsOf(options),
    heartbeatMs: loaded.runtime.heartbeatMs,
  });
  const source = selection === null ? opened : onlyMarkets(opened, new Set(selection));
  const fitted = fitToSource(loaded.engine, source.info);
  const setup: Setup = {
    source,
    config: rulesOnly(fitted.config),
    withModels: context.globals.ai && source.info.answers === true ? fitted.config : null,
    seed: options.seed ?? loaded.runtime.seed,
    dataHash: await hashData(options.paths, selection),
    notes: notesOf(source, fitted.changes, selection),
  };
  const registry = `${context.globals.dataDir}/trials.jsonl`;
  Deno.mkdirSync(context.globals.dataDir, { recursive: true });
  // Before anything is run: what cannot be registered is not looked at.
  readTrials(registry);
  const stopping = context.listenForStop();
  try {
    const found = await run(context, options, setup, stopping);
    report(context, options, setup, found, registry);
    if (!found.complete) return exitCode.interrupted;
    return found.lookAhead?.passed === false ? exitCode.problems : exitCode.ok;
  } finally {
    stopping.release();
  }
}

interface Setup {
  readonly source: Source;
  readonly config: EngineConfig;
  readonly withModels: EngineConfig | null;
  readonly seed: number;
  readonly dataHash: string;
  readonly notes: readonly string[];
}

async function run(
  context: CommandContext,
  { resamples }: BacktestOptions,
  { source, config, withModels, seed }: Setup,
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
  { config, seed, dataHash, notes }: Setup,
  found: Study,
  registry: string,
): void {
  const counted = countedIn(config);
  const configHash = counted[0]?.configHash ?? "";
  const command = commandLine(context, options, seed);
  const head = { at: context.now(), command, dataHash, seed };
  const before = readTrials(registry).trials;
  const trials = trialsOf(found, head, counted, before);
  const trialsHead = addTrials(registry, trials);
  const cut = found.complete
    ? []
    : ["STOPPED before its end: what follows is of what was read until then, and less sure."];
  const reproduce: readonly Stat[] = [
    { key: "command", label: "command", unit: "text", value: command },
    { key: "seed", label: "seed", unit: "text", value: seed },
    { key: "data", label: "data hash", unit: "text", value: dataHash },
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
    before: before.filter((trial) => trial.dataHash === dataHash).length,
    dataHash,
    configHash,
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
    context.err(`Written: ${options.html}`);
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

function notesOf(
  { info }: Source,
  changes: readonly string[],
  selection: readonly string[] | null,
): readonly string[] {
  return [
    `Source: ${info.name}.`,
    ...selection === null
      ? ["All markets of the source: if they were chosen for having moved, no edge can be claimed."]
      : [`Only the ${selection.length} markets that were named.`],
    ...info.assumptions.map((one) => `Assumed: ${one}`),
    ...changes.map((one) => `Assumed: ${one}`),
    info.answers === true
      ? "Assumed: rules decide alone, but where answers of models are in the recording and said so."
      : "Assumed: rules decide alone; models are not asked about the past.",
    ...info.credit === null ? [] : [`Credit: ${info.credit}`],
  ];
}

/** One id or slug a line; lines that begin with # are notes. */
function selectionIn(path: string): readonly string[] {
  return readTextFile(path).split("\n").map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
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

function assumptionsOf(options: BacktestOptions): Partial<Assume> {
  const { assumeSpread, assumeDepth, assumeVolume } = options;
  return {
    ...(assumeSpread === undefined ? {} : { spread: price(Math.round(assumeSpread * MICRO)) }),
    ...(assumeDepth === undefined ? {} : { depth: shares(Math.round(assumeDepth * MICRO)) }),
    ...(assumeVolume === undefined ? {} : { volume: usdc(Math.round(assumeVolume * MICRO)) }),
  };
}
