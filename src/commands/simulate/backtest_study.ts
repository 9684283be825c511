// What a backtest runs: the strategy at three venues and six latencies, hypotheses and nulls beside it on
// the same reading, the look-ahead check, and the same strategy where there is nothing to be known.
import {
  atVenue,
  bands,
  withoutAccountLimits,
  worseOf,
} from "../../core/simulate/backtest/bands.ts";
import {
  coinToss,
  delayed,
  forced,
  randomSide,
  randomTime,
} from "../../core/simulate/backtest/rules.ts";
import { canonicalJson } from "../../core/canonical.ts";
import { runSeed } from "../../core/math/rng.ts";
import type { EngineConfig } from "../../core/types/config.ts";
import type { Millis } from "../../core/types/units.ts";
import type { Source } from "../../ports.ts";
import { type LaneResult, type LaneSpec, type LanesRun, runLanes } from "./backtest_lanes.ts";
import { runWithModels, type WithModels } from "./backtest_models.ts";
import { exchangedFrom, resampledSource } from "./backtest_sources.ts";

/** Where the headline comes from. */
export const HEADLINE = "pessimistic";

/** From a decision to its order at the venue, ms. */
export const latencies: readonly number[] = [0, 100, 250, 500, 1_000, 2_000];

const MINUTE = 60_000 as Millis;

/** Makes the lanes of one reading: rules of entry keep what they were told, so each reading has its own. */
export type SpecsOf = (source: Source) => readonly LaneSpec[] | Promise<readonly LaneSpec[]>;

/** Every account of the first reading. */
export function allSpecs(config: EngineConfig): readonly LaneSpec[] {
  const worst = worseOf(config.paper, bands.pessimistic);
  const account = atVenue(config, worst);
  const latent = (latencyMs: number) =>
    atVenue(config, { ...worst, latencyMs: latencyMs as Millis });
  const own = (name: string, at: EngineConfig): LaneSpec => {
    return { name, config: at, rule: null, silent: false };
  };
  const isWorst = canonicalJson(worst) === canonicalJson(config.paper);
  return [
    own(HEADLINE, account),
    own("realistic", atVenue(config, bands.realistic)),
    own("optimistic", atVenue(config, bands.optimistic)),
    ...isWorst ? [] : [own("as configured", config)],
    ...latencies.map((ms) => own(latencyName(ms), latent(ms))),
    {
      name: "one step later",
      config: account,
      rule: delayed(config.detection.gridMs),
      silent: false,
    },
    { name: "a minute later", config: account, rule: delayed(MINUTE), silent: false },
    { name: "random side", config: account, rule: randomSide(), silent: false },
    { name: "random entry", config: account, rule: coinToss(), silent: true },
    { name: "random time", config: account, rule: randomTime(), silent: true },
    ...hypotheses(account),
    { name: "coin", config: withoutAccountLimits(account), rule: coinToss(), silent: true },
    { name: "any time", config: withoutAccountLimits(account), rule: randomTime(), silent: true },
  ];
}

/** What the lane with a latency is called. */
export function latencyName(ms: number): string {
  return `latency ${ms}`;
}

/** Accounts of a reading without anything to be known: the strategy and both hypotheses. */
export function nullSpecs(config: EngineConfig): readonly LaneSpec[] {
  const account = atVenue(config, worseOf(config.paper, bands.pessimistic));
  return [
    { name: HEADLINE, config: account, rule: null, silent: false },
    ...hypotheses(account),
  ];
}

function hypotheses(account: EngineConfig): readonly LaneSpec[] {
  const config = withoutAccountLimits(account);
  return [
    { name: "fade", config, rule: forced("fade"), silent: true },
    { name: "follow", config, rule: forced("follow"), silent: true },
  ];
}

/** Whether anything before a moment depends on what comes after it. */
export interface LookAhead {
  readonly passed: boolean;
  /** From here on the input was changed. */
  readonly at: Millis;
  /** Rows before that moment, of all accounts, that were compared. */
  readonly rows: number;
  /** Accounts whose rows differ. */
  readonly differing: readonly string[];
}

export interface StudyInput {
  readonly source: Source;
  /** Of the rules alone. */
  readonly config: EngineConfig;
  /** The same with models, where their recorded answers are to be heard; else null. */
  readonly withModels: EngineConfig | null;
  readonly seed: number;
  /** Martingale paths. */
  readonly resamples: number;
  readonly stopped: () => boolean;
  /** Of everything, 0 to 1 or null, and what is being done. */
  readonly progress: (fraction: number | null, what: string, at: Millis) => void;
}

/** Everything that was run, as far as nobody stopped it. */
export interface Study {
  readonly run: LanesRun;
  /** null: it was stopped before, or there was no input. */
  readonly lookAhead: LookAhead | null;
  readonly nulls: readonly (readonly LaneResult[])[];
  /** null: the recording holds no answers of models, or they were not to be heard. */
  readonly models: WithModels | null;
  readonly complete: boolean;
}

const CUT = 0.6;

/** Runs everything there is to run, one reading after the other. */
export async function study(input: StudyInput): Promise<Study> {
  const { source, config, seed, resamples, stopped } = input;
  const { withModels } = input;
  const total = 1 + CUT + resamples + (withModels === null ? 0 : 1);
  const progressOf =
    (begun: number, weight: number, what: string) => (fraction: number | null, at: Millis) =>
      input.progress(fraction === null ? null : (begun + weight * fraction) / total, what, at);
  const common = { seed, stopped };
  const run = await runLanes({
    ...common,
    source,
    specs: allSpecs(config),
    until: null,
    progress: progressOf(0, 1, "accounts"),
  });
  if (run.end === "stopped") {
    return { run, lookAhead: null, nulls: [], models: null, complete: false };
  }
  const lookAhead = await checkLookAhead({
    ...common,
    run,
    source,
    specsOf: () => allSpecs(config),
    progress: progressOf(1, 1, "look-ahead check"),
  });
  const nulls: (readonly LaneResult[])[] = [];
  for (let i = 0; i < resamples && !stopped(); i++) {
    const one = await runLanes({
      ...common,
      source: resampledSource(source, runSeed(seed, i)),
      specs: nullSpecs(config),
      until: null,
      progress: progressOf(1 + CUT + i, 1, `martingale path ${i + 1}`),
    });
    if (one.end === "ended") nulls.push(one.lanes);
  }
  const models = withModels === null || stopped() ? null : await runWithModels({
    ...common,
    source,
    config: withModels,
    progress: progressOf(1 + CUT + resamples, 1, "recorded answers"),
  });
  return { run, lookAhead, nulls, models, complete: !stopped() };
}

export interface LookAheadInput {
  /** A reading of the same source by the same accounts. */
  readonly run: LanesRun;
  readonly source: Source;
  readonly specsOf: SpecsOf;
  readonly seed: number;
  readonly stopped: () => boolean;
  readonly progress: (fraction: number | null, at: Millis) => void;
}

/**
 * Reads again up to the moment at which 60 % of the inputs had come, with YES and NO exchanged from then
 * on; whatever decided before must have decided the same. null when it was stopped, or there was too
 * little input.
 */
export async function checkLookAhead(input: LookAheadInput): Promise<LookAhead | null> {
  const { run, source, specsOf, seed, stopped, progress } = input;
  const mark = run.markAt(CUT);
  if (mark === null) return null;
  const { at, made } = mark;
  const changed = exchangedFrom(source, at);
  const again = await runLanes({
    source: changed,
    specs: await specsOf(changed),
    seed,
    until: at,
    stopped,
    progress,
  });
  if (again.end === "stopped") return null;
  const differing = again.lanes.filter((lane, i) =>
    lane.made.hash !== made[i]?.hash || lane.made.rows !== made[i]?.rows
  ).map(({ name }) => name);
  const rows = made.reduce((sum, one) => sum + one.rows, 0);
  return { passed: differing.length === 0, at, rows, differing };
}
