import assert from "node:assert/strict";
import fc from "fast-check";
import { evolve } from "../../src/core/evolve.ts";
import type { Account } from "../../src/core/types/account.ts";
import type { LedgerBody } from "../../src/core/types/effect.ts";
import type { FillId, MarketId, OrderId, TokenId } from "../../src/core/types/ids.ts";
import type { Fill } from "../../src/core/types/order.ts";
import { cost, millis, price, type Seq, shares, usdc } from "../../src/core/types/units.ts";
import { aFill, after, anAccount, anOrder, NOON } from "../support/builders.ts";

interface Move {
  readonly side: "buy" | "sell";
  readonly ticks: number;
  readonly steps: number;
  readonly fee: number;
  readonly end: "settle" | "revert" | "wait";
}

const move: fc.Arbitrary<Move> = fc.record({
  side: fc.constantFrom("buy", "sell"),
  ticks: fc.integer({ min: 1, max: 99 }),
  steps: fc.integer({ min: 1, max: 500 }),
  fee: fc.integer({ min: 0, max: 20_000 }),
  end: fc.constantFrom("settle", "revert", "wait"),
});

interface Book {
  account: Account;
  /** Profit of every trade that closed. */
  closed: number;
  seq: number;
}

function put(book: Book, body: LedgerBody): void {
  book.seq += 1;
  const at = millis(NOON + book.seq * 10);
  const before = book.account.risk.recentTrades.length;
  book.account = evolve(book.account, { seq: book.seq as Seq, n: 0, at, body });
  const { recentTrades } = book.account.risk;
  if (recentTrades.length > before) book.closed += recentTrades.at(-1)?.profit ?? 0;
}

function play(book: Book, { side, ticks, steps, fee, end }: Move): void {
  const held = book.account.positions.get(anOrder().token);
  const free = held === undefined ? 0 : held.shares - held.unsettled;
  const wanted = steps * 10_000;
  const size = side === "buy" ? wanted : Math.min(wanted, free);
  if (size === 0) return;
  const at = price(ticks * 10_000);
  const id = `${book.seq + 1}.2` as OrderId;
  const order = anOrder({ id, side, price: at, size: shares(size), plan: anOrder().plan });
  const value = cost(at, shares(size), side === "buy" ? "up" : "down");
  const fill = aFill(order, { id: `${id}/1` as FillId, value, fee: usdc(fee) });
  put(book, { kind: "place", order });
  put(book, { kind: "orderFilled", fill });
  if (end === "settle") put(book, { kind: "fillSettled", fill: fill.id });
  if (end === "revert") put(book, { kind: "fillReverted", fill: fill.id });
}

Deno.test("R-245 cash, basis and realised profit always add up to the capital", () => {
  fc.assert(fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
    const book: Book = { account: anAccount(1_000_000), closed: 0, seq: 0 };
    for (const one of moves) {
      play(book, one);
      let sum: number = book.account.cash - book.closed;
      for (const p of book.account.positions.values()) sum += p.basis - p.realized;
      assert.equal(sum, 1_000_000_000_000);
    }
  }));
});

Deno.test("shares, unsettled shares and basis are never negative, nor basis without shares", () => {
  fc.assert(fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
    const book: Book = { account: anAccount(1_000_000), closed: 0, seq: 0 };
    for (const one of moves) {
      play(book, one);
      for (const p of book.account.positions.values()) {
        assert.ok(p.shares >= 0 && p.unsettled >= 0 && p.basis >= 0, JSON.stringify(p));
        assert.ok(p.unsettled <= p.shares);
        if (p.shares === 0) assert.equal(p.basis, 0);
      }
    }
  }));
});

Deno.test("R-094 realised profit is proceeds less the cost of what was sold, fees included", () => {
  fc.assert(fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
    const settledOnly = moves.map((one) => ({ ...one, end: "settle" as const }));
    const book: Book = { account: anAccount(1_000_000), closed: 0, seq: 0 };
    for (const one of settledOnly) play(book, one);
    // Sell what is left at one price: then everything earned is in cash.
    const held = book.account.positions.get(anOrder().token);
    if (held !== undefined) {
      const steps = held.shares / 10_000;
      play(book, { side: "sell", ticks: 50, steps, fee: 0, end: "settle" });
    }
    assert.equal(book.account.positions.size, 0);
    assert.equal(book.account.cash - 1_000_000_000_000, book.closed);
  }));
});

const third = anOrder({ size: shares(3_333_333) });

/** Bought 3.333333 at .40 and stopped out of 3.33 at .33: 0.003333 shares are left. */
function leftover(account = anAccount(), n = 1): Account {
  const buy = { ...third, id: `${n}.2` as OrderId };
  const size = shares(3_330_000);
  const sale = { ...buy, id: `${n}.4` as OrderId, side: "sell" as const, size, plan: null };
  const sold = aFill(sale, { price: price(330_000), value: usdc(1_098_900) });
  return after(account, [
    { kind: "place", order: buy as typeof third },
    { kind: "orderFilled", fill: aFill(buy) },
    { kind: "fillSettled", fill: aFill(buy).id },
    { kind: "place", order: sale as typeof third },
    { kind: "orderFilled", fill: sold },
    { kind: "fillSettled", fill: sold.id },
  ]);
}

Deno.test("a rest below the share step closes its trade, with its loss", () => {
  const account = leftover();
  assert.equal(account.positions.size, 0);
  assert.deepStrictEqual(account.risk.recentTrades.map(({ profit }) => profit), [-234_434]);
  assert.equal(account.risk.consecutiveLosses, 1);
  assert.equal(account.risk.dayRealized, -234_434);
  assert.equal(account.cash - 75_000_000, account.risk.dayRealized);
  assert.equal(leftover(account, 2).risk.consecutiveLosses, 2);
});

Deno.test("while its sale can fail a rest is a position", () => {
  const sold = after(anAccount(), [
    { kind: "place", order: third },
    { kind: "orderFilled", fill: aFill(third, { size: shares(3_333) }) },
  ]);
  assert.equal(sold.positions.size, 1);
});

Deno.test("dust is paid with its market, once, and ends no row of losses", () => {
  for (const [winner, paid] of [["yes", 6_666], ["no", 0], [null, 3_332]] as const) {
    const before = leftover(leftover(), 2);
    const resolved = { kind: "resolved", market: third.market, winner } as const;
    const account = after(before, [resolved, resolved]);
    assert.equal(account.cash - before.cash, paid);
    assert.equal(account.risk.dayRealized - before.risk.dayRealized, paid);
    assert.deepStrictEqual([account.dust, account.risk.consecutiveLosses], [[], 2]);
  }
});

Deno.test("an order is used up by what was matched, also where a match failed", () => {
  const order = anOrder({ timeInForce: "GTC" });
  const half = { size: shares(2_000_000), value: usdc(800_000) };
  const [first, second] = [1, 2].map((n) =>
    aFill(order, { ...half, id: `${order.id}/${n}` as FillId })
  ) as [Fill, Fill];
  const account = after(anAccount(), [
    { kind: "place", order },
    { kind: "orderFilled", fill: first },
    { kind: "fillReverted", fill: first.id },
    { kind: "orderFilled", fill: second },
  ]);
  assert.equal(account.orders.get(order.id)?.status, "filled");
  assert.equal(account.positions.get(order.token)?.shares, 2_000_000);
});

Deno.test("what has not settled cannot have been sold: such a sale is put aside", () => {
  const order = anOrder();
  const sale = anOrder({ id: "9.2" as OrderId, side: "sell", plan: null });
  const bought: readonly LedgerBody[] = [
    { kind: "place", order },
    { kind: "orderFilled", fill: aFill(order) },
    { kind: "place", order: sale },
  ];
  const sold = { kind: "orderFilled", fill: aFill(sale) } as const;
  const early = after(anAccount(), [...bought, sold]);
  assert.deepStrictEqual([...early.quarantine.keys()], [sold.fill.id]);
  assert.equal(early.positions.get(order.token)?.shares, 4_000_000);
  const settled = { kind: "fillSettled", fill: aFill(order).id } as const;
  assert.equal(after(anAccount(), [...bought, settled, sold]).cash, 75_000_000);
});

Deno.test("a fill of another token, market or side than its order is put aside", () => {
  const order = anOrder();
  const others: readonly Partial<Fill>[] = [
    { token: "m1:no" as TokenId },
    { market: "m2" as MarketId },
    { side: "sell" },
  ];
  const begun = after(anAccount(), [
    { kind: "place", order },
    { kind: "orderFilled", fill: aFill(order) },
    { kind: "fillSettled", fill: aFill(order).id },
  ]);
  for (const other of others) {
    const fill = aFill(order, { ...other, id: "x" as FillId });
    const account = after(begun, [{ kind: "orderFilled", fill }]);
    assert.deepStrictEqual([...account.quarantine.keys()], ["x"]);
    assert.deepStrictEqual([account.cash, account.positions], [begun.cash, begun.positions]);
  }
});
