// Where the simulated trades of an account come from: its own record, a replay, or a model.
import { sha256 } from "../../adapters/sqlite/sha256.ts";
import type { CommandContext } from "../../cli/context.ts";
import { CliError } from "../../cli/exit.ts";
import type { AccountOptions, AccountSource } from "../../cli/simulate/account.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { canonicalJson } from "../../core/canonical.ts";
import type { EngineSpec } from "../../core/simulate/engines.ts";
import {
  beliefFrom,
  breakEvenHit,
  costOf,
  diffusionOf,
  momentsOf,
  resolutionEngine,
  spikeEngine,
  type SpikeNumbers,
  spikeNumbers,
} from "../../core/simulate/models.ts";
import { type Price, price } from "../../core/types/units.ts";
import { count, decimal, ratio } from "../../report/format.ts";
import { placesIn } from "../places.ts";

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
  readonly from: AccountSource;
  /** Somebody stopped the replay that they come from. */
  readonly isCut: boolean;
  /** Of a spike model: to show what other hit rates would be worth. */
  readonly spike: SpikeNumbers | null;
  /** What the account itself was worth, Unix ms and micro-dollars; empty where there was none. */
  readonly path: readonly (readonly [at: number, equity: number])[];
}

/** The trades that the options ask for; without a wish the ledger's, when it has any. */
export async function tradesFor(
  context: CommandContext,
  options: AccountOptions,
  { loaded, seed, stopped }: {
    readonly loaded: Pick<LoadedConfig, "engine">;
    readonly seed: number;
    readonly stopped: () => boolean;
  },
): Promise<Trades> {
  if (options.from === "tape" || (options.from === undefined && options.paths.length > 0)) {
    const { fromTape } = await import("./account_records.ts");
    const whole = context.loadConfig();
    return await fromTape(context, options.paths, { loaded: whole, seed, stopped });
  }
  if (options.paths.length > 0) {
    throw new CliError("usage", `Cannot read ${options.paths[0]}: --from tape reads recordings`);
  }
  if (options.from === "model") return fromModel(options, loaded, []);
  // Models need neither ledgers nor recordings; without their code the start is quicker.
  if (options.from === "ledger" || isThere(placesIn(context.globals.dataDir).ledger)) {
    const { fromLedger } = await import("./account_records.ts");
    const trades = fromLedger(context, seed);
    if (trades !== null) return trades;
  }
  if (options.from === "ledger") {
    throw new CliError("notFound", "Cannot simulate from the ledger: no trade in it is closed", {
      hint: "--from model simulates a trade that you describe",
    });
  }
  return fromModel(options, loaded, ["There is no closed trade in a ledger: this is a model."]);
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function fromModel(
  options: AccountOptions,
  { engine: { sizing } }: Pick<LoadedConfig, "engine">,
  warnings: readonly string[],
): Trades {
  const numbers = tryNumbers(options);
  const model = sha256(canonicalJson(modelOf(options)));
  const about = { dataHash: model, from: "model" as const, isCut: false, path: [] };
  const common = { warnings, tradesPerDay: null, ...about };
  const q = options.q ?? numbers.mid;
  const pays = chanceOf(options.q, q, options);
  const known = (share: number) => beliefFrom(share, options.evidence);
  switch (options.model) {
    case "resolution": {
      const cost = costOf(options);
      const byWins = options.variance === "stratified";
      return {
        ...common,
        engine: resolutionEngine(cost, options.q === undefined ? q : known(q), byWins),
        assumptions: [
          `a share at ${decimal(cost)} is held to the end and pays with chance ${pays}.`,
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
          `${ratio(options.reverts)} of the way to the target by itself; the token pays ${
            options.q === undefined ? "as often as the price says" : `with chance ${pays}`
          }.`,
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
          `${ratio(numbers.loss)}; its target comes first with chance ${
            chanceOf(options.hit, hit, options)
          }, and ${ratio(breakEvenHit(numbers, sizing))} is needed to break even.`,
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

/** What a chance comes to when it is drawn anew: that of few trades is not their share. */
function chanceOf(
  given: number | undefined,
  ofThePrice: number,
  { evidence }: Pick<AccountOptions, "evidence">,
): string {
  if (given === undefined) return `${ratio(ofThePrice)}, as the price itself says`;
  const { mean } = momentsOf(beliefFrom(given, evidence));
  const known = `known as from ${count(evidence)} trades and drawn anew for each future`;
  return `${ratio(mean)} on average, ${known}`;
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
