import assert from "node:assert/strict";
import fc from "fast-check";
import { check } from "../../../src/core/risk/check.ts";
import {
  dayResult,
  exposure,
  freeCash,
  liveOrders,
  lossOf,
  mode,
  openCost,
  orderCost,
  possibleLoss,
} from "../../../src/core/risk/exposure.ts";
import type { Account } from "../../../src/core/types/account.ts";
import type { OrderId, TokenId, VenueOrderId } from "../../../src/core/types/ids.ts";
import { type Approved, type Order } from "../../../src/core/types/order.ts";
import { MICRO, millis, price, shares, usdc } from "../../../src/core/types/units.ts";
import { aFill, after, anAccount, anOrder, NOON } from "../../support/builders.ts";
import { aHalt, aSale, aView, elsewhere, having, hundredths, limits, loose } from "./view.ts";

const LATER = millis(NOON + 60_000);
const all = () => true;

/** Four shares bought at .40 and settled, then sold at `cents`; the sale has not settled. */
function justSold(cents: number, account: Account = anAccount()): Account {
  const sale = aSale({ price: price(cents * 10_000) });
  return after(having([anOrder()], "settled", account), [
    { kind: "place", order: sale },
    { kind: "orderFilled", fill: aFill(sale) },
  ]);
}

Deno.test("an order in flight counts with its remainder at its limit and its whole fee", () => {
  const order = anOrder({ maxFee: usdc(7) });
  const placed = having([order], "live");
  assert.equal(exposure(placed, all), 1_600_007);
  const part = aFill(order, { size: hundredths(100), value: usdc(390_000), fee: usdc(2) });
  const partly = after(placed, [{ kind: "orderFilled", fill: part }]);
  // .39 + 2 paid, and three shares at .40 with the fee to come.
  assert.equal(exposure(partly, all), 390_002 + 1_200_007);
  assert.equal(freeCash(partly), 75_000_000 - 390_002 - 1_200_007);
});

Deno.test("the cost of a remainder is rounded up, that of a sale is nothing", () => {
  assert.equal(orderCost(anOrder({ price: price(333), size: shares(10_001) })), 4);
  assert.equal(orderCost(aSale({ maxFee: usdc(5) })), 0);
});

Deno.test("R-011 an order filled beyond its size owes nothing more", () => {
  const order = anOrder({ maxFee: usdc(7) });
  const [state] = liveOrders(having([order], "live"));
  assert.ok(state !== undefined);
  assert.equal(openCost({ ...state, filled: shares(5 * MICRO) }), 0);
});

Deno.test("an order that has ended reserves nothing; one asked to be canceled still does", () => {
  const order = anOrder();
  const asked = after(having([order], "live"), [
    { kind: "orderAccepted", order: order.id, venueId: "v" as VenueOrderId },
    { kind: "cancel", order: order.id, reason: "r" },
  ]);
  assert.equal(freeCash(asked), 73_400_000);
  const gone = after(asked, [{ kind: "orderCanceled", order: order.id, reason: "asked" }]);
  assert.equal(freeCash(gone), 75_000_000);
});

Deno.test("R-024 R-026 a sale that may yet be undone still counts, and its dollars are not free", () => {
  const sold = justSold(50);
  assert.equal(sold.cash, 75_400_000);
  assert.equal(freeCash(sold), 73_400_000);
  assert.equal(exposure(sold, all), 1_600_000);
  // Undone it takes the gain back, and the shares may then fall to nothing.
  assert.equal(possibleLoss(sold, loose), 2_000_000);
  const settled = after(sold, [{ kind: "fillSettled", fill: aFill(aSale()).id }]);
  assert.equal(freeCash(settled), 75_400_000);
  assert.equal(exposure(settled, all), 0);
  assert.equal(possibleLoss(settled, loose), 0);
});

Deno.test("the worst of a sale at a loss that may be undone is what the shares cost", () => {
  assert.equal(possibleLoss(justSold(10), loose), 1_600_000);
});

Deno.test("R-246 cash of a sale that is undone was not spent meanwhile", () => {
  const sold = justSold(50, anAccount(2));
  assert.equal(freeCash(sold), 400_000);
  const order = elsewhere(0);
  const refused = check(order, aView({ account: sold, at: LATER, config: limits() }));
  assert.ok(!refused.ok && refused.error.some(({ rule }) => rule === "cash"));
  const undone = after(sold, [{ kind: "fillReverted", fill: aFill(aSale()).id }]);
  assert.equal(undone.cash, 400_000);
});

Deno.test("worst_case: everything paid can be lost, whatever the stop", () => {
  for (const stop of [null, 0, 350_000, 400_000]) {
    assert.equal(lossOf(usdc(1_600_000), shares(4 * MICRO), stop, loose), 1_600_000);
  }
});

Deno.test("stop_plus_gap: down to the stop, and the reserve of the stake", () => {
  const risk = { ...loose, lossBudgetMode: "stop_plus_gap", gapReserve: 0.25 } as const;
  const paid = usdc(1_600_000);
  const four = shares(4 * MICRO);
  // 1.60 - 4 x .35 = .20, and a quarter of 1.60.
  assert.equal(lossOf(paid, four, 350_000, risk), 600_000);
  assert.equal(lossOf(paid, four, null, risk), 1_600_000);
  // Never more than was paid, never a gain.
  assert.equal(lossOf(paid, four, 10_000, risk), 1_600_000);
  assert.equal(lossOf(paid, four, 900_000, risk), 0);
  assert.equal(possibleLoss(having([anOrder()], "settled"), risk), 600_000);
  assert.equal(possibleLoss(having([anOrder()], "live"), risk), 600_000);
});

Deno.test("the reserve is rounded up and the stop's proceeds down", () => {
  const risk = { ...loose, lossBudgetMode: "stop_plus_gap", gapReserve: 0.25 } as const;
  // 7 x .333333 = 2.333331 -> 2 of 3 paid; a quarter of 3 -> 1.
  assert.equal(lossOf(usdc(3), shares(7), 333_333, risk), 2);
});

Deno.test("worst_case: one position of $2 at a time, or four of fifty cents", () => {
  const config = limits({ maxDailyLoss: usdc(2_000_000) });
  const resting = (n: number, dollars: number) =>
    elsewhere(n, {
      price: price(100_000),
      size: hundredths(dollars * 1000),
      timeInForce: "GTC",
    });
  const passes = (order: Approved<Order>, account: Account) =>
    check(order, aView({ account, config })).ok;
  assert.equal(passes(resting(9, 2), anAccount()), true);
  for (const stage of ["live", "filled", "settled"] as const) {
    assert.equal(passes(resting(9, 0.5), having([resting(0, 2)], stage)), false);
    const three = having([1, 2, 3].map((n) => resting(n, 0.5)), stage);
    assert.equal(passes(resting(9, 0.5), three), true);
    const four = having([resting(4, 0.5)], stage, three);
    assert.equal(passes(resting(9, 0.5), four), false);
  }
});

Deno.test("stop_plus_gap lets more than one position of the day's loss be open", () => {
  const config = limits({ maxDailyLoss: usdc(2_000_000), lossBudgetMode: "stop_plus_gap" });
  const account = having([elsewhere(0), elsewhere(1)], "settled");
  assert.equal(possibleLoss(account, config.risk), 1_200_000);
  assert.equal(check(anOrder(), aView({ account, config })).ok, true);
  const three = having([elsewhere(0), elsewhere(1), elsewhere(2)], "settled");
  assert.equal(check(anOrder(), aView({ account: three, config })).ok, false);
});

Deno.test("today's loss shrinks the budget; today's gain does not grow it", () => {
  const config = limits({ maxDailyLoss: usdc(2_000_000) });
  const passes = (order: Approved<Order>, dayRealized: number) => {
    const { risk } = anAccount();
    const account = { ...anAccount(), risk: { ...risk, dayRealized: usdc(dayRealized) } };
    return check(order, aView({ account, config })).ok;
  };
  assert.equal(passes(anOrder(), -400_000), true);
  assert.equal(passes(anOrder(), -400_001), false);
  // Held past midnight it would be tomorrow's loss.
  assert.equal(passes(anOrder({ size: hundredths(501) }), 5_000_000), false);
});

Deno.test("the day's result is the worse of what is realised and what the marks say", () => {
  const day = (dayRealized: number, equity: number) => {
    const { risk } = anAccount();
    const values = { dayRealized: usdc(dayRealized), equity: usdc(equity) };
    return dayResult({ ...anAccount(), risk: { ...risk, ...values } });
  };
  assert.equal(day(-300_000, 75_100_000), -300_000);
  assert.equal(day(300_000, 74_000_000), -1_000_000);
});

Deno.test("R-196 the strictest halt decides, whatever their number and order", () => {
  const modes = (...halts: readonly ("reducing" | "halted")[]) => {
    const { risk } = anAccount();
    return mode({ ...anAccount(), risk: { ...risk, halts: halts.map((m) => aHalt(m)) } });
  };
  assert.equal(modes(), "active");
  assert.equal(modes("reducing"), "reducing");
  assert.equal(modes("reducing", "halted"), "halted");
  assert.equal(modes("halted", "reducing", "reducing"), "halted");
});

interface Wish {
  readonly at: number;
  readonly ticks: number;
  readonly steps: number;
  readonly fee: number;
  readonly stage: "live" | "filled" | "settled";
}

const wish: fc.Arbitrary<Wish> = fc.record({
  at: fc.integer({ min: 0, max: 5 }),
  ticks: fc.integer({ min: 1, max: 99 }),
  steps: fc.integer({ min: 1, max: 900 }),
  fee: fc.integer({ min: 0, max: 50_000 }),
  stage: fc.constantFrom("live", "filled", "settled"),
});

Deno.test("whatever is asked and approved, no sum of positions and orders passes its limit", () => {
  const config = limits({
    maxDailyLoss: usdc(9_000_000),
    maxPositionSize: usdc(2_000_000),
    maxMarketExposure: usdc(3_000_000),
    maxGroupExposure: usdc(5_000_000),
    maxOpenPositions: 3,
  });
  let approvals = 0;
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 30 }), (wishes) => {
      let account = anAccount(10);
      wishes.forEach(({ at, ticks, steps, fee, stage }, i) => {
        const group = elsewhere(at % 2).group;
        const order = elsewhere(at, {
          id: `${i + 1}.2` as OrderId,
          group,
          token: `other${at}:${steps % 2 === 0 ? "yes" : "no"}` as TokenId,
          price: price(ticks * 10_000),
          size: hundredths(steps),
          maxFee: usdc(fee),
        });
        const verdict = check(order, aView({ account, config }));
        if (!verdict.ok) return;
        approvals += 1;
        account = having([verdict.value], stage, account);
      });
      const paid = [...account.positions.values()].map((p) =>
        [p.market, p.group, p.basis] as const
      );
      const owed = liveOrders(account).map((state) =>
        [state.order.market, state.order.group, openCost(state)] as const
      );
      const sums = new Map<string, number>();
      let total = 0;
      for (const [market, group, dollars] of [...paid, ...owed]) {
        total += dollars;
        for (const key of [market, group]) sums.set(key, (sums.get(key) ?? 0) + dollars);
      }
      assert.ok(total <= 9_000_000);
      for (const [key, sum] of sums) {
        assert.ok(sum <= (key.includes("group") ? 5_000_000 : 2_000_000), `${key}: ${sum}`);
      }
      assert.ok(account.positions.size <= 3);
      assert.ok(freeCash(account) >= 0);
    }),
    { seed: 1, numRuns: 200 },
  );
  assert.ok(approvals > 100, `${approvals} orders were approved`);
});
