import type { CommandContext, ReportOptions } from "../cli/context.ts";
import { CliError, exitCode } from "../cli/exit.ts";
import { printAnswer } from "../cli/print.ts";
import { suggest } from "../config/suggest.ts";
import { buildReport, isReportName, type ReportName, reports } from "../report/registry.ts";
import { verified } from "./intact.ts";
import { placesIn } from "./places.ts";
import { openRunLedger, printSections, readRun } from "./reading.ts";

/** Prints one report of the ledger, the summary unless named; or lists them. */
export function reportCommand(context: CommandContext, options: ReportOptions): Promise<number> {
  if (options.list) {
    listReports(context);
    return Promise.resolve(exitCode.ok);
  }
  const name = reportName(options.name ?? "summary");
  // No figure is printed of rows that somebody changed.
  openRunLedger(context).close();
  verified(placesIn(context.globals.dataDir).ledger);
  const input = readRun(context);
  const sections = buildReport(name, input);
  printSections(context, "report", input, { report: name, sections });
  return Promise.resolve(exitCode.ok);
}

function reportName(name: string): ReportName {
  if (isReportName(name)) return name;
  const near = suggest(name, Object.keys(reports));
  throw new CliError("usage", `Cannot print report ${name}: there is none of that name`, {
    hint: near === null ? "polybot report --list names them" : `did you mean ${near}?`,
  });
}

function listReports(context: CommandContext): void {
  const list = Object.entries(reports).map(([name, { about }]) => ({ name, about }));
  const width = Math.max(...list.map(({ name }) => name.length));
  printAnswer(context, {
    command: "report",
    data: { reports: list },
    text: () => list.map(({ name, about }) => `${name.padEnd(width)}  ${about}`).join("\n"),
  });
}
