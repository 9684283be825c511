// `simulate`: what the account can expect, and whether the strategy is worth anything.
import { examples } from "../arguments.ts";
import type { Call, Root } from "../program.ts";
import { addAccount } from "./account.ts";
import { addBacktest } from "./backtest.ts";
import { addDetector } from "./detector.ts";
import { addMerge } from "./merge.ts";
import type { SimulateOptions } from "./options.ts";
import { addSearch } from "./search.ts";
import { addSpikes } from "./spikes.ts";
import { addStake } from "./stake.ts";

/** `simulate` with its subcommands; alone it is `simulate account`. */
export function addSimulate(root: Root, call: Call): void {
  const simulate = root.command("simulate")
    .helpCommand(false)
    .description("What the account can expect, and whether the strategy is worth anything.")
    .addHelpText(
      "after",
      examples([
        "simulate --runs 5000",
        "simulate stake --stake 2",
        "simulate spikes data/tape",
        "simulate detector",
        "simulate backtest data/tape --html backtest.html",
        "simulate search data/tape --grid exit.max_hold=30m,60m",
      ]),
    );
  const run = (options: SimulateOptions, paths?: readonly string[]) => {
    const command = options.action === "account" ? "simulate" : `simulate ${options.action}`;
    return call("simulate", command, options, paths);
  };
  addAccount(simulate, run);
  addStake(simulate, run);
  addSpikes(simulate, run);
  addDetector(simulate, run);
  addBacktest(simulate, run);
  addSearch(simulate, run);
  addMerge(simulate, run);
}
