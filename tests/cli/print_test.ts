import assert from "node:assert/strict";
import {
  type Printer,
  printReport,
  reportText,
  sparkline,
  tableLines,
} from "../../src/cli/print.ts";
import { startProgress } from "../../src/cli/progress.ts";
import { millis } from "../../src/core/types/units.ts";
import type { Report } from "../../src/report/report.ts";

const head = { name: "positions", title: "Positions", notes: ["PAPER: no real money."] };

const columns = [
  { key: "market", label: "market", unit: "text" },
  { key: "stake", label: "stake", unit: "usd", summed: true },
  { key: "share", label: "share", unit: "ratio", of: "capital" },
] as const;

const table: Report = {
  ...head,
  shape: "table",
  columns,
  rows: [["Will it rain?", 1_500_000, 0.02], [
    "Will the very long question ever end?",
    250_000,
    null,
  ]],
  totals: [null, 1_750_000, null],
};

function printer(more: { json?: boolean; color?: boolean; columns?: number } = {}) {
  const lines: string[] = [];
  const { json = false, color = false } = more;
  const globals = { dataDir: "data", set: [], json, quiet: false, verbose: false, color, ai: true };
  const made: Printer = {
    globals,
    version: "1.2.3",
    columns: more.columns ?? Infinity,
    out: (text) => void lines.push(text),
    now: () => 0,
  };
  return { made, lines };
}

Deno.test("a table aligns numbers to the right and names the base of a ratio", () => {
  const { made } = printer();
  assert.deepEqual(reportText(table, made).split("\n"), [
    "Positions",
    "PAPER: no real money.",
    "",
    "market                                 stake  share (of capital)",
    "Will it rain?                          $1.50                2.0%",
    "Will the very long question ever end?  $0.25                   -",
    "total                                  $1.75",
  ]);
});

Deno.test("a narrow terminal cuts text columns and no number", () => {
  const { made } = printer({ columns: 50 });
  const lines = tableLines(columns, table.rows, made);
  assert.ok(lines.every((line) => line.length <= 50), lines.join("\n"));
  assert.match(lines[2] ?? "", /^Will the very long \S*\.\. {2}\$0\.25/);
});

Deno.test("a name is cut in its middle, as far as it must, and nowhere without a terminal", () => {
  const named = columns.map((column) =>
    column.key === "market" ? { ...column, width: 18 } : column
  );
  const lines = (width: number) => tableLines(named, table.rows, printer({ columns: width }).made);
  assert.match(lines(Infinity)[2] ?? "", /^Will the very long question ever end\? {2}\$0\.25/);
  assert.match(lines(60)[2] ?? "", /^Will the very long questi\.\.r end\? {2}\$0\.25/);
  assert.match(lines(40)[2] ?? "", /^Will .*\.\. end\? {2}\$0\.25/);
  assert.ok(lines(60).every((line) => line.length <= 60));
});

Deno.test("only titles and headers are coloured, and only when asked", () => {
  const bold = "\u001b[1m";
  assert.equal(reportText(table, printer({ color: true }).made).split(bold).length, 3);
  assert.ok(!reportText(table, printer().made).includes("\u001b"));
});

Deno.test("the other shapes print as pairs, lines and sparks", () => {
  const { made } = printer();
  const stats: Report = {
    ...head,
    shape: "stats",
    stats: [
      { key: "cash", label: "cash", unit: "usd", value: 75_000_000 },
      { key: "hit", label: "hit rate", unit: "ratio", value: 0.5, of: "12 trades" },
    ],
  };
  assert.match(reportText(stats, made), /\ncash {6}\$75\.00\nhit rate {2}50\.0% of 12 trades$/);
  const series: Report = {
    ...head,
    shape: "series",
    columns: [
      { key: "at", label: "at", unit: "time" },
      { key: "equity", label: "equity", unit: "usd" },
    ],
    rows: [[0, 1_000_000], [1000, null], [2000, 3_000_000]],
    stats: [],
  };
  assert.match(reportText(series, made), /\nequity {2}\u2581 \u2588 {2}\$3\.00$/);
  const log: Report = { ...head, shape: "log", lines: [{ at: millis(0), text: "bought" }] };
  assert.match(reportText(log, made), /\n1970-01-01T00:00:00Z {2}bought$/);
  const none: Report = { ...head, shape: "table", columns, rows: [], totals: null };
  assert.match(reportText(none, made), /\n\(none\)$/);
});

Deno.test("text from outside cannot steer the terminal", () => {
  const evil: Report = {
    ...head,
    shape: "table",
    columns,
    rows: [["\u001b[2Jx\n", 0, 0]],
    totals: null,
  };
  assert.ok(!reportText(evil, printer().made).includes("\u001b"));
});

Deno.test("with --json a report is the envelope around the raw report", () => {
  const { made, lines } = printer({ json: true });
  printReport(made, table, { command: "report", meta: { mode: "paper" } });
  assert.equal(lines.length, 1);
  assert.deepEqual(JSON.parse(lines[0] ?? ""), {
    schemaVersion: 1,
    ok: true,
    command: "report",
    data: table,
    meta: { version: "1.2.3", generatedAt: "1970-01-01T00:00:00.000Z", mode: "paper" },
  });
});

Deno.test("a spark line ends at the last value, whatever the width", () => {
  assert.equal(sparkline([0, 7], 10), "\u2581\u2588");
  assert.equal(sparkline([5, 5, 5], 10), "\u2585\u2585\u2585");
  assert.equal(sparkline([], 10), "");
  assert.equal(sparkline(Array.from({ length: 1000 }, (_, i) => i), 10).length, 10);
  assert.equal(sparkline([...Array(999).fill(0), 1], 10).at(-1), "\u2588");
});

Deno.test("progress is drawn on a terminal, at most ten times a second, and taken away", () => {
  const drawn: string[] = [];
  let now = 0;
  const { globals } = printer().made;
  const context = {
    globals,
    isErrTerminal: true,
    errColumns: 40,
    draw: (t: string) => void drawn.push(t),
    now: () => now,
  };
  const progress = startProgress(context, "replay");
  progress.above(() => drawn.push("nothing to clear"));
  drawn.length = 0;
  progress.update(0.5, "2026-01-02");
  progress.update(0.6, "too soon");
  now = 100;
  progress.update(null, "no end known");
  progress.above(() => drawn.push("a message"));
  progress.above(() => drawn.push("another"));
  progress.done();
  assert.equal(drawn[0], "\r\u001b[2Kreplay [#######-------]  50% 2026-01-02"); // 39 of 40 columns
  const clear = "\r\u001b[2K";
  assert.deepEqual(drawn.slice(1), [
    `${clear}replay ... no end known`,
    clear,
    "a message",
    "another",
  ]);
});

Deno.test("progress gives up its bar before it cuts what it says", () => {
  const note = "21:18:06Z 24 markets, 24 with a book, data 191ms old";
  const at = (errColumns: number) => {
    let drawn = "";
    const { globals } = printer().made;
    const draw = (text: string) => void (drawn += text);
    startProgress({ globals, isErrTerminal: true, errColumns, draw, now: () => 0 }, "trade")
      .update(0.5, note);
    return drawn.replace(/^\r\S*K/, "");
  };
  assert.equal(at(120), `trade [${"#".repeat(10)}${"-".repeat(10)}]  50% ${note}`);
  assert.equal(at(80), `trade [${"#".repeat(7)}${"-".repeat(6)}]  50% ${note}`);
  assert.equal(at(60).length, 59);
});

Deno.test("progress is silent without a terminal, with --quiet and with --json", () => {
  const { globals } = printer().made;
  const silent = [
    { globals, isErrTerminal: false },
    { globals: { ...globals, quiet: true }, isErrTerminal: true },
    { globals: { ...globals, json: true }, isErrTerminal: true },
  ];
  for (const context of silent) {
    const draw = () => assert.fail("drawn");
    const progress = startProgress({ ...context, errColumns: 80, draw, now: () => 0 }, "x");
    progress.update(0.5, "");
    let said = 0;
    progress.above(() => said++);
    progress.done();
    assert.equal(said, 1);
  }
});

Deno.test("a text that has no room beside the numbers stands below them", () => {
  const { made } = printer({ columns: 40 });
  const numbers = ["loses half", "over limit"].map((label) => ({ label, unit: "ratio" } as const));
  const lines = tableLines([...numbers, { label: "why", unit: "text" }], [
    [0.102, 0.048, "too likely to lose half of the bankroll"],
    [0, 0, ""],
  ], made);
  assert.deepEqual(lines, [
    "loses half  over limit",
    "    why",
    "     10.2%        4.8%",
    "    too likely to lose half of the",
    "      bankroll",
    "      0.0%        0.0%",
  ]);
});

Deno.test("a long text in the last column goes on below itself, and nothing of it is lost", () => {
  const text = "spread 6.0c is over the limit of 3.0c, and of much else besides";
  const { made } = printer({ columns: 40 });
  const lines = tableLines(
    [{ label: "n", unit: "count" }, { label: "reason", unit: "text" }],
    [[12, text], [3, "short"]],
    made,
  );
  assert.deepEqual(lines, [
    " n  reason",
    "12  spread 6.0c is over the limit of",
    "      3.0c, and of much else besides",
    " 3  short",
  ]);
});
