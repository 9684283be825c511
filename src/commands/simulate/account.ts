import type { CommandContext } from "../../cli/context.ts";
import { CliError, exitCode } from "../../cli/exit.ts";
import { startProgress } from "../../cli/progress.ts";
import type { AccountOptions } from "../../cli/simulate/account.ts";
import { formatDuration } from "../../config/duration.ts";
import type { LoadedConfig } from "../../config/load.ts";
import type { AccountSpec, Stakes } from "../../core/simulate/account.ts";
import type { EngineSpec } from "../../core/simulate/engines.ts";
import type { Job, Variance } from "../../core/simulate/job.ts";
import { breakEvenHit, spikeEngine } from "../../core/simulate/models.ts";
import { outputsOf } from "../../core/simulate/outputs.ts";
import { gatedError, type Length, MOST_GATED_RUNS, simulate } from "../../core/simulate/run.ts";
import type { Totals } from "../../core/simulate/totals.ts";
import { kellyOutcomes, type Outcome } from "../../core/size/kelly.ts";
import { TRADES_PER_DAY } from "../../core/size/size.ts";
import { MICRO, type Millis, usdc } from "../../core/types/units.ts";
import { count, decimal, duration, ratio, usd } from "../../report/format.ts";
import { accountSections, type Expectation } from "../../report/simulate_account.ts";
import { accountPictures } from "../../report/simulate_account_pictures.ts";
import { withActualPath } from "../../report/simulate_actual.ts";
import { terminalPicture, withChosenStake } from "../../report/simulate_terminal.ts";
import { type Trades, tradesFor } from "./account_trades.ts";
import { answerStudy, quoted } from "./study_answer.ts";
import { type Part, partOf } from "./merge_shard.ts";
import { type Ran, runJob } from "./workers.ts";

const DEFAULT_RUNS = 10_000;
const DEFAULT_DAYS = 90;
/** Enough for a table of what an edge would be worth. */
const EXPECTATION_RUNS = 1_000;
/** The table is of ends; days are dearer to keep than a run is to walk. */
const EXPECTATION_DAY_RUNS = 10;
const HOLD_MS = 1_000;

/** Simulates an account's futures. */
export async function accountCommand(
  context: CommandContext,
  options: AccountOptions,
): Promise<number> {
  const part = accountPart(options);
  const loaded = context.loadConfig();
  const seed = options.seed ?? loaded.runtime.seed;
  const stopping = context.listenForStop();
  const progress = startProgress(context, "simulate");
  try {
    const { stopped } = stopping;
    const frame = await accountFrame(context, options, { loaded, seed, stopped });
    const { html } = options;
    if (part !== null) {
      const { runAccountPart } = await import("./account_parts.ts");
      return await runAccountPart(context, { frame, part, stopped, html });
    }
    const { job, length } = frame;
    const began = context.now();
    const ran = await runJob(job, length, {
      workers: options.workers,
      stopped,
      progress: (totals) => {
        const done = totals.runs / length.runs;
        const left = ((context.now() - began) * (1 - done)) / Math.max(done, 1e-9);
        progress.update(done, `${count(totals.runs)} futures, ${duration(left)} left`);
      },
    });
    progress.done();
    answerAccount(context, { frame, ran, html });
    return ran.complete ? exitCode.ok : exitCode.interrupted;
  } finally {
    progress.done();
    stopping.release();
  }
}

/** What the options ask for, with the trades that are drawn from read. Throws CliError. */
export async function accountFrame(
  context: CommandContext,
  options: AccountOptions,
  { loaded, seed, stopped }: {
    readonly loaded: Pick<LoadedConfig, "engine">;
    readonly seed: number;
    readonly stopped: () => boolean;
  },
): Promise<AccountFrame> {
  const trades = await tradesFor(context, options, { loaded, seed, stopped });
  const accounts = accountsOf(options, loaded, trades);
  const job: Job = {
    engine: trades.engine,
    accounts: accounts.map(({ spec }) => spec) as [AccountSpec, ...AccountSpec[]],
    seed,
    variance: varianceOf(options, trades.engine),
    fractions: fractionsOf(accounts[0].spec, trades.engine),
  };
  return {
    job,
    length: lengthOf(options),
    accounts,
    assumptions: [...trades.assumptions, ...accountWords(accounts[0], job)],
    warnings: trades.warnings,
    spike: trades.spike,
    path: trades.path,
    config: loaded.engine,
    seed,
    dataHash: trades.dataHash,
    line: lineOf(options, { globals: context.globals, seed, isModel: trades.isModel }),
  };
}

/** Everything that is asked, and said beside the figures: equal in all parts of a simulation. */
export interface AccountFrame {
  readonly job: Job;
  readonly length: Length;
  readonly accounts: readonly [Named, ...Named[]];
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
  readonly spike: Trades["spike"];
  readonly path: Trades["path"];
  readonly config: LoadedConfig["engine"];
  readonly seed: number;
  readonly dataHash: string | null;
  /** The line that makes the whole. */
  readonly line: string;
}

/** Prints what was counted. Throws CliError when that is nothing. */
export function answerAccount(
  context: CommandContext,
  { frame, ran, html }: {
    readonly frame: AccountFrame;
    readonly ran: Ran;
    readonly html: string | undefined;
  },
): void {
  const { config, seed, dataHash, line } = frame;
  const study = accountStudy(frame, ran);
  if (study === null) {
    throw new CliError("usage", "Cannot say anything: no future was simulated", {
      hint: "give --runs a number above 0",
    });
  }
  const { outputs, sections, pictures } = study;
  const { complete } = ran;
  answerStudy(context, {
    command: "simulate account",
    title: "What may happen to this account",
    sections,
    pictures,
    config,
    seed,
    dataHash,
    line,
    complete,
    html,
    more: { runs: outputs.runs, units: outputs.units, digest: outputs.digest },
  });
}

/** Figures of what was counted; null: nothing was. */
export function accountStudy(frame: AccountFrame, { totals, complete }: Ran) {
  const { accounts, assumptions, warnings } = frame;
  const outputs = outputsOf(totals);
  if (outputs === null) return null;
  const sections = accountSections({
    outputs,
    accounts,
    assumptions,
    warnings,
    expectations: expectationsOf(frame),
    complete,
    stopping: stoppingWords(totals, frame.length),
  });
  const { spec } = accounts[0];
  const pictures = accountPictures({ outputs, spec, assumptions, falls: totals.storages.fall })
    .map((picture) => {
      if (picture.name === "account") return withActualPath(picture, frame.path);
      return picture.name === "growth" ? withChosenStake(picture, spec) : picture;
    });
  const terminal = terminalPicture({ outputs, spec, final: totals.storages.final });
  return { outputs, sections, pictures: [...pictures, terminal] };
}

/** A part is whole batches on one thread; a wish for precision needs all of them at once. */
function accountPart(options: AccountOptions): Part | null {
  const part = partOf(options);
  if (part === null) return null;
  if (options.targetSe !== undefined) {
    throw new CliError("usage", "Cannot run a part until an error is small: no part knows all", {
      hint: "--runs N",
    });
  }
  if (options.workers > 1) {
    throw new CliError("usage", "Cannot run a part on several threads", { hint: "more parts" });
  }
  return part;
}

interface Named {
  readonly label: string;
  readonly spec: AccountSpec;
}

function accountsOf(
  options: AccountOptions,
  { engine }: Pick<LoadedConfig, "engine">,
  trades: Trades,
): readonly [Named, ...Named[]] {
  const tradesPerDay = options.tradesPerDay ?? trades.tradesPerDay ?? TRADES_PER_DAY;
  const offered = options.trades ?? (options.days ?? DEFAULT_DAYS) * tradesPerDay;
  const dayMs = 86_400_000;
  const spacingMs = Math.min(options.spacingMs, Math.floor(dayMs / tradesPerDay)) as Millis;
  const base = {
    capital: engine.initialCapital,
    costPerShare: trades.costPerShare,
    shareStep: engine.shareStep,
    stop: trades.stop,
    trades: offered,
    tradesPerDay,
    spacingMs,
    holdMs: Math.max(0, spacingMs - HOLD_MS) as Millis,
    risk: engine.risk,
  };
  const named = (label: string, stakes: Stakes): Named => ({ label, spec: { ...base, stakes } });
  if (options.kelly !== undefined) {
    const kelly = kellyOutcomes(outcomesOf(trades.engine));
    if (kelly === 0) {
      throw new CliError("usage", "Cannot stake by Kelly: these trades have no expected gain", {
        hint: "--stake sets a flat stake",
      });
    }
    const at = (fraction: number) =>
      named(`${ratio(fraction)} of Kelly`, { kind: "kelly", kelly, fraction });
    const { kelly: fraction } = options;
    return [at(fraction), at(fraction / 2), at(Math.min(1, fraction * 2))];
  }
  const stake = usdc(Math.round((options.stake ?? engine.risk.maxPositionSize / MICRO) * MICRO));
  const flat = (micro: number) => {
    const amount = usdc(Math.round(micro));
    return named(usd(amount), { kind: "flat", stake: amount });
  };
  return [flat(stake), flat(stake / 2), flat(stake * 2)];
}

/** The possible returns of a trade with their chances, beliefs at their mean. */
function outcomesOf(engine: EngineSpec): readonly Outcome[] {
  switch (engine.kind) {
    case "bootstrap": {
      const { returns, prior } = engine;
      const all = returns.length + (prior?.weight ?? 0);
      const own = returns.map((ret) => ({ probability: 1 / all, ret }));
      if (prior === null) return own;
      const { gain, loss, hit, weight } = prior;
      return [
        ...own,
        { probability: (weight / all) * hit, ret: gain },
        { probability: (weight / all) * (1 - hit), ret: loss },
      ];
    }
    case "bernoulli": {
      const { q, gain, loss, timeExit, gapProbability } = engine;
      const mean = typeof q === "number" ? q : q.alpha / (q.alpha + q.beta);
      const late = timeExit?.probability ?? 0;
      const decided = 1 - late - gapProbability;
      return [
        { probability: decided * mean, ret: gain },
        { probability: decided * (1 - mean), ret: loss },
        { probability: late, ret: timeExit?.ret ?? 0 },
        { probability: gapProbability, ret: -1 },
      ];
    }
    case "diffusion":
      throw new CliError("usage", "Cannot stake by Kelly: a diffusion has no list of outcomes", {
        hint: "--stake sets a flat stake",
      });
  }
}

function varianceOf({ variance, model, from }: AccountOptions, engine: EngineSpec): Variance {
  if (variance !== "stratified") return variance ?? "antithetic";
  if (engine.kind === "bernoulli" && engine.byWins) return variance;
  const what = from === "model" || from === undefined ? `the ${model} model` : "this record";
  throw new CliError("usage", `Cannot stratify by wins: ${what} draws no number of wins first`, {
    hint: "--from model --model resolution does; --variance antithetic always works",
  });
}

const GRID = 12;

/** Shares of the bankroll from 0 to well beyond what is staked. */
function fractionsOf({ stakes, capital }: AccountSpec, engine: EngineSpec): readonly number[] {
  const staked = stakes.kind === "flat" ? stakes.stake / capital : stakes.kelly * stakes.fraction;
  const best = engine.kind === "diffusion" ? 0 : kellyOutcomes(outcomesOf(engine));
  const most = Math.min(0.9, Math.max(4 * staked, 2 * best));
  return Array.from({ length: GRID + 1 }, (_, i) => (i * most) / GRID);
}

function lengthOf({ runs, targetSe }: AccountOptions): Length {
  const most = runs ?? (targetSe === undefined ? DEFAULT_RUNS : MOST_GATED_RUNS);
  return { runs: most, targetSe: targetSe ?? null };
}

function stoppingWords(totals: Totals, { targetSe, runs }: Length): string | null {
  if (targetSe === null) return null;
  const error = gatedError(totals);
  const now = `largest standard error ${decimal(error)}, wanted ${targetSe}`;
  return error <= targetSe ? now : `at ${count(runs)} futures; ${now}`;
}

function accountWords({ spec, label }: Named, { variance, engine }: Job): readonly string[] {
  const { tradesPerDay, spacingMs, risk, stop } = spec;
  const atStop = risk.lossBudgetMode === "stop_plus_gap" && stop !== null;
  const budget = atStop ? "its loss down to the stop" : "all of it";
  const drawn = {
    plain: "futures are drawn independently.",
    antithetic: "futures are drawn in mirrored pairs; errors are those of the pairs' means.",
    stratified: "futures are spread evenly over the number of wins; errors are of groups of 100.",
  }[variance];
  return [
    `stakes are ${label}, at most ${usd(risk.maxPositionSize)}, under all limits of the ` +
    `configuration; each trade counts with ${budget} against the day's loss.`,
    `${count(tradesPerDay)} trades a day are offered ${duration(spacingMs)} apart, one after ` +
    "another: no two are open at once, and a day without an offer does not come.",
    "a stake is not simulated anew before each trade, and a halted account is resumed by nobody.",
    engine.kind === "diffusion"
      ? "a trade's path is walked in 32 steps with a bridge between them."
      : "",
    drawn,
  ].filter((text) => text !== "");
}

/** What other hit rates would be worth, for a spike model. */
function expectationsOf(
  { job, spike, config: { sizing } }: AccountFrame,
): readonly Expectation[] {
  if (spike === null) return [];
  const { marketHit } = spike;
  const breakEven = breakEvenHit(spike, sizing);
  const rates = [
    ["as often as the price says: no edge", marketHit],
    ["often enough to break even", breakEven],
    ["two points more often", breakEven + 0.02],
    ["five points more often", breakEven + 0.05],
  ] as const;
  return rates.filter(([, hit]) => hit < 1).flatMap(([label, hit]): Expectation[] => {
    const engine = spikeEngine(spike, hit, sizing);
    const { accounts: [account], seed } = job;
    const of: Job = {
      engine,
      accounts: [account],
      seed,
      variance: "antithetic",
      fractions: [],
      dayRuns: EXPECTATION_DAY_RUNS,
    };
    const outputs = outputsOf(simulate(of, { runs: EXPECTATION_RUNS, targetSe: null }));
    return outputs === null ? [] : [{ label, hit, outputs }];
  });
}

/** Keys that say nothing of the result, and those that only a model reads. */
const beside = ["action", "paths", "html", "seed", "workers", "shard", "out"];
const ofModels = ["model", "ask", "spread", "target", "stop", "feeRate", "hit", "q", "evidence"];
const ofDiffusion = ["evidenceVariance", "jumps", "jumpSize", "reverts"];

function lineOf(options: AccountOptions, { globals, seed, isModel }: LineInput): string {
  const skipped = new Set([...beside, ...isModel ? [] : [...ofModels, ...ofDiffusion]]);
  if (options.model !== "diffusion") ofDiffusion.forEach((key) => skipped.add(key));
  const words = Object.entries(options).filter(([key]) => !skipped.has(key)).map(([key, value]) => {
    if (key === "spacingMs") return `--spacing ${formatDuration(Number(value))}`;
    const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return `--${name} ${quoted(String(value))}`;
  });
  return [
    "polybot simulate account",
    ...options.paths.map(quoted),
    ...words,
    `--seed ${seed}`,
    ...globals.set.map((set) => `--set ${quoted(set)}`),
    // Only a ledger's place says where trades come from.
    ...isModel || options.paths.length > 0 ? [] : [`--data-dir ${quoted(globals.dataDir)}`],
  ].join(" ");
}

interface LineInput extends Pick<CommandContext, "globals"> {
  readonly seed: number;
  readonly isModel: boolean;
}
