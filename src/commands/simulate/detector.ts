import type { CommandContext } from "../../cli/context.ts";
import { CliError, exitCode } from "../../cli/exit.ts";
import type { DetectorOptions } from "../../cli/simulate/detector.ts";
import { suggest } from "../../config/suggest.ts";
import { nullModelOf, nullModels } from "../../core/simulate/detector/noise.ts";
import type { Walks } from "../../core/simulate/detector/trade_off.ts";
import { type DetectorInput, detectorSections } from "../../report/simulate_detector.ts";
import { detectorPictures } from "../../report/simulate_detector_pictures.ts";
import { hashRecordings } from "./backtest_hash.ts";
import { measure } from "./detector_measure.ts";
import { listen } from "./detector_tape.ts";
import { optionFlags, settingFlags } from "./reproduce.ts";
import { answerStudy, quoted } from "./study_answer.ts";

/** Half a minute's worth of grid steps is no time; a minute is what an entry can wait. */
const WITHIN_STEPS = 6;
/** One cent, as most books have it. */
const SPREAD = 10_000;

/** Measures the detectors as they are configured. */
export async function detectorCommand(
  context: CommandContext,
  options: DetectorOptions,
): Promise<number> {
  const { engine, runtime } = context.loadConfig();
  const seed = options.seed ?? runtime.seed;
  const model = nullModelOf(options.model) ?? unknownModel(options.model);
  const walks: Walks = {
    model,
    seed,
    count: options.walks,
    spread: SPREAD,
    within: WITHIN_STEPS,
  };
  const stopping = context.listenForStop();
  let input: DetectorInput;
  try {
    const { stopped } = stopping;
    const about = { engine, runtime, seed, budget: options.budget !== undefined, stopped };
    const tape = options.paths.length === 0 ? null : await listen(context, options.paths, about);
    const given = { config: engine.detection, walks, budget: options.budget ?? null, stopped };
    const measured = await measure(context, given);
    const complete = measured.complete && (tape === null || tape.complete);
    input = { ...measured, complete, tape };
  } finally {
    stopping.release();
  }
  const { complete } = input;
  answerStudy(context, {
    command: "simulate detector",
    title: "What the detectors hear",
    sections: detectorSections(input),
    pictures: detectorPictures(input),
    config: engine,
    seed,
    dataHash: options.paths.length === 0 ? null : (await hashRecordings(options.paths)).dataHash,
    line: lineOf(context, options, seed),
    complete,
    html: options.html,
    more: {},
  });
  return complete ? exitCode.ok : exitCode.interrupted;
}

function unknownModel(name: string): never {
  const names = nullModels.map((model) => model.name);
  const near = suggest(name, names);
  throw new CliError("usage", `Cannot use the model ${name}: there is none of this name`, {
    hint: near === null ? `one of ${names.join(", ")}` : `did you mean ${near}?`,
  });
}

function lineOf(context: CommandContext, options: DetectorOptions, seed: number): string {
  return [
    "polybot simulate detector",
    ...options.paths.map(quoted),
    ...optionFlags(options, ["action", "paths", "html", "seed"]),
    `--seed ${seed}`,
    ...settingFlags(context),
  ].join(" ");
}
