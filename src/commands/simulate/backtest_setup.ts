// What a backtest is, before anything is run.
import type { CommandContext } from "../../cli/context.ts";
import type { BacktestOptions } from "../../cli/simulate/backtest.ts";
import type { Attempt } from "../../core/simulate/backtest/trial.ts";
import { rulesOnly } from "../../core/step.ts";
import type { EngineConfig } from "../../core/types/config.ts";
import type { Source } from "../../ports.ts";
import { fitToSource } from "../fit.ts";
import { hashRecordings } from "./backtest_hash.ts";
import { assumedOf, openRecordings, recordingsOf } from "./backtest_recordings.ts";
import { Selection } from "./selection.ts";
import { readInto } from "./spikes_read.ts";

/** A backtest that is ready to run. */
export interface Setup {
  readonly source: Source;
  readonly config: EngineConfig;
  /** null: there are no answers of models in it, or they are not to be heard. */
  readonly withModels: EngineConfig | null;
  /** What every trial of it has in common. */
  readonly attempt: Omit<Attempt, "configHash">;
  readonly notes: readonly string[];
}

/** null: somebody asked to stop. */
export async function prepareBacktest(
  context: CommandContext,
  options: BacktestOptions,
  stopped: () => boolean,
): Promise<Setup | null> {
  const { engine, runtime } = context.loadConfig();
  const recordings = recordingsOf(options, runtime.heartbeatMs);
  const selection = new Selection(recordings.markets);
  const source = await openRecordings(recordings, selection);
  // A market may be listed as late as in the last line.
  const known = recordings.markets === null ||
    await readInto(context, { source, label: "markets", stopped }, () => {});
  if (!known) return null;
  selection.refuseNone();
  const fitted = fitToSource(engine, source.info);
  return {
    source,
    config: rulesOnly(fitted.config),
    withModels: context.globals.ai && source.info.answers === true ? fitted.config : null,
    attempt: {
      ...await hashRecordings(options.paths),
      selection: selection.hash(),
      assumed: assumedOf(recordings, source),
      seed: options.seed ?? runtime.seed,
    },
    notes: notesOf(source, fitted.changes, selection),
  };
}

function notesOf(
  { info }: Source,
  changes: readonly string[],
  selection: Selection,
): readonly string[] {
  return [
    `Source: ${info.name}.`,
    selection.note(),
    ...info.assumptions.map((one) => `Assumed: ${one}`),
    ...changes.map((one) => `Assumed: ${one}`),
    info.answers === true
      ? "Assumed: rules decide alone, but where answers of models are in the recording and said so."
      : "Assumed: rules decide alone; models are not asked about the past.",
    ...info.credit === null ? [] : [`Credit: ${info.credit}`],
  ];
}
