import { writerOf } from "../adapters/sqlite/writer_lock.ts";
import type { CommandContext, StatusOptions } from "../cli/context.ts";
import { exitCode } from "../cli/exit.ts";
import { mode } from "../core/risk/exposure.ts";
import { buildReport } from "../report/registry.ts";
import type { Report } from "../report/report.ts";
import { placesIn } from "./places.ts";
import { printSections, readRun } from "./reading.ts";

/** Prints whether a bot runs and where its run stands; what is blocked comes first. */
export function statusCommand(context: CommandContext, _options: StatusOptions): Promise<number> {
  const input = readRun(context);
  const { account } = input;
  const blocks = { halts: account.risk.halts, breakerUntil: account.risk.breakerUntil };
  const process = writerOf(placesIn(context.globals.dataDir).ledger);
  const sections = withFirstNote(buildReport("status", input), runningWords(process));
  const running = process !== null;
  printSections(context, "status", input, {
    running,
    process,
    state: mode(account),
    ...blocks,
    sections,
  });
  return Promise.resolve(exitCode.ok);
}

function runningWords(process: string | null): string {
  return process === null
    ? "NOT RUNNING: no bot writes here now; this is what the last one left."
    : `RUNNING: process ${process}`;
}

function withFirstNote([first, ...others]: readonly Report[], note: string): readonly Report[] {
  return first === undefined ? [] : [{ ...first, notes: [note, ...first.notes] }, ...others];
}
