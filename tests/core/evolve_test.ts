import assert from "node:assert/strict";
import { evolve } from "../../src/core/evolve.ts";
import type { Halt } from "../../src/core/types/account.ts";
import type { LedgerBody } from "../../src/core/types/effect.ts";
import type { FillId, MarketId, OrderId, TokenId, VenueOrderId } from "../../src/core/types/ids.ts";
import { MICRO, millis, price, type Seq, shares, usdc } from "../../src/core/types/units.ts";
import { aFill, after, anAccount, anOrder, NOON } from "../support/builders.ts";

const DAY = 86_400_000;
const buy = anOrder();
const sell = anOrder({
  id: "9.2" as OrderId,
  side: "sell",
  price: price(450_000),
  purpose: "target",
  plan: null,
});
const bought: readonly LedgerBody[] = [
  { kind: "place", order: buy },
  { kind: "orderAccepted", order: buy.id, venueId: "v1" as VenueOrderId },
  { kind: "orderFilled", fill: aFill(buy) },
];
const settled: readonly LedgerBody[] = [
  ...bought,
  { kind: "fillSettled", fill: aFill(buy).id },
];

Deno.test("a fill moves cash into basis, and stays unsettled until the venue says so", () => {
  const account = after(anAccount(), bought);
  assert.equal(account.cash, 73_400_000);
  const position = account.positions.get(buy.token);
  assert.equal(position?.basis, 1_600_000);
  assert.equal(position?.unsettled, 4_000_000);
  assert.equal(after(anAccount(), settled).positions.get(buy.token)?.unsettled, 0);
});

Deno.test("R-032 R-169 a repeated fill changes nothing, before and after it settled", () => {
  for (const rows of [bought, settled]) {
    const account = after(anAccount(), rows);
    const again = evolve(account, {
      seq: 99 as Seq,
      n: 0,
      at: millis(NOON + 60_000),
      body: { kind: "orderFilled", fill: aFill(buy) },
    });
    assert.deepStrictEqual(again, account);
  }
});

Deno.test("R-025 a failed match gives cash, position and day back to the cent, exactly once", () => {
  const reverted = after(anAccount(), [
    ...bought,
    { kind: "fillReverted", fill: aFill(buy).id },
    { kind: "fillReverted", fill: aFill(buy).id },
  ]);
  assert.equal(reverted.cash, 75_000_000);
  assert.equal(reverted.positions.size, 0);
  assert.equal(reverted.risk.dayRealized, 0);
  assert.equal(reverted.risk.consecutiveLosses, 0);
  assert.equal(reverted.orders.get(buy.id)?.status, "canceled");
});

Deno.test("R-027 a settled fill cannot be reverted", () => {
  const account = after(anAccount(), settled);
  const late = after(anAccount(), [...settled, { kind: "fillReverted", fill: aFill(buy).id }]);
  assert.deepStrictEqual(late.positions, account.positions);
  assert.equal(late.cash, account.cash);
});

Deno.test("a reverted sale puts shares and basis back and takes the profit away again", () => {
  const before = after(anAccount(), settled);
  const sold = after(anAccount(), [
    ...settled,
    { kind: "place", order: sell },
    { kind: "orderFilled", fill: aFill(sell) },
  ]);
  assert.equal(sold.risk.dayRealized, 200_000);
  assert.equal(sold.positions.get(buy.token)?.shares, 0);
  const back = evolve(sold, {
    seq: 50 as Seq,
    n: 0,
    at: millis(NOON + 50_000),
    body: { kind: "fillReverted", fill: aFill(sell).id },
  });
  assert.equal(back.cash, before.cash);
  assert.deepStrictEqual(back.positions, before.positions);
  assert.equal(back.risk.dayRealized, 0);
});

Deno.test("a trade counts when its last share is gone and its last sale has settled", () => {
  const sold = after(anAccount(), [
    ...settled,
    { kind: "place", order: sell },
    { kind: "orderFilled", fill: aFill(sell) },
  ]);
  assert.equal(sold.risk.recentTrades.length, 0);
  const done = evolve(sold, {
    seq: 50 as Seq,
    n: 0,
    at: millis(NOON + 50_000),
    body: { kind: "fillSettled", fill: aFill(sell).id },
  });
  assert.deepStrictEqual(done.risk.recentTrades.map((t) => t.profit), [200_000]);
  assert.equal(done.positions.size, 0);
});

Deno.test("R-011 a fill larger than its order is booked in full", () => {
  const over = aFill(buy, { size: shares(5 * MICRO), value: usdc(2_000_000) });
  const account = after(anAccount(), [
    { kind: "place", order: buy },
    { kind: "orderFilled", fill: over },
  ]);
  assert.equal(account.positions.get(buy.token)?.shares, 5_000_000);
  assert.equal(account.orders.get(buy.id)?.status, "filled");
});

Deno.test("R-021 a fill of an order that is not ours books nothing and is kept, once", () => {
  const account = anAccount();
  const fill = { kind: "orderFilled", fill: aFill(buy) } as const;
  const next = after(account, [fill, fill, { kind: "fillSettled", fill: fill.fill.id }]);
  assert.deepStrictEqual([next.cash, next.positions.size], [account.cash, 0]);
  assert.deepStrictEqual([...next.quarantine], [[fill.fill.id, { fill: fill.fill, at: NOON }]]);
});

Deno.test("a sale of more than is held books nothing and is kept; what is held can still be sold", () => {
  const over = aFill(sell, { id: "x" as FillId, size: shares(4_000_001) });
  const account = after(anAccount(), [
    ...settled,
    { kind: "place", order: sell },
    { kind: "orderFilled", fill: over },
  ]);
  assert.equal(account.cash, 73_400_000);
  assert.equal(account.positions.get(buy.token)?.shares, 4_000_000);
  assert.deepStrictEqual([...account.quarantine.keys()], ["x"]);
  const sold = after(account, [{ kind: "orderFilled", fill: aFill(sell) }]);
  assert.equal(sold.positions.get(buy.token)?.shares, 0);
});

Deno.test("a market that resolves pays the winner a dollar a share and the loser nothing", () => {
  for (
    const [winner, cash] of [["yes", 77_400_000], ["no", 73_400_000], [null, 75_400_000]] as const
  ) {
    const account = after(anAccount(), [...bought, {
      kind: "resolved",
      market: buy.market,
      winner,
    }]);
    assert.equal(account.cash, cash);
    assert.equal(account.positions.size, 0);
    assert.equal(account.unsettled.size, 0);
    assert.equal(account.risk.recentTrades.length, 1);
  }
});

Deno.test("R-043 every order of one order's messages ends in the same state", () => {
  const messages: LedgerBody[] = [
    { kind: "orderAccepted", order: buy.id, venueId: "v1" as VenueOrderId },
    { kind: "orderFilled", fill: aFill(buy, { size: shares(MICRO), value: usdc(400_000) }) },
    { kind: "orderCanceled", order: buy.id, reason: "FAK" },
  ];
  const ends = permutations(messages).map((bodies) => {
    const account = after(anAccount(), [{ kind: "place", order: buy }, ...bodies]);
    const state = account.orders.get(buy.id);
    return JSON.stringify([state?.status, state?.filled, account.cash]);
  });
  assert.equal(new Set(ends).size, 1);
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest])
  );
}

Deno.test("R-172 a new UTC day starts with no loss, and only the day's own halt is over", () => {
  const halt = (reason: string): LedgerBody => {
    const value: Halt = {
      mode: "reducing",
      reason,
      by: "risk",
      at: NOON,
      value: null,
      limit: null,
      note: null,
    };
    return { kind: "halt", halt: value };
  };
  const lost = anOrder({ ...sell, price: price(100_000) });
  const account = after(anAccount(), [
    ...settled,
    { kind: "place", order: lost },
    { kind: "orderFilled", fill: aFill(lost) },
    halt("dailyLoss"),
    halt("drawdown"),
  ]);
  assert.equal(account.risk.dayRealized, -1_200_000);
  const next = after(
    account,
    [{ kind: "mark", equity: usdc(1), cash: usdc(1), newDay: true }],
    millis(NOON + DAY),
  );
  assert.equal(next.risk.dayRealized, 0);
  assert.deepStrictEqual(next.risk.halts.map((h) => h.reason), ["drawdown"]);
});

Deno.test("R-170 the end of the breaker is set once and survives folding the rows again", () => {
  const until = millis(NOON + 1_800_000);
  const trip: LedgerBody = {
    kind: "trip",
    rule: "consecutiveLosses",
    value: 3,
    limit: 3,
    until,
  };
  const once = after(anAccount(), [trip]);
  assert.equal(once.risk.breakerUntil, until);
  assert.equal(once.risk.consecutiveLosses, 0);
  assert.deepStrictEqual(after(anAccount(), [trip]), once);
});

Deno.test("R-173 resume lifts every halt and starts a new high-water mark", () => {
  const account = after(anAccount(), [
    { kind: "mark", equity: usdc(75_000_000), cash: usdc(75_000_000), newDay: true },
    { kind: "mark", equity: usdc(60_000_000), cash: usdc(60_000_000), newDay: false },
    { kind: "haltRequested", by: "me", reason: "lunch", command: "c1" },
    { kind: "resumeRequested", by: "me", reason: "back", command: "c2" },
  ]);
  assert.deepStrictEqual(account.risk.halts, []);
  assert.equal(account.risk.peakEquity, 60_000_000);
});

Deno.test("equal rejections in a row are counted by token, and an acceptance ends the count", () => {
  const id = (n: number) => `${n}.2` as OrderId;
  const reject = (n: number): LedgerBody[] => [
    { kind: "place", order: anOrder({ id: id(n) }) },
    { kind: "orderRejected", order: id(n), reason: "no balance" },
  ];
  const account = after(anAccount(), [...reject(1), ...reject(2), ...reject(3)]);
  assert.equal(account.rejections.get(buy.token)?.count, 3);
  const fine = after(account, [
    { kind: "place", order: anOrder({ id: id(4) }) },
    { kind: "orderAccepted", order: id(4), venueId: "v" as VenueOrderId },
  ]);
  assert.equal(fine.rejections.size, 0);
});

Deno.test("rejections in a row are counted over tokens and reasons, until the venue takes an order", () => {
  const order = (n: number) =>
    anOrder({ id: `${n}.2` as OrderId, token: `t${n}` as TokenId, market: `m${n}` as MarketId });
  const reject = (n: number): LedgerBody[] => [
    { kind: "place", order: order(n) },
    { kind: "orderRejected", order: order(n).id, reason: n % 2 === 0 ? "no balance" : "region" },
  ];
  const account = after(anAccount(), [...reject(1), ...reject(2), ...reject(3)]);
  assert.equal(account.risk.rejectionsInRow, 3);
  const taken: readonly LedgerBody[] = [
    { kind: "orderAccepted", order: order(4).id, venueId: "v" as VenueOrderId },
    { kind: "orderFilled", fill: aFill(order(4)) },
  ];
  for (const body of taken) {
    const fine = after(account, [{ kind: "place", order: order(4) }, body]);
    assert.equal(fine.risk.rejectionsInRow, 0);
  }
});

Deno.test("resume clears what the venue rejected, on every token", () => {
  const account = after(anAccount(), [
    { kind: "place", order: buy },
    { kind: "orderRejected", order: buy.id, reason: "no balance" },
    { kind: "resumeRequested", by: "me", reason: "funded", command: "c1" },
  ]);
  assert.deepStrictEqual([account.rejections.size, account.risk.rejectionsInRow], [0, 0]);
});

Deno.test("R-065 rejections that differ in ids and numbers only are equal", () => {
  const reject = (n: number): LedgerBody[] => {
    const order = `${n}.2` as OrderId;
    const reason =
      `order ${order} is invalid. Price (0.40${n}) breaks minimum tick size rule: 0.01`;
    return [
      { kind: "place", order: anOrder({ id: order }) },
      { kind: "orderRejected", order, reason },
    ];
  };
  const account = after(anAccount(), [...reject(1), ...reject(2), ...reject(3)]);
  assert.equal(account.rejections.get(buy.token)?.count, 3);
  const other = after(account, [
    { kind: "place", order: anOrder({ id: "4.2" as OrderId }) },
    { kind: "orderRejected", order: "4.2" as OrderId, reason: "no balance" },
  ]);
  assert.equal(other.rejections.get(buy.token)?.count, 1);
});

Deno.test("R-032 a rejection told twice counts once, and an old acceptance ends no count", () => {
  const rejected = { kind: "orderRejected", order: buy.id, reason: "no balance" } as const;
  const late = { kind: "orderAccepted", order: buy.id, venueId: "v" as VenueOrderId } as const;
  const account = after(anAccount(), [{ kind: "place", order: buy }, rejected, rejected, late]);
  assert.equal(account.rejections.get(buy.token)?.count, 1);
  assert.equal(account.orders.get(buy.id)?.status, "rejected");
});

Deno.test("R-175 finished orders and settled fill ids leave the working set in two days", () => {
  let account = anAccount(1_000_000);
  for (let i = 0; i < 200; i++) {
    const order = anOrder({ id: `${i + 1}.2` as OrderId });
    const from = millis(NOON + i * 3_600_000);
    const fill = aFill(order, { id: `${order.id}/1` as FillId });
    account = after(account, [
      { kind: "place", order },
      { kind: "orderFilled", fill },
      { kind: "fillSettled", fill: fill.id },
    ], from);
  }
  for (const held of [account.orders, account.settled]) {
    assert.ok(held.size >= 24 && held.size <= 50, `${held.size} of 200`);
  }
});
