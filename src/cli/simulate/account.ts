import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import {
  examples,
  parseAmount,
  parseCount,
  parsePath,
  parseSeed,
  parseSpan,
} from "../arguments.ts";
import { type ShardOption, shardOptions } from "./search.ts";
import type { SimulateParent } from "./spikes.ts";

/** Where simulated trades come from. */
export type AccountSource = "ledger" | "model" | "tape";
/** Which model of a trade. */
export type ModelKind = "spike" | "resolution" | "diffusion";
/** How chance is drawn. */
export type VarianceKind = "plain" | "antithetic" | "stratified";

/** The numbers of one trade, for models and for `simulate stake`. Prices are dollars of the token. */
export interface TradeOptions {
  readonly ask: number;
  readonly spread: number;
  readonly target: number;
  readonly stop: number;
  readonly feeRate: number;
  /** Chance of the target before the stop; absent: what the price says itself. */
  readonly hit?: number;
  /** Chance that the token pays; absent: what the price says itself. */
  readonly q?: number;
  /** Trades or forecasts that `hit` or `q` is known from. */
  readonly evidence: number;
}

/** `simulate [account]` */
export interface AccountOptions extends TradeOptions {
  readonly action: "account";
  readonly runs?: number;
  readonly seed?: number;
  readonly from?: AccountSource;
  /** Recordings, with `from` "tape". */
  readonly paths: readonly string[];
  readonly trades?: number;
  readonly days?: number;
  readonly tradesPerDay?: number;
  readonly spacingMs: number;
  /** Dollars; absent: risk.max_position_size. */
  readonly stake?: number;
  /** Share of full Kelly instead of a flat stake. */
  readonly kelly?: number;
  readonly targetSe?: number;
  readonly workers: number;
  /** A part of the futures, with `out`. */
  readonly shard?: ShardOption;
  readonly out?: string;
  readonly variance?: VarianceKind;
  readonly model: ModelKind;
  /** s^2 T of the diffusion. */
  readonly evidenceVariance: number;
  /** News a trade. */
  readonly jumps: number;
  /** Log-odds. */
  readonly jumpSize: number;
  /** Share of the way back to the price before that goes back by itself while a trade is held. */
  readonly reverts: number;
  readonly html?: string;
}

/** What is meant where nothing is said, on the command line and on the dashboard. */
export const accountDefaults = {
  action: "account",
  paths: [],
  spacingMs: 1_800_000,
  workers: 1,
  model: "spike",
  ask: 0.4,
  spread: 0.01,
  target: 0.45,
  stop: 0.37,
  feeRate: 0.04,
  evidence: 100,
  evidenceVariance: 0.05,
  jumps: 0,
  jumpSize: 0.3,
  reverts: 0,
} as const satisfies Partial<AccountOptions>;

/** The options of a trade, on any command. */
export function tradeOptions() {
  return [
    new Option("--ask <dollars>", "price a share is bought at").argParser(parsePrice).default(
      accountDefaults.ask,
    ),
    new Option("--spread <dollars>", "from bid to ask").argParser(parsePrice).default(
      accountDefaults.spread,
    ),
    new Option("--target <dollars>", "bid at which a spike trade is won").argParser(parsePrice)
      .default(accountDefaults.target),
    new Option("--stop <dollars>", "bid at which it is lost").argParser(parsePrice).default(
      accountDefaults.stop,
    ),
    new Option("--fee-rate <rate>", "rate of the venue's fee for takers").argParser(parseShare)
      .default(accountDefaults.feeRate),
    new Option("--hit <p>", "chance of the target before the stop; default: the price's own")
      .argParser(parseShare),
    new Option("--q <p>", "chance that the token pays; default: the price's own")
      .argParser(parseShare),
    new Option("--evidence <n>", "trades that the chance is known from; it is drawn accordingly")
      .argParser(parseCount).default(accountDefaults.evidence),
  ] as const;
}

/** `simulate account`, which is what `simulate` alone does. */
export function addAccount(
  simulate: SimulateParent,
  call: (options: AccountOptions, paths?: readonly string[]) => Promise<void>,
): void {
  const [ask, spread, target, stop, feeRate, hit, q, evidence] = tradeOptions();
  const [shard, out] = shardOptions();
  const { evidenceVariance, jumps, jumpSize, model, reverts, spacingMs, workers } = accountDefaults;
  simulate.command("account", { isDefault: true })
    .description("What may happen to this account: ruin, drawdowns, days, growth, with intervals.")
    .argument("[path...]", "recordings, with --from tape")
    .option("--runs <n>", "simulated futures; default 10000", parseRuns)
    .option("--seed <n>", "seed of everything drawn by chance", parseSeed)
    .addOption(
      new Option("--from <source>", "where trades come from; default: the ledger if it has any")
        .choices(["ledger", "model", "tape"] as const),
    )
    .option("--trades <n>", "trades offered in a future", parseCount)
    .option("--days <n>", "length of a future; default 90", parseCount)
    .option("--trades-per-day <n>", "offered in a day; default: as in the ledger, or 5", parseCount)
    .option("--spacing <duration>", "from one offer of a day to the next", parseSpan, spacingMs)
    .option("--stake <dollars>", "flat stake; default risk.max_position_size", parseAmount)
    .option("--kelly <share>", "stake this share of full Kelly instead", parseShare)
    .option("--target-se <x>", "stop when the standard errors are this small", parseShare)
    .option(
      "--workers <n>",
      "threads; the result is the same for any number",
      parseWorkers,
      workers,
    )
    .addOption(
      new Option("--variance <kind>", "how chance is drawn; default antithetic")
        .choices(["plain", "antithetic", "stratified"] as const),
    )
    .addOption(
      new Option("--model <kind>", "with --from model")
        .choices(["spike", "resolution", "diffusion"] as const).default(model),
    )
    .addOption(ask).addOption(spread).addOption(target).addOption(stop).addOption(feeRate)
    .addOption(hit).addOption(q).addOption(evidence)
    .option(
      "--evidence-variance <x>",
      "diffusion: s^2 T in log-odds",
      parseAmount,
      evidenceVariance,
    )
    .option("--jumps <n>", "diffusion: news a trade", parseAmount, jumps)
    .option("--jump-size <x>", "diffusion: deviation of one, in log-odds", parseAmount, jumpSize)
    .option("--reverts <share>", "diffusion: share of the way to the target", parseShare, reverts)
    .addOption(shard).addOption(out)
    .option("--html <file>", "write a page as well", parsePath)
    .addHelpText(
      "after",
      examples([
        "simulate",
        "simulate --runs 100000 --workers 2 --stake 1",
        "simulate --from model --hit 0.57 --trades-per-day 5 --html account.html",
        "simulate --from tape data/demo --target-se 0.005",
      ]),
    )
    .action((paths, { spacing, ...options }) => {
      const given = { ...options, action: "account" as const, paths, spacingMs: spacing };
      return call(without(given), paths);
    });
}

/** The same without the keys that were not given. */
export function without<T extends object>(options: T): Given<T> {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Given<T>;
}

/** Keys that may be undefined become keys that may be absent. */
export type Given<T> =
  & { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] }
  & { readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

const MAX_RUNS = 10_000_000;

function parseRuns(text: string): number {
  if (/^\d{1,8}$/.test(text) && Number(text) <= MAX_RUNS) return Number(text);
  throw new InvalidArgumentError("Want a whole number up to 10000000.");
}

function parseWorkers(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 64) return Number(text);
  throw new InvalidArgumentError("Want a whole number from 1 to 64.");
}

/** A share or a probability. */
export function parseShare(text: string): number {
  if (/^(0|1|0?\.\d+|1\.0*|0\.\d+)$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Want a number from 0 to 1, such as 0.25.");
}

/** Dollars of a share. */
export function parsePrice(text: string): number {
  if (/^0?\.\d{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError("Want a price above 0 and below 1, such as 0.40.");
}
