import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { Tally } from "../../src/core/types/effect.ts";
import { cell } from "../../src/report/format.ts";
import { buildReport } from "../../src/report/registry.ts";
import type { Report, TableReport } from "../../src/report/report.ts";
import { inputOf, rowLog, START } from "../support/rows.ts";

const quiet: Tally = {
  from: START,
  events: { book: 3 },
  skipped: {},
  samples: { ok: 10 },
  gaps: 0,
  layers: {},
  markets: 4,
};

/** The report of a ledger with these tallies. */
function healthOf(...tallies: readonly Tally[]): readonly Report[] {
  const log = rowLog();
  for (const tally of tallies) log.add({ kind: "tally", tally });
  return buildReport("health", inputOf(log.rows));
}

function tableOf(sections: readonly Report[], name: string): TableReport | undefined {
  return sections.find((one): one is TableReport => one.shape === "table" && one.name === name);
}

function statOf([first]: readonly Report[], key: string): unknown {
  return first?.shape === "stats" ? first.stats.find((one) => one.key === key)?.value : undefined;
}

Deno.test("R-128 health says which markets went down and why, over all tallies", () => {
  const silent = "silent while books moved";
  const sections = healthOf(
    { ...quiet, down: { [silent]: 6, crossed: 1 } },
    { ...quiet, down: { [silent]: 3 } },
  );
  deepStrictEqual(tableOf(sections, "downs")?.rows, [["crossed", 1], [silent, 9]]);
  deepStrictEqual(tableOf(sections, "downs")?.totals, [null, 10]);
  strictEqual(statOf(sections, "downs"), 10);
});

Deno.test("a ledger from before interruptions were counted is read: none are known of", () => {
  const sections = healthOf(quiet);
  strictEqual(tableOf(sections, "downs"), undefined);
  strictEqual(statOf(sections, "downs"), 0);
});

Deno.test("what never came and what was never answered stand apart from what was thrown away", () => {
  const skipped = { missed: 4, unanswered: 5, torn: 1, price: 2 };
  const sections = healthOf({ ...quiet, skipped });
  const found = ["missed", "unanswered", "torn", "otherSkipped"].map((key) =>
    statOf(sections, key)
  );
  deepStrictEqual(found, [4, 5, 1, 2]);
  const rows = tableOf(sections, "skips")?.rows ?? [];
  strictEqual(rows.reduce((sum, row) => sum + Number(row[1]), 0), 12);
});

Deno.test("a reason in the venue's words cannot draw on the terminal", () => {
  const sections = healthOf({ ...quiet, down: { "closed (1001 \u001b[2Jbye)": 1 } });
  const reason = tableOf(sections, "downs")?.rows[0]?.[0] ?? null;
  match(cell(reason, "text"), /^closed \(1001 \?\[2Jbye\)$/);
});
