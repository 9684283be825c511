import assert from "node:assert/strict";
import fc from "fast-check";
import { propose, type ProposeInput } from "../../../src/core/entry/propose.ts";
import { check } from "../../../src/core/risk/check.ts";
import type { RiskView } from "../../../src/core/risk/rule.ts";
import type { EngineConfig } from "../../../src/core/types/config.ts";
import type { DecisionId, OrderId } from "../../../src/core/types/ids.ts";
import {
  cost,
  MICRO,
  millis,
  price,
  probability,
  shares,
  usdc,
} from "../../../src/core/types/units.ts";
import { feePerShare, takerFee } from "../../../src/core/venue/fees.ts";
import { aMarket, anAccount, NOON } from "../../support/builders.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { near } from "../../support/near.ts";
import {
  aMarketState,
  aView,
  elsewhere,
  having,
  hundredths,
  limits,
  withRisk,
} from "../risk/view.ts";

const defaults = parseDefaults();
/** Few paths that never speak against a stake: these tests are about what surrounds them. */
const sizing = {
  ...defaults.sizing,
  monteCarloRuns: 40,
  monteCarloTrades: 20,
  maxRuinProbability: 1,
  maxDayLossProbability: 1,
};

function aConfig(change: Partial<EngineConfig> = {}): EngineConfig {
  const entry = { ...defaults.entry, minEdge: price(5_000), maxEdge: price(900_000) };
  return { ...limits(), sizing, entry, ...change };
}

/** YES at .39/.41 after a fall of twenty cents, believed worth .50. */
function anInput(
  view: Partial<RiskView> = {},
  { fair = 0.5, se = 0, spike = 0.2 } = {},
): ProposeInput {
  const market = probability(0.4);
  const estimate = { market, fair: probability(fair), se, contributions: [] };
  return {
    view: aView({ config: aConfig(), ...view }),
    belief: { estimate, mid: 0.4, fair, se },
    outcome: "yes",
    quote: { bid: 390_000, ask: 410_000 },
    spike,
    decision: "5.1" as DecisionId,
    order: "5.2" as OrderId,
    seed: 1,
  };
}

const fee = { rate: 0.04, exponent: 1 };

Deno.test("a taker's order: what was sized, at a limit within slippage and edge, with its fee", () => {
  const { order, refusals, reached } = propose(anInput());
  assert.deepStrictEqual(refusals, []);
  assert.ok(order !== null && reached.sizing !== null && reached.sizing !== undefined);
  assert.deepStrictEqual(
    [order.side, order.timeInForce, order.postOnly, order.expiresAt, order.purpose],
    ["buy", "FAK", false, null, "entry"],
  );
  assert.deepStrictEqual([order.id, order.decision, order.tickSize], ["5.2", "5.1", 10_000]);
  assert.equal(order.token, aMarket().yes);
  assert.equal(order.price, 420_000);
  assert.equal(order.size, reached.sizing.shares);
  assert.equal(order.maxFee, takerFee(order.size, order.price, fee));
  assert.deepStrictEqual(order.plan, reached.plan);
  near(reached.sizing.costPerShare, 0.42 + feePerShare(price(420_000), fee), 1e-12);
});

Deno.test("a maker's order rests at the bid for its life, without a fee", () => {
  const config = aConfig({ entry: { ...aConfig().entry, style: "maker" } });
  const { order } = propose(anInput({ config }));
  assert.deepStrictEqual(
    [order?.price, order?.timeInForce, order?.postOnly, order?.expiresAt, order?.maxFee],
    [390_000, "GTD", true, millis(NOON + 180_000), 0],
  );
});

Deno.test("the edge is what all exits bring on average, less the cost and the doubt", () => {
  const { reached: { edge } } = propose(anInput({}, { se: 0.02 }));
  assert.ok(edge !== null && edge !== undefined);
  near(edge.gross, 0.1, 1e-12);
  const paid = 0.41 + 0.04 * 0.41 * 0.59;
  near(edge.entryCost, paid - 0.4, 1e-12);
  near(edge.gross - edge.entryCost - edge.exitCost - 0.5 * 0.02, edge.net, 1e-12);
  assert.equal(edge.needed, 0.005);
});

Deno.test("R-181 an edge is enough at min_edge and a suspect above max_edge", () => {
  const { reached: { edge } } = propose(anInput());
  const net = Math.round((edge?.net ?? NaN) * MICRO);
  const rule = (entry: Partial<EngineConfig["entry"]>) => {
    const config = aConfig({ entry: { ...aConfig().entry, ...entry } });
    return propose(anInput({ config })).refusals[0]?.rule;
  };
  assert.notEqual(rule({ minEdge: price(net) }), "edge");
  assert.equal(rule({ minEdge: price(net + 1) }), "edge");
  assert.notEqual(rule({ maxEdge: price(net) }), "edgeCeiling");
  assert.equal(rule({ maxEdge: price(net - 1) }), "edgeCeiling");
});

Deno.test("R-191 a belief that is no number has no edge", () => {
  const input = anInput();
  const { order, refusals } = propose({ ...input, belief: { ...input.belief, fair: NaN } });
  assert.equal(order, null);
  assert.equal(refusals[0]?.rule, "edge");
});

Deno.test("slippage is not granted out of the edge that is needed", () => {
  const net = propose(anInput()).reached.edge?.net ?? NaN;
  const at = (minEdge: number, maxSlippage: number) => {
    const entry = {
      ...aConfig().entry,
      minEdge: price(minEdge),
      maxSlippage: price(maxSlippage),
    };
    return propose(anInput({ config: aConfig({ entry }) })).order?.price;
  };
  assert.equal(at(Math.floor(net * MICRO) - 9_999, 10_000), 410_000);
  assert.equal(at(5_000, 9_999), 410_000);
  assert.equal(at(5_000, 10_000), 420_000);
});

Deno.test("every cap holds the stake, and is named when nothing is left of it", () => {
  const full = (order = elsewhere(0, { size: hundredths(500) })) => having([order], "settled");
  const cases = [
    ["positionSize", { config: aConfig({ risk: limits({ maxPositionSize: usdc(1) }).risk }) }],
    ["lossBudget", {
      account: full(),
      config: aConfig({ risk: limits({ maxDailyLoss: usdc(2e6) }).risk }),
    }],
    ["lossBudget", {
      account: withRisk({ dayRealized: usdc(-2e6) }),
      config: aConfig({ risk: limits({ maxDailyLoss: usdc(2e6) }).risk }),
    }],
    ["marketExposure", { config: aConfig({ risk: limits({ maxMarketExposure: usdc(1) }).risk }) }],
    ["groupExposure", {
      account: full(elsewhere(0, { group: aMarket().group, size: hundredths(500) })),
      config: aConfig({ risk: limits({ maxGroupExposure: usdc(2e6) }).risk }),
    }],
  ] as const;
  for (const [rule, view] of cases) {
    const { order, refusals } = propose(anInput(view));
    assert.equal(order, null);
    assert.equal(refusals[0]?.rule, rule);
  }
});

Deno.test("a gain of today is not staked on top of the day's budget", () => {
  const config = aConfig({ risk: limits({ maxDailyLoss: usdc(2e6) }).risk });
  const account = withRisk({ dayRealized: usdc(50e6) });
  const { order } = propose(anInput({ config, account }));
  assert.ok(order !== null);
  assert.ok(cost(order.price, order.size, "up") + order.maxFee <= 2_000_000);
});

Deno.test("R-181 what brings a dollar a slippage below its stop may be bought, less may not", () => {
  // The stop of this plan is at .25, so its sale goes out at .24: 4.17 shares bring $1.0008 there.
  assert.equal(propose(anInput({}, { spike: 0.28 })).reached.plan?.stop, 250_000);
  const rule = (dollars: number) => {
    const risk = limits({ maxPositionSize: usdc(Math.round(dollars * MICRO)) }).risk;
    const config = aConfig({ risk });
    const { order, refusals } = propose(anInput({ config }, { spike: 0.28 }));
    return [order?.size, refusals[0]?.rule];
  };
  const share = 0.42 + feePerShare(price(420_000), fee);
  assert.deepStrictEqual(rule(4.17 * share + 0.001), [4_170_000, undefined]);
  assert.deepStrictEqual(rule(4.16 * share + 0.001), [undefined, "exitMinimum"]);
});

Deno.test("the same decision of the same run draws the same numbers", () => {
  assert.deepStrictEqual(propose(anInput()), propose(anInput()));
});

const world = fc.record({
  cash: fc.integer({ min: 1, max: 40 }),
  held: fc.array(fc.integer({ min: 100, max: 600 }), { maxLength: 4 }),
  sameGroup: fc.boolean(),
  stage: fc.constantFrom("live" as const, "filled" as const, "settled" as const),
  dayRealized: fc.integer({ min: -3_000_000, max: 3_000_000 }),
  bid: fc.integer({ min: 10, max: 80 }),
  width: fc.integer({ min: 1, max: 3 }),
  gain: fc.double({ min: 0.02, max: 0.3, noNaN: true }),
  mode: fc.constantFrom("worst_case" as const, "stop_plus_gap" as const),
  style: fc.constantFrom("maker" as const, "taker" as const),
});

Deno.test("what is proposed passes every limit on money, and the limit price is never above slippage", () => {
  let proposed = 0;
  fc.assert(
    fc.property(world, (w) => {
      const risk = limits({
        maxDailyLoss: usdc(5_000_000),
        maxPositionSize: usdc(2_500_000),
        maxMarketExposure: usdc(2_400_000),
        maxGroupExposure: usdc(3_000_000),
        lossBudgetMode: w.mode,
      }).risk;
      const entry = { ...aConfig().entry, style: w.style };
      const group = w.sameGroup ? aMarket().group : elsewhere(0).group;
      const orders = w.held.map((size, n) => elsewhere(n, { group, size: hundredths(size) }));
      const opened = having(orders, w.stage, anAccount(w.cash));
      const account = withRisk({ dayRealized: usdc(w.dayRealized) }, opened);
      const quote = { bid: w.bid * 10_000, ask: (w.bid + w.width) * 10_000 };
      const mid = (quote.bid + quote.ask) / 2 / MICRO;
      const base = anInput({ account, config: aConfig({ risk, entry }) });
      const belief = { ...base.belief, mid, fair: Math.min(0.99, mid + w.gain) };
      const market = aMarketState({ minOrder: shares(0) });
      const view = { ...base.view, market };
      const { order } = propose({ ...base, view, belief, quote, spike: w.gain });
      if (order === null) return;
      proposed += 1;
      const verdict = check(order, view);
      const money = ["lossBudget", "cash", "positionSize", "marketExposure", "groupExposure"];
      const found = verdict.ok ? [] : verdict.error.filter(({ rule }) => money.includes(rule));
      assert.deepStrictEqual(found, []);
      assert.ok(order.price <= (w.style === "maker" ? quote.bid : quote.ask + 10_000));
      assert.equal(order.price % 10_000, 0);
      assert.equal(order.size % 10_000, 0);
    }),
    { numRuns: 300, seed: 20261122 },
  );
  assert.ok(proposed > 30, `${proposed} orders were proposed`);
});
