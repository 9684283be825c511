import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { reportText } from "../../src/cli/print.ts";
import { brief } from "../../src/report/brief.ts";
import { cell } from "../../src/report/format.ts";
import { funnelCounts } from "../../src/report/funnel.ts";
import { funnelWindow } from "../../src/report/funnel_window.ts";
import { buildReport, type ReportName, reports } from "../../src/report/registry.ts";
import type { Report, Stat, TableReport } from "../../src/report/report.ts";
import { lastRows, table } from "../../src/report/report.ts";
import { aiRun, forecastRun } from "../support/ai_rows.ts";
import * as rows from "../support/rows.ts";
import { addTrade, fullRun, inputOf, rowLog, usd } from "../support/rows.ts";

const names = Object.keys(reports) as ReportName[];

/** A run without models and one with them. */
const runs = [fullRun(), aiRun()] as const;

function build(name: ReportName, from: readonly LedgerRow[]): readonly Report[] {
  return buildReport(name, inputOf(from));
}

function stat(sections: readonly Report[], key: string): Stat {
  for (const section of sections) {
    if (section.shape !== "stats" && section.shape !== "series") continue;
    const found = section.stats.find((one) => one.key === key);
    if (found !== undefined) return found;
  }
  throw new Error(`Cannot find stat ${key}`);
}

function tableOf(sections: readonly Report[], name: string): TableReport {
  const found = sections.find((section) => section.name === name);
  if (found?.shape !== "table") throw new Error(`Cannot find table ${name}`);
  return found;
}

/** Every text a person would see of a report. */
function textOf(report: Report): string {
  const columns = report.shape === "table" || report.shape === "series" ? report.columns : [];
  const cells = report.shape === "table" || report.shape === "series"
    ? report.rows.flatMap((row) => row.map((value, i) => cell(value, columns[i]?.unit ?? "text")))
    : [];
  const stats = report.shape === "stats" || report.shape === "series"
    ? report.stats.map((one) => `${one.label} ${cell(one.value, one.unit)}`)
    : [];
  return [report.title, ...report.notes, ...cells, ...stats].join("\n");
}

Deno.test("R-262 every total of every report is the sum of its column", () => {
  let totals = 0;
  for (const name of names) {
    for (const section of runs.flatMap((run) => build(name, run))) {
      if (section.shape !== "table" || section.totals === null) continue;
      section.columns.forEach(({ summed }, i) => {
        const total = section.totals?.[i];
        if (summed !== true) return strictEqual(total, null);
        totals++;
        strictEqual(total, section.rows.reduce((sum, row) => sum + Number(row[i]), 0));
      });
    }
  }
  ok(totals >= 10);
});

Deno.test("R-262 a column with an unknown cell has no total, not a wrong one", () => {
  const columns = [{ key: "a", label: "a", unit: "usd", summed: true }] as const;
  const head = { name: "t", title: "t", notes: [] };
  deepStrictEqual(table(head, columns, [[1], [null]]).totals, [null]);
  deepStrictEqual(table(head, columns, [[1], [2]]).totals, [3]);
});

Deno.test("R-262 after a cut the totals are those of the rows that are shown", () => {
  const columns = [{ key: "a", label: "a", unit: "usd", summed: true }] as const;
  const cut = lastRows(table({ name: "t", title: "t", notes: [] }, columns, [[1], [2], [3]]), 2);
  deepStrictEqual(cut.totals, [5]);
  match(cut.notes.join(), /last 2 of 3 rows/);
});

Deno.test("every report can be made of no row at all, and of every prefix of a run", () => {
  for (const all of runs) {
    for (let i = 0; i <= all.length; i++) {
      const input = inputOf(all.slice(0, i));
      for (const section of names.flatMap((name) => buildReport(name, input))) {
        doesNotMatch(textOf(section), /undefined|NaN|Infinity|\[object/);
        JSON.stringify(section, (_, value) => {
          ok(typeof value !== "number" || Number.isFinite(value), section.name);
          return value;
        });
      }
    }
  }
});

Deno.test("report JSON is stable: equal rows give equal bytes, and JSON loses nothing", () => {
  for (const make of [fullRun, aiRun]) {
    for (const name of names) {
      const once = build(name, make());
      strictEqual(JSON.stringify(once), JSON.stringify(build(name, make())));
      deepStrictEqual(JSON.parse(JSON.stringify(once)), once);
    }
  }
});

Deno.test("rows are as wide as their columns, keys are unique", () => {
  for (const name of names) {
    for (const section of runs.flatMap((run) => build(name, run))) {
      const keys = section.shape === "stats"
        ? section.stats.map(({ key }) => key)
        : section.shape === "log"
        ? []
        : section.columns.map(({ key }) => key);
      strictEqual(new Set(keys).size, keys.length, `${name} ${section.name}: ${keys}`);
      if (section.shape !== "table" && section.shape !== "series") continue;
      for (const row of section.rows) strictEqual(row.length, section.columns.length);
    }
  }
});

Deno.test("R-263 every percentage names what it is a share of", () => {
  for (const name of names) {
    for (const section of runs.flatMap((run) => build(name, run))) {
      if (section.shape === "stats" || section.shape === "series") {
        for (const { unit, of, key } of section.stats) {
          if (unit === "ratio") ok(of !== undefined, `${section.name}.${key}`);
        }
      }
      if (section.shape !== "table") continue;
      const names = new Set(section.columns.map(({ key }) => key));
      for (const { unit, of, key } of section.columns) {
        if (unit === "ratio") ok(of !== undefined || names.has("of"), `${section.name}.${key}`);
      }
    }
  }
});

Deno.test("R-125 R-263 health shares are recomputed from the counts beside them", () => {
  const sections = build("health", fullRun());
  const samples = tableOf(sections, "samples");
  const whole = samples.rows.reduce((sum, row) => sum + Number(row[1]), 0);
  strictEqual(whole, 1000);
  for (const [, count, share] of samples.rows) strictEqual(share, Number(count) / whole);
  strictEqual(stat(sections, "crossed").value, 0.01);
  strictEqual(stat(sections, "ok").of, "grid samples");
});

Deno.test("samples of markets that are over count neither for nor against the data", () => {
  strictEqual(stat(build("health", fullRun()), "samples").value, 1000);
});

Deno.test("without a sample nothing is called healthy", () => {
  const sections = build("health", []);
  strictEqual(stat(sections, "ok").value, null);
  match(sections[0]?.notes.join() ?? "", /nothing is known/);
});

Deno.test("R-202 each signal has exactly one decision, and the funnel's counts agree", () => {
  const counts = funnelCounts(inputOf(fullRun()));
  const refused = Object.values(counts.refused).reduce((sum, count) => sum + count, 0);
  strictEqual(counts.signals, 8);
  strictEqual(counts.decisions, counts.signals);
  strictEqual(counts.entered + refused, counts.signals);
  deepStrictEqual(counts.refused, { market: 2, belief: 1, ai: 0, size: 1, risk: 1 });
  deepStrictEqual(
    [counts.entered, counts.orders, counts.filled, counts.opened, counts.closed],
    [3, 3, 3, 3, 2],
  );
  deepStrictEqual(
    tableOf(build("funnel", fullRun()), "funnel").notes.filter((n) => /FAULT/.test(n)),
    [],
  );
});

Deno.test("a purchase that was undone whole is neither filled nor a trade, in any report", () => {
  const log = rowLog();
  addTrade(log, { market: "m1", buy: 0.5, sell: 0.53 });
  log.add(rows.entered("20.1", "o20"));
  const other = { token: "m2-no" as never, market: "m2" as never };
  log.add(rows.place("o20", other));
  log.add(rows.filled("f20", "o20", other));
  log.add({ kind: "fillReverted", fill: "f20" as never });
  const { orders, voided, filled, opened, closed } = funnelCounts(inputOf(log.rows));
  deepStrictEqual([orders, voided, filled, opened, closed], [2, 1, 1, 1, 1]);
  const steps = tableOf(funnelWindow(inputOf(log.rows), 1e9), "steps").rows;
  deepStrictEqual(steps.find(([key]) => key === "filled")?.[2], filled);
  const notes = build("trades", log.rows)[0]?.notes;
  ok(notes?.includes("Purchases that failed to settle whole, and so are no trades: 1."));
});

Deno.test("positions, trades and orders go by their market's name", () => {
  for (const [report, table] of [["trades", "trades"], ["orders", "orders"]] as const) {
    const named = tableOf(build(report, fullRun()), table);
    const column = named.columns.findIndex(({ key }) => key === "market");
    ok(named.rows.length > 0);
    for (const row of named.rows) match(String(row[column]), /^slug-of-/);
  }
  const held = tableOf(build("positions", fullRun()), "positions");
  const column = held.columns.findIndex(({ key }) => key === "market");
  for (const row of held.rows) match(String(row[column]), /^slug-of-/);
});

Deno.test("R-202 a signal that was decided twice, or an entry without order, is called a fault", () => {
  const log = rowLog();
  log.add(rows.entry("1.1"));
  const twice = rows.entry("1.2");
  log.add(twice);
  match(tableOf(build("funnel", log.rows), "funnel").notes.join(), /FAULT: 1 signals and 2 decis/);
  const lost = rowLog();
  lost.add(rows.entered("1.1", "o1"));
  match(tableOf(build("funnel", lost.rows), "funnel").notes.join(), /FAULT: 1 decisions to enter/);
});

Deno.test("R-203 reasons add up to the refused signals, most frequent first, with an example", () => {
  const reasons = tableOf(build("refusals", fullRun()), "refusals");
  strictEqual(reasons.totals?.[1], 5);
  deepStrictEqual(reasons.rows[0]?.slice(0, 3), ["spread", 2, 0.4]);
  deepStrictEqual(reasons.rows[0]?.slice(-2), ["3.1", "spread 6.0c is over the limit of 3.0c"]);
});

Deno.test("R-266 the win rate counts closed trades only and stands beside the net result", () => {
  const sections = build("trades", fullRun());
  const first = sections[0];
  ok(first?.shape === "stats");
  const keys = first.stats.map(({ key }) => key);
  ok(keys.includes("net") && keys.includes("wins"));
  // One of two closed trades won; the third position is open and counts for nothing.
  deepStrictEqual([stat(sections, "closed").value, stat(sections, "wins").value], [2, 0.5]);
  strictEqual(stat(sections, "wins").of, "closed trades");
  strictEqual(stat(sections, "net").value, usd(-0.8));
});

Deno.test("R-099 profit is named gross or net, and with fees net is below gross", () => {
  for (const name of ["trades", "summary"] as const) {
    const sections = build(name, fullRun());
    const [net, gross, fees] = ["net", "gross", "fees"].map((key) => stat(sections, key));
    match(net?.label ?? "", /net/);
    match(gross?.label ?? "", /gross/);
    strictEqual(Number(gross?.value) - Number(fees?.value), net?.value);
    ok(Number(net?.value) < Number(gross?.value));
  }
});

Deno.test("R-260 equity is cash plus what open positions would fetch, or unknown", () => {
  const all = fullRun();
  const sections = build("positions", all);
  strictEqual(stat(sections, "equity").value, usd(999.1));
  strictEqual(stat(sections, "worth").value, usd(10));
  strictEqual(stat(sections, "openResult").value, usd(-0.1));
  // Before the next mark nobody knows what the new position would fetch.
  const unmarked = build("positions", all.slice(0, -3));
  strictEqual(stat(unmarked, "equity").value, null);
  match(unmarked[0]?.notes.join() ?? "", /not known until the next/);
});

Deno.test("R-261 the day's result is stated closed, open and total, and adds up", () => {
  const sections = build("status", fullRun());
  const [total, closed, open] = ["dayTotal", "dayClosed", "dayOpen"].map((key) =>
    stat(sections, key).value
  );
  deepStrictEqual([total, closed, open], [usd(-0.9), usd(-0.8), usd(-0.1)]);
});

Deno.test("a position that is sold and not settled is no open one, and its result is named so", () => {
  const log = rowLog();
  rows.addTrade(log, { market: "m1", buy: 0.5, sell: 0.55 });
  const sold = log.rows.slice(0, -1);
  const sections = build("positions", sold);
  deepStrictEqual(["open", "settling", "worth"].map((key) => stat(sections, key).value), [0, 1, 0]);
  const list = sections.find(({ name }) => name === "positions");
  ok(list?.shape === "table" && list.rows.length === 0);
  match(list.notes.join(), /1 sold, whose sale is not settled/);
  const day = stat(build("status", sold), "dayClosed");
  match(day.label, /unconfirmed sales included/);
  ok(Number(day.value) > 0);
  const settled = build("positions", log.rows);
  deepStrictEqual(["open", "settling"].map((key) => stat(settled, key).value), [0, 0]);
});

Deno.test("R-206 status begins with the mode and everything that blocks", () => {
  const [first] = build("status", fullRun());
  strictEqual(first?.notes[0], "REDUCING: entries blocked, exits allowed");
  match(first?.notes[1] ?? "", /today's loss \$31\.00 is over the limit of \$30\.00; by risk/);
  const [free] = build("status", fullRun().slice(0, 3));
  strictEqual(free?.notes[0], "ACTIVE: entries and exits allowed");
});

Deno.test("R-206 a tripped breaker stands in status until its time is over", () => {
  const trip = (untilMs: number) => {
    const log = rowLog();
    const until = (rows.START + untilMs) as never;
    log.add({ kind: "trip", rule: "consecutiveLosses", value: 3, limit: 3, until });
    return build("status", log.rows)[0]?.notes.join("\n") ?? "";
  };
  match(trip(3_600_000), /the loss breaker blocks entries until 2026-11-22T01:00:00Z/);
  doesNotMatch(trip(500), /breaker/);
});

Deno.test("R-203 after hours without an entry status says so, with the count", () => {
  const log = rowLog();
  log.add(rows.entry("1.1"));
  log.add(
    { kind: "mark", equity: usd(1000), cash: usd(1000), newDay: false },
    rows.START + 7_500_000,
  );
  match(build("status", log.rows)[0]?.notes.join("\n") ?? "", /No entry for 2h 04m: 1 signals/);
});

Deno.test("R-215 one reason behind nearly every refusal is a warning", () => {
  const log = rowLog();
  for (let i = 1; i <= 60; i++) log.add(rows.entry(`${i}.1`));
  match(
    build("status", log.rows)[0]?.notes.join("\n") ?? "",
    /WARNING: 50 of the last 50 .* spread/,
  );
});

Deno.test("R-189 the list of limits holds every rule of the registry and what sets off the breaker", async () => {
  const { rules } = await import("../../src/core/risk/registry.ts");
  const list = tableOf(build("limits", fullRun()), "limits").rows.map(([name]) => name);
  deepStrictEqual(list, [...Object.keys(rules), "consecutiveLosses", "windowLoss"]);
});

Deno.test("R-185 limits state raw value, raw limit and unit beside their text", () => {
  const limits = tableOf(build("limits", fullRun()), "limits");
  const daily = limits.rows.find(([name]) => name === "dailyLoss") ?? [];
  deepStrictEqual(daily.slice(0, 3), ["dailyLoss", "in force", "$0.90"]);
  deepStrictEqual([daily[6], daily[8]], [usd(0.9), "usd"]);
});

Deno.test("the first lines of every report say paper, source and assumptions", () => {
  for (const name of names) {
    const notes = build(name, fullRun())[0]?.notes.join("\n") ?? "";
    match(notes, /PAPER: no real money; fills are simulated\. Source: made-up rows\./);
    if (name !== "status") match(notes, /Assumed: spreads of one tick/);
  }
});

Deno.test("the summary begins with data health and ends with how to make it again", () => {
  const sections = build("summary", fullRun());
  strictEqual(sections[0]?.name, "health");
  deepStrictEqual(sections.slice(-2).map(({ name }) => name), ["verdict", "reproduce"]);
  const last = sections.at(-1);
  ok(last?.shape === "stats");
  deepStrictEqual(
    last.stats.map(({ value }) => value),
    [7, "made-up rows", "c0ffee", "0.1.0", "abc123", 28],
  );
});

Deno.test("R-265 the same trades stand in trades and in summary", () => {
  const log = rowLog();
  for (let i = 0; i < 7; i++) addTrade(log, { market: `x${i}`, buy: 0.4, sell: 0.38 + i / 100 });
  for (const key of ["closed", "net", "gross", "fees", "wins"]) {
    deepStrictEqual(stat(build("summary", log.rows), key), stat(build("trades", log.rows), key));
  }
});

Deno.test("a terminal gets the short columns, JSON all of them", () => {
  for (const name of names) {
    for (const section of runs.flatMap((run) => build(name, run))) {
      const short = brief(section, 80);
      for (const note of short.notes) ok(note.length <= 80, note);
      if (section.shape !== "table" || short.shape !== "table") continue;
      strictEqual(short.rows.length, section.rows.length);
      ok(short.columns.every(({ detail }) => detail !== true));
      for (const row of short.rows) strictEqual(row.length, short.columns.length);
    }
  }
});

Deno.test("a terminal of 80 columns cuts no limit's name, and no order's purpose", () => {
  const printer = { columns: 80, globals: { color: false } as never };
  const text = (name: ReportName) =>
    build(name, fullRun()).map((section) => reportText(brief(section, 80), printer)).join("\n");
  match(text("risk"), /^consecutiveLosses {2}/m);
  match(text("risk"), /^rejectionsInRow {2}/m);
  match(text("holdings"), / sell NO, target reached /);
  for (const name of ["risk", "holdings"] as const) {
    for (const line of text(name).split("\n")) ok(line.length <= 80, line);
  }
});

Deno.test("no report about models and arms is wider than 80 columns", () => {
  const printer = { columns: 80, globals: { color: false } as never };
  const guesses = forecastRun(30, { said: (y) => y === 1 ? 0.2 : 0.8, price: () => 0.4 });
  for (const section of [aiRun(), guesses].flatMap((run) => names.flatMap((n) => build(n, run)))) {
    for (const line of reportText(brief(section, 80), printer).split("\n")) {
      ok(line.length <= 80, `${section.name}: ${line}`);
    }
  }
});
