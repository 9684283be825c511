import assert from "node:assert/strict";
import type { EventResult } from "../../src/core/simulate/search/events.ts";
import { assess } from "../../src/core/simulate/backtest/assess.ts";
import { judge } from "../../src/core/simulate/search/judge.ts";
import { Moments, planOf } from "../../src/core/simulate/search/plan.ts";
import type { SearchTrial } from "../../src/core/simulate/search/trial.ts";
import type { Report } from "../../src/report/report.ts";
import {
  searchPictures,
  searchSections,
  type SearchView,
} from "../../src/report/simulate_search.ts";
import { aTrial } from "../support/search_world.ts";

const NOON = Date.UTC(2026, 5, 1, 12);

function evenly() {
  const moments = new Moments();
  for (let i = 0; i < 1_000; i++) moments.add(NOON + i * 1_000);
  return planOf(moments, { folds: 2, testShare: 0.25, blocks: 4 });
}

const plan = evenly();

/** Events one after another, of which every third loses. */
function events(gain: number): readonly EventResult[] {
  return Array.from({ length: 70 }, (_, i) => {
    const from = NOON + i * 10_000;
    const net = i % 3 === 0 ? -1_000_000 : gain;
    return { group: `g${i}`, from, to: from + 500, trades: 1, stake: 2_000_000, net };
  });
}

function viewOf(trials: readonly SearchTrial[], change: Partial<SearchView> = {}): SearchView {
  const judged = judge({ trials, registered: trials, plan, embargoMs: 5_000, seed: 1 });
  return {
    judged,
    plan,
    embargoMs: 5_000,
    verdict: "insufficient",
    chosen: "--set a=1",
    asked: trials.length,
    locked: null,
    opened: 0,
    seen: 0,
    notes: ["Source: made up."],
    ...change,
  };
}

function stat(sections: readonly Report[], section: string, key: string): unknown {
  const found = sections.find(({ name }) => name === section);
  assert.ok(found?.shape === "stats");
  return found.stats.find((one) => one.key === key)?.value;
}

Deno.test("the table has the best first, and invalid configurations without a figure", () => {
  const bad = aTrial(3, [], plan);
  const invalid = { ...bad, search: { ...bad.search, invalid: "a is not b" } };
  const trials = [invalid, aTrial(1, events(400_000), plan), aTrial(2, events(600_000), plan)];
  const sections = searchSections(viewOf(trials));
  const table = sections.find(({ name }) => name === "trials");
  assert.ok(table?.shape === "table");
  assert.deepEqual(table.rows.map(([set]) => set), ["2", "1", "3"]);
  // By values alone: as many keys as a search has do not fit into a line.
  assert.equal(table.notes?.[0], "A configuration is named by its values of id.");
  const keys = table.columns.map(({ key }) => key);
  const last = Object.fromEntries(keys.map((key, i) => [key, table.rows[2]?.[i]]));
  assert.deepEqual([last["net"], last["perDollar"], last["note"]], [
    null,
    null,
    "invalid: a is not b",
  ]);
  const [first] = table.rows;
  const { perDollar, low, high } = Object.fromEntries(keys.map((key, i) => [key, first?.[i]]));
  assert.ok(Number(low) <= Number(perDollar) && Number(perDollar) <= Number(high));
  assert.match(String(stat(sections, "verdict", "here")), /^3: 1 invalid, 0 of 3 /);
});

Deno.test("the walk adds up to the last micro-dollar", () => {
  const trials = [aTrial(1, events(400_000), plan), aTrial(2, events(600_000), plan)];
  const view = viewOf(trials);
  const walk = searchSections(view).find(({ name }) => name === "walk");
  assert.ok(walk?.shape === "table");
  const net = walk.columns.findIndex(({ key }) => key === "net");
  const sum = walk.rows.reduce((total, row) => total + Number(row[net]), 0);
  assert.equal(walk.totals?.[net], sum);
  assert.equal(sum, view.judged.walk.net);
});

Deno.test("the locked set says whether it was opened, and by how many it was read", () => {
  const trials = [aTrial(1, events(400_000), plan)];
  const locked = (change: Partial<SearchView>) =>
    String(stat(searchSections(viewOf(trials, change)), "verdict", "locked"));
  assert.equal(locked({}), "locked from 2026-06-01T12:12:30Z; never opened");
  assert.match(locked({ seen: 3 }), /never opened, and read by 3 other trials$/);
  const { assessment } = viewOf(trials).judged.rows[0] ?? assert.fail();
  const opened = { assessment, verdict: "insufficient", leftOut: 2, looked: 1 };
  const view = viewOf(trials, { locked: opened, opened: 2, seen: 2 });
  const sections = searchSections(view);
  assert.equal(
    stat(sections, "verdict", "locked"),
    "from 2026-06-01T12:12:30Z: insufficient; opened 2 times",
  );
  assert.equal(stat(sections, "locked", "leftOut"), 2);
  // The verdict is the locked set's then, and so is its reason.
  const nothing = { ...opened, assessment: assess([], { trials: 1, variance: 0 }, 1) };
  assert.match(
    String(stat(searchSections(viewOf(trials, { locked: nothing })), "verdict", "because")),
    /^in the locked set, which decides: 0 trades in 0 events; .* are wanted; before it: /,
  );
  assert.match(locked({ plan: { ...plan, testFrom: null } }), /^there is none$/);
});

Deno.test("pictures count every configuration and every way to halve the time", () => {
  const trials = [1, 2, 3].map((id) => aTrial(id, events(id * 200_000), plan));
  const { judged } = viewOf(trials);
  const counted = searchPictures(judged).map((picture) => {
    assert.ok(picture.kind === "histogram");
    return picture.bins.reduce((sum, { value }) => sum + value, 0);
  });
  // Four blocks can be halved in six ways.
  assert.deepEqual(counted, [3, 6]);
  assert.deepEqual(searchPictures(viewOf([]).judged), []);
});

Deno.test("a search that traded nothing says so and breaks nowhere", () => {
  const sections = searchSections(viewOf([aTrial(1, [], plan)], { chosen: null }));
  assert.equal(stat(sections, "verdict", "chosen"), "none traded");
  assert.equal(
    stat(sections, "verdict", "because"),
    "no configuration closed a trade out of sample",
  );
});
