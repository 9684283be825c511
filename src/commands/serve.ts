import type { CommandContext, ServeOptions } from "../cli/context.ts";
import { CliError, exitCode } from "../cli/exit.ts";
import { printAnswer } from "../cli/print.ts";
import { isLoopback } from "../serve/hosts.ts";
import { type Dashboard, startDashboard } from "./serve/dashboard.ts";
import { giveWay } from "./serve/give_way.ts";

/** Shows the ledger of a data directory to browsers until it is stopped. */
export async function serveCommand(
  context: CommandContext,
  options: ServeOptions,
): Promise<number> {
  refuseOpenDoor(options);
  giveWay(context.err);
  const stopping = context.listenForStop();
  try {
    const { host, port, control } = options;
    const dashboard = startDashboard(context, { host, port, control, sliceMs: 25, restMs: 0 });
    try {
      announce(context, options, dashboard);
      await new Promise((resolve) => {
        if (stopping.stopped()) resolve(null);
        stopping.wish.addEventListener("abort", resolve, { once: true });
      });
      return exitCode.interrupted;
    } finally {
      await dashboard.close();
    }
  } finally {
    stopping.release();
  }
}

/** Beyond this machine the token and every number travel in the clear. */
function refuseOpenDoor({ host, expose }: ServeOptions): void {
  if (isLoopback(host) || expose) return;
  throw new CliError("usage", `Cannot listen on ${host}: others could reach it, unencrypted`, {
    hint: "ssh -L 8501:127.0.0.1:8501 reaches the default; --expose listens there all the same",
  });
}

function announce(context: CommandContext, options: ServeOptions, dashboard: Dashboard): void {
  const { control, host } = options;
  const { url } = dashboard;
  if (!isLoopback(host)) context.err(exposedWords);
  tellToken(context, dashboard);
  printAnswer(context, {
    command: "serve",
    data: { url, control },
    text: () =>
      `Dashboard of ${context.globals.dataDir} at ${url}; Ctrl-C stops it.\n` +
      (control
        ? "Whoever has the token may halt, reduce, resume and flatten."
        : "It only reads; --control lets it halt."),
  });
}

const exposedWords = "EXPOSED: whoever reaches this machine may try the token, and everything " +
  "travels unencrypted: a network in between can read it and act in your name.";

/** Said once, on stderr even with --quiet: without it nobody gets in. */
export function tellToken(
  { draw }: Pick<CommandContext, "draw">,
  { token }: Pick<Dashboard, "token">,
): void {
  draw(`Token, for this run only: ${token}\n`);
}
