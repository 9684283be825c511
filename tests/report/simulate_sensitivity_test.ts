import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import type { Sensitivity } from "../../src/core/simulate/sensitivity.ts";
import type { Waiting } from "../../src/core/simulate/waiting.ts";
import type { Millis } from "../../src/core/types/units.ts";
import type { TableReport } from "../../src/report/report.ts";
import { sensitivityPictures, sensitivitySections } from "../../src/report/simulate_sensitivity.ts";
import { recordsOf, tableIn } from "../support/sections.ts";

const near = (value: number, by: number) => ({ value, low: value - by, high: value + by });
const model: Waiting = {
  kind: "model",
  way: 0.02,
  halfLifeMs: 415_885,
  holdMs: 1_800_000 as Millis,
  steps: [{ latencyMs: 0, gone: 0, extra: 0 }, { latencyMs: 2_000, gone: 0.003, extra: 0.00006 }],
};

function study(change: Partial<Sensitivity> = {}): Sensitivity {
  return {
    runs: 200,
    lanes: [
      { extra: 0, growth: near(0.001, 0.0002), middle: near(80, 1), loss: near(0.3, 0.05) },
      { extra: 0.02, growth: near(-0.001, 0.0002), middle: near(71.5, 1), loss: near(0.6, 0.05) },
    ],
    meanTrade: near(0.025, 0.005),
    worthless: near(0.01, 0.002),
    costPerShare: 0.4,
    waiting: model,
    ...change,
  };
}

Deno.test("every figure of a dearer lane has its interval, in the report's own units", () => {
  const sections = sensitivitySections(study());
  deepStrictEqual(sections.map(({ name }) => name), ["costs", "dearerEnds", "latency"]);
  const [, dearest] = recordsOf(tableIn(sections, "costs"));
  deepStrictEqual(
    [dearest?.["extra"], dearest?.["growth"], dearest?.["loss"], dearest?.["lossHigh"]],
    [20_000, -0.1, 0.6, 0.65],
  );
  const [now, ends] = recordsOf(tableIn(sections, "dearerEnds"));
  deepStrictEqual([ends?.["end"], ends?.["endLow"], ends?.["endHigh"]], [71.5e6, 70.5e6, 72.5e6]);
  ok(Math.abs(Number(now?.["trade"]) - 0.025) < 1e-12);
  // (1 + 0.025) 0.4 / 0.42 - 1
  ok(Math.abs(Number(ends?.["trade"]) - (1.025 * 0.4 / 0.42 - 1)) < 1e-12);
});

Deno.test("the cost that takes all of a trade is said with its interval, also where none is left", () => {
  const words = (of: Sensitivity) => tableIn(sensitivitySections(of), "costs").notes.join(" ");
  match(words(study()), /worth nothing when a share costs 1.00c more \(0.80c to 1.20c, 95 %\)/);
  const lost = words(study({ worthless: near(-0.01, 0.002) }));
  match(lost, /loses as it is: .* costs 1.00c less \(0.80c to 1.20c, 95 %\)/);
  const single = { value: 0.01, low: -Infinity, high: Infinity };
  doesNotMatch(words(study({ worthless: single })), /Infinity|NaN/);
});

Deno.test("what waiting costs is said with its formula, and at which half-life it would take all", () => {
  const table = tableIn(sensitivitySections(study()), "latency") as TableReport;
  match(table.notes[0] ?? "", /^Assumed: .*by half every 6m 55s.*30m 00s.*1 - 2\^\(-L \/ 6m 55s\)/);
  match(table.notes[0] ?? "", /2.00c that it is expected to come back by/);
  // 2 c come back, 1 c is left after costs: half of the way, so one half-life.
  match(table.notes[1] ?? "", /^500 ms would take all .* if half came back in 500ms\.$/);
  deepStrictEqual(recordsOf(table).map((row) => row["latency"]), [0, 2_000]);
});

Deno.test("where nothing comes back, or the price goes on, that is said and not drawn as a cost", () => {
  const none = { ...model, way: 0.00004 } as Waiting;
  const words = (waiting: Waiting) =>
    tableIn(sensitivitySections(study({ waiting })), "latency").notes.join(" ");
  match(words(none), /nothing that waiting could miss/);
  deepStrictEqual(sensitivityPictures(study({ waiting: none }), 75e6).map(({ name }) => name), [
    "costs",
  ]);
  match(words({ ...model, way: -0.01 } as Waiting), /who waits buys for less/);
});

Deno.test("a record does not tell what waiting costs, and the report says who does", () => {
  for (const kind of ["record", "held"] as const) {
    const section = sensitivitySections(study({ waiting: { kind } })).at(-1);
    strictEqual(section?.shape, "stats");
    match(section.notes.join(), /`polybot simulate backtest PATH`/);
    strictEqual(section.shape === "stats" && section.stats[0]?.value, "not known");
  }
});

Deno.test("the pictures say in words and marks what they show", () => {
  const [costs, latency] = sensitivityPictures(study(), 75e6);
  deepStrictEqual(costs?.marks.map(({ axis, at }) => [axis, at]), [["y", 75e6], ["x", 10_000]]);
  match(costs?.words ?? "", /below \$80.00 as it is and below \$71.50 at 2.00c a share more/);
  deepStrictEqual(costs?.curves[0]?.points, [[0, 80e6], [20_000, 71.5e6]]);
  match(latency?.assumptions[0] ?? "", /^what comes back of a spike/);
  match(
    latency?.words ?? "",
    /After 2,000 ms 0.3% of what comes back is gone; that is \+\$0.000060/,
  );
});
