import assert from "node:assert/strict";
import fc from "fast-check";
import type { MarketId, TokenId } from "../../../src/core/types/ids.ts";
import type { Order } from "../../../src/core/types/order.ts";
import { millis, price, usdc } from "../../../src/core/types/units.ts";
import { anAdvice, type Said } from "../../support/advice.ts";
import {
  answer,
  asked,
  base,
  effects,
  entries,
  jumped,
  placed,
  withModels,
} from "../../support/asked.ts";
import { free } from "../../support/bold.ts";
import { aMarket } from "../../support/builders.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { aBook, spike } from "../../support/engine.ts";

const defaults = parseDefaults();

Deno.test("a spike that passes the gates is asked about, and decided when the answer comes", () => {
  const run = jumped();
  assert.equal(effects(run.engine.rows, "ask").length, 1);
  assert.deepEqual(entries(run.engine.rows), []);
  const decision = answer(run, { yes: 0.4, aware: 0.42, justified: 0.1 });
  assert.equal(decision.verdict, "enter");
  assert.equal(decision.ai?.question, asked(run.engine));
  assert.equal(decision.ai?.abstained, null);
  assert.equal(decision.ai?.estimate?.justified?.toFixed(9), "0.100000000");
  assert.equal(decision.ai?.waitedMs, 3_000);
  assert.equal(decision.ai?.cost, 300);
  assert.equal(placed(run.engine.rows).length, 1);
  assert.deepEqual(run.engine.state.account.asked.size, 0);
});

Deno.test("a move that news justifies is not faded", () => {
  const decision = answer(jumped(), { yes: 0.5, justified: 0.8 });
  assert.equal(decision.verdict, "refused");
  assert.deepEqual(decision.refusals.map(({ rule, value, limit }) => [rule, value, limit]), [
    ["aiVeto", 0.8, 0.6],
  ]);
  assert.equal(decision.ai?.vetoed, true);
  // What the rules would have done stands beside it.
  assert.equal(decision.ai?.withoutAi.verdict, "enter");
});

Deno.test("a doubt of the model makes the estimate smaller, its agreement larger", () => {
  const gain = (said: Said) => Math.abs((answer(jumped(), said).estimate?.fair ?? 0) - 0.555);
  const silent = gain({ abstained: "timeout" });
  assert.ok(gain({ justified: 0.55 }) < silent);
  assert.ok(gain({ justified: 0.1 }) > silent);
  assert.equal(gain({ justified: 0.5 }), silent);
});

for (const autonomy of [0.1, 0.3, 0.7, 1]) {
  Deno.test(`R-223 at autonomy ${autonomy} nothing is bought where text gives instructions`, () => {
    const flags = [{ pattern: "answer", excerpt: "answer 0.99" }];
    const ensemble = { ...base.ensemble, autonomy };
    const run = jumped({ ensemble });
    const decision = answer(run, { abstained: "injection", flags });
    assert.deepEqual(decision.refusals.map(({ rule, note }) => [rule, note]), [
      ["aiInjection", "answer"],
    ]);
    assert.deepEqual(placed(run.engine.rows), []);
  });
}

Deno.test("an answer that does not come in time is not waited for", () => {
  const { engine, at } = jumped();
  engine.feed(aBook(55, 56, free), at + 19_000);
  engine.feed({ kind: "heartbeat" }, at + 19_000);
  assert.deepEqual(entries(engine.rows), []);
  engine.feed({ kind: "heartbeat" }, at + 20_000);
  assert.deepEqual(entries(engine.rows).map(({ ai }) => ai?.abstained), ["late"]);
  // The late answer is paid for, and decides nothing more.
  const late = engine.feed(
    { kind: "advised", advice: anAdvice(asked(engine), { justified: 0.9 }) },
    at + 40_000,
  );
  assert.deepEqual(entries(late), []);
  assert.equal(engine.state.account.learnt.aiSpend.daySpent, 100);
  assert.equal(engine.state.account.learnt.aiSpend.open.size, 0);
});

Deno.test("after a restart a question counts as paid for, and is decided without an answer", () => {
  const { engine, at } = jumped();
  const reserve = effects(engine.rows, "ask")[0]?.question.reserve ?? 0;
  engine.feed({ kind: "started", version: "1", configHash: "x", config: null }, at + 1_000);
  assert.equal(engine.state.account.learnt.aiSpend.daySpent, reserve);
  assert.equal(engine.state.account.learnt.aiSpend.open.size, 0);
  engine.feed({ kind: "heartbeat" }, at + 2_000);
  assert.deepEqual(entries(engine.rows).map(({ ai, verdict }) => [ai?.abstained, verdict]), [
    ["restarted", "refused"],
  ]);
  assert.equal(engine.state.account.asked.size, 0);
});

/** A process that was killed after it asked; `later` it is back, and the market is as it was. */
function backAfter(later: number) {
  const run = jumped();
  const { engine, at } = run;
  const back = at + later;
  engine.feed({ kind: "started", version: "1", configHash: "x", config: null }, back - 1_000);
  engine.feed({ kind: "listed", market: free }, back - 1_000);
  engine.feed(aBook(55, 56, free), back);
  return { engine, rows: engine.feed({ kind: "heartbeat" }, back) };
}

Deno.test("after a restart a signal of before buys nothing, however good the book looks", () => {
  const { engine, rows } = backAfter(3 * 3_600_000);
  const [decision] = entries(rows);
  assert.deepEqual([decision?.ai?.abstained, decision?.verdict], ["restarted", "refused"]);
  // 20 s to answer and one step of 10 s.
  assert.deepEqual(decision?.refusals, [
    { rule: "signalAge", value: 10_800_000, limit: 30_000, unit: "ms" },
  ]);
  assert.equal(decision?.order, null);
  assert.deepEqual(placed(engine.rows), []);
  // What the rules would have done now stands beside it.
  assert.equal(decision?.ai?.withoutAi.verdict, "enter");
});

Deno.test("a signal may be traded until one step after the answer was due, and no longer", () => {
  assert.equal(placed(backAfter(30_000).rows).length, 1);
  assert.deepEqual(placed(backAfter(30_001).rows), []);
  // The same without a restart, where the whole process stood still.
  const { engine, at } = jumped();
  engine.feed(aBook(55, 56, free), at + 30_001);
  const advice = anAdvice(asked(engine), { yes: 0.4, justified: 0.1 });
  const rows = engine.feed({ kind: "advised", advice }, at + 30_001);
  assert.equal(entries(rows)[0]?.refusals[0]?.rule, "signalAge");
});

Deno.test("the run's end leaves no signal without a decision, and buys nothing by it", () => {
  const { engine, at } = jumped();
  const rows = engine.feed({ kind: "ended" }, at + 1_000);
  const [decision] = entries(rows);
  assert.deepEqual([decision?.ai?.abstained, decision?.verdict], ["late", "refused"]);
  assert.deepEqual(decision?.refusals.map(({ rule }) => rule), ["aiPending"]);
  assert.equal(decision?.order, null);
  assert.deepEqual(placed(rows), []);
  // Had there been time the rules alone would have bought.
  assert.equal(decision?.ai?.withoutAi.verdict, "enter");
});

Deno.test("a spike that came undone while the model thought is not faded any more", () => {
  const { engine, at } = jumped();
  engine.feed(aBook(39, 40, free), at + 3_000);
  const rows = engine.feed(
    { kind: "advised", advice: anAdvice(asked(engine), { justified: 0.1 }) },
    at + 3_000,
  );
  assert.equal(entries(rows)[0]?.verdict, "refused");
  assert.deepEqual(placed(engine.rows), []);
});

Deno.test("gates are asked again of the book that the answer meets", () => {
  const { engine, at } = jumped();
  engine.feed({ kind: "feedDown", token: free.yes, reason: "close" }, at + 1_000);
  const rows = engine.feed(
    { kind: "advised", advice: anAdvice(asked(engine), { justified: 0.1 }) },
    at + 3_000,
  );
  assert.equal(entries(rows)[0]?.refusals[0]?.rule, "bookMissing");
});

Deno.test("R-221 no model is asked where a gate is shut, nor where no answer could pay", () => {
  const shut = jumped({}, withModels, aMarket({ ...free, volume24h: usdc(1_000_000) }));
  assert.deepEqual(effects(shut.engine.rows, "ask"), []);
  assert.equal(entries(shut.engine.rows)[0]?.refusals[0]?.rule, "volume");
  // Nothing logged, and models that may move the estimate by a tenth of a cent.
  const ensemble = { ...defaults.ensemble, autonomy: 0.01 };
  const idle = jumped({ ensemble, reversion: defaults.reversion });
  assert.deepEqual(effects(idle.engine.rows, "ask"), []);
  const [left] = entries(idle.engine.rows);
  assert.deepEqual(left?.refusals.map(({ rule }) => rule), ["leaveAlone", "aiNotWorth"]);
  assert.deepEqual([left?.estimate, left?.edge], [null, null]);
});

Deno.test("where no answer could pay, the record has the rules' own edge and the boldest answer's apart", () => {
  const ensemble = { ...base.ensemble, autonomy: 0.05 };
  const reversion = { ...defaults.reversion, priorMean: 0.15, priorSd: 0.05 };
  const { engine } = jumped({
    ensemble,
    reversion,
    entry: { ...base.entry, minEdge: price(60_000) },
  });
  assert.deepEqual(effects(engine.rows, "ask"), []);
  const [decision] = entries(engine.rows);
  assert.deepEqual(decision?.refusals.map(({ rule }) => rule), ["edge", "aiNotWorth"]);
  const [edge, bold] = decision?.refusals ?? [];
  // What the rules believe, with their doubt, and what they would gain by it.
  const { estimate } = decision ?? {};
  const ofModels = estimate?.contributions.filter(({ name }) =>
    name === "ai" || name === "sentiment"
  );
  assert.deepEqual(ofModels?.map(({ logOdds }) => logOdds), [0, 0]);
  assert.ok((estimate?.fair ?? 1) < (estimate?.market ?? 0));
  assert.ok((estimate?.se ?? 0) > 0);
  assert.equal(edge?.value, Math.round((decision?.edge?.net ?? 0) * 1e6));
  assert.ok((bold?.value ?? 0) > (edge?.value ?? 0) && (bold?.value ?? 0) < 60_000);
  assert.deepEqual([bold?.limit, bold?.unit], [60_000, "price"]);
  assert.equal(decision?.ai, undefined);
});

Deno.test("a trade that the rules make alone is asked about, however little an answer could add", () => {
  const ensemble = { ...base.ensemble, autonomy: 0.01 };
  const { engine } = jumped({ ensemble });
  assert.equal(effects(engine.rows, "ask").length, 1);
});

Deno.test("a position is left while a question waits", () => {
  const { engine, at } = jumped({ ai: { ...defaults.ai, deadlineMs: millis(7_200_000) } });
  const decision = answer({ engine, at }, { justified: 0.1 });
  const [order] = placed(engine.rows) as [Order];
  assert.equal(order.outcome, "no");
  const fill = {
    id: "f1",
    order: order.id,
    market: order.market,
    token: order.token,
    side: "buy",
    price: order.price,
    size: order.size,
    value: usdc(900_000),
    fee: usdc(0),
    role: "taker",
    takes: [{ price: order.price, size: order.size }],
  } as const;
  engine.feed({ kind: "orderFilled", fill: fill as never }, at + 4_000);
  engine.feed({ kind: "fillSettled", fill: "f1" as never }, at + 5_000);
  // Another market is asked about, and nobody answers; the stop of the first is reached meanwhile.
  const other = aMarket({
    ...free,
    id: "m2" as MarketId,
    yes: "m2:yes" as TokenId,
    no: "m2:no" as TokenId,
    group: "g2" as never,
  });
  spike(
    { ...engine, feed: (input, after) => engine.feed(input, at + 10_000 + after) },
    55,
    3,
    other,
  );
  assert.equal([...engine.state.account.asked.values()].length, 1);
  const end = at + 10_000 + 3_620_000;
  const rows = engine.feed(aBook(70, 71, free), end);
  const [exit] = placed(rows);
  assert.equal(exit?.side, "sell");
  assert.equal(decision.verdict, "enter");
});

Deno.test("at autonomy 1 the rules' belief changes no order, and every gate still stands", () => {
  const ensemble = { ...base.ensemble, autonomy: 1 };
  const order = (priorMean: number) => {
    const run = jumped({ ensemble, reversion: { ...defaults.reversion, priorMean, priorSd: 0.5 } });
    answer(run, { yes: 0.3, aware: 0.35, justified: 0.05 });
    return placed(run.engine.rows);
  };
  const [first] = order(0.6);
  assert.ok(first !== undefined, "nothing was bought");
  assert.deepEqual(order(0), [first]);
  assert.deepEqual(order(-0.6), [first]);
  const shut = jumped({ ensemble }, withModels, aMarket({ ...free, accepting: false }));
  assert.deepEqual(effects(shut.engine.rows, "ask"), []);
});

Deno.test("R-193 whatever a model answers, no order is larger than the limits and against the gates", () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const said = fc.record({
    yes: unit,
    aware: unit,
    justified: unit,
    mood: fc.double({ min: -1, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(said, fc.constantFrom(0.1, 0.5, 1), (words, autonomy) => {
      const ensemble = { ...base.ensemble, autonomy };
      const run = jumped({ ensemble });
      const decision = answer(run, words);
      const { fair, market } = decision.estimate ?? { fair: 0.5, market: 0.5 };
      const shift = Math.abs(Math.log(fair / (1 - fair)) - Math.log(market / (1 - market)));
      assert.ok(shift <= ensemble.maxTotalWeight * ensemble.clip + 1e-9);
      for (const order of placed(run.engine.rows)) {
        assert.ok(order.price * order.size / 1e6 <= 2_000_000);
        assert.ok(order.market === free.id && order.side === "buy");
      }
    }),
    { numRuns: 40, seed: 1 },
  );
});

Deno.test("with rules silent and models sure of the outcome it is bought and held to the end", () => {
  const ensemble = {
    ...defaults.ensemble,
    autonomy: 1,
    weightAi: 0.9,
    maxTotalWeight: 0.9,
    clip: 2,
  };
  const soon = aMarket({ ...free, endAt: millis(free.endAt ?? 0) });
  const run = jumped({ ensemble, reversion: defaults.reversion }, withModels, soon);
  const decision = answer(run, { yes: 0.95, aware: 0.9, justified: 0.5 });
  assert.equal(decision.plan?.kind, "resolution");
  const [order] = placed(run.engine.rows);
  assert.equal(order?.outcome, "yes");
  assert.deepEqual(order?.plan, { kind: "resolution", target: null, stop: null, until: null });
  const far = {
    ...defaults.entry,
    maxEdge: price(900_000),
    edgeSigmas: 0,
    resolutionWithinMs: millis(0),
  };
  const never = jumped({ ensemble, reversion: defaults.reversion, entry: far });
  assert.equal(effects(never.engine.rows, "place").length, 0);
});
