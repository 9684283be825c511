import type { AccountOptions } from "./account.ts";
import type { BacktestOptions } from "./backtest.ts";
import type { DetectorOptions } from "./detector.ts";
import type { MergeOptions } from "./merge.ts";
import type { SearchOptions } from "./search.ts";
import type { SpikesOptions } from "./spikes.ts";
import type { StakeOptions } from "./stake.ts";

/** `simulate` and its subcommands, told apart by `action`. */
export type SimulateOptions =
  | AccountOptions
  | StakeOptions
  | SpikesOptions
  | DetectorOptions
  | BacktestOptions
  | SearchOptions
  | MergeOptions;
