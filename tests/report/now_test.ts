import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { decisions } from "../../src/report/decisions.ts";
import { now } from "../../src/report/now.ts";
import { aiRun } from "../support/ai_rows.ts";
import { shares } from "../../src/core/types/units.ts";
import { cell } from "../../src/report/format.ts";
import { risk } from "../../src/report/risk.ts";
import { columnOf, statIn, tableIn } from "../support/sections.ts";
import {
  entered,
  entry,
  exited,
  filled,
  fullRun,
  inputOf,
  place,
  refusal,
  rowLog,
  START,
  usd,
} from "../support/rows.ts";

Deno.test("the day's result is split as in status, and the limit counts the worse of both", () => {
  const sections = now(inputOf(fullRun()));
  const money = (key: string) => statIn(sections, "money", key);
  strictEqual(money("equity"), usd(999.1));
  deepStrictEqual(["dayTotal", "dayClosed", "dayOpen"].map(money), [-0.9, -0.8, -0.1].map(usd));
  // Closed trades lost 80 cents; marked, the day lost 90.
  strictEqual(money("dayLost"), usd(0.9));
  strictEqual(money("dayUsed"), usd(0.9) / Number(money("dayLimit")));
});

Deno.test("a gain uses nothing of the daily limit, and before the first row nothing is known", () => {
  const log = rowLog();
  log.add({ kind: "mark", equity: usd(1_000), cash: usd(1_000), newDay: true });
  log.add({ kind: "mark", equity: usd(1_005), cash: usd(1_005), newDay: false });
  strictEqual(statIn(now(inputOf(log.rows)), "money", "dayUsed"), 0);
  const empty = now(inputOf([]));
  strictEqual(statIn(empty, "money", "dayUsed"), null);
  strictEqual(statIn(empty, "last", "made"), null);
});

Deno.test("the state names the strictest halt with who and since when", () => {
  const rows = fullRun();
  const state = (key: string) => statIn(now(inputOf(rows)), "state", key);
  deepStrictEqual(["state", "by", "since"].map(state), ["REDUCING", "risk", START]);
  ok(String(state("reason")).includes("$31.00"));
  const last = rows.at(-1);
  if (last === undefined) throw new Error("a run has rows");
  const halt = {
    mode: "halted",
    reason: "command",
    by: "anna",
    at: last.at,
    value: null,
    limit: null,
    note: "looks wrong",
  } as const;
  rows.push({ ...last, n: 2, body: { kind: "halt", halt } });
  deepStrictEqual(["state", "by", "reason"].map(state), [
    "HALTED",
    "anna",
    "asked for: looks wrong",
  ]);
});

Deno.test("limits that block entries are named where nobody halted anything", () => {
  const log = rowLog();
  log.add(place("1.1", { size: shares(1_000_000_000) }));
  const input = inputOf(log.rows);
  const sections = now(input);
  const state = sections.find(({ name }) => name === "state");
  const words = `may lose no more than ${cell(input.config.risk.maxDailyLoss, "usd")}`;
  ok(state?.notes.some((note) => note.endsWith(words)), state?.notes.join("; "));
  strictEqual(statIn(sections, "state", "meaning"), "entries blocked by a limit, exits allowed");
  const [head = "", ...blocked] = risk(input)[0]?.notes ?? [];
  strictEqual(head, "ACTIVE: entries blocked by a limit, exits allowed");
  deepStrictEqual(blocked, state?.notes);
});

Deno.test("positions and decisions bear the market's name, not its id", () => {
  const input = inputOf(fullRun());
  const sections = now(input);
  deepStrictEqual(columnOf(tableIn(sections, "positions"), "market"), ["slug-of-m1"]);
  strictEqual(statIn(sections, "last", "madeMarket"), "slug-of-m1");
  const markets = columnOf(tableIn(decisions(input), "decisions"), "market");
  deepStrictEqual(new Set(markets), new Set(["slug-of-m1", "slug-of-m2", "slug-of-m3"]));
});

Deno.test("a position that cannot be left is named by its market, not by its id", () => {
  const log = rowLog();
  log.add(entered("1.1", "1.1.o"));
  log.add(place("1.1.o"));
  log.add(filled("f1", "1.1.o"));
  log.add(exited("5.1", "", { verdict: "refused", refusals: [refusal("bookAge")], order: null }));
  const state = now(inputOf(log.rows)).find(({ name }) => name === "state");
  strictEqual(state?.notes.at(-1), "- a position cannot be left: bookAge (slug-of-m1)");
});

Deno.test("the last decision to act and the last not to each have id, time and reason", () => {
  const log = rowLog();
  log.add(entry("1.1"));
  log.add(entry("2.1"));
  const sections = now(inputOf(log.rows));
  const last = (key: string) => statIn(sections, "last", key);
  deepStrictEqual([last("refused"), last("refusedAt")], ["2.1", START + 2_000]);
  strictEqual(last("refusedWhy"), "spread 6.0c is over the limit of 3.0c");
  deepStrictEqual([last("made"), last("madeWhy")], [null, null]);
});

Deno.test("the AI budget counts what open questions may still cost", () => {
  const input = inputOf(aiRun());
  const sections = now(input);
  const ai = (key: string) => Number(statIn(sections, "ai", key));
  ok(ai("day") > 0);
  strictEqual(ai("dayLimit"), input.config.ai.budgetDay);
  strictEqual(ai("dayUsed"), (ai("day") + ai("reserved")) / ai("dayLimit"));
});
