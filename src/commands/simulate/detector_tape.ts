import type { CommandContext } from "../../cli/context.ts";
import type { LoadedConfig } from "../../config/load.ts";
import type { ThresholdKey } from "../../core/simulate/detector/trade_off.ts";
import { DetectorWatch } from "../../core/simulate/detector/watch.ts";
import type { DetectionConfig, EngineConfig } from "../../core/types/config.ts";
import type { TapeAlarms } from "../../report/simulate_detector_tape.ts";
import { fitToSource } from "../fit.ts";
import { openSources } from "../sources.ts";
import { readInto, type Stopped } from "./spikes_read.ts";

/** With what a recording is listened to. */
export interface Listening {
  readonly engine: EngineConfig;
  readonly runtime: Pick<LoadedConfig["runtime"], "heartbeatMs">;
  readonly seed: number;
  /** With other thresholds as well. */
  readonly budget: boolean;
  readonly stopped: Stopped;
}

const ladder: readonly (readonly [ThresholdKey, readonly number[]])[] = [
  ["cusumThreshold", [1.5, 2.5, 4, 6, 10]],
  ["cusumK", [0.5, 1, 1.5, 2.5]],
  ["ewmaBandWidth", [2, 3, 4, 6]],
];

/** Runs the detectors over recordings as the engine would. */
export async function listen(
  context: CommandContext,
  paths: readonly string[],
  { engine, runtime, seed, budget, stopped }: Listening,
): Promise<TapeAlarms & { readonly complete: boolean }> {
  const source = await openSources(paths, { assume: {}, heartbeatMs: runtime.heartbeatMs });
  const { config, changes } = fitToSource(engine, source.info);
  const steps = budget
    ? ladder.flatMap(([key, values]) => values.map((value) => ({ key, value })))
    : [];
  const configs = steps.map(({ key, value }): DetectionConfig => {
    return { ...config.detection, [key]: value };
  });
  const watch = new DetectorWatch(config, [config.detection, ...configs]);
  const reading = { source, label: "detector", stopped };
  const complete = await readInto(context, reading, (at, input) => watch.add(at, input));
  const [result, ...others] = watch.results;
  if (result === undefined) throw new Error("Cannot report: nothing was watched");
  return {
    complete,
    source: source.info.name,
    assumptions: [...source.info.assumptions, ...changes],
    seed,
    markets: watch.markets,
    gridMs: config.detection.gridMs,
    result,
    ladder: steps.flatMap(({ key, value }, i) => {
      const result = others[i];
      return result === undefined ? [] : [{ key, value, result }];
    }),
  };
}
