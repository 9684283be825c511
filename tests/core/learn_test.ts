// What models spent and showed over sessions in which another arm trades each time.
import assert from "node:assert/strict";
import { foldRow } from "../../src/core/fold_row.ts";
import { openEngine } from "../../src/core/step.ts";
import type { Arms } from "../../src/core/types/advice.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import type { ArmEffect, LedgerRow } from "../../src/core/types/effect.ts";
import type { MarketId, TokenId } from "../../src/core/types/ids.ts";
import type { Market } from "../../src/core/types/market.ts";
import { usdc } from "../../src/core/types/units.ts";
import { anAdvice } from "../support/advice.ts";
import { bold, free } from "../support/bold.ts";
import { aMarket } from "../support/builders.ts";
import { aBook, type HandFed, handFed, spike } from "../support/engine.ts";

const measuring: Arms = { trading: "noAi", shadows: ["ai", "random"] };
const rulesOnly: Arms = { trading: "noAi", shadows: ["random"] };
const trading: Arms = { trading: "ai", shadows: ["noAi", "random"] };
const base = bold({ autonomy: 0.3 });
const HOURS = 2 * 3_600_000;
const worst = 7_104;

function named(name: string): Market {
  return aMarket({
    ...free,
    id: name as MarketId,
    yes: `${name}:yes` as TokenId,
    no: `${name}:no` as TokenId,
    slug: name,
  });
}

/** Effects of every account. */
function effects<K extends ArmEffect["kind"]>(rows: readonly LedgerRow[], kind: K) {
  return rows.flatMap(({ body }) => {
    const effect = body.kind === "shadow" ? body.effect : body;
    return effect.kind === kind ? [effect as Extract<ArmEffect, { kind: K }>] : [];
  });
}

/** The next session over the rows of those before it; its clock goes on `n` times two hours later. */
function session(n: number, arms: Arms, before: readonly LedgerRow[], config: EngineConfig) {
  const engine = handFed(config, 1, arms);
  for (const row of before) {
    foldRow(engine.state, row);
    engine.state.lastSeq = row.seq;
  }
  const next: HandFed = { ...engine, feed: (input, at) => engine.feed(input, at + n * HOURS) };
  next.feed({ kind: "started", version: "t", configHash: "h", config: null }, 0);
  return next;
}

/** Every session sees a market of its own jump; `answered` of them are. */
function lived(all: readonly Arms[], config: EngineConfig, answered = all.length) {
  let rows: readonly LedgerRow[] = [];
  return all.map((arms, n) => {
    const engine = session(n, arms, rows, config);
    const at = spike(engine, 55, 1, named(`s${n}`));
    const [ask] = effects(engine.rows, "ask");
    if (ask !== undefined && n < answered) {
      const advice = anAdvice(ask.question.id, { yes: 0.4, aware: 0.4, justified: 0.1 });
      engine.feed({ kind: "advised", advice }, at + 1_000);
    }
    rows = [...rows, ...engine.rows];
    return { engine, rows };
  });
}

const orders: readonly (readonly [string, readonly Arms[]])[] = [
  ["no_ai, then ai", [measuring, trading]],
  ["ai, then no_ai", [trading, measuring]],
  ["ai, --no-ai, ai", [trading, rulesOnly, trading]],
  ["no_ai, --no-ai, ai", [measuring, rulesOnly, trading]],
];

for (const [name, all] of orders) {
  Deno.test(`no change of the arm frees a budget that is spent: ${name}`, () => {
    const budget = usdc(worst + 100);
    const config = { ...base, ai: { ...base.ai, budgetDay: budget, budgetMonth: budget } };
    const sessions = lived(all, config);
    const questions = effects(sessions.at(-1)?.rows ?? [], "ask");
    assert.equal(questions.length, 1, "one question was to be paid, and was");
    const last = effects(sessions.at(-1)?.engine.rows ?? [], "record")
      .flatMap(({ decision }) => decision.kind === "entry" ? [decision.ai?.abstained] : []);
    // A refused entry of an account beside the real one leaves no row.
    if (all.at(-1)?.trading === "ai") assert.ok(last.includes("budget"), last.join());
  });
}

Deno.test("a question that nobody answered is paid for in the next session, whichever arm asked", () => {
  const [, second] = lived([measuring, trading], base, 0);
  const { aiSpend } = second?.engine.state.account.learnt ?? assert.fail();
  assert.equal(aiSpend.daySpent, worst);
  // The new session's own is open.
  assert.equal(aiSpend.open.size, 1);
});

Deno.test("forecasts of the arm beside are scored for the one that trades later", () => {
  const [, second] = lived([measuring, trading], base, 1);
  const { engine } = second ?? assert.fail();
  engine.feed({ kind: "resolved", market: "s0" as MarketId, winner: "no" }, 4 * HOURS);
  const { aiSkill } = engine.state.account.learnt;
  assert.deepEqual(aiSkill.outcome.scored.map(({ y }) => y), [0]);
  for (const { account } of engine.state.shadows) {
    assert.equal(account.learnt, engine.state.account.learnt);
  }
});

Deno.test("where the arms change the accounts beside begin anew, with what the real one is worth", () => {
  const [first, second, third] = lived([trading, trading, measuring], base);
  const state = (of: typeof first) => of?.engine.state ?? assert.fail();
  const random = (of: typeof first) =>
    state(of).shadows.find(({ arm }) => arm === "random")?.account;
  assert.equal(random(first)?.orders.size, 1);
  assert.equal(random(second)?.orders.size, 2, "the same arms go on");
  assert.equal(random(third)?.orders.size, 1);
  assert.equal(random(third)?.cash, state(third).account.risk.equity);
});

Deno.test("a person's halt holds for accounts that begin anew", () => {
  const engine = session(0, trading, [], base);
  engine.feed({ kind: "haltRequested", by: "cli", reason: "x", command: "c1" }, 0);
  const next = session(1, measuring, engine.rows, base);
  for (const { account: { risk } } of next.state.shadows) {
    assert.deepEqual(risk.halts, next.state.account.risk.halts);
    assert.equal(risk.halts.length, 1);
  }
});

Deno.test("accounts folded over sessions are those the last session has, learnt things and all", () => {
  for (const [, all] of orders) {
    const sessions = lived(all, base);
    const { engine, rows } = sessions.at(-1) ?? assert.fail();
    const again = openEngine(base, 1, all.at(-1));
    for (const row of rows) foldRow(again, row);
    assert.deepEqual(again.account, engine.state.account);
    const accounts = ({ shadows }: typeof again) => shadows.map(({ account }) => account);
    assert.deepEqual(accounts(again), accounts(engine.state));
  }
});

Deno.test("a spike is one for all accounts: no forecast waits for a measure that never comes", () => {
  // The first jump is in a market too small to trade, and the account beside says nothing of it.
  const engine = handFed(base, 1, measuring);
  const market = named("twice");
  const at = spike(engine, 55, 1, { ...market, volume24h: usdc(1_000_000) });
  assert.deepEqual(effects(engine.rows, "ask"), []);
  const [first] = engine.state.account.learnt.spikes;
  engine.feed({ kind: "listed", market }, at);
  let now = at as number;
  const beat = (bid: number) => {
    now += 10_000;
    engine.feed(aBook(bid, bid + 1, market), now);
    engine.feed({ kind: "heartbeat" }, now);
  };
  for (let i = 0; i < 200; i++) beat(55 + (i % 40 === 0 ? 1 : 0));
  beat(75);
  const [ask] = effects(engine.rows, "ask");
  if (ask === undefined) return assert.fail("the second jump was not asked about");
  // It is asked about while the first is measured: together they are one observation.
  assert.equal(ask.spike, null);
  const advice = anAdvice(ask.question.id, { yes: 0.5, justified: 0.2 });
  engine.feed({ kind: "advised", advice }, now + 1_000);
  for (let i = 0; i < 400; i++) beat(75);
  const measures = effects(engine.rows, "measure").filter(({ spike: { dueAt } }) =>
    dueAt === first?.dueAt
  );
  assert.equal(measures.length, 1);
  const { forecasts } = engine.state.account.learnt;
  assert.deepEqual(forecasts.map(({ measuredAt }) => measuredAt), [null]);
});
