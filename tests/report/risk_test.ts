import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { rules } from "../../src/core/risk/registry.ts";
import { risk } from "../../src/report/risk.ts";
import { recordsOf, tableIn } from "../support/sections.ts";
import { entry, fullRun, inputOf, refusal, rowLog, START, usd } from "../support/rows.ts";

function limit(sections: ReturnType<typeof risk>, name: string) {
  const found = recordsOf(tableIn(sections, "limits")).find((row) => row["limit"] === name);
  if (found === undefined) throw new Error(`Cannot find limit ${name}`);
  return found;
}

Deno.test("every rule of the registry is listed, with its formula", () => {
  const names = recordsOf(tableIn(risk(inputOf([])), "limits"));
  for (const rule of Object.keys(rules)) {
    ok(names.some((row) => row["limit"] === rule && row["formula"] !== ""), rule);
  }
});

Deno.test("the last trip is the latest refusal by any of the rule's codes, with its decision", () => {
  const log = rowLog();
  log.add(entry("1.1", { refusals: [refusal("bookAge")] }));
  log.add(entry("2.1", { refusals: [refusal("spread"), refusal("feedDown")] }));
  log.add(entry("3.1", { refusals: [refusal("spread")] }));
  const book = limit(risk(inputOf(log.rows)), "book");
  deepStrictEqual([book["trippedAt"], book["decision"]], [START + 2_000, "2.1"]);
  match(String(book["trip"]), /feed is down/);
  strictEqual(limit(risk(inputOf(log.rows)), "cash")["trippedAt"], null);
});

Deno.test("a limit that halted is shown with the halt's numbers, and the halt is in the log", () => {
  const sections = risk(inputOf(fullRun()));
  match(String(limit(sections, "dailyLoss")["trip"]), /today's loss \$31\.00 is over .* \$30\.00/);
  const control = sections.find(({ name }) => name === "control");
  ok(control?.shape === "log");
  match(control.lines[0]?.text ?? "", /^HALT: entries blocked/);
});

Deno.test("1 is reached: ceilings from below, floors from above, gains use nothing", () => {
  const log = rowLog();
  const mark = (equity: number) =>
    log.add({
      kind: "mark",
      equity: usd(equity),
      cash: usd(equity),
      newDay: log.rows.length === 0,
    });
  mark(1_000);
  mark(1_100);
  strictEqual(limit(risk(inputOf(log.rows)), "dailyLoss")["used"], 0);
  const input = inputOf(log.rows);
  const floor = limit(risk(input), "capitalFloor");
  strictEqual(floor["used"], Number(floor["limitValue"]) / usd(1_100));
  ok(Number(floor["used"]) < 1);
  mark(1_000);
  const fall = limit(risk(inputOf(log.rows)), "drawdown");
  ok(Math.abs(Number(fall["used"]) - (1 / 11) / input.config.risk.maxDrawdown) < 1e-9);
});
