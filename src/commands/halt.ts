import { commandStatus, type NewCommand, putCommand } from "../adapters/sqlite/inbox.ts";
import { writerOf } from "../adapters/sqlite/writer_lock.ts";
import type { CommandContext, HaltOptions } from "../cli/context.ts";
import { CliError, exitCode, toCliError } from "../cli/exit.ts";
import { printAnswer } from "../cli/print.ts";
import type { CommandInput } from "../core/types/event.ts";
import type { Seq } from "../core/types/units.ts";
import { StorageError } from "../core/types/storage_error.ts";
import { millis } from "../core/types/units.ts";
import { modeWords } from "../report/words.ts";
import { type DataPlaces, placesIn } from "./places.ts";
import { systemWall } from "./wall.ts";

const kinds: Readonly<Record<HaltOptions["action"], CommandInput["kind"]>> = {
  halt: "haltRequested",
  resume: "resumeRequested",
  reduce: "reduceRequested",
  flatten: "flattenRequested",
};

/** What is blocked and what goes on once the command is obeyed. */
const effects: Readonly<Record<HaltOptions["action"], string>> = {
  halt: modeWords.halted,
  reduce: modeWords.reducing,
  flatten: "everything is to be sold, entries blocked",
  resume: "every halt is lifted; drawdown counts from now",
};

const POLL_MS = 100;

/** Puts a command into the inbox and waits until the engine has written it into its ledger. */
export async function haltCommand(context: CommandContext, options: HaltOptions): Promise<number> {
  const { action, waitMs } = options;
  const places = placesIn(context.globals.dataDir);
  const { by, reason } = signed(options);
  if (action === "resume") refuseWhileFile(places.haltFile);
  const at = millis(context.now());
  const id = put(places, action, { kind: kinds[action], by, reason, at });
  const seq = await answer(places, id, waitMs);
  if (seq === null && waitMs > 0) throw unanswered(places, options, id);
  printAnswer(context, {
    command: action,
    data: { id, taken: seq !== null, seq },
    text: () =>
      seq === null
        ? `${action}: left in ${places.inbox} as ${id}`
        : `${action}: confirmed in ledger row ${seq}.0; ${effects[action]}`,
  });
  return exitCode.ok;
}

/** Where the inbox cannot be written, a file without a byte still halts. */
function put(
  { inbox, haltFile }: DataPlaces,
  action: HaltOptions["action"],
  command: NewCommand,
): string {
  try {
    return putCommand(inbox, command);
  } catch (error) {
    if (!(error instanceof StorageError) || action === "resume") throw error;
    const { exit, message, data } = toCliError(error);
    throw new CliError(exit, message, { hint: `entries stop with: touch ${haltFile}`, data });
  }
}

/** Row of the ledger in which the command is; null when nobody took it in time. */
async function answer({ inbox }: DataPlaces, id: string, waitMs: number): Promise<Seq | null> {
  const end = systemWall.now() + waitMs;
  for (;;) {
    const status = commandStatus(inbox, id);
    if (status.status === "taken") return status.seq;
    if (systemWall.now() >= end) return null;
    await systemWall.sleep(POLL_MS);
  }
}

function unanswered(places: DataPlaces, { action, waitMs }: HaltOptions, id: string): CliError {
  const process = writerOf(places.ledger);
  const state = process === null
    ? `no bot is running on ${places.ledger}`
    : `process ${process} did not take it in ${waitMs / 1000} s`;
  return new CliError("notFound", `Cannot confirm ${action}: ${state}`, {
    hint: `it waits in ${places.inbox} and is obeyed when a bot looks there`,
    data: { id },
  });
}

function signed(options: HaltOptions): { readonly by: string; readonly reason: string } {
  const { action } = options;
  const by = options.by.trim();
  const reason = options.reason?.trim() ?? "";
  if (by === "") throw new CliError("usage", `Cannot ${action}: --by is empty`);
  if (reason !== "" || action !== "resume") return { by, reason: reason || "no reason given" };
  throw new CliError("usage", "Cannot resume without a reason", {
    hint: 'polybot resume --reason "checked the positions"',
  });
}

/** The file would halt again at once, and a resume that does nothing must not be confirmed. */
function refuseWhileFile(path: string): void {
  try {
    Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  throw new CliError("refused", `Cannot resume: ${path} is there, and halts while it is`, {
    hint: `remove it first: rm ${path}`,
  });
}
