import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { logs } from "../../src/report/logs.ts";
import { aiRun } from "../support/ai_rows.ts";
import { columnOf, recordsOf, tableIn } from "../support/sections.ts";
import { entered, entry, filled, fullRun, inputOf, place, rowLog } from "../support/rows.ts";
import type { FillId, OrderId } from "../../src/core/types/ids.ts";

Deno.test("what happened last stands first, and every kind of thing is there", () => {
  const table = tableIn(logs(inputOf(fullRun())), "logs");
  const times = columnOf(table, "at").map(Number);
  deepStrictEqual(times, times.toSorted((a, b) => b - a));
  deepStrictEqual(
    new Set(columnOf(table, "kind")),
    new Set(["control", "fill", "order", "decision"]),
  );
  ok(columnOf(tableIn(logs(inputOf(aiRun())), "logs"), "kind").includes("models"));
});

Deno.test("an order's end and a fill that failed to settle are said with their reasons", () => {
  const log = rowLog();
  log.add(entered("1.1", "o1"));
  log.add(place("o1"));
  log.add(filled("f1", "o1"));
  log.add({ kind: "fillReverted", fill: "f1" as FillId });
  log.add(place("o2"));
  log.add({ kind: "orderRejected", order: "o2" as OrderId, reason: "no allowance" });
  const rows = recordsOf(tableIn(logs(inputOf(log.rows)), "logs"));
  const [rejected] = rows;
  deepStrictEqual([rejected?.["kind"], rejected?.["weight"]], ["order", "warn"]);
  match(String(rejected?.["text"]), /o2 rejected by the venue: no allowance/);
  const fill = rows.find((row) => row["kind"] === "fill");
  deepStrictEqual([fill?.["weight"], fill?.["decision"]], ["alarm", "1.1"]);
  match(String(fill?.["text"]), /failed to settle and is undone/);
});

Deno.test("of a long run the latest are shown, and it says so", () => {
  const log = rowLog();
  for (let i = 1; i <= 600; i++) log.add(entry(`${i}.1`));
  const table = tableIn(logs(inputOf(log.rows)), "logs");
  strictEqual(table.rows.length, 500);
  strictEqual(columnOf(table, "decision")[0], "600.1");
  match(table.notes.join(), /The last 500; the ledger has everything/);
});
