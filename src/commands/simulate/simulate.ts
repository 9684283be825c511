import type { CommandContext } from "../../cli/context.ts";
import type { SimulateOptions } from "../../cli/simulate/options.ts";
import { unreachable } from "../../core/types/result.ts";
import { checkWritable } from "./writable.ts";

/** `simulate` and its subcommands; only the one that runs is loaded. */
export async function simulateCommand(
  context: CommandContext,
  options: SimulateOptions,
): Promise<number> {
  const part = "out" in options ? options.out : undefined;
  for (const path of [options.html, part]) if (path !== undefined) checkWritable(path);
  switch (options.action) {
    case "account":
      return await (await import("./account.ts")).accountCommand(context, options);
    case "stake":
      return await (await import("./stake.ts")).stakeCommand(context, options);
    case "spikes":
      return await (await import("./spikes.ts")).spikesCommand(context, options);
    case "detector":
      return await (await import("./detector.ts")).detectorCommand(context, options);
    case "backtest":
      return await (await import("./backtest.ts")).backtestCommand(context, options);
    case "search":
      return await (await import("./search.ts")).searchCommand(context, options);
    case "merge":
      return await (await import("./merge.ts")).mergeCommand(context, options);
    default:
      return unreachable(options);
  }
}
