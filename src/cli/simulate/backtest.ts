// `simulate backtest`: its options and help.
import { InvalidArgumentError } from "@commander-js/extra-typings";
import { examples, parseAmount, parsePath, parseSeed, parseSpread } from "../arguments.ts";
import type { SimulateParent } from "./spikes.ts";

/** `simulate backtest PATH...` */
export interface BacktestOptions {
  readonly action: "backtest";
  readonly paths: readonly string[];
  readonly seed?: number;
  /** Martingale paths beside the recorded one. */
  readonly resamples: number;
  /** A file with an id or slug a line; absent: all markets. */
  readonly markets?: string;
  /** Where a page is written. */
  readonly html?: string;
  /** Dollars a share. */
  readonly assumeSpread?: number;
  /** Shares at each price. */
  readonly assumeDepth?: number;
  /** Dollars in 24 hours. */
  readonly assumeVolume?: number;
}

/** Adds `simulate backtest`; what it must be able to read goes in `paths`. */
export function addBacktest(
  simulate: SimulateParent,
  call: (options: BacktestOptions, paths?: readonly string[]) => Promise<void>,
): void {
  simulate.command("backtest")
    .description(
      "Is there an edge at all: the strategy over recordings, beside what knows less, with every " +
        "cost and with how often it was tried. Each run is registered in trials.jsonl of the data " +
        "directory.",
    )
    .argument("<path...>", "recordings: files or directories")
    .option("--seed <n>", "seed of everything drawn by chance", parseSeed)
    .option("--resamples <n>", "paths without an edge to compare with", parseResamples, 5)
    .option("--markets <file>", "only these: a slug or id a line", parsePath)
    .option("--html <file>", "write a page of it", parsePath)
    .option("--assume-spread <dollars>", "spread where the recording has none", parseSpread)
    .option("--assume-depth <shares>", "size at each price where there is none", parseAmount)
    .option("--assume-volume <dollars>", "24-hour volume where there is none", parseAmount)
    .addHelpText(
      "after",
      examples([
        "simulate backtest data/demo",
        "simulate backtest quotes/ --markets random.txt --html backtest.html",
        "simulate backtest quotes/ --set reversion.prior_mean=0.2 --json",
      ]),
    )
    .action((paths, { resamples, ...options }) => {
      const files = options.markets === undefined ? paths : [...paths, options.markets];
      return call({ action: "backtest", paths, resamples, ...options }, files);
    });
}

const MOST_RESAMPLES = 1_000;

function parseResamples(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) <= MOST_RESAMPLES) return Number(text);
  throw new InvalidArgumentError(`Want a whole number from 0 to ${MOST_RESAMPLES}.`);
}
