import type { CommandContext, TradeOptions } from "../cli/context.ts";
import { CliError } from "../cli/exit.ts";
import { SERVE_HOST } from "../cli/serve.ts";
import type { Dashboard } from "./serve/dashboard.ts";
import type { ThreadOptions } from "./serve/dashboard_thread.ts";
import { openPulse, type PulseWriter } from "./serve/pulse.ts";
import { tradeLive } from "./trade_live.ts";
import { tradeTape } from "./trade_tape.ts";

/** Trades on paper: over recordings in their own time or faster, or on the live feed of a venue. */
export async function tradeCommand(
  context: CommandContext,
  options: TradeOptions,
): Promise<number> {
  // From the first moment: a signal must find a run that can be told.
  const stopping = context.listenForStop();
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
    return await shown(context, options, async (pulse) => {
      const run = { loaded, options, stopping, pulse };
      return options.tape.length > 0
        ? await tradeTape(context, run)
        : await tradeLive(context, run);
    });
  } finally {
    stopping.release();
  }
}

/** Trades with a pulse, and with a dashboard in the same process when that is asked for. */
async function shown(
  context: CommandContext,
  { serve }: TradeOptions,
  trade: (pulse: PulseWriter) => Promise<number>,
): Promise<number> {
  const pulse = openPulse(context.globals.dataDir, context.err);
  let dashboard: Dashboard | null = null;
  try {
    if (serve !== undefined) dashboard = await beside(context, { ...serve, host: SERVE_HOST });
    return await trade(pulse);
  } finally {
    pulse.stop();
    await dashboard?.close();
  }
}

/** On a thread of its own: what pages ask for takes nothing from the loop that trades. */
async function beside(context: CommandContext, options: ThreadOptions): Promise<Dashboard> {
  const { startDashboardThread } = await import("./serve/dashboard_thread.ts");
  const dashboard = await startDashboardThread(context, options);
  context.err(`Dashboard at ${dashboard.url}`);
  context.draw(`Token, for this run only: ${dashboard.token}\n`);
  return dashboard;
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
