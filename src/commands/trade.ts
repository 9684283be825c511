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
    if (options.tape.length > 0) refuseLiveOptions(options);
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

/** An option that would do nothing is a mistake of whoever gave it. */
function refuseLiveOptions({ venue, scenario, once, record }: TradeOptions): void {
  const given = [
    ...(venue === "polymarket" ? [] : ["--venue"]),
    ...(scenario === undefined ? [] : ["--scenario"]),
    ...(once ? ["--once"] : []),
    ...(record ? ["--record"] : []),
  ];
  if (given.length === 0) return;
  throw new CliError("usage", `Cannot use ${given.join(", ")} with --tape`, {
    hint: "a recording has no venue: leave --tape out for a live feed",
  });
}
