import assert from "node:assert/strict";
import { enter } from "../../../src/core/entry/enter.ts";
import { believe } from "../../../src/core/entry/belief.ts";
import type { Candidate } from "../../../src/core/detect/registry.ts";
import { Outbox } from "../../../src/core/outbox.ts";
import { posterior } from "../../../src/core/signal/reversion.ts";
import { openEngine } from "../../../src/core/step.ts";
import type { Account, PendingSpike } from "../../../src/core/types/account.ts";
import type { EngineConfig } from "../../../src/core/types/config.ts";
import type { EntryDecision, LedgerRow } from "../../../src/core/types/effect.ts";
import type { Signal } from "../../../src/core/types/signal.ts";
import type { MarketState } from "../../../src/core/types/state.ts";
import {
  type Millis,
  millis,
  price,
  probability,
  type Seq,
  shares,
  usdc,
} from "../../../src/core/types/units.ts";
import { aMarket, anOrder, NOON } from "../../support/builders.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { near } from "../../support/near.ts";
import { aHalt, aMarketState, aView, having, loose, withRisk } from "../risk/view.ts";

const defaults = parseDefaults();

/** Believes that most of a spike is undone, and simulates little. */
const believer: EngineConfig = {
  ...defaults,
  risk: { ...loose, maxPositionSize: usdc(2_000_000) },
  reversion: { ...defaults.reversion, priorMean: 0.6, priorSd: 0.5 },
  ensemble: { ...defaults.ensemble, autonomy: 0, maxTotalWeight: 0.6, weightMeanReversion: 0.6 },
  entry: { ...defaults.entry, maxEdge: price(900_000), edgeSigmas: 0 },
  sizing: {
    ...defaults.sizing,
    monteCarloRuns: 50,
    monteCarloTrades: 20,
    maxRuinProbability: 1,
    maxDayLossProbability: 1,
  },
};

/** YES fell from .60 to .40 and all three price layers saw it. */
const fall: Candidate = {
  direction: -1,
  agreeing: 3,
  mid: probability(0.4),
  anchor: probability(0.6),
};

interface Case {
  readonly market?: MarketState;
  readonly account?: Account;
  readonly config?: EngineConfig;
  readonly candidate?: Partial<Candidate>;
  readonly at?: Millis;
  readonly seed?: number;
}

function decided(one: Case = {}): { decision: EntryDecision; rows: readonly LedgerRow[] } {
  const market = one.market ?? aMarketState();
  const state = openEngine(one.config ?? believer, one.seed ?? 1);
  state.markets.set(market.market.id, market);
  if (one.account !== undefined) state.account = one.account;
  const at = one.at ?? NOON;
  const out = new Outbox(state, { kind: "heartbeat", seq: 7 as Seq, at });
  enter(state, { state: market, candidate: { ...fall, ...one.candidate } }, at, out);
  const records = out.rows.flatMap(({ body }) => body.kind === "record" ? [body.decision] : []);
  const [decision] = records;
  assert.equal(records.length, 1, "R-202 one decision a spike");
  assert.ok(decision?.kind === "entry");
  return { decision, rows: out.rows };
}

function rulesOf(one: Case): string[] {
  return decided(one).decision.refusals.map(({ rule }) => rule);
}

Deno.test("a spike worth its costs is a record and then its order, which name each other", () => {
  const { decision, rows } = decided();
  assert.deepStrictEqual(rows.map(({ n, body }) => [n, body.kind]), [[1, "record"], [2, "place"]]);
  const order = rows[1]?.body.kind === "place" ? rows[1].body.order : assert.fail();
  assert.deepStrictEqual([decision.id, decision.order], ["7.1", "7.2"]);
  assert.deepStrictEqual([order.id, order.decision], ["7.2", "7.1"]);
  assert.deepStrictEqual([decision.verdict, decision.refusals], ["enter", []]);
  const passed = decision.passed?.map(({ rule }) => rule) ?? [];
  assert.deepStrictEqual(passed, [
    ...["bookAge", "spread", "entryDepth", "exitDepth", "volume", "exitMinimum", "timeLeft"],
    ...["offGrid", "venueMinimum", "breaker", "rejections", "dailyLoss", "lossBudget", "drawdown"],
    ...["capitalFloor", "positionSize", "cash", "marketExposure", "groupExposure"],
    ...["openPositions", "orderRate"],
  ]);
  assert.equal(decision.slug, "will-it");
  assert.ok(decision.estimate !== null && decision.edge !== null && decision.sizing !== null);
});

Deno.test("a fall is faded by YES and followed by NO, a rise the other way round", () => {
  const bought = (direction: 1 | -1, priorMean: number) => {
    const config = { ...believer, reversion: { ...believer.reversion, priorMean } };
    const anchor = probability(direction === -1 ? 0.6 : 0.2);
    return decided({ config, candidate: { direction, anchor } }).decision.token;
  };
  const { yes, no } = aMarket();
  assert.equal(bought(-1, 0.6), yes);
  assert.equal(bought(1, 0.6), no);
  assert.equal(bought(-1, -0.6), no);
  assert.equal(bought(1, -0.6), yes);
});

Deno.test("R-202 whatever speaks against it, there is one decision and no order", () => {
  const cases: readonly (readonly [string, Case])[] = [
    ["feeUnknown", { market: aMarketState({ fee: null }) }],
    ["category", { market: aMarketState({ category: "sports-live" }) }],
    ["priceRange", { candidate: { mid: probability(0.04) } }],
    ["confidence", { candidate: { agreeing: 0 } }],
    ["volume", { market: aMarketState({ volume24h: usdc(1) }) }],
    ["timeLeft", { market: aMarketState({ endAt: NOON }) }],
    ["notAccepting", { market: aMarketState({ accepting: false }) }],
    ["bookAge", { at: millis(NOON + 5_001) }],
    ["feedDown", { market: aMarketState({}, { up: false }) }],
    ["halted", { account: withRisk({ halts: [aHalt("halted")] }) }],
    ["reducing", { account: withRisk({ halts: [aHalt("reducing")] }) }],
    ["breaker", { account: withRisk({ breakerUntil: millis(NOON + 1) }) }],
    ["marketBusy", { account: having([anOrder()], "settled") }],
    ["marketBusy", { account: having([anOrder()], "live") }],
    ["leaveAlone", { config: { ...believer, reversion: defaults.reversion } }],
    ["edge", { config: withEntry({ minEdge: price(800_000) }) }],
    ["edgeCeiling", { config: withEntry({ maxEdge: price(1_000) }) }],
    ["positionSize", { config: { ...believer, risk: { ...loose, maxPositionSize: usdc(1) } } }],
    ["exitMinimum", { config: withStop({ stopFraction: 3 }) }],
  ];
  for (const [rule, one] of cases) {
    const { decision, rows } = decided(one);
    assert.equal(decision.verdict, "refused", rule);
    assert.ok(rulesOf(one).includes(rule), `${rule} is not in ${rulesOf(one)}`);
    assert.equal(decision.order, null);
    assert.deepStrictEqual(rows.map(({ body }) => body.kind), ["record"]);
  }
});

function withEntry(entry: Partial<EngineConfig["entry"]>): EngineConfig {
  return { ...believer, entry: { ...believer.entry, ...entry } };
}

function withStop(exit: Partial<EngineConfig["exit"]>): EngineConfig {
  return { ...believer, exit: { ...believer.exit, ...exit } };
}

Deno.test("a reason is named once, though gate and guard both ask it", () => {
  const rules = rulesOf({ at: millis(NOON + 5_001) });
  assert.deepStrictEqual(rules, [...new Set(rules)]);
  assert.equal(rules.filter((rule) => rule === "bookAge").length, 1);
});

Deno.test("what was reached before the refusal is on record, what was not is null", () => {
  const early = decided({ market: aMarketState({ fee: null }) }).decision;
  assert.deepStrictEqual([early.estimate, early.edge, early.plan, early.sizing], [
    null,
    null,
    null,
    null,
  ]);
  const edge = decided({ config: withEntry({ minEdge: price(800_000) }) }).decision;
  assert.ok(edge.estimate !== null && edge.edge !== null);
  assert.deepStrictEqual([edge.plan, edge.sizing], [null, null]);
  const stuck = decided({ config: withStop({ stopFraction: 3 }) }).decision;
  assert.ok(stuck.plan !== null && stuck.sizing !== null);
});

Deno.test("R-181 the confidence asked for is enough", () => {
  const config = (minConfidence: number) => ({
    ...believer,
    detection: { ...believer.detection, minConfidence },
  });
  // Two price layers and liquidity are three of four.
  assert.deepStrictEqual(rulesOf({ candidate: { agreeing: 2 }, config: config(0.75) }), []);
  const refused = decided({ candidate: { agreeing: 2 }, config: config(0.76) }).decision;
  assert.deepStrictEqual(refused.refusals, [
    { rule: "confidence", value: 0.75, limit: 0.76, unit: "ratio" },
  ]);
});

Deno.test("a spike is logged whether or not it is traded, and one at a time", () => {
  const expected: PendingSpike = {
    market: aMarket().id,
    category: "politics",
    direction: -1,
    mid: probability(0.4),
    anchor: probability(0.6),
    dueAt: millis(NOON + 3_600_000),
  };
  assert.deepStrictEqual(decided().decision.spike, expected);
  assert.deepStrictEqual(decided({ market: aMarketState({ fee: null }) }).decision.spike, expected);
  const pending = (spike: PendingSpike) => {
    const account = withRisk({});
    return { ...account, learnt: { ...account.learnt, spikes: [spike] } };
  };
  const earlier = { ...expected, dueAt: millis(expected.dueAt - 1) };
  assert.equal(decided({ account: pending(earlier) }).decision.spike, null);
  const other = pending({ ...earlier, market: "m2" as never });
  assert.deepStrictEqual(decided({ account: other }).decision.spike, expected);
  // Logged at the same moment it is the same spike, of whichever account.
  assert.deepStrictEqual(decided({ account: pending(expected) }).decision.spike, expected);
});

Deno.test("the logged direction is that of the move from the anchor, whatever the layers say", () => {
  const { spike } = decided({ candidate: { direction: 1 } }).decision;
  assert.equal(spike?.direction, -1);
  assert.equal(decided({ candidate: { anchor: probability(0.4) } }).decision.spike, null);
});

Deno.test("R-257 the same decision of the same run is the same; another seed may size it otherwise", () => {
  assert.deepStrictEqual(decided().rows, decided().rows);
  const { decision } = decided({ seed: 2 });
  assert.deepStrictEqual(decision.signal, decided().decision.signal);
  assert.deepStrictEqual(decision.estimate, decided().decision.estimate);
});

/** What is believed of a fall or rise to .40 from `anchor`. */
function belief(anchor: number, priorMean: number, outcome: "yes" | "no") {
  const config = { ...believer, reversion: { ...believer.reversion, priorMean } };
  const view = aView({ config, market: aMarketState({ depthAssumed: true }) });
  const signal = { mid: probability(0.4), anchor: probability(anchor) } as Signal;
  const quote = outcome === "yes" ? { bid: 390_000, ask: 410_000 } : { bid: 590_000, ask: 610_000 };
  const learnt = posterior("politics", undefined, config.reversion);
  return believe({ view, signal, posterior: learnt, outcome, quote });
}

Deno.test("the fair value moves from the mid to the anchor by the share that is undone", () => {
  const logit = (p: number) => Math.log(p / (1 - p));
  const { fair, mid, estimate } = belief(0.55, 0.5, "yes");
  assert.equal(mid, 0.4);
  near(logit(fair), 0.5 * logit(0.4) + 0.5 * logit(0.55), 1e-9);
  assert.equal(estimate.fair, fair);
  const names = estimate.contributions.filter(({ logOdds }) => logOdds !== 0).map((c) => c.name);
  assert.deepStrictEqual(names, ["meanReversion"]);
});

Deno.test("a belief of NO is that of YES seen from the other side", () => {
  const [yes, no] = [belief(0.25, 0.5, "yes"), belief(0.25, 0.5, "no")];
  near(no.fair, 1 - yes.fair, 1e-12);
  near(no.mid, 0.6, 1e-12);
  assert.deepStrictEqual(no.estimate, yes.estimate);
});

Deno.test("the doubt of the belief is the posterior's, times the size of the spike", () => {
  const { se } = posterior("politics", undefined, believer.reversion);
  near(belief(0.55, 0.6, "yes").se, se * 0.15, 1e-12);
  near(belief(0.25, 0.6, "no").se, se * 0.15, 1e-12);
});

Deno.test("a market of assumed depth gives the book no say in the belief", () => {
  const signal = { mid: probability(0.4), anchor: probability(0.55) } as Signal;
  const quote = { bid: 390_000, ask: 410_000 };
  const lopsided = (depthAssumed: boolean) => {
    const market = aMarketState({ depthAssumed });
    market.book.bids.sizes[market.book.bids.sizes.length - 1] = shares(9e9);
    const ensemble = { ...believer.ensemble, weightTechnical: 0.2 };
    const view = aView({ market, config: { ...believer, ensemble } });
    const learnt = posterior("politics", undefined, believer.reversion);
    return believe({ view, signal, posterior: learnt, outcome: "yes", quote }).fair;
  };
  assert.ok(lopsided(false) !== lopsided(true));
});
