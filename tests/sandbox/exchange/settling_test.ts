import assert from "node:assert/strict";
import { millis } from "../../../src/core/types/units.ts";
import type { Hex, TradeStatus } from "../../../src/sandbox/types.ts";
import { ALICE, answerOf, BOB, holdings, keyOf, MARKET, micro, openRig, YES } from "./rig.ts";
import type { Rig } from "./rig.ts";

function life(rig: Rig): [at: number, status: TradeStatus][] {
  return rig.events.flatMap((event) =>
    event.kind === "trade" ? [[event.at - rig.clock.now(), event.trade.status]] : []
  );
}

/** Dollars and complete sets are where they were put: nothing is made, nothing is lost. */
function assertConserved({ exchange }: Rig, funded = 2_000): void {
  const { accounts, house, escrow, fees, tokens } = exchange.totals();
  assert.equal(accounts + house + escrow + fees, funded * 1e6);
  assert.deepEqual([...new Set(tokens.values())], [escrow]);
}

Deno.test("R-024 a match moves nothing until it is mined, and is final when confirmed", () => {
  const rig = openRig({ fee: { rate: 0.04, exponent: 1 } });
  rig.quote("sell", "0.5", "20");
  rig.place({ size: "10" });
  assert.deepEqual(holdings(rig.exchange, ALICE), [1000, 0, 0]);
  rig.wait(1_999);
  assert.deepEqual(holdings(rig.exchange, ALICE), [1000, 0, 0]);
  rig.wait(1);
  // 5 for the shares, 10 x 0.04 x 0.25 for the venue.
  assert.deepEqual(holdings(rig.exchange, ALICE), [994.9, 10, 0]);
  rig.wait(4_000);
  assert.deepEqual(life(rig), [[-6_000, "MATCHED"], [-4_000, "MINED"], [0, "CONFIRMED"]]);
  const [trade] = rig.exchange.trades(ALICE);
  const print = rig.events.find(({ kind }) => kind === "print");
  assert.equal(trade?.transaction, print?.kind === "print" && print.transaction);
  assert.match(trade?.transaction ?? "", /^0x[0-9a-f]{64}$/);
  assert.equal(rig.exchange.totals().fees, micro("0.1"));
  // The house made the set it sold a half of.
  assert.equal(rig.exchange.totals().escrow, micro("10"));
  assertConserved(rig);
});

Deno.test("a sale brings its dollars less the fee", () => {
  const rig = openRig({ fee: { rate: 0.04, exponent: 1 } });
  rig.quote("sell", "0.5", "20");
  rig.quote("buy", "0.4", "20");
  rig.place({ size: "10" });
  rig.wait(10_000);
  rig.place({ side: "sell", at: "0.4", size: "10" });
  rig.wait(10_000);
  // 994.9 + 4 - 10 x 0.04 x 0.24
  assert.deepEqual(holdings(rig.exchange, ALICE), [998.804, 0, 0]);
  assertConserved(rig);
});

Deno.test("buys of YES and NO pay for a set together, sales share what it brings", () => {
  const rig = openRig();
  const yes = rig.place({ at: "0.45", size: "10" });
  const no = rig.place({ who: BOB, outcome: "no", at: "0.6", size: "10" });
  assert.equal(answerOf(no), "matched");
  assert.equal(rig.exchange.order(yes.id)?.status, "MATCHED");
  rig.wait(10_000);
  // The taker pays what the resting order leaves of the dollar, not its own limit.
  assert.deepEqual(holdings(rig.exchange, ALICE), [995.5, 10, 0]);
  assert.deepEqual(holdings(rig.exchange, BOB), [994.5, 0, 10]);
  assert.equal(rig.exchange.totals().escrow, micro("10"));
  rig.place({ side: "sell", at: "0.7", size: "10" });
  rig.place({ who: BOB, side: "sell", outcome: "no", at: "0.2", size: "10" });
  rig.wait(10_000);
  assert.deepEqual(holdings(rig.exchange, ALICE), [1002.5, 0, 0]);
  assert.deepEqual(holdings(rig.exchange, BOB), [997.5, 0, 0]);
  assert.equal(rig.exchange.totals().escrow, 0);
  assertConserved(rig);
});

Deno.test("accounts swap tokens for dollars when both trade one token", () => {
  const rig = openRig();
  rig.quote("sell", "0.5", "10");
  rig.place({ size: "10" });
  rig.wait(10_000);
  rig.place({ side: "sell", at: "0.6", size: "10" });
  rig.place({ who: BOB, at: "0.65", size: "8" });
  rig.wait(10_000);
  assert.deepEqual(holdings(rig.exchange, ALICE), [999.8, 2, 0]);
  assert.deepEqual(holdings(rig.exchange, BOB), [995.2, 8, 0]);
  assertConserved(rig);
});

Deno.test("an account may trade with itself and is left with what it had", () => {
  const rig = openRig();
  rig.place({ at: "0.5" });
  rig.place({ outcome: "no", at: "0.5" });
  rig.wait(10_000);
  assert.deepEqual(holdings(rig.exchange, ALICE), [990, 10, 10]);
  rig.place({ side: "sell", at: "0.5" });
  rig.place({ at: "0.5" });
  rig.wait(10_000);
  assert.deepEqual(holdings(rig.exchange, ALICE), [990, 10, 10]);
  assertConserved(rig);
});

Deno.test("R-091 bought tokens are missing until the venue's cache catches up", () => {
  const bought = () => {
    const rig = openRig();
    rig.quote("sell", "0.5", "20");
    rig.quote("buy", "0.4", "20");
    rig.place({ size: "10" });
    rig.wait(2_000);
    return rig;
  };
  const sale = { side: "sell", at: "0.4", size: "10" } as const;
  const hasty = bought();
  assert.equal(hasty.exchange.conditional(ALICE, YES).balance, 0);
  assert.match(answerOf(hasty.place(sale)), /balance: 0, /);
  hasty.exchange.refreshBalance(ALICE);
  assert.equal(hasty.exchange.conditional(ALICE, YES).balance, micro("10"));
  assert.equal(answerOf(hasty.place(sale)), "matched");
  const patient = bought();
  patient.wait(2_999);
  assert.match(answerOf(patient.place(sale)), /balance: 0, /);
  patient.wait(1);
  assert.equal(answerOf(patient.place(sale)), "matched");
  assert.match(answerOf(patient.place(sale)), /sum of matched orders: 10000000/);
});

Deno.test("tokens that come in later do not put off those that came before", () => {
  const rig = openRig();
  rig.quote("sell", "0.5", "20");
  rig.place({ size: "10" });
  rig.wait(2_500);
  rig.place({ size: "5" });
  rig.wait(2_499);
  assert.equal(rig.exchange.conditional(ALICE, YES).balance, 0);
  rig.wait(1);
  assert.equal(rig.exchange.conditional(ALICE, YES).balance, micro("15"));
});

Deno.test("fractions go against the taker, and a fee never exceeds a sale", () => {
  const rig = openRig({ fee: { rate: 0.04, exponent: 1 } });
  rig.quote("sell", "0.33", "100.000001");
  rig.place({ at: "0.33", size: "200" });
  rig.wait(10_000);
  // 33.00000033 for the shares, 0.88440000884 to the venue in steps of 0.00001.
  assert.deepEqual(holdings(rig.exchange, ALICE), [966.115599, 100.000001, 0]);
  rig.exchange.cancelAll(keyOf(ALICE));
  rig.quote("buy", "0.33", "10.000001");
  rig.place({ side: "sell", type: "FAK", at: "0.33", size: "90" });
  rig.wait(10_000);
  // 3.30000033 less 0.08844.
  assert.deepEqual(holdings(rig.exchange, ALICE), [969.327159, 90, 0]);
  rig.quote("buy", "0.02", "0.0001");
  rig.place({ side: "sell", type: "FAK", at: "0.02", size: "90" });
  rig.wait(10_000);
  // The least fee is five times what the dust is worth.
  assert.deepEqual(holdings(rig.exchange, ALICE), [969.327159, 89.9999, 0]);
  assertConserved(rig);
});

Deno.test("R-025 R-027 a trade that fails was retried once and leaves balances as they were", () => {
  const rig = openRig({ fee: { rate: 0.04, exponent: 1 } });
  rig.exchange.faults.failTrades = true;
  rig.place({ who: BOB, outcome: "no", at: "0.5", size: "1000" });
  const taken = rig.place({ at: "0.5", size: "1000" });
  assert.match(
    answerOf(rig.place({ at: "0.5", size: "1000" })),
    /sum of matched orders: 510000000/,
  );
  rig.wait(2_000);
  assert.match(
    answerOf(rig.place({ at: "0.5", size: "1000" })),
    /sum of matched orders: 510000000/,
  );
  rig.wait(4_000);
  assert.deepEqual(life(rig), [[-6_000, "MATCHED"], [-4_000, "RETRYING"], [0, "FAILED"]]);
  const [trade] = rig.exchange.trades(BOB);
  assert.deepEqual([trade?.transaction, trade?.error], [null, "execution reverted"]);
  assert.deepEqual(holdings(rig.exchange, ALICE), [1000, 0, 0]);
  assert.deepEqual(holdings(rig.exchange, BOB), [1000, 0, 0]);
  assert.equal(rig.exchange.totals().fees, 0);
  assert.equal(rig.exchange.order(taken.id)?.status, "MATCHED");
  rig.exchange.faults.failTrades = false;
  assert.equal(answerOf(rig.place({ at: "0.5", size: "1900" })), "live");
  assertConserved(rig);
});

Deno.test("a retry that comes when trades work again is mined", () => {
  const rig = openRig();
  rig.exchange.faults.failTrades = true;
  rig.quote("sell", "0.5", "20");
  rig.place({});
  rig.wait(3_000);
  rig.exchange.faults.failTrades = false;
  rig.wait(10_000);
  assert.deepEqual(life(rig).map(([, status]) => status), [
    "MATCHED",
    "RETRYING",
    "MINED",
    "CONFIRMED",
  ]);
  assert.deepEqual(holdings(rig.exchange, ALICE), [995, 10, 0]);
});

Deno.test("R-026 a trade that never settles holds its money for ever", () => {
  const rig = openRig();
  rig.exchange.faults.neverSettle = true;
  rig.quote("sell", "0.5", "20");
  rig.place({});
  rig.wait(3_600_000);
  rig.exchange.faults.neverSettle = false;
  rig.wait(3_600_000);
  assert.deepEqual(rig.exchange.trades(ALICE).map(({ status }) => status), ["MATCHED"]);
  assert.deepEqual(holdings(rig.exchange, ALICE), [1000, 0, 0]);
  assert.match(answerOf(rig.place({ size: "1995" })), /sum of matched orders: 5000000/);
});

Deno.test("R-088 stale answers are of the past, orders are checked against the present", () => {
  const rig = openRig();
  rig.exchange.faults.staleBalanceMs = millis(60_000);
  rig.quote("sell", "0.5", "2000");
  rig.wait(60_000);
  assert.equal(rig.exchange.collateral(ALICE).balance, micro("1000"));
  rig.place({ size: "1000" });
  rig.wait(30_000);
  rig.exchange.refreshBalance(ALICE);
  assert.equal(rig.exchange.collateral(ALICE).balance, micro("1000"));
  assert.equal(rig.exchange.conditional(ALICE, YES).balance, 0);
  assert.match(answerOf(rig.place({ size: "1001" })), /balance: 500000000/);
  rig.wait(32_000);
  assert.equal(rig.exchange.collateral(ALICE).balance, micro("500"));
  assert.equal(rig.exchange.conditional(ALICE, YES).balance, micro("1000"));
  rig.exchange.faults.staleBalanceMs = null;
});

Deno.test("R-030 a cancelled order may fill once more, whole, if its money is still free", () => {
  const rig = openRig();
  rig.exchange.faults.lateFillAfterCancelMs = millis(700);
  const kept = rig.place({ at: "0.3", size: "10" });
  const spent = rig.place({ who: BOB, at: "0.5", size: "1900" });
  const both = [[ALICE, kept.id], [BOB, spent.id]] as [Hex, Hex][];
  for (const [who, id] of both) rig.exchange.cancel(keyOf(who), [id]);
  assert.equal(answerOf(rig.place({ who: BOB, at: "0.5", size: "1900" })), "live");
  rig.wait(699);
  assert.deepEqual(rig.exchange.trades(ALICE), []);
  rig.wait(1);
  const [trade] = rig.exchange.trades(ALICE);
  assert.deepEqual(
    [trade?.taker, trade?.side, trade?.price, trade?.makers[0]?.order],
    ["house", "sell", micro("0.3"), kept.id],
  );
  assert.equal(rig.exchange.order(kept.id)?.status, "MATCHED");
  assert.equal(rig.exchange.order(spent.id)?.status, "CANCELED");
  rig.wait(10_000);
  assert.deepEqual(holdings(rig.exchange, ALICE), [997, 10, 0]);
  assert.deepEqual(holdings(rig.exchange, BOB), [1000, 0, 0]);
  assertConserved(rig);
});

Deno.test("a cancelled order does not fill late in a market that has resolved", () => {
  const rig = openRig();
  rig.exchange.faults.lateFillAfterCancelMs = millis(700);
  const order = rig.place({ at: "0.3" });
  rig.exchange.cancel(keyOf(ALICE), [order.id]);
  rig.exchange.resolve(MARKET, "no");
  rig.wait(10_000);
  assert.deepEqual(rig.exchange.trades(ALICE), []);
});

Deno.test("winning tokens pay at redemption and not before, a split resolution pays half", () => {
  for (const [winner, alice, bob] of [["yes", 10, 0], ["no", 0, 10], [null, 5, 5]] as const) {
    const rig = openRig();
    rig.place({ at: "0.5" });
    rig.place({ who: BOB, outcome: "no", at: "0.5" });
    // Mined, and not yet in the venue's cache: redemption asks the chain.
    rig.wait(2_000);
    assert.equal(rig.exchange.redeem(ALICE, MARKET), 0);
    rig.exchange.resolve(MARKET, winner);
    assert.equal(rig.exchange.redeem(ALICE, MARKET), alice * 1e6);
    assert.equal(rig.exchange.redeem(BOB, MARKET), bob * 1e6);
    assert.equal(rig.exchange.redeem(BOB, MARKET), 0);
    assert.deepEqual(holdings(rig.exchange, ALICE), [995 + alice, 0, 0]);
    assert.deepEqual(holdings(rig.exchange, BOB), [995 + bob, 0, 0]);
    assert.equal(rig.exchange.totals().escrow, 0);
  }
});

Deno.test("what a trade will need stays when the rest is redeemed", () => {
  const rig = openRig();
  rig.quote("sell", "0.5", "10");
  rig.quote("buy", "0.4", "6");
  rig.place({});
  rig.wait(10_000);
  rig.place({ side: "sell", at: "0.4", size: "6" });
  rig.exchange.resolve(MARKET, "yes");
  assert.equal(rig.exchange.redeem(ALICE, MARKET), micro("4"));
  rig.wait(10_000);
  assert.deepEqual(holdings(rig.exchange, ALICE), [1001.4, 0, 0]);
});

Deno.test("trades and ended orders are remembered up to a number and for a day", () => {
  const rig = openRig({}, { keepMost: 10, keepMs: millis(86_400_000) });
  rig.quote("sell", "0.5", "1000");
  const ids = Array.from({ length: 15 }, () => rig.place({ type: "FAK" }).id);
  assert.equal(rig.exchange.trades(ALICE).length, 10);
  assert.equal(ids.filter((id) => rig.exchange.order(id) !== undefined).length, 10);
  rig.wait(86_400_001);
  const fresh = rig.place({ type: "FAK" }).id;
  assert.equal(rig.exchange.trades(ALICE).length, 1);
  assert.deepEqual([...ids, fresh].filter((id) => rig.exchange.order(id) !== undefined), [fresh]);
});
