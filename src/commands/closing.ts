// What a run prints when it is over: the same report objects that `report` and the dashboard show.
import type { CommandContext } from "../cli/context.ts";
import { printAnswer } from "../cli/print.ts";
import type { Ledger } from "../ports.ts";
import type { ReportInput } from "../report/input.ts";
import { buildReport } from "../report/registry.ts";
import { foldLedger, sectionsText } from "./reading.ts";

/** What reports know of the run that a ledger, begun by this process, holds. */
export function reportInput(ledger: Ledger): ReportInput {
  const input = foldLedger({
    header: () => ledger.header(),
    head: () => ledger.head(),
    // Nobody else writes to it: one pass has them all.
    readAfter: ({ seq }) => seq === 0 ? ledger.read() : [],
  });
  if (input === null) throw new Error("Cannot report: the ledger has not begun");
  return input;
}

/** Prints the closing report: sections for people, one document with the chain head for programs. */
export function printClosing(
  context: CommandContext,
  command: string,
  input: ReportInput,
  more: Readonly<Record<string, unknown>>,
): void {
  const sections = buildReport("summary", input);
  printAnswer(context, {
    command,
    data: { chainHead: input.run.head, ...more, sections },
    meta: { mode: input.run.mode, configHash: input.run.configHash },
    text: () => sectionsText(sections, context),
  });
}
