// What the commands that read a ledger share: opening it, folding it once, printing sections.
import { type LedgerReader, openLedgerReader } from "../adapters/sqlite/reader.ts";
import type { CommandContext } from "../cli/context.ts";
import { CliError } from "../cli/exit.ts";
import { printAnswer, reportText } from "../cli/print.ts";
import type { RowName } from "../core/chain.ts";
import { StorageError } from "../core/types/storage_error.ts";
import { brief } from "../report/brief.ts";
import type { ReportInput } from "../report/input.ts";
import { lastRows, type Report } from "../report/report.ts";
import { openRunFold } from "../report/run_fold.ts";
import { placesIn } from "./places.ts";

/** Rows of one table that a terminal is shown; files, pipes and JSON get all. */
const MOST_ROWS = 100;

/** The ledger of the data directory; exit 3 with what to do when there is none. */
export function openRunLedger({ globals }: Pick<CommandContext, "globals">): LedgerReader {
  const path = placesIn(globals.dataDir).ledger;
  try {
    return openLedgerReader(path);
  } catch (error) {
    if (error instanceof StorageError && error.found === "nothing") throw noRun(path);
    throw error;
  }
}

function noRun(path: string): CliError {
  return new CliError("notFound", `Cannot read ${path}: there is no run yet`, {
    hint: "start one with `polybot trade`, or name its directory with --data-dir",
  });
}

/** Facts and account of the ledger, folded in one pass over the same rows. */
export function readRun(context: Pick<CommandContext, "globals">): ReportInput {
  const reader = openRunLedger(context);
  try {
    return foldLedger(reader) ?? raise(noRun(placesIn(context.globals.dataDir).ledger));
  } finally {
    reader.close();
  }
}

/** The same from an open ledger; null before its run began. */
export function foldLedger(
  reader: Pick<LedgerReader, "header" | "head" | "readAfter">,
): ReportInput | null {
  const header = reader.header();
  if (header === null) return null;
  const fold = openRunFold(header);
  let last: RowName = { seq: 0, n: 0 };
  let head = reader.head();
  for (;;) {
    for (const row of reader.readAfter(last)) {
      fold.add(row);
      last = row;
    }
    // A live ledger may have grown meanwhile, and the head must be that of these rows.
    const now = reader.head();
    if (now === head) break;
    head = now;
  }
  return fold.input(head ?? "");
}

function raise(error: Error): never {
  throw error;
}

/** Sections as people read them, one blank line between. */
export function sectionsText(
  sections: readonly Report[],
  context: Pick<CommandContext, "columns" | "globals" | "isTerminal">,
): string {
  return sections.map((section) => {
    const shown = context.isTerminal && section.shape === "table"
      ? lastRows(section, MOST_ROWS)
      : section;
    return reportText(brief(shown, context.columns), context);
  }).join("\n\n");
}

/** Prints sections as text, or whole and raw in the envelope. */
export function printSections(
  context: CommandContext,
  command: string,
  { run, facts }: Pick<ReportInput, "run" | "facts">,
  data: { readonly sections: readonly Report[]; readonly [key: string]: unknown },
): void {
  printAnswer(context, {
    command,
    data,
    meta: {
      mode: run.mode,
      configHash: run.configHash,
      chainHead: run.head,
      rows: facts.rows,
      lastRowAt: facts.last,
    },
    text: () => sectionsText(data.sections, context),
  });
}
