import assert from "node:assert/strict";
import { parseFaults } from "../../../src/sandbox/faults/request.ts";
import { parseScenario } from "../../../src/sandbox/world/parse_scenario.ts";
import type { Scenario } from "../../../src/sandbox/world/scenario.ts";
import { scenarios } from "../../../src/sandbox/world/scenarios.ts";
import { aWorld, shipped } from "./rig.ts";

function parsed(value: unknown): Scenario {
  const result = parseScenario(value, "file.yaml");
  assert.ok(result.ok, result.ok ? "" : result.error.join("\n"));
  return result.value;
}

function errors(value: unknown): readonly string[] {
  const result = parseScenario(value, "file.yaml");
  assert.ok(!result.ok);
  return result.error;
}

Deno.test("a file that says nothing is the default scenario, with its accounts spelt out", () => {
  const accounts = { collateral: 1_000, approved: true };
  assert.deepEqual(parsed({}), { ...shipped("default"), accounts });
  assert.deepEqual(parsed({ extends: "calm" }), { ...shipped("calm"), accounts });
});

Deno.test("every shipped scenario can be written to a file and read back", () => {
  for (const [name, scenario] of Object.entries(scenarios)) {
    const accounts = { collateral: 1_000, approved: true };
    const copy = JSON.parse(JSON.stringify(scenario));
    assert.deepEqual(parsed(copy), { ...scenario, accounts }, name);
    assert.ok(scenario.description.length > 10 && !scenario.description.includes("\n"), name);
  }
});

Deno.test("what a file leaves out of a group is the named scenario's", () => {
  const scenario = parsed({
    extends: "demo",
    markets: 5,
    tickSizes: { "0.001": 1 },
    moves: { news: { perHour: 9 } },
    resolving: { renew: false },
    accounts: { collateral: 50 },
  });
  const demo = shipped("demo");
  assert.deepEqual(scenario, {
    ...demo,
    markets: 5,
    tickSizes: { "0.001": 1 },
    moves: { ...demo.moves, news: { ...demo.moves.news, perHour: 9 } },
    resolving: { ...demo.resolving, renew: false },
    accounts: { collateral: 50, approved: true },
  });
});

Deno.test("unknown keys are refused with their path, at every depth", () => {
  assert.deepEqual(
    errors({
      marketz: 3,
      moves: { news: { perHours: 3 }, noise: {} },
      endings: [{ weight: 1, seconds: [1, 2], until: 3 }],
      timetable: [{ at: 1, kind: "news", market: 0, size: 0.1, speed: 2 }],
    }).toSorted(),
    [
      "file.yaml: endings.0.until: unknown key",
      "file.yaml: marketz: unknown key",
      "file.yaml: moves.news.perHours: unknown key",
      "file.yaml: moves.noise: unknown key",
      "file.yaml: timetable.0.speed: unknown key",
    ],
  );
});

Deno.test("values out of range are refused with their path", () => {
  const wrong: readonly (readonly [value: unknown, path: string])[] = [
    [{ markets: 0 }, "markets"],
    [{ markets: 2.5 }, "markets"],
    [{ markets: 20_001 }, "markets"],
    [{ negRisk: 1.2 }, "negRisk"],
    [{ prices: [0.6, 0.4] }, "prices"],
    [{ prices: [0.6] }, "prices"],
    [{ categories: { politics: 0 } }, "categories"],
    [{ categories: { politics: 1, poetry: 1 } }, "categories.poetry"],
    [{ books: {} }, "books"],
    [{ endings: [] }, "endings"],
    [{ messagesPerSecond: "many" }, "messagesPerSecond"],
    [{ messagesPerSecond: NaN }, "messagesPerSecond"],
    [{ volatility: Infinity }, "volatility"],
    [{ moves: { sweep: { size: [0, 0.1] } } }, "moves.sweep.size.0"],
    [{ moves: { news: { reverts: [0, 1] } } }, "moves.news.reverts"],
    [{ moves: 3 }, "moves"],
    [{ timetable: [{ at: 1, kind: "rumour", market: 0, size: 0.1 }] }, "timetable.0.kind"],
    [{ timetable: [{ at: 1, kind: "news", market: 0, size: 0 }] }, "timetable.0.size"],
    [{ timetable: [{ at: 1, kind: "news", market: 60, size: 0.1 }] }, "timetable.0.market"],
    [{ faults: [{ at: -1, fault: "drop" }] }, "faults.0.at"],
    [{ faults: [{ at: 1 }] }, "faults.0.fault"],
    [{ faults: [{ at: 1, fault: "drop", for: "ever" }] }, "faults.0.for"],
    [{ faults: [{ at: 1, fault: "drop", path: { deep: 1 } }] }, "faults.0.path"],
    [{ accounts: { collateral: -1 } }, "accounts.collateral"],
    [{ forecaster: "wizard" }, "forecaster"],
    [{ forecaster: 1 }, "forecaster"],
    [{ extends: "nothing" }, "extends"],
    [{ extends: "toString" }, "extends"],
    ["text", ""],
    [null, ""],
    [[], ""],
  ];
  for (const [value, path] of wrong) {
    const [first = "", ...more] = errors(value);
    assert.deepEqual(more, [], JSON.stringify(value));
    const start = path === "" ? "file.yaml: " : `file.yaml: ${path}: `;
    assert.ok(first.startsWith(start), `${JSON.stringify(value)} gave ${first}`);
  }
});

Deno.test("faults keep their arguments", () => {
  const faults = [{ at: 5, fault: "drop", for: 10, share: 0.5, token: "1" }, { at: 9, fault: "x" }];
  assert.deepEqual(parsed({ faults }).faults, faults);
});

Deno.test("a forecaster is one by name, and a wrong name is answered with those there are", () => {
  assert.equal(parsed({ forecaster: "hedging" }).forecaster, "hedging");
  assert.equal(parsed({}).forecaster, undefined);
  assert.deepEqual(errors({ forecaster: "wizard" }), [
    "file.yaml: forecaster: " +
    "want one of informed, uninformed, overconfident, hedging, injected",
  ]);
});

Deno.test("the faults of the shipped timetable are on the server's menu", () => {
  const { faults } = shipped("faults");
  assert.ok(faults !== undefined && faults.length >= 25);
  const timed = faults.map(({ at, fault, for: seconds, ...rest }) => ({
    ...rest,
    name: fault,
    afterMs: at * 1_000,
    ...(seconds === undefined ? {} : { forMs: seconds * 1_000 }),
  }));
  const read = parseFaults(timed);
  assert.ok(read.ok, read.ok ? "" : read.error.join("\n"));
});

Deno.test("a scenario from a file runs", () => {
  const rig = aWorld(parsed({
    markets: 4,
    timetable: [{ at: 10, kind: "overreaction", market: 3, size: 0.1 }],
  }));
  rig.run(60);
  assert.equal(rig.world.script()[0]?.market, rig.market(3).id);
});
