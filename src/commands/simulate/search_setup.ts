// What a search is, before anything is run: its recording and how it is cut, and its configurations.
import type { CommandContext } from "../../cli/context.ts";
import { CliError } from "../../cli/exit.ts";
import type { SearchOptions } from "../../cli/simulate/search.ts";
import { canonicalJson } from "../../core/canonical.ts";
import { Moments, type Plan, planOf } from "../../core/simulate/search/plan.ts";
import type { Source } from "../../ports.ts";
import { hashRecordings } from "./backtest_hash.ts";
import { assumedOf, openRecordings, recordingsOf } from "./backtest_recordings.ts";
import { settingFlags } from "./reproduce.ts";
import type { SearchFrame } from "./search_answer.ts";
import type { Reading } from "./search_run.ts";
import { type Candidate, candidatesOf, pointsOf, strategyName } from "./search_space.ts";
import { Selection } from "./selection.ts";
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
  const { strategy, folds, testShare } = options;
  const recordings = recordingsOf(options, loaded.runtime.heartbeatMs);
  const selection = new Selection(recordings.markets);
  const source = await openRecordings(recordings, selection);
  const every = candidatesOf(points, { loaded, info: source.info, strategy });
  const candidates = [...new Map(every.map((one) => [one.configHash, one])).values()];
  if (candidates.every(({ config }) => config === null)) {
    const [first] = candidates;
    throw new CliError("config", `Cannot search: no combination is valid: ${first?.invalid ?? ""}`);
  }
  const moments = await momentsOf(context, source, stopped);
  if (moments === null) return null;
  selection.refuseNone();
  const plan = cut(source, moments, { folds, testShare });
  const split = { folds, testShare, blocks: BLOCKS, version: context.version };
  const attempt = {
    ...await hashRecordings(options.paths),
    selection: selection.hash(),
    assumed: assumedOf(recordings, source),
    seed,
  };
  const frame: SearchFrame = {
    line: lineOf(context, options, seed),
    attempt,
    strategy: strategyName(strategy),
    plan,
    planText: canonicalJson(split),
    embargoMs: Math.max(...candidates.map(({ config }) => config?.exit.maxHoldMs ?? 0)),
    config: { engine: loaded.engine, split, strategy, points, assumed: attempt.assumed },
    asked: points.length,
    notes: notesOf(source, selection),
  };
  return { frame, candidates, reading: { ...recordings, seed, until: null } };
}

/** Moments of its prices; null: somebody asked to stop. */
async function momentsOf(
  context: CommandContext,
  source: Source,
  stopped: () => boolean,
): Promise<Moments | null> {
  const moments = new Moments();
  const read = await readInto(context, { source, label: "cutting", stopped }, (at, input) => {
    if ("token" in input) moments.add(at);
  });
  return read ? moments : null;
}

function cut(
  source: Source,
  moments: Moments,
  { folds, testShare }: Pick<SearchOptions, "folds" | "testShare">,
): Plan {
  if (moments.count < LEAST_PRICES) {
    throw new CliError("notFound", `Cannot search ${source.info.name}: it has no prices to cut`, {
      hint: "polybot replay PATH says what it holds",
    });
  }
  return planOf(moments, { folds, testShare, blocks: BLOCKS });
}

const LEAST_PRICES = 100;

function notesOf({ info }: Source, selection: Selection): readonly string[] {
  return [
    `Source: ${info.name}.`,
    selection.note(),
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
    ...options.markets === undefined ? [] : [`--markets ${quoted(options.markets)}`],
    ...assumed.flatMap(([flag, value]) => value === undefined ? [] : [`${flag} ${value}`]),
    ...settingFlags(context),
  ].join(" ");
}
