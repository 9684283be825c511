import { exportLedger } from "../adapters/sqlite/reader.ts";
import type { AuditOptions, CommandContext } from "../cli/context.ts";
import { exitCode } from "../cli/exit.ts";
import { envelopeOf, printAnswer } from "../cli/print.ts";
import { verified } from "./intact.ts";
import { openRunLedger } from "./reading.ts";
import { placesIn } from "./places.ts";

const LINES_AT_ONCE = 500;

/** Checks the ledger's hash chain, or writes the ledger as JSON lines. */
export function auditCommand(context: CommandContext, options: AuditOptions): Promise<number> {
  const path = placesIn(context.globals.dataDir).ledger;
  // For the message of a ledger that is not there.
  openRunLedger(context).close();
  if (options.action === "export") exportRows(context, path);
  else verify(context, path, options.head);
  return Promise.resolve(exitCode.ok);
}

/** A line a row; with --json the rows of one document, written as they are read. */
function exportRows(context: CommandContext, path: string): void {
  const { json } = context.globals;
  const envelope = JSON.stringify(
    envelopeOf({ command: "audit export", data: { rows: [] } }, context),
  );
  const split = envelope.indexOf("[") + 1;
  if (json) context.out(envelope.slice(0, split));
  let first = true;
  for (const lines of inParts(exportLedger(path))) {
    if (json && !first) context.out(",");
    context.out(lines.join(json ? ",\n" : "\n"));
    first = false;
  }
  if (json) context.out(envelope.slice(split));
}

function* inParts(all: Iterable<string>): Generator<readonly string[]> {
  let lines: string[] = [];
  for (const line of all) {
    lines.push(line);
    if (lines.length < LINES_AT_ONCE) continue;
    yield lines;
    lines = [];
  }
  if (lines.length > 0) yield lines;
}

function verify(context: CommandContext, path: string, expected: string | undefined): void {
  const { rows, head } = verified(path, expected);
  printAnswer(context, {
    command: "audit verify",
    data: { ok: true, rows, head, ...(expected === undefined ? {} : { expected }) },
    text: () => sentences(rows, head, expected),
  });
}

function sentences(rows: number, head: string | null, expected: string | undefined): string {
  const known = expected === undefined ? [] : ["the head given is in the chain"];
  return [
    `ok: ${rows} rows, every one as it was written`,
    ...known,
    `head ${head ?? "none: the run has not begun"}`,
    "Keep the head elsewhere: with --head a later check finds cut-off rows, too.",
  ].join("\n");
}
