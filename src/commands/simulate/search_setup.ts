// What a search is, before anything is run: its recording and how it is cut, and its configurations.
import type { Assume } from "../../adapters/replay/recording.ts";
import type { CommandContext } from "../../cli/context.ts";
import { CliError } from "../../cli/exit.ts";
import type { SearchOptions } from "../../cli/simulate/search.ts";
import { canonicalJson } from "../../core/canonical.ts";
import { Moments, type Plan, planOf } from "../../core/simulate/search/plan.ts";
import { MICRO, price, shares, usdc } from "../../core/types/units.ts";
import type { Source } from "../../ports.ts";
import { openSources } from "../sources.ts";
import { hashData } from "./backtest_hash.ts";
import { settingFlags } from "./reproduce.ts";
import type { SearchFrame } from "./search_answer.ts";
import type { Reading } from "./search_run.ts";
import { type Candidate, candidatesOf, pointsOf, strategyName } from "./search_space.ts";
import { quoted } from "./study_answer.ts";
import { readInto } from "./spikes_read.ts";

/** A search that is ready to run. */
export interface Prepared {
  readonly frame: SearchFrame;
  /** Each configuration once. */
  readonly candidates: readonly Candidate[];
  readonly reading: Reading;
}

/** Stretches of time that CSCV halves: 252 ways to do so. */
const BLOCKS = 10;

/** null: somebody asked to stop. */
export async function prepare(
  context: CommandContext,
  options: SearchOptions,
  stopped: () => boolean,
): Promise<Prepared | null> {
  const loaded = context.loadConfig();
  const seed = options.seed ?? loaded.runtime.seed;
  const points = pointsOf(options, seed);
  const { heartbeatMs } = loaded.runtime;
  const { paths, strategy, folds, testShare } = options;
  const assume = assumptionsOf(options);
  const source = await openSources(paths, { assume, heartbeatMs });
  const every = candidatesOf(points, { loaded, info: source.info, strategy });
  const candidates = [...new Map(every.map((one) => [one.configHash, one])).values()];
  if (candidates.every(({ config }) => config === null)) {
    const [first] = candidates;
    throw new CliError("config", `Cannot search: no combination is valid: ${first?.invalid ?? ""}`);
  }
  const plan = await cut(context, source, { folds, testShare, stopped });
  if (plan === null) return null;
  const split = { folds, testShare, blocks: BLOCKS, assume, version: context.version };
  const frame: SearchFrame = {
    line: lineOf(context, options, seed),
    seed,
    dataHash: await hashData(paths, null),
    strategy: strategyName(strategy),
    plan,
    planText: canonicalJson(split),
    embargoMs: Math.max(...candidates.map(({ config }) => config?.exit.maxHoldMs ?? 0)),
    config: { engine: loaded.engine, split, strategy, points },
    asked: points.length,
    notes: notesOf(source),
  };
  return { frame, candidates, reading: { paths, assume, heartbeatMs, seed, until: null } };
}

async function cut(
  context: CommandContext,
  source: Source,
  { folds, testShare, stopped }: {
    readonly folds: number;
    readonly testShare: number;
    readonly stopped: () => boolean;
  },
): Promise<Plan | null> {
  const moments = new Moments();
  const read = await readInto(context, { source, label: "cutting", stopped }, (at, input) => {
    if ("token" in input) moments.add(at);
  });
  if (!read) return null;
  if (moments.count < LEAST_PRICES) {
    throw new CliError("notFound", `Cannot search ${source.info.name}: it has no prices to cut`, {
      hint: "polybot replay PATH says what it holds",
    });
  }
  return planOf(moments, { folds, testShare, blocks: BLOCKS });
}

const LEAST_PRICES = 100;

function assumptionsOf(
  { assumeSpread, assumeDepth, assumeVolume }: SearchOptions,
): Partial<Assume> {
  const micro = (value: number) => Math.round(value * MICRO);
  return {
    ...(assumeSpread === undefined ? {} : { spread: price(micro(assumeSpread)) }),
    ...(assumeDepth === undefined ? {} : { depth: shares(micro(assumeDepth)) }),
    ...(assumeVolume === undefined ? {} : { volume: usdc(micro(assumeVolume)) }),
  };
}

function notesOf({ info }: Source): readonly string[] {
  return [
    `Source: ${info.name}.`,
    ...info.assumptions.map((one) => `Assumed: ${one}`),
    "Assumed: rules decide alone, at the worst of the venue's bands; the clock follows the source.",
    ...info.credit === null ? [] : [`Credit: ${info.credit}`],
  ];
}

/** What to type to get this again; threads and parts change nothing and are left out. */
function lineOf(context: CommandContext, options: SearchOptions, seed: number): string {
  const { paths, grid, range, random, strategy, folds, testShare } = options;
  const assumed = [
    ["--assume-spread", options.assumeSpread],
    ["--assume-depth", options.assumeDepth],
    ["--assume-volume", options.assumeVolume],
  ] as const;
  return [
    "polybot simulate search",
    ...paths.map(quoted),
    ...grid.map((one) => `--grid ${quoted(one)}`),
    ...random === undefined ? [] : [`--random ${random}`],
    ...range.map((one) => `--range ${quoted(one)}`),
    `--strategy ${strategy}`,
    `--folds ${folds}`,
    `--test-share ${testShare}`,
    `--seed ${seed}`,
    ...assumed.flatMap(([flag, value]) => value === undefined ? [] : [`${flag} ${value}`]),
    ...settingFlags(context),
  ].join(" ");
}
