// What a run prints when it is over: the same report objects that `report` and the dashboard show.
import { printAnswer, reportText } from "../cli/print.ts";
import type { CommandContext } from "../cli/context.ts";
import { evolve, openAccount } from "../core/evolve.ts";
import type { EngineConfig } from "../core/types/config.ts";
import type { LedgerRow } from "../core/types/effect.ts";
import type { RunHeader } from "../ports.ts";
import { foldRows } from "../report/fold.ts";
import type { ReportInput } from "../report/input.ts";
import type { Report, RunInfo } from "../report/report.ts";
import { withRunNotes } from "../report/report.ts";
import { summary } from "../report/summary.ts";

/** A ledger that can be read more than once. */
export interface ReadableLedger {
  read(): Iterable<LedgerRow>;
  head(): string;
}

/** What reports know of the run a ledger holds. */
export function reportInput(
  ledger: ReadableLedger,
  header: RunHeader,
  config: EngineConfig,
): ReportInput {
  let account = openAccount(config.initialCapital);
  for (const row of ledger.read()) account = evolve(account, row);
  const facts = foldRows(ledger.read(), config.initialCapital);
  return { run: runInfo(header, ledger.head()), facts, account, config };
}

function runInfo(header: RunHeader, head: string): RunInfo {
  const { version, mode, source, configHash, seed, assumptions } = header;
  return { version, mode, source, configHash, seed, assumptions, head };
}

/** Prints the closing report: sections for people, one document with the chain head for programs. */
export function printClosing(
  context: CommandContext,
  command: string,
  input: ReportInput,
  more: Readonly<Record<string, unknown>>,
): void {
  const sections: readonly Report[] = withRunNotes(summary(input), input.run);
  printAnswer(context, {
    command,
    data: { chainHead: input.run.head, ...more, sections },
    meta: { mode: input.run.mode, configHash: input.run.configHash },
    text: () => sections.map((section) => reportText(section, context)).join("\n\n"),
  });
}
