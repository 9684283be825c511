import assert from "node:assert/strict";
import fc from "fast-check";
import type { Arms } from "../../../src/core/types/advice.ts";
import type { EngineConfig } from "../../../src/core/types/config.ts";
import type { Effect, EntryDecision, LedgerRow } from "../../../src/core/types/effect.ts";
import type { MarketId, QuestionId, TokenId } from "../../../src/core/types/ids.ts";
import type { Order } from "../../../src/core/types/order.ts";
import { millis, price, usdc } from "../../../src/core/types/units.ts";
import { anAdvice, type Said } from "../../support/advice.ts";
import { bold, free } from "../../support/bold.ts";
import { aMarket } from "../../support/builders.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { aBook, type HandFed, handFed, spike } from "../../support/engine.ts";

const defaults = parseDefaults();
const base = bold({ autonomy: 0.3 });
const withModels: Arms = { trading: "ai", shadows: [] };

/** An engine that has just seen YES jump from 40 to 55 cents. */
function jumped(change: Partial<EngineConfig> = {}, arms = withModels, market = free) {
  const engine = handFed({ ...base, ...change }, 1, arms);
  const at = spike(engine, 55, 1, market);
  return { engine, at };
}

function effects<K extends Effect["kind"]>(rows: readonly LedgerRow[], kind: K) {
  return rows.flatMap(({ body }) =>
    body.kind === kind ? [body as Extract<Effect, { kind: K }>] : []
  );
}

function entries(rows: readonly LedgerRow[]): readonly EntryDecision[] {
  return effects(rows, "record").flatMap(({ decision }) =>
    decision.kind === "entry" ? [decision] : []
  );
}

/** The same of the accounts beside the real one. */
function entriesBeside(rows: readonly LedgerRow[]): readonly EntryDecision[] {
  return effects(rows, "shadow").flatMap(({ effect }) =>
    effect.kind === "record" && effect.decision.kind === "entry" ? [effect.decision] : []
  );
}

function asked(engine: HandFed): QuestionId {
  const [ask] = effects(engine.rows, "ask");
  if (ask === undefined) return assert.fail("nothing was asked");
  return ask.question.id;
}

/** Answers three seconds after the spike, the book as it was. */
function answer({ engine, at }: ReturnType<typeof jumped>, said: Said): EntryDecision {
  engine.feed(aBook(55, 56, free), at + 3_000);
  const rows = engine.feed(
    { kind: "advised", advice: anAdvice(asked(engine), said) },
    at + 3_000,
  );
  const [decision] = entries(rows);
  if (decision === undefined) return assert.fail("nothing was decided");
  return decision;
}

function placed(rows: readonly LedgerRow[]): readonly Order[] {
  return effects(rows, "place").map(({ order }) => order);
}

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

Deno.test("R-210 with the budget used up the rules go on alone, and say so", () => {
  const ai = { ...defaults.ai, budgetDay: usdc(1), budgetMonth: usdc(1) };
  const { engine } = jumped({ ai });
  assert.deepEqual(effects(engine.rows, "ask"), []);
  const [decision] = entries(engine.rows);
  assert.equal(decision?.ai?.abstained, "budget");
  assert.equal(decision?.verdict, "enter");
});

Deno.test("a refusal of the measured arm is recorded where the budget is used up, and only there", () => {
  const arms: Arms = { trading: "noAi", shadows: ["ai"] };
  const ai = { ...defaults.ai, budgetDay: usdc(1), budgetMonth: usdc(1) };
  // The rules have nothing to say: without an opinion nothing is bought.
  const { engine } = jumped({ ai, reversion: defaults.reversion }, arms);
  const beside = entriesBeside(engine.rows);
  assert.deepEqual(beside.map(({ verdict, ai }) => [verdict, ai?.question, ai?.abstained]), [
    ["refused", null, "budget"],
  ]);
  assert.deepEqual(effects(engine.rows, "ask"), []);
  // Nothing that models could have changed: the trading account's row is enough.
  const shut = jumped({ ai }, arms, aMarket({ ...free, volume24h: usdc(1_000_000) }));
  assert.equal(entries(shut.engine.rows).length, 1);
  assert.deepEqual(entriesBeside(shut.engine.rows), []);
});

Deno.test("R-220 fifty spikes at once against a budget for ten questions ask ten", () => {
  const reserve = 7_104;
  const budget = usdc(10 * reserve);
  const ai = { ...defaults.ai, budgetDay: budget, budgetMonth: budget };
  const engine = handFed({ ...base, ai }, 1, withModels);
  const markets = Array.from({ length: 50 }, (_, i) =>
    aMarket({
      ...free,
      id: `m${i}` as MarketId,
      yes: `m${i}:yes` as TokenId,
      no: `m${i}:no` as TokenId,
      slug: `m${i}`,
    }));
  for (const market of markets) engine.feed({ kind: "listed", market }, 0);
  for (let step = 1; step <= 363; step++) {
    const at = step * 10_000;
    const bid = step > 360 ? 55 : 40 + (step % 40 === 1 ? 1 : 0);
    for (const market of markets) engine.feed(aBook(bid, bid + 1, market), at);
    engine.feed({ kind: "heartbeat" }, at);
  }
  const questions = effects(engine.rows, "ask").map(({ question }) => question);
  assert.deepEqual(questions.map((question) => question.reserve), Array(10).fill(reserve));
  const without = entries(engine.rows).filter(({ ai }) => ai?.abstained === "budget");
  assert.equal(without.length, 40);
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

Deno.test("a trade must bring three times what its answers cost", () => {
  const decision = answer(jumped(), { yes: 0.4, justified: 0.1, cost: 60_000 });
  const [refusal] = decision.refusals;
  assert.equal(refusal?.rule, "aiCost");
  assert.equal(refusal?.limit, 3 * 120_000);
  assert.equal(answer(jumped(), { yes: 0.4, justified: 0.1 }).verdict, "enter");
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
