// `simulate search`: its options and help, and those of a part of any simulation.
import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import {
  collect,
  examples,
  parseAmount,
  parseCount,
  parsePath,
  parseSeed,
  parseSpread,
} from "../arguments.ts";
import type { SimulateParent } from "./spikes.ts";

/** Who decides about each signal. */
export type SearchStrategy = "account" | "fade" | "follow";

/** `--shard`: a part of so many; index null is left to the environment. */
export interface ShardOption {
  readonly index: number | null;
  readonly count: number;
}

/** `simulate search PATH...` */
export interface SearchOptions {
  readonly action: "search";
  readonly paths: readonly string[];
  /** `key=a,b,c` */
  readonly grid: readonly string[];
  /** `key=low:high` or `key=low:high:log` */
  readonly range: readonly string[];
  /** Combinations drawn by chance; absent: every one of the grid. */
  readonly random?: number;
  readonly strategy: SearchStrategy;
  readonly folds: number;
  /** Share of the prices that stays locked. */
  readonly testShare: number;
  readonly openTest: boolean;
  readonly seed?: number;
  /** A file with an id or slug a line; absent: all markets. */
  readonly markets?: string;
  readonly workers: number;
  readonly shard?: ShardOption;
  /** Where this part's results go. */
  readonly out?: string;
  readonly html?: string;
  /** Dollars a share. */
  readonly assumeSpread?: number;
  /** Shares at each price. */
  readonly assumeDepth?: number;
  /** Dollars in 24 hours. */
  readonly assumeVolume?: number;
}

/** `--shard` and `--out`, for every simulation that can be cut in parts. */
export function shardOptions() {
  return [
    new Option("--shard <k/n>", "only part K of N; /N: K as the job's environment says")
      .argParser(parseShard),
    new Option("--out <file>", "write the results of this part for simulate merge, print no more")
      .argParser(parsePath),
  ] as const;
}

/** Adds `simulate search`. */
export function addSearch(
  simulate: SimulateParent,
  call: (options: SearchOptions, paths?: readonly string[]) => Promise<void>,
): void {
  const [shard, out] = shardOptions();
  simulate.command("search")
    .description(
      "Which configuration is best, and whether that is more than luck: walk-forward, with the last " +
        "part of the recording locked. Every configuration is registered in trials.jsonl of the " +
        "data directory; a search that was cut off goes on where it was.",
    )
    .argument("<path...>", "recordings: files or directories")
    .option("--grid <key=a,b,c>", "values of a key; may be repeated", collect)
    .option("--random <n>", "so many combinations drawn by chance instead of all", parseCount)
    .option("--range <key=low:high[:log]>", "with --random: draw from a range", collect)
    .addOption(
      new Option("--strategy <who>", "who decides: the account, or every signal one way")
        .choices(["account", "fade", "follow"] as const).default("account" as const),
    )
    .option("--folds <n>", "tests in time, one after the other", parseFolds, 4)
    .option("--test-share <x>", "share of the prices that stays locked", parseTestShare, 0.25)
    .option("--open-test", "use the locked part on the chosen one; every use is counted")
    .option("--seed <n>", "seed of everything drawn by chance", parseSeed)
    .option("--markets <file>", "only these: a slug or id a line", parsePath)
    .option("--workers <n>", "threads; the result is the same for any number", parseThreads, 1)
    .addOption(shard).addOption(out)
    .option("--html <file>", "write a page as well", parsePath)
    .option("--assume-spread <dollars>", "spread where the recording has none", parseSpread)
    .option("--assume-depth <shares>", "size at each price where there is none", parseAmount)
    .option("--assume-volume <dollars>", "24-hour volume where there is none", parseAmount)
    .addHelpText(
      "after",
      examples([
        "simulate search quotes/ --grid exit.max_hold=30m,60m --grid detection.cusum_threshold=4,6",
        "simulate search quotes/ --markets random.txt --grid exit.max_hold=30m,60m",
        "simulate search quotes/ --random 50 --range detection.cusum_threshold=3:10:log",
        "simulate search quotes/ --grid exit.max_hold=30m,60m --shard 1/2 --out part1.jsonl",
      ]),
    )
    .action((paths, { grid, range, openTest, ...options }) => {
      const files = options.markets === undefined ? paths : [...paths, options.markets];
      return call({
        action: "search",
        paths,
        grid: grid ?? [],
        range: range ?? [],
        openTest: openTest ?? false,
        ...options,
      }, files);
    });
}

const MOST_PARTS = 10_000;

/** `2/8`, or `/8` where the environment says which. */
export function parseShard(text: string): ShardOption {
  const [, k, n] = /^(\d{0,5})\/(\d{1,5})$/.exec(text) ?? [];
  const count = Number(n);
  const index = k === "" ? null : Number(k);
  const isRight = n !== undefined && count >= 1 && count <= MOST_PARTS &&
    (index === null || (index >= 1 && index <= count));
  if (isRight) return { index, count };
  throw new InvalidArgumentError(`Want K/N with K from 1 to N, at most ${MOST_PARTS}, or /N.`);
}

function parseFolds(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 50) return Number(text);
  throw new InvalidArgumentError("Want a whole number from 1 to 50.");
}

function parseTestShare(text: string): number {
  if (/^(0|0?\.\d{1,6})$/.test(text) && Number(text) <= 0.9) return Number(text);
  throw new InvalidArgumentError("Want a number from 0 to 0.9, such as 0.25.");
}

function parseThreads(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 64) return Number(text);
  throw new InvalidArgumentError("Want a whole number from 1 to 64.");
}
