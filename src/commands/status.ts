import type { CommandContext, StatusOptions } from "../cli/context.ts";
import { exitCode } from "../cli/exit.ts";
import { mode } from "../core/risk/exposure.ts";
import { buildReport } from "../report/registry.ts";
import { printSections, readRun } from "./reading.ts";

/** Prints where the run stands after its last row; what is blocked comes first. */
export function statusCommand(context: CommandContext, _options: StatusOptions): Promise<number> {
  const input = readRun(context);
  const { account } = input;
  const blocks = { halts: account.risk.halts, breakerUntil: account.risk.breakerUntil };
  const sections = buildReport("status", input);
  printSections(context, "status", input, { state: mode(account), ...blocks, sections });
  return Promise.resolve(exitCode.ok);
}
