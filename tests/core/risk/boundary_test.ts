// Every limit of the registry, one step inside and one step outside its boundary.
import assert from "node:assert/strict";
import { check } from "../../../src/core/risk/check.ts";
import { type RuleName, rules } from "../../../src/core/risk/registry.ts";
import type { RiskView } from "../../../src/core/risk/rule.ts";
import type { MarketId, OrderId, TokenId } from "../../../src/core/types/ids.ts";
import type { Order } from "../../../src/core/types/order.ts";
import type { Refusal } from "../../../src/core/types/refusal.ts";
import { millis, price, usdc } from "../../../src/core/types/units.ts";
import { anAccount, anOrder, NOON } from "../../support/builders.ts";
import {
  aHalt,
  aMarketState,
  aSale,
  aView,
  elsewhere,
  having,
  hundredths,
  limits,
  withRisk,
} from "./view.ts";

interface Asked {
  readonly view?: Partial<RiskView>;
  readonly order?: Order;
}

/** How value and limit of a refusal make its verdict. */
type Broken = "over" | "reached" | "under" | "at or under" | "said";

interface Boundary {
  readonly inside: Asked;
  readonly outside: Asked;
  readonly refusal: Refusal;
  readonly broken: Broken;
}

const text = { value: null, limit: null, unit: "text" } as const;
const dearer = anOrder({ maxFee: usdc(1) });
const HOUR = 3_600_000;

/** Four dollars in other markets. */
const others = [0, 1, 2, 3].map((n) => elsewhere(n, { size: hundredths(250) }));
/** Ten cents of another market, settled. */
const small = elsewhere(0, { size: hundredths(25) });
/** Another market of the same group. */
const sibling = elsewhere(0, { group: anOrder().group, size: hundredths(100) });
/** The same market's other outcome, paid for and then gone from exposure but for this one. */
const opposite = anOrder({
  id: "7.2" as OrderId,
  token: "m1:no" as TokenId,
  outcome: "no",
  size: hundredths(100),
});

const boundaries: Readonly<Record<RuleName, readonly Boundary[]>> = {
  mode: [{
    inside: {},
    outside: { view: { account: withRisk({ halts: [aHalt("reducing", "drawdown")] }) } },
    refusal: { rule: "reducing", ...text, note: "drawdown" },
    broken: "said",
  }, {
    inside: {
      order: aSale(),
      view: {
        account: withRisk({ halts: [aHalt("reducing")] }, having([anOrder()], "settled")),
      },
    },
    outside: {
      order: aSale(),
      view: { account: withRisk({ halts: [aHalt("halted")] }, having([anOrder()], "settled")) },
    },
    refusal: { rule: "halted", ...text, note: "command" },
    broken: "said",
  }],
  accepting: [{
    inside: {},
    outside: { view: { market: aMarketState({ accepting: false }) } },
    refusal: { rule: "notAccepting", ...text },
    broken: "said",
  }, {
    inside: {},
    outside: { view: { market: aMarketState({}, { winner: null }) } },
    refusal: { rule: "notAccepting", ...text },
    broken: "said",
  }],
  book: [{
    inside: { view: { at: millis(NOON + 5_000) } },
    outside: { view: { at: millis(NOON + 5_001) } },
    refusal: { rule: "bookAge", value: 5_001, limit: 5_000, unit: "ms" },
    broken: "over",
  }, {
    inside: {},
    outside: { view: { market: aMarketState({}, { up: false }) } },
    refusal: { rule: "feedDown", ...text },
    broken: "said",
  }],
  timeLeft: [{
    inside: { view: { market: aMarketState({ endAt: millis(NOON + 6 * HOUR) }) } },
    outside: { view: { market: aMarketState({ endAt: millis(NOON + 6 * HOUR - 1) }) } },
    refusal: { rule: "timeLeft", value: 6 * HOUR - 1, limit: 6 * HOUR, unit: "ms" },
    broken: "under",
  }],
  grid: [{
    inside: { order: anOrder({ price: price(410_000) }) },
    outside: { order: anOrder({ price: price(411_000) }) },
    refusal: { rule: "offGrid", value: 411_000, limit: 10_000, unit: "price" },
    broken: "said",
  }, {
    inside: { order: anOrder({ size: hundredths(401) }) },
    outside: { order: anOrder({ size: (4_010_001) as Order["size"] }) },
    refusal: { rule: "offGrid", value: 400_000, limit: 10_000, unit: "price" },
    broken: "said",
  }, {
    inside: {},
    outside: { order: anOrder({ tickSize: price(1_000) }) },
    refusal: { rule: "offGrid", value: 400_000, limit: 10_000, unit: "price" },
    broken: "said",
  }],
  venueMinimum: [{
    inside: { order: anOrder({ size: hundredths(250) }) },
    outside: { order: anOrder({ size: hundredths(249) }) },
    refusal: { rule: "venueMinimum", value: 996_000, limit: 1_000_000, unit: "usd" },
    broken: "under",
  }, {
    inside: { order: anOrder({ size: hundredths(500), timeInForce: "GTC" }) },
    outside: { order: anOrder({ size: hundredths(499), timeInForce: "GTC" }) },
    refusal: { rule: "venueMinimum", value: 4_990_000, limit: 5_000_000, unit: "shares" },
    broken: "under",
  }],
  sellable: [{
    inside: { order: aSale(), view: { account: having([anOrder()], "settled") } },
    outside: {
      order: aSale({ size: hundredths(401) }),
      view: { account: having([anOrder()], "settled") },
    },
    refusal: { rule: "notSellable", value: 4_010_000, limit: 4_000_000, unit: "shares" },
    broken: "over",
  }, {
    inside: { order: aSale(), view: { account: having([anOrder()], "settled") } },
    outside: { order: aSale(), view: { account: having([anOrder()], "filled") } },
    refusal: { rule: "notSellable", value: 4_000_000, limit: 0, unit: "shares" },
    broken: "over",
  }],
  marketBusy: [{
    inside: { view: { account: having([elsewhere(0)], "settled") } },
    outside: { view: { account: having([opposite], "settled") } },
    refusal: { rule: "marketBusy", ...text, note: "position" },
    broken: "said",
  }, {
    inside: { view: { account: having([elsewhere(0)], "live") } },
    outside: { view: { account: having([opposite], "live") } },
    refusal: { rule: "marketBusy", ...text, note: "order" },
    broken: "said",
  }],
  unsettled: [{
    inside: { view: { account: having([elsewhere(0)], "filled") } },
    outside: {
      view: {
        // The position itself is the business of another rule.
        account: { ...having([opposite], "filled"), positions: new Map() },
      },
    },
    refusal: { rule: "unsettled", ...text, note: "7.2/1" },
    broken: "said",
  }],
  breaker: [{
    inside: { view: { account: withRisk({ breakerUntil: NOON }) } },
    outside: { view: { account: withRisk({ breakerUntil: millis(NOON + 1) }) } },
    refusal: { rule: "breaker", value: NOON, limit: NOON + 1, unit: "time" },
    broken: "under",
  }],
  rejections: [{
    inside: { view: { account: rejected(2) } },
    outside: { view: { account: rejected(3) } },
    refusal: { rule: "rejections", value: 3, limit: 3, unit: "count", note: "no balance" },
    broken: "reached",
  }],
  rejectionsInRow: [{
    inside: { view: { account: withRisk({ rejectionsInRow: 4 }) } },
    outside: { view: { account: withRisk({ rejectionsInRow: 5 }) } },
    refusal: { rule: "rejectionsInRow", value: 5, limit: 5, unit: "count" },
    broken: "reached",
  }],
  dailyLoss: [{
    inside: {
      view: { account: withRisk({ dayRealized: usdc(-1_999_999) }), config: aDay() },
    },
    outside: {
      view: { account: withRisk({ dayRealized: usdc(-2_000_000) }), config: aDay() },
    },
    refusal: { rule: "dailyLoss", value: 2_000_000, limit: 2_000_000, unit: "usd" },
    broken: "reached",
  }, {
    inside: { view: { account: withRisk({ equity: usdc(73_000_001) }), config: aDay() } },
    outside: { view: { account: withRisk({ equity: usdc(73_000_000) }), config: aDay() } },
    refusal: { rule: "dailyLoss", value: 2_000_000, limit: 2_000_000, unit: "usd" },
    broken: "reached",
  }],
  lossBudget: [{
    inside: {
      view: { account: having([small], "settled"), config: limits({ maxDailyLoss: usdc(1.7e6) }) },
    },
    outside: {
      order: dearer,
      view: { account: having([small], "settled"), config: limits({ maxDailyLoss: usdc(1.7e6) }) },
    },
    refusal: { rule: "lossBudget", value: 1_700_001, limit: 1_700_000, unit: "usd" },
    broken: "over",
  }],
  drawdown: [{
    inside: { view: { account: fallen(60_000_001), config: limits({ maxDrawdown: 0.2 }) } },
    outside: { view: { account: fallen(60_000_000), config: limits({ maxDrawdown: 0.2 }) } },
    refusal: { rule: "drawdown", value: 0.2, limit: 0.2, unit: "ratio" },
    broken: "reached",
  }],
  capitalFloor: [{
    inside: { view: { account: fallen(37_500_001), config: limits({ capitalFloor: 0.5 }) } },
    outside: { view: { account: fallen(37_500_000), config: limits({ capitalFloor: 0.5 }) } },
    refusal: { rule: "capitalFloor", value: 37_500_000, limit: 37_500_000, unit: "usd" },
    broken: "at or under",
  }],
  positionSize: [{
    inside: { view: { config: limits({ maxPositionSize: usdc(1_600_000) }) } },
    outside: { order: dearer, view: { config: limits({ maxPositionSize: usdc(1_600_000) }) } },
    refusal: { rule: "positionSize", value: 1_600_001, limit: 1_600_000, unit: "usd" },
    broken: "over",
  }],
  cash: [{
    inside: { view: { account: having([elsewhere(0)], "live", anAccount(3.2)) } },
    outside: {
      order: dearer,
      view: { account: having([elsewhere(0)], "live", anAccount(3.2)) },
    },
    refusal: { rule: "cash", value: 1_600_001, limit: 1_600_000, unit: "usd" },
    broken: "over",
  }],
  marketExposure: [{
    inside: { view: { config: limits({ maxMarketExposure: usdc(1_600_000) }) } },
    outside: { order: dearer, view: { config: limits({ maxMarketExposure: usdc(1_600_000) }) } },
    refusal: { rule: "marketExposure", value: 1_600_001, limit: 1_600_000, unit: "usd" },
    broken: "over",
  }],
  groupExposure: [{
    inside: { view: { account: having([sibling], "settled"), config: aGroup() } },
    outside: { order: dearer, view: { account: having([sibling], "settled"), config: aGroup() } },
    refusal: { rule: "groupExposure", value: 2_000_001, limit: 2_000_000, unit: "usd" },
    broken: "over",
  }, {
    inside: { view: { account: having([sibling], "live"), config: aGroup() } },
    outside: { order: dearer, view: { account: having([sibling], "live"), config: aGroup() } },
    refusal: { rule: "groupExposure", value: 2_000_001, limit: 2_000_000, unit: "usd" },
    broken: "over",
  }],
  openPositions: [{
    inside: { view: { account: having(others.slice(1), "settled"), config: atMost4() } },
    outside: { view: { account: having(others, "settled"), config: atMost4() } },
    refusal: { rule: "openPositions", value: 4, limit: 4, unit: "count" },
    broken: "reached",
  }, {
    inside: { view: { account: having(others.slice(1), "live"), config: atMost4() } },
    outside: { view: { account: having(others, "live"), config: atMost4() } },
    refusal: { rule: "openPositions", value: 4, limit: 4, unit: "count" },
    broken: "reached",
  }],
  orderRate: [{
    inside: { view: { account: busyFor([60_000, 59_999, 1]), config: threeAMinute() } },
    outside: { view: { account: busyFor([59_999, 2, 1]), config: threeAMinute() } },
    refusal: { rule: "orderRate", value: 3, limit: 3, unit: "count" },
    broken: "reached",
  }],
};

function rejected(count: number) {
  const { token } = anOrder();
  return { ...anAccount(), rejections: new Map([[token, { reason: "no balance", count }]]) };
}

function fallen(equity: number) {
  return withRisk({ equity: usdc(equity), dayStartEquity: usdc(equity) });
}

function aDay() {
  // The budget would refuse first: it counts the order itself.
  return limits({ maxDailyLoss: usdc(2_000_000) });
}

function aGroup() {
  return limits({ maxGroupExposure: usdc(2_000_000) });
}

function atMost4() {
  return limits({ maxOpenPositions: 4 });
}

function threeAMinute() {
  return limits({ maxOrdersPerMinute: 3 });
}

function busyFor(agesMs: readonly number[]) {
  return withRisk({ recentOrders: agesMs.map((age) => millis(NOON - age)) });
}

function holds({ value, limit }: Refusal, broken: Broken): boolean {
  if (broken === "said") return true;
  assert.ok(value !== null && limit !== null);
  switch (broken) {
    case "over":
      return value > limit;
    case "reached":
      return value >= limit;
    case "under":
      return value < limit;
    case "at or under":
      return value <= limit;
  }
}

/** What `check` says, without what the budget says of a day that is lost already. */
function refusals(asked: Asked, name: RuleName): readonly Refusal[] {
  const verdict = check(asked.order ?? anOrder(), aView(asked.view));
  const all = verdict.ok ? [] : verdict.error;
  return name === "dailyLoss" ? all.filter(({ rule }) => rule !== "lossBudget") : all;
}

for (const name of Object.keys(rules) as RuleName[]) {
  boundaries[name].forEach(({ inside, outside, refusal, broken }, i) => {
    Deno.test(`R-181 R-190 ${name} lets pass up to its boundary and refuses beyond (${i + 1})`, () => {
      assert.deepStrictEqual(refusals(inside, name), []);
      assert.deepStrictEqual(refusals(outside, name), [refusal]);
    });

    Deno.test(`R-185 the numbers of ${name} reproduce its verdict (${i + 1})`, () => {
      const [said] = refusals(outside, name);
      assert.ok(said !== undefined && holds(said, broken), JSON.stringify(said));
    });
  });
}

Deno.test("an order of a market like ours, but not ours, is not ours", () => {
  const other = elsewhere(0, { market: "m11" as MarketId, token: "m1:yes2" as TokenId });
  const account = having([other], "settled");
  const config = limits({
    maxMarketExposure: usdc(1_600_000),
    maxPositionSize: usdc(1_600_000),
    maxGroupExposure: usdc(1_600_000),
  });
  assert.equal(check(anOrder(), aView({ account, config })).ok, true);
});
