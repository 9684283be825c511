import { deepStrictEqual, doesNotMatch, match, ok } from "node:assert/strict";
import type { DecisionId, FillId } from "../../src/core/types/ids.ts";
import { brief, wrap } from "../../src/report/brief.ts";
import { explain } from "../../src/report/explain.ts";
import type { Facts } from "../../src/report/fold.ts";
import { cell } from "../../src/report/format.ts";
import type { Report } from "../../src/report/report.ts";
import * as rows from "../support/rows.ts";
import { addTrade, factsOf, rowLog } from "../support/rows.ts";

function explained(facts: Facts, id: string): readonly Report[] {
  const fact = facts.decisions.get(id as DecisionId);
  if (fact === undefined) throw new Error(`Cannot find decision ${id}`);
  return explain(fact, facts);
}

function textOf(sections: readonly Report[]): string {
  return sections.map((section) => {
    switch (section.shape) {
      case "stats":
        return section.stats.map(({ label, value, unit }) => `${label}: ${cell(value, unit)}`);
      case "log":
        return section.lines.map(({ text }) => text);
      default:
        return section.rows.map((row) =>
          row.map((value, i) => cell(value, section.columns[i]?.unit ?? "text")).join(" | ")
        );
    }
  }).flat().join("\n");
}

Deno.test("R-204 a refusal names its stage, its numbers, and every further reason", () => {
  const log = rowLog();
  const depth = rows.refusal("entryDepth", { value: 3e6, limit: 9e6, unit: "usd" });
  log.add(rows.entry("1.1", { refusals: [rows.refusal("spread"), depth] }));
  const text = textOf(explained(factsOf(log.rows), "1.1"));
  match(text, /verdict: refused, stage: market\nbecause: spread 6\.0c is over the limit of 3\.0c/);
  match(text, /depth to enter into \$3\.00 is under the minimum of \$9\.00/);
});

Deno.test("an entry shows the numbers of every stage", () => {
  const log = rowLog();
  log.add(rows.entered("1.1", "o1"));
  const sections = explained(factsOf(log.rows), "1.1");
  deepStrictEqual(
    sections.map(({ name }) => name),
    ["decision", "layers", "top", "belief", "edge", "sizing"],
  );
  const text = textOf(sections);
  const wanted = [
    "mid of YES: 0.500",
    "before the spike: 0.450",
    "spike: 0.050",
    "cusum | yes | up | 6.2 | 5",
    "ask: 0.500",
    "age: 350ms",
    "believed undone: 31.0%",
    "so: fade: trade back",
    "fair value of YES: 0.470",
    "meanReversion adds, in log-odds: -0.1",
    "net, its doubt taken off: 0.012",
    "needed: 0.010",
    "target: 0.530",
    "full Kelly: 8.0%",
    "stake: $10.20",
    "chance of ruin, at most: 1.0%",
  ];
  for (const part of wanted) ok(text.includes(part), `${part} in\n${text}`);
  doesNotMatch(text, /undefined|NaN/);
});

Deno.test("what followed is told in order: orders, fills, exit, result", () => {
  const log = rowLog();
  addTrade(log, { market: "m1", buy: 0.5, sell: 0.53 });
  const sections = explained(factsOf(log.rows), "1.1");
  const last = sections.at(-1);
  ok(last?.shape === "log");
  deepStrictEqual(last.lines.map(({ text }) => text.replace(/order \S+:/, "order:")), [
    "order: buy 20 NO at 0.500 or less (entry)",
    "  filled 20 @ 0.500 = $10.00, fee $0.10, settled",
    "order: sell 20 NO at 0.530 or more (target reached)",
    "  filled 20 @ 0.530 = $10.60, fee $0.10, settled",
    "result +$0.40 net (target reached)",
  ]);
});

Deno.test("an order that came to nothing says how it ended", () => {
  const log = rowLog();
  log.add(rows.entered("1.1", "o1"));
  log.add(rows.place("o1"));
  log.add(rows.filled("f1", "o1"));
  log.add({ kind: "fillReverted", fill: "f1" as FillId });
  const text = textOf(explained(factsOf(log.rows), "1.1"));
  match(text, /filled 20 @ 0\.500 = \$10\.00, fee \$0\.10, reverted/);
  match(text, /order o1 canceled: a match failed to settle/);
});

Deno.test("an exit is explained too", () => {
  const log = rowLog();
  addTrade(log, { market: "m1", buy: 0.5, sell: 0.53 });
  const text = textOf(explained(factsOf(log.rows), "5.1"));
  match(text, /verdict: exit\nwhy: target reached\nmarket: slug-of-m1\nmarket id: m1\n/);
  match(text, /result \+\$0\.40 net/);
});

Deno.test("notes are broken between words, and a word that is too long stays whole", () => {
  deepStrictEqual(wrap("aa bb cc", 5), ["aa bb", "  cc"]);
  deepStrictEqual(wrap("aaaaaaaaaa bb", 5), ["aaaaaaaaaa", "  bb"]);
  deepStrictEqual(wrap("aa bb", Infinity), ["aa bb"]);
});

Deno.test("a brief report keeps its order and loses no line", () => {
  const log = rowLog();
  log.add(rows.entry("1.1"));
  const sections = explained(factsOf(log.rows), "1.1");
  deepStrictEqual(sections.map((s) => brief(s, 80).name), sections.map(({ name }) => name));
});
