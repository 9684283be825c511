import assert from "node:assert/strict";
import { check, measures, preflight } from "../../../src/core/risk/check.ts";
import { limitStates, type RuleName, rules } from "../../../src/core/risk/registry.ts";
import type { RiskRule, RiskView } from "../../../src/core/risk/rule.ts";
import type { Account } from "../../../src/core/types/account.ts";
import type { RiskConfig } from "../../../src/core/types/config.ts";
import type { FillId, OrderId, TokenId } from "../../../src/core/types/ids.ts";
import type { Order, OrderPurpose } from "../../../src/core/types/order.ts";
import { millis, usdc } from "../../../src/core/types/units.ts";
import { aFill, anAccount, anOrder, NOON } from "../../support/builders.ts";
import { parseDefaults } from "../../support/defaults.ts";
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

function refusedBy(order: Order, view: Partial<RiskView>): string[] {
  const verdict = check(order, aView(view));
  return verdict.ok ? [] : verdict.error.map(({ rule }) => rule);
}

Deno.test("what is approved is the order itself, unchanged", () => {
  const order = anOrder();
  const verdict = check(order, aView());
  assert.ok(verdict.ok && verdict.value === order);
});

Deno.test("at the defaults a plain order passes every limit", () => {
  assert.deepStrictEqual(refusedBy(anOrder(), { config: parseDefaults() }), []);
});

Deno.test("what a limit measured is there when it passes too, with what it may be", () => {
  const all = measures(anOrder(), aView({ config: parseDefaults() }));
  assert.equal(all.length, Object.keys(rules).length);
  assert.ok(all.every(({ passed }) => passed));
  const ofMoney = all.filter(({ unit, value }) => unit === "usd" && value !== null);
  assert.ok(ofMoney.length >= 7);
  for (const { rule, value, limit } of ofMoney) {
    assert.ok(Number.isFinite(value) && Number.isFinite(limit), rule);
  }
});

Deno.test("every reason is given, in the order of the registry", () => {
  const account = withRisk({ halts: [aHalt("reducing")], breakerUntil: millis(NOON + 1) });
  assert.deepStrictEqual(
    refusedBy(anOrder({ size: hundredths(1) }), {
      account,
      market: aMarketState({ endAt: NOON }, { winner: "yes" }),
    }),
    ["reducing", "notAccepting", "timeLeft", "venueMinimum", "breaker"],
  );
});

Deno.test("R-189 the list of limits is the registry, none left out and none twice", () => {
  const states = limitStates(anAccount(), parseDefaults(), NOON);
  assert.deepStrictEqual(states.map(({ rule }) => rule), Object.keys(rules));
  for (const { rule, scope } of states) assert.equal(scope, rules[rule].scope);
});

Deno.test("nothing speaks against a fresh account, and every limit says what it measures", () => {
  for (const { rule, blocking } of limitStates(anAccount(), parseDefaults(), NOON)) {
    assert.notEqual(blocking, true, rule);
  }
});

/** A state of the account in which a limit on the whole of it refuses. */
const broken: Partial<Record<RuleName, Account>> = {
  mode: withRisk({ halts: [aHalt("reducing")] }),
  breaker: withRisk({ breakerUntil: millis(NOON + 1) }),
  rejectionsInRow: withRisk({ rejectionsInRow: 5 }),
  dailyLoss: withRisk({ dayRealized: usdc(-2_000_000) }),
  lossBudget: having([elsewhere(0, { size: hundredths(500) })], "settled"),
  drawdown: withRisk({ equity: usdc(60_000_000) }),
  capitalFloor: withRisk({ equity: usdc(37_500_000) }),
  cash: anAccount(0.49),
  openPositions: having([0, 1, 2, 3].map((n) => elsewhere(n)), "settled"),
  orderRate: withRisk({ recentOrders: Array.from({ length: 6 }, () => NOON) }),
};

for (const [name, account] of Object.entries(broken) as [RuleName, Account][]) {
  Deno.test(`R-189 the table shows ${name} as blocking when it refuses, and not before`, () => {
    const config = parseDefaults();
    const at = (of: Account) =>
      limitStates(of, config, NOON).find(({ rule }) => rule === name)?.blocking;
    assert.equal(at(account), true);
    assert.equal(at(anAccount()), false);
    const verdict = check(anOrder(), aView({ account, config }));
    assert.equal(verdict.ok, false);
  });
}

Deno.test("a limit on single orders or markets claims nothing of the whole account", () => {
  const states = limitStates(anAccount(), parseDefaults(), NOON);
  const claims = states.filter(({ blocking }) => blocking !== null).map(({ rule }) => rule);
  assert.deepStrictEqual(claims.toSorted(), Object.keys(broken).toSorted());
});

Deno.test("the table shows the largest market, group and count of rejections", () => {
  const group = elsewhere(0).group;
  const account = {
    ...having([elsewhere(0), elsewhere(1, { group, size: hundredths(100) })], "settled"),
    rejections: new Map([["t" as TokenId, { reason: "r", count: 2 }]]),
  };
  const states = limitStates(account, limits(), NOON);
  const value = (name: RuleName) => states.find(({ rule }) => rule === name)?.value;
  assert.equal(value("marketExposure"), 1_600_000);
  assert.equal(value("groupExposure"), 2_000_000);
  assert.equal(value("rejections"), 2);
  assert.equal(value("cash"), 73_000_000);
  assert.equal(value("lossBudget"), 2_000_000);
});

Deno.test("R-178 R-179 an exception in a limit is not caught: no order comes of it", () => {
  for (const asks of [check, preflight]) {
    const account = anAccount();
    Object.defineProperty(account, "risk", {
      get: () => {
        throw new Error("the profit cannot be computed");
      },
    });
    assert.throws(() => asks(anOrder(), aView({ account })), /cannot be computed/);
  }
});

/** What is exempt where a position is reduced, by the scope each rule states. */
const exempt = (Object.keys(rules) as RuleName[]).filter((name) => rules[name].scope === "entries");

Deno.test("an exit passes every limit on entries, and only those", () => {
  assert.deepStrictEqual(
    (Object.keys(rules) as RuleName[]).filter((name) => !exempt.includes(name)),
    ["mode", "accepting", "grid", "venueMinimum", "sellable"],
  );
  const held = having([anOrder()], "filled");
  const { risk } = held;
  const lost: Account = {
    ...having([anOrder()], "settled"),
    cash: usdc(0),
    unsettled: new Map([["f" as FillId, {
      fill: aFill(anOrder()),
      at: NOON,
      basisSold: usdc(0),
      realized: usdc(0),
    }]]),
    rejections: new Map([[anOrder().token, { reason: "r", count: 9 }]]),
    risk: {
      ...risk,
      equity: usdc(1),
      dayRealized: usdc(-70_000_000),
      breakerUntil: millis(NOON + 9),
      recentOrders: Array.from({ length: 50 }, () => NOON),
    },
  };
  const market = aMarketState({ endAt: NOON });
  const late = millis(NOON + 60_000);
  const view = { account: lost, config: parseDefaults(), at: late, market };
  for (const purpose of ["stop", "target", "time", "end", "flatten"] as const) {
    assert.deepStrictEqual(refusedBy(aSale({ purpose }), view), [], purpose);
  }
  assert.ok(refusedBy(anOrder(), view).length >= 7);
});

Deno.test("R-184 reducing stops entries only; halted stops all but a flatten", () => {
  const purposes: OrderPurpose[] = ["entry", "target", "stop", "time", "end", "flatten"];
  const passing = (halts: ("reducing" | "halted")[]) => {
    const held = having([anOrder()], "settled");
    const account = withRisk({ halts: halts.map((m) => aHalt(m)) }, held);
    return purposes.filter((purpose) => !refusedBy(aSale({ purpose }), { account }).length);
  };
  assert.deepStrictEqual(passing(["reducing"]), purposes.slice(1));
  assert.deepStrictEqual(passing(["halted"]), ["flatten"]);
  assert.deepStrictEqual(passing(["reducing", "halted"]), ["flatten"]);
});

Deno.test("preflight asks what needs no order, and nothing else", () => {
  const account = withRisk({ halts: [aHalt("reducing")], dayRealized: usdc(-2_000_000) });
  const { market, token, group } = anOrder();
  const asked = (purpose: OrderPurpose) =>
    preflight({ market, token, group, purpose }, aView({ account, config: parseDefaults() }))
      .map(({ rule }) => rule);
  assert.deepStrictEqual(asked("entry"), ["reducing", "dailyLoss"]);
  assert.deepStrictEqual(asked("stop"), []);
});

const NOTHING = Number.NaN;

/** Money that could not be computed, wherever a limit looks for it. */
const missing: Partial<Record<RuleName, () => Partial<RiskView> & { order?: Order }>> = {
  book: () => ({ market: aMarketState({}, { book: { ...aMarketState().book, at: null } }) }),
  timeLeft: () => ({ market: aMarketState({ endAt: null }) }),
  grid: () => ({ order: anOrder({ size: NOTHING as never }) }),
  sellable: () => ({ order: aSale(), account: anAccount() }),
  breaker: () => ({ account: withRisk({ breakerUntil: NOTHING as never }) }),
  rejections: () => ({
    account: {
      ...anAccount(),
      rejections: new Map([[anOrder().token, { reason: "r", count: NOTHING }]]),
    },
  }),
  rejectionsInRow: () => ({ account: withRisk({ rejectionsInRow: NOTHING }) }),
  dailyLoss: () => ({ account: withRisk({ equity: NOTHING as never }) }),
  lossBudget: () => ({ account: withRisk({ dayRealized: NOTHING as never }) }),
  drawdown: () => ({ account: withRisk({ peakEquity: usdc(0) }) }),
  capitalFloor: () => ({ account: withRisk({ equity: NOTHING as never }) }),
  positionSize: () => ({ config: limitOf("maxPositionSize") }),
  cash: () => ({ account: { ...anAccount(), cash: NOTHING as never } }),
  marketExposure: () => ({ config: limitOf("maxMarketExposure") }),
  groupExposure: () => ({ config: limitOf("maxGroupExposure") }),
  openPositions: () => ({ config: limitOf("maxOpenPositions") }),
  orderRate: () => ({ config: limitOf("maxOrdersPerMinute") }),
};

function limitOf(key: keyof RiskConfig) {
  return limits({ [key]: NOTHING });
}

for (const [name, make] of Object.entries(missing)) {
  Deno.test(`R-191 ${name} refuses when what it measures is not there`, () => {
    const { order = anOrder(), ...view } = make();
    const rule: RiskRule = rules[name as RuleName];
    const { passed } = rule.asks === "order"
      ? rule.measure(order, aView(view))
      : rule.measure(order, aView(view));
    assert.equal(passed, false);
  });
}

Deno.test("R-191 of a mark that says nothing, peak or fall, no drawdown is known to be small", () => {
  for (const equity of [NOTHING, 75_000_000]) {
    const account = withRisk({ equity: equity as never, peakEquity: NOTHING as never });
    assert.ok(refusedBy(anOrder(), { account }).includes("drawdown"));
  }
});

Deno.test("shares another sale has a claim on are not sold twice", () => {
  const held = having([anOrder()], "settled");
  const first = aSale({ id: "5.2" as OrderId, size: hundredths(300) });
  const account = having([first], "live", held, NOON);
  assert.ok(refusedBy(aSale({ size: hundredths(101) }), { account }).includes("notSellable"));
  assert.ok(!refusedBy(aSale({ size: hundredths(100) }), { account }).includes("notSellable"));
});

Deno.test("R-065 three equal rejections stop entries on that token and on no other", () => {
  const account = {
    ...anAccount(),
    rejections: new Map([[anOrder().token, { reason: "r", count: 3 }]]),
  };
  assert.deepStrictEqual(refusedBy(anOrder(), { account }), ["rejections"]);
  const other = anOrder({ token: "m1:no" as TokenId, outcome: "no" });
  assert.deepStrictEqual(refusedBy(other, { account }), []);
});

Deno.test("the fall is from the high-water mark, not from the start", () => {
  const config = limits({ maxDrawdown: 0.2 });
  const at = (equity: number) => withRisk({ peakEquity: usdc(100e6), equity: usdc(equity) });
  assert.deepStrictEqual(refusedBy(anOrder(), { account: at(80_000_001), config }), []);
  // Still five dollars above the capital.
  assert.deepStrictEqual(refusedBy(anOrder(), { account: at(80_000_000), config }), ["drawdown"]);
});
