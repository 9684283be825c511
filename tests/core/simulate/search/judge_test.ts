import assert from "node:assert/strict";
import { rng } from "../../../../src/core/math/rng.ts";
import type { EventResult } from "../../../../src/core/simulate/search/events.ts";
import { judge, type Judged } from "../../../../src/core/simulate/search/judge.ts";
import { Moments, planOf } from "../../../../src/core/simulate/search/plan.ts";
import { aTrial } from "../../../support/search_world.ts";

const SPAN = 100_000;

function evenly() {
  const moments = new Moments();
  for (let at = 0; at < SPAN; at++) moments.add(at);
  return planOf(moments, { folds: 4, testShare: 0.25, blocks: 10 });
}

const plan = evenly();

/**
 * Events at fair odds: a share at a price between 0.3 and 0.7 that pays with chance price + edge. A
 * configuration takes each event or not, so that configurations differ and yet have much in common.
 */
function tries(seed: number, { configurations, events, edge }: {
  readonly configurations: number;
  readonly events: number;
  readonly edge: number;
}) {
  const { next } = rng(seed * 7_919);
  const world = Array.from({ length: events }, (_, i) => {
    const from = Math.floor((i / events) * SPAN * 0.75);
    const price = 0.3 + 0.4 * next();
    const net = next() < price + edge ? (1 - price) / price : -1;
    return { group: `g${i}`, from, to: from + 50, trades: 1, stake: 1e6, net: net * 1e6 };
  });
  return Array.from({ length: configurations }, (_, id) => {
    const own: EventResult[] = world.filter(() => next() < 0.6);
    return aTrial(id, own, plan);
  });
}

function judged(seed: number, world: Parameters<typeof tries>[1]): Judged {
  const trials = tries(seed, world);
  return judge({ trials, registered: trials, plan, embargoMs: 100, seed, assessed: 1 });
}

Deno.test("without an edge and without costs at most one search in twenty says better", () => {
  const runs = 100;
  const world = { configurations: 12, events: 150, edge: 0 };
  const said = Array.from({ length: runs }, (_, i) => judged(i + 1, world).verdict);
  const better = said.filter((verdict) => verdict === "better").length;
  assert.ok(better <= 0.05 * runs, `${better} of ${runs}`);
  // What is said instead is that nothing can be told.
  assert.ok(said.filter((verdict) => verdict === "unclear").length >= 0.9 * runs, said.join(" "));
});

Deno.test("one configuration that is tried alone is held to the same", () => {
  const runs = 100;
  const world = { configurations: 1, events: 150, edge: 0 };
  const said = Array.from({ length: runs }, (_, i) => judged(i + 1, world).verdict);
  const better = said.filter((verdict) => verdict === "better").length;
  assert.ok(better <= 0.05 * runs, `${better} of ${runs}`);
});

Deno.test("an edge that is large enough is found all the same", () => {
  const world = { configurations: 6, events: 400, edge: 0.15 };
  for (let seed = 1; seed <= 5; seed++) assert.equal(judged(seed, world).verdict, "better");
});

Deno.test("the best out of sample leads, invalid ones come last, and the order given says nothing", () => {
  const trials = tries(3, { configurations: 5, events: 100, edge: 0 });
  const nothing = aTrial(8, [], plan);
  const bad = aTrial(9, [], plan);
  const invalid = { ...bad, search: { ...bad.search, invalid: "it may not be" } };
  const all = [invalid, nothing, ...trials];
  const one = judge({ trials: all, registered: all, plan, embargoMs: 100, seed: 1 });
  const ends = one.rows.slice(0, 5).map(({ assessment: { perDollar } }) => {
    return perDollar.interval?.low ?? NaN;
  });
  assert.deepEqual(ends, ends.toSorted((a, b) => b - a));
  assert.deepEqual(one.rows.slice(5).map(({ trial }) => trial.search.set), [["id=8"], ["id=9"]]);
  assert.equal(one.chosen, one.rows[0]);
  // Invalid ones were asked for too: the number of tries is that of the registry.
  assert.equal(one.searched.trials, 7);
  const other = judge({
    trials: all.toReversed(),
    registered: all,
    plan,
    embargoMs: 100,
    seed: 1,
  });
  assert.deepEqual(other.rows, one.rows);
});

/** Events one after the other from the first price on, in turn above and below `mean` a dollar. */
function steady(name: string, count: number, mean: number): readonly EventResult[] {
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i / count) * SPAN * 0.75);
    const net = Math.round((mean + (i % 2 === 0 ? 0.2 : -0.2)) * 1e6);
    return { group: `${name}${i}`, from, to: from + 50, trades: 2, stake: 1e6, net };
  });
}

Deno.test("one lucky trade stands before nothing that was traded often enough to be judged", () => {
  const often = aTrial(1, steady("o", 200, 0.065), plan);
  const [at = 0] = plan.foldCuts;
  const event = { group: "l", from: at + 10, to: at + 60, trades: 1, stake: 1e6, net: 5e5 };
  const lucky = aTrial(2, [{ ...event, group: "before", from: 10, to: 60 }, event], plan);
  // The highest of those with enough trades, and the least that can be said for it.
  const wild = aTrial(3, steady("w", 40, 0.08), plan);
  const trials = [lucky, wild, often, aTrial(4, [], plan)];
  const { rows, chosen, picks, verdict } = judge({
    trials,
    registered: trials,
    plan,
    embargoMs: 100,
    seed: 1,
  });
  assert.deepEqual(rows.map(({ trial }) => trial.search.set[0]), ["id=1", "id=3", "id=2", "id=4"]);
  const values = rows.slice(0, 3).map(({ assessment }) => assessment.perDollar.value ?? NaN);
  assert.deepEqual(values, values.toSorted((a, b) => a - b));
  assert.equal(chosen?.trial, often);
  assert.equal(verdict, "better");
  assert.ok(picks.every(({ trial }) => trial === often), "the past is chosen from alike");
});

Deno.test("where nothing was traded often enough the highest stands first, and nothing is said", () => {
  const few = [aTrial(1, steady("a", 9, 0.1), plan), aTrial(2, steady("b", 9, 0.3), plan)];
  const { chosen, verdict } = judge({
    trials: few,
    registered: few,
    plan,
    embargoMs: 100,
    seed: 1,
  });
  assert.deepEqual([chosen?.trial.search.set, verdict], [["id=2"], "insufficient"]);
});

Deno.test("choosing by the past sees only what was over, and nothing where nothing was", () => {
  const event = (group: string, from: number, net: number): EventResult => {
    return { group, from, to: from + 50, trades: 1, stake: 1e6, net };
  };
  const [first = 0, second = 0] = plan.foldCuts;
  const good = aTrial(1, [event("a", 100, 5e5), event("b", first + 10, -3e5)], plan);
  const bad = aTrial(2, [event("c", 200, -5e5), event("d", second + 10, 9e5)], plan);
  const { picks, walk } = judge({
    trials: [bad, good],
    registered: [bad, good],
    plan,
    embargoMs: 100,
    seed: 1,
  });
  assert.deepEqual(picks[0]?.trial?.search.set, ["id=1"]);
  assert.deepEqual([picks[0]?.train, picks[0]?.test.net], [0.5, -3e5]);
  assert.deepEqual([picks[1]?.trial?.search.set, picks[1]?.train], [["id=1"], 0.1]);
  assert.equal(walk.trades, 1);
  const late = aTrial(3, [event("e", second + 10, 1e5)], plan);
  const alone = judge({ trials: [late], registered: [late], plan, embargoMs: 100, seed: 1 });
  assert.equal(alone.picks[0]?.trial, null);
  assert.equal(alone.overfitting, null);
});

Deno.test("without a trial nothing is chosen and nothing is said", () => {
  const none = judge({ trials: [], registered: [], plan, embargoMs: 0, seed: 1 });
  assert.deepEqual([none.chosen, none.verdict, none.searched.trials], [null, "noTrades", 0]);
});
