import assert from "node:assert/strict";
import { millis } from "../../src/core/types/units.ts";
import { audit, holds } from "../../src/report/audit.ts";
import type { Report } from "../../src/report/report.ts";
import { fullRun, inputOf } from "../support/rows.ts";

const rows = fullRun();

function statOf(report: Report | undefined, key: string): unknown {
  if (report?.shape !== "stats") return undefined;
  return report.stats.find((stat) => stat.key === key)?.value;
}

Deno.test("audit shows the head, the rows and that no check was asked for", () => {
  const [head, ...rest] = audit(inputOf(rows), { verify: null, found: null });
  assert.equal(statOf(head, "head"), "abc123");
  assert.equal(statOf(head, "rows"), rows.length);
  assert.equal(statOf(head, "last"), rows.at(-1)?.at);
  assert.equal(statOf(head, "verify"), null);
  assert.equal(rest.length, 0);
});

Deno.test("audit says what the last check found, good or broken, and when", () => {
  const good = { at: millis(5), tookMs: 12, ok: true, rows: 3, head: "abc", problem: null };
  const [first] = audit(inputOf(rows), { verify: good, found: null });
  assert.equal(statOf(first, "verify"), "ok: every row as it was written");
  assert.equal(statOf(first, "verifyRows"), 3);
  const broken = { ...good, ok: false, problem: "row 7.1 is not what was written" };
  const [second] = audit(inputOf(rows), { verify: broken, found: null });
  assert.equal(statOf(second, "verify"), "BROKEN: row 7.1 is not what was written");
  assert.equal(statOf(second, "verifyAt"), 5);
});

Deno.test("found rows carry their number, time, words and the body as it was written", () => {
  const found = { query: "x", rows: rows.slice(0, 3), scanned: 9, whole: false };
  const [, table] = audit(inputOf(rows), { verify: null, found });
  assert.ok(table?.shape === "table");
  assert.match(table.notes.join(" "), /Rows that hold "x".*the newest 9 rows/);
  assert.deepEqual(
    table.rows.map(([name]) => name),
    rows.slice(0, 3).map((r) => `${r.seq}.${r.n}`),
  );
  assert.deepEqual(
    JSON.parse(String(table.rows[0]?.[4])),
    JSON.parse(JSON.stringify(rows[0]?.body)),
  );
});

Deno.test("a row holds a query when it holds each of its words, case aside", () => {
  const [row] = rows;
  assert.ok(row !== undefined);
  const kind = row.body.kind.toUpperCase();
  assert.equal(holds(row, ""), true);
  assert.equal(holds(row, `  ${kind} ${row.seq}.${row.n} `), true);
  assert.equal(holds(row, `${kind} nothing-like-it`), false);
});
