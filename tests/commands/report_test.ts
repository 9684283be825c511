import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { CliError } from "../../src/cli/exit.ts";
import { reportCommand } from "../../src/commands/report.ts";
import { buildReport, type ReportName, reports } from "../../src/report/registry.ts";
import { entry, fullRun, inputOf, rowLog } from "../support/rows.ts";
import { inRunFolder } from "../support/run_folder.ts";

const options = { list: false } as const;

// Async, as the command line calls it: what is thrown at once arrives as a rejection.
const report: typeof reportCommand = async (context, options) =>
  await reportCommand(context, options);

Deno.test("report prints the summary unless another is named", () =>
  inRunFolder(fullRun(), async ({ context }) => {
    const caught = context();
    strictEqual(await report(caught.context, options), 0);
    ok(caught.out().startsWith("Data health\nPAPER: no real money"));
    match(caught.out(), /verdict +not distinguishable from nothing \(n = 2\)/);
    const funnel = context();
    await report(funnel.context, { ...options, name: "funnel" });
    ok(funnel.out().startsWith("From samples to trades\n"));
  }));

Deno.test("R-265 --json is the report itself, as every other reader gets it", () =>
  inRunFolder(fullRun(), async ({ context, head }) => {
    for (const name of Object.keys(reports) as ReportName[]) {
      const caught = context({ json: true });
      await report(caught.context, { ...options, name });
      const input = inputOf(fullRun());
      const sections = buildReport(name, { ...input, run: { ...input.run, head } });
      deepStrictEqual(
        caught.envelope().data,
        JSON.parse(JSON.stringify({ report: name, sections })),
      );
      strictEqual(caught.envelope().meta["chainHead"], head);
    }
  }));

Deno.test("no line of any report is wider than its terminal", () =>
  inRunFolder(fullRun(), async ({ context }) => {
    for (const name of Object.keys(reports)) {
      const caught = context();
      await report(caught.context, { ...options, name });
      for (const line of caught.out().split("\n")) ok(line.length <= 80, `${name}: ${line}`);
    }
  }));

Deno.test("a terminal gets the last rows of a long table, a file gets all", () => {
  const log = rowLog();
  for (let i = 1; i <= 250; i++) log.add(entry(`${i}.1`));
  return inRunFolder(log.rows, async ({ context }) => {
    const caught = context();
    await report(caught.context, { ...options, name: "decisions" });
    match(caught.out(), /The last 100 of 250 rows/);
    const file = context();
    await report({ ...file.context, isTerminal: false }, { ...options, name: "decisions" });
    strictEqual(file.out().match(/^\d+\.1 /gm)?.length, 250);
  });
});

Deno.test("--list names every report, also without a ledger", () =>
  inRunFolder(null, async ({ context }) => {
    const caught = context();
    strictEqual(await report(caught.context, { list: true }), 0);
    strictEqual(caught.out().split("\n").length, Object.keys(reports).length);
  }));

Deno.test("without a ledger every reader ends with exit 3 and says how to start a run", () =>
  inRunFolder(null, async ({ context, dataDir }) => {
    await rejects(report(context().context, options), (error) => {
      ok(error instanceof CliError);
      strictEqual(error.exitCode, 3);
      strictEqual(error.message, `Cannot read ${dataDir}/ledger.db: there is no run yet`);
      match(error.hint ?? "", /polybot trade/);
      return true;
    });
  }));

Deno.test("no report is printed of a ledger that was changed: exit 6 names the row", () =>
  inRunFolder(fullRun(), async ({ context, ledger }) => {
    const db = new DatabaseSync(ledger);
    db.exec("DROP TRIGGER entries_no_update");
    db.exec("UPDATE entries SET body = replace(body, '0.75', '0.76') WHERE seq = 4");
    db.close();
    const caught = context();
    await rejects(report(caught.context, options), (error) => {
      ok(error instanceof CliError);
      strictEqual(error.exitCode, 6);
      match(error.message, /row 4\.1/);
      return true;
    });
    strictEqual(caught.out(), "");
  }));

Deno.test("a mistyped report is a usage error that names the nearest", () =>
  inRunFolder(fullRun(), async ({ context }) => {
    await rejects(report(context().context, { ...options, name: "tradse" }), (error) => {
      ok(error instanceof CliError);
      deepStrictEqual([error.exitCode, error.hint], [2, "did you mean trades?"]);
      return true;
    });
  }));

Deno.test("R-208 limits are those of the run, whatever the configuration says now", () =>
  inRunFolder(fullRun(), async ({ context }) => {
    // The context's loadConfig throws: nothing here may ask it.
    const caught = context();
    await report(caught.context, { ...options, name: "limits" });
    match(caught.out(), /dailyLoss +in force/);
  }));
