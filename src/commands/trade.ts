import type { CommandContext, TradeOptions } from "../cli/context.ts";
import { CliError } from "../cli/exit.ts";
import { listenForStop } from "./stopping.ts";
import { tradeLive } from "./trade_live.ts";
import { tradeTape } from "./trade_tape.ts";

/** Trades on paper: over recordings in their own time or faster, or on the live feed of a venue. */
export async function tradeCommand(
  context: CommandContext,
  options: TradeOptions,
): Promise<number> {
  // From the first moment: a signal must find a run that can be told.
  const stopping = listenForStop();
  try {
    const loaded = context.loadConfig();
    if (!loaded.dryRun && !options.dryRun) {
      throw new CliError(
        "usage",
        "Cannot trade live: trading.dry_run is false and live trading does not exist yet",
        { hint: "set trading.dry_run: true, or give --dry-run" },
      );
    }
    return options.tape.length > 0
      ? await tradeTape(context, { loaded, options, stopping })
      : await tradeLive(context, { loaded, options, stopping });
  } finally {
    stopping.release();
  }
}
