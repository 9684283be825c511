import { exportLedger } from "../adapters/sqlite/reader.ts";
import { verifyLedger, type VerifyResult } from "../adapters/sqlite/verify.ts";
import type { AuditOptions, CommandContext } from "../cli/context.ts";
import { CliError, exitCode } from "../cli/exit.ts";
import { printAnswer } from "../cli/print.ts";
import type { RowName } from "../core/chain.ts";
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

function exportRows(context: CommandContext, path: string): void {
  let lines: string[] = [];
  for (const line of exportLedger(path)) {
    lines.push(line);
    if (lines.length < LINES_AT_ONCE) continue;
    context.out(lines.join("\n"));
    lines = [];
  }
  if (lines.length > 0) context.out(lines.join("\n"));
}

function verify(context: CommandContext, path: string, expected: string | undefined): void {
  const result = verifyLedger(path, expected);
  if (!result.ok) throw broken(result, path);
  const { rows, head } = result;
  printAnswer(context, {
    command: "audit verify",
    data: { ok: true, rows, head, ...(expected === undefined ? {} : { expected }) },
    text: () => verified(rows, head, expected),
  });
}

function verified(rows: number, head: string | null, expected: string | undefined): string {
  const known = expected === undefined ? [] : ["the head given is in the chain"];
  return [
    `ok: ${rows} rows, every one as it was written`,
    ...known,
    `head ${head ?? "none: the run has not begun"}`,
    "Keep the head elsewhere: with --head a later check finds rows cut off the end, too.",
  ].join("\n");
}

function broken(result: Extract<VerifyResult, { ok: false }>, path: string): CliError {
  const where = result.row === null ? result.problem : `row ${nameOf(result.row)}`;
  const good = result.after === null
    ? "no row before it is good"
    : `${result.rows} rows are good, up to ${nameOf(result.after)}`;
  return new CliError("problems", `Cannot trust ${path} (${where}): ${result.detail}; ${good}`, {
    hint: "keep the file as it is and compare it with a copy or an export",
    data: result,
  });
}

function nameOf({ seq, n }: RowName): string {
  return `${seq}.${n}`;
}
