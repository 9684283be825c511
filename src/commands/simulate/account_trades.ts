// Where the simulated trades of an account come from: its own record, a replay, or a model.
import { memoryLedger } from "../../adapters/memory/ledger.ts";
import { sha256 } from "../../adapters/sqlite/sha256.ts";
import type { CommandContext } from "../../cli/context.ts";
import { CliError } from "../../cli/exit.ts";
import { startProgress } from "../../cli/progress.ts";
import type { AccountOptions } from "../../cli/simulate/account.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { canonicalJson } from "../../core/canonical.ts";
import { bootstrapOf } from "../../core/simulate/bootstrap.ts";
import { type EngineSpec } from "../../core/simulate/engines.ts";
import {
  beliefFrom,
  breakEvenHit,
  costOf,
  diffusionOf,
  resolutionEngine,
  spikeEngine,
  type SpikeNumbers,
  spikeNumbers,
} from "../../core/simulate/models.ts";
import { type Price, price } from "../../core/types/units.ts";
import { meanInterval } from "../../report/cluster_interval.ts";
import { openFold } from "../../report/fold.ts";
import { count, decimal, ratio, time } from "../../report/format.ts";
import { netOf, type Trade } from "../../report/trade_fold.ts";
import { verdictOf, verdictReason, verdictWords } from "../../report/verdict.ts";
import { armed, fitToSource } from "../fit.ts";
import { verified } from "../intact.ts";
import { paperHeader, type PaperRun, replayRun } from "../paper_run.ts";
import { placesIn } from "../places.ts";
import { readRun } from "../reading.ts";
import { openSources } from "../sources.ts";
import { hashData } from "./backtest_hash.ts";

/** Trades to draw from, and what is said about them. */
export interface Trades {
  readonly engine: EngineSpec;
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
  /** Dollars a share, for the grid of share counts. */
  readonly costPerShare: number;
  /** For a loss budget that ends at the stop. */
  readonly stop: Price | null;
  readonly tradesPerDay: number | null;
  readonly dataHash: string | null;
  readonly isModel: boolean;
  /** Somebody stopped the replay that they come from. */
  readonly isCut: boolean;
  /** Of a spike model: to show what other hit rates would be worth. */
  readonly spike: SpikeNumbers | null;
}

const DAY_MS = 86_400_000;
/** A shorter record says nothing of how many trades a day brings. */
const LEAST_SPAN_MS = 3 * DAY_MS;

/** The trades that the options ask for; without a wish the ledger's, when it has any. */
export async function tradesFor(
  context: CommandContext,
  options: AccountOptions,
  { loaded, seed, stopped }: {
    readonly loaded: LoadedConfig;
    readonly seed: number;
    readonly stopped: () => boolean;
  },
): Promise<Trades> {
  if (options.from === "tape" || (options.from === undefined && options.paths.length > 0)) {
    return await fromTape(context, options.paths, { loaded, seed, stopped });
  }
  if (options.paths.length > 0) {
    throw new CliError("usage", `Cannot read ${options.paths[0]}: --from tape reads recordings`);
  }
  if (options.from === "model") return fromModel(options, loaded, []);
  const closed = ledgerTrades(context, options.from === "ledger");
  if (closed !== null && closed.trades.length > 0) {
    return fromRecord(closed.trades, {
      name: `the ledger of ${context.globals.dataDir}`,
      dataHash: closed.head,
      seed,
      isCut: false,
    });
  }
  if (options.from === "ledger") {
    throw new CliError("notFound", "Cannot simulate from the ledger: no trade in it is closed", {
      hint: "--from model simulates a trade that you describe",
    });
  }
  return fromModel(options, loaded, ["There is no closed trade in a ledger: this is a model."]);
}

function ledgerTrades(
  context: CommandContext,
  isWanted: boolean,
): { readonly trades: readonly Trade[]; readonly head: string } | null {
  const { ledger } = placesIn(context.globals.dataDir);
  if (!isWanted && !isThere(ledger)) return null;
  const { facts, run } = readRun(context);
  // No figure is made of rows that somebody changed.
  verified(ledger);
  return { trades: facts.trades.closed(), head: run.head };
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function fromTape(
  context: CommandContext,
  paths: readonly string[],
  { loaded, seed, stopped }: {
    readonly loaded: LoadedConfig;
    readonly seed: number;
    readonly stopped: () => boolean;
  },
): Promise<Trades> {
  if (paths.length === 0) {
    throw new CliError("usage", "Cannot replay: no recording was named", {
      hint: "polybot simulate --from tape PATH...",
    });
  }
  const source = await openSources(paths, {
    assume: {},
    heartbeatMs: loaded.runtime.heartbeatMs,
  });
  const dataHash = await hashData(paths, null);
  const who = armed(fitToSource(loaded.engine, source.info).config, false);
  const ledger = memoryLedger();
  const about = { version: context.version, assumptions: source.info.assumptions };
  ledger.begin(paperHeader({ name: source.info.name, config: who.config, seed }, about));
  const progress = startProgress(context, "replay");
  let end: PaperRun["end"];
  try {
    const run = await replayRun({
      source,
      who,
      seed,
      ledger,
      stopped,
      progress: (fraction, at) => progress.update(fraction, time(at)),
    });
    end = run.end;
  } finally {
    progress.done();
  }
  const fold = openFold(who.config.initialCapital);
  for (const row of ledger.read()) fold.add(row);
  const closed = fold.facts.trades.closed();
  ledger.close();
  if (closed.length === 0) {
    throw new CliError("notFound", `Cannot simulate from ${source.info.name}: nothing was traded`, {
      hint: "polybot replay PATH shows why; --from model simulates a trade that you describe",
    });
  }
  const name = `a replay of ${source.info.name}`;
  return fromRecord(closed, { name, dataHash, seed, isCut: end !== "ended" });
}

function fromRecord(
  closed: readonly Trade[],
  { name, dataHash, seed, isCut }: {
    readonly name: string;
    readonly dataHash: string;
    readonly seed: number;
    readonly isCut: boolean;
  },
): Trades {
  // What a trade returned on everything that was paid for it: it cannot lose more than that.
  const returns = closed.map((trade) => netOf(trade) / (trade.spent + trade.fees));
  const { spec, words } = bootstrapOf(returns);
  const times = closed.flatMap(({ closedAt }) => closedAt === null ? [] : [closedAt as number]);
  const span = Math.max(...times) - Math.min(...times);
  const shares = closed.reduce((sum, { bought }) => sum + bought, 0);
  const paid = closed.reduce((sum, { spent, fees }) => sum + spent + fees, 0);
  const groups = new Set(closed.map(({ group }) => group)).size;
  const verdict = verdictOf(closed);
  const interval = meanInterval(returns, seed);
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const known = interval === null
    ? "one trade says nothing of its error"
    : `between ${ratio(interval.low)} and ${ratio(interval.high)} (95 %)`;
  return {
    engine: spec,
    assumptions: [
      `trades come from ${name}: ${count(closed.length)} closed trades in ${count(groups)} groups.`,
      ...words,
    ],
    warnings: [
      `The record: ${verdictWords(verdict)}; ${verdictReason(verdict)}. Its mean return is ` +
      `${ratio(mean)} a dollar, ${known}.`,
    ],
    costPerShare: shares > 0 ? paid / shares : 1,
    stop: null,
    tradesPerDay: span >= LEAST_SPAN_MS
      ? Math.max(1, Math.round((closed.length / span) * DAY_MS))
      : null,
    dataHash,
    isModel: false,
    isCut,
    spike: null,
  };
}

function fromModel(
  options: AccountOptions,
  { engine: { sizing } }: LoadedConfig,
  warnings: readonly string[],
): Trades {
  const numbers = tryNumbers(options);
  const model = sha256(canonicalJson(modelOf(options)));
  const common = { warnings, tradesPerDay: null, dataHash: model, isModel: true, isCut: false };
  const q = options.q ?? numbers.mid;
  const known = (share: number) => beliefFrom(share, options.evidence);
  switch (options.model) {
    case "resolution": {
      const cost = costOf(options);
      const byWins = options.variance === "stratified";
      return {
        ...common,
        engine: resolutionEngine(cost, options.q === undefined ? q : known(q), byWins),
        assumptions: [
          `a share at ${decimal(cost)} is held to the end and pays with chance ${ratio(q)}` +
          `${knownFrom(options.q, options.evidence)}.`,
        ],
        costPerShare: cost,
        stop: null,
        spike: null,
      };
    }
    case "diffusion":
      return {
        ...common,
        engine: diffusionOf(options, {
          variance: options.evidenceVariance,
          jumps: options.jumps,
          jumpSize: options.jumpSize,
          reverts: options.reverts,
        }, options.q === undefined ? "market" : known(q)),
        assumptions: [
          `the price is a belief that hears evidence of variance ${options.evidenceVariance} ` +
          `while a trade is held, with ${options.jumps} news a trade, and goes ` +
          `${ratio(options.reverts)} of the way to the target by itself.`,
        ],
        costPerShare: numbers.cost,
        stop: price(Math.round(options.stop * 1e6)),
        spike: null,
      };
    case "spike": {
      const hit = options.hit ?? numbers.marketHit;
      return {
        ...common,
        engine: spikeEngine(numbers, options.hit === undefined ? hit : known(hit), sizing),
        assumptions: [
          `a spike trade costs ${decimal(numbers.cost)}, gains ${ratio(numbers.gain)} or loses ` +
          `${ratio(numbers.loss)}; its target comes first with chance ${ratio(hit)}` +
          `${knownFrom(options.hit, options.evidence)}, and ${
            ratio(breakEvenHit(numbers, sizing))
          } is needed ` +
          "to break even.",
          `${ratio(sizing.timeExitProbability)} of the trades end by time and ` +
          `${ratio(sizing.gapProbability)} lose everything.`,
        ],
        costPerShare: numbers.cost,
        stop: price(Math.round(options.stop * 1e6)),
        spike: numbers,
      };
    }
  }
}

/** What a model is a function of. */
function modelOf(options: AccountOptions): object {
  const { model, ask, spread, target, stop, feeRate, hit, q, evidence } = options;
  const { evidenceVariance, jumps, jumpSize, reverts } = options;
  const trade = { model, ask, spread, target, stop, feeRate, hit: hit ?? null, q: q ?? null };
  return { ...trade, evidence, evidenceVariance, jumps, jumpSize, reverts };
}

function knownFrom(given: number | undefined, evidence: number): string {
  if (given === undefined) return ", as the price itself says";
  return `, known as from ${count(evidence)} trades and drawn anew for each future`;
}

/** Prices that are no trade are a mistake of the command line. */
export function tryNumbers(options: Parameters<typeof spikeNumbers>[0]): SpikeNumbers {
  try {
    return spikeNumbers(options);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new CliError("usage", error.message, {
        hint: "stop < ask - spread < target, all between 0 and 1",
      });
    }
    throw error;
  }
}
