// What can be measured of the detectors without a recording, piece by piece so that it can be stopped.
import type { CommandContext } from "../../cli/context.ts";
import { ruleIndex } from "../../core/simulate/detector/alarms.ts";
import type { Planted } from "../../core/simulate/detector/detection.ts";
import { nullModels } from "../../core/simulate/detector/noise.ts";
import { averageRunLength, powerAt, runLengths } from "../../core/simulate/detector/run_length.ts";
import {
  budgetFor,
  falseAlarms,
  hitsOf,
  nullRates,
  type ThresholdKey,
  type Walks,
} from "../../core/simulate/detector/trade_off.ts";
import type { DetectionConfig } from "../../core/types/config.ts";
import { runSeed } from "../../core/math/rng.ts";
import type { DetectorInput } from "../../report/simulate_detector.ts";
import { each, type Stopped } from "./spikes_read.ts";

/** How and with what. */
export interface Measure {
  readonly config: DetectionConfig;
  readonly walks: Walks;
  readonly budget: number | null;
  readonly stopped: Stopped;
}

const CENT = 10_000;
const sizes = [2, 3, 5, 7, 10, 15, 20].map((cents) => cents * CENT);
const shapes = [1, 6];
const curveSizes = [3, 5, 10].map((cents) => cents * CENT);
const thresholds = [0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7, 10];
const shifts = [0, 1, 2, 3, 4];
const jumps = [2, 3, 4, 5, 6];
const keys: readonly ThresholdKey[] = ["cusumThreshold", "cusumK", "ewmaBandWidth"];
const RUNS = 2_000;
const DRAWS = 20_000;

/** Measures one thing after the other; what a stop left out stays empty. */
export async function measure(
  context: CommandContext,
  { config, walks, budget, stopped }: Measure,
): Promise<Omit<DetectorInput, "tape">> {
  const input = {
    config,
    walks,
    complete: false,
    nulls: [] as DetectorInput["nulls"][number][],
    runs: [] as DetectorInput["runs"][number][],
    power: [] as DetectorInput["power"][number][],
    planted: [] as DetectorInput["planted"][number][],
    sizes: curveSizes,
    curve: [] as DetectorInput["curve"][number][],
    budget: budget === null ? null : { perDay: budget, found: [] as Found[] },
  };
  const chart = { k: config.cusumK, h: config.cusumThreshold };
  const seedOf = (i: number) => runSeed(walks.seed, 1_000_000 + i);
  const work = [
    ...nullModels.map((model) => () => {
      input.nulls.push({ model, rates: nullRates({ ...walks, model }, config) });
    }),
    ...plantings().map((spike) => () => {
      input.planted.push({ spike, hits: hitsOf(walks, config, spike) });
    }),
    ...thresholds.map((threshold) => () => {
      input.curve.push(curvePoint(walks, config, threshold));
    }),
    ...keys.filter(() => budget !== null).map((key) => () => {
      input.budget?.found.push(forBudget(walks, config, { key, perDay: budget ?? 0 }));
    }),
    ...shifts.map((shift, i) => () => {
      const seen = runLengths({ chart, shift, runs: RUNS, seed: seedOf(i) });
      input.runs.push({ shift, theory: averageRunLength(chart, shift), seen });
    }),
    ...jumps.map((size, i) => () => {
      const given = { chart, bandWidth: config.ewmaBandWidth, size, draws: DRAWS };
      input.power.push({ size, power: powerAt({ ...given, seed: seedOf(100 + i) }) });
    }),
  ];
  const complete = await each(context, { items: work, label: "detector", stopped }, (run) => run());
  return { ...input, complete };
}

type Found = NonNullable<DetectorInput["budget"]>["found"][number];

function plantings(): readonly Planted[] {
  return shapes.flatMap((steps) => sizes.map((size) => ({ size, steps })));
}

function curvePoint(
  walks: Walks,
  config: DetectionConfig,
  threshold: number,
): DetectorInput["curve"][number] {
  const changed = { ...config, cusumThreshold: threshold };
  return {
    threshold,
    rate: falseAlarms(walks, changed),
    hits: curveSizes.map((size) => foundShare(walks, changed, size)),
  };
}

function forBudget(
  walks: Walks,
  config: DetectionConfig,
  { key, perDay }: { key: ThresholdKey; perDay: number },
): Found {
  const threshold = budgetFor(walks, config, { key, perDay });
  const { value } = threshold;
  const changed = value === null ? null : { ...config, [key]: value };
  return {
    key,
    threshold,
    hits: changed === null ? null : foundShare(walks, changed, 5 * CENT),
  };
}

function foundShare(walks: Walks, config: DetectionConfig, size: number): number {
  const hits = hitsOf(walks, config, { size, steps: 1 });
  return (hits.found[ruleIndex("shipped")] ?? 0) / hits.spikes;
}
