import { commandStatus, putCommand } from "../adapters/sqlite/inbox.ts";
import type { CommandContext, HaltOptions } from "../cli/context.ts";
import { CliError, exitCode } from "../cli/exit.ts";
import { printAnswer } from "../cli/print.ts";
import type { CommandInput } from "../core/types/event.ts";
import { millis } from "../core/types/units.ts";
import { placesIn } from "./places.ts";
import { systemWall } from "./wall.ts";

const kinds: Readonly<Record<HaltOptions["action"], CommandInput["kind"]>> = {
  halt: "haltRequested",
  resume: "resumeRequested",
  reduce: "reduceRequested",
  flatten: "flattenRequested",
};

const POLL_MS = 100;

/** Puts a command into the inbox and waits until the engine has written it into its ledger. */
export async function haltCommand(context: CommandContext, options: HaltOptions): Promise<number> {
  const { action, by, waitMs } = options;
  const places = placesIn(context.globals.dataDir);
  const reason = options.reason ?? reasonless(action);
  const at = millis(context.now());
  const id = putCommand(places.inbox, { kind: kinds[action], by, reason, at });
  const end = systemWall.now() + waitMs;
  for (;;) {
    const status = commandStatus(places.inbox, id);
    if (status.status === "taken") {
      const { seq } = status;
      printAnswer(context, {
        command: action,
        data: { id, taken: true, seq },
        text: () => `${action}: confirmed, ledger row ${seq}.0`,
      });
      return exitCode.ok;
    }
    if (systemWall.now() >= end) break;
    await systemWall.sleep(POLL_MS);
  }
  if (waitMs === 0) {
    printAnswer(context, {
      command: action,
      data: { id, taken: false, seq: null },
      text: () => `${action}: left in the inbox as ${id}`,
    });
    return exitCode.ok;
  }
  throw new CliError(
    "notFound",
    `Cannot confirm ${action}: no running bot took it in ${waitMs / 1000} s`,
    {
      hint: `it stays in ${places.inbox} and is taken when the bot starts`,
      data: { id },
    },
  );
}

function reasonless(action: HaltOptions["action"]): string {
  if (action === "resume") {
    throw new CliError("usage", "Cannot resume without a reason", {
      hint: 'polybot resume --reason "checked the positions"',
    });
  }
  return "no reason given";
}
