// What holds whatever users, the house and the chain do. Sizes of the house are odd numbers of
// micro-shares, so that every rounding there is comes up.
import assert from "node:assert/strict";
import fc from "fast-check";
import { price, shares } from "../../../src/core/types/units.ts";
import type { OrderView, TradeView, VenueEvent } from "../../../src/sandbox/types.ts";
import { ALICE, BOB, keyOf, MARKET, NO, openRig, type Rig, type Words, YES } from "./rig.ts";

const RUN = { seed: 20_261_122, numRuns: 300 };

const side = fc.constantFrom("buy", "sell" as const);
const ticks = fc.integer({ min: 488, max: 512 });
const oddSize = fc.integer({ min: 0, max: 150_000_001 });

const placing = fc.record({
  kind: fc.constant("place" as const),
  who: fc.constantFrom(ALICE, BOB),
  outcome: fc.constantFrom("yes", "no" as const),
  side,
  type: fc.constantFrom("GTC", "GTC", "GTD", "FAK", "FOK" as const),
  ticks,
  hundredths: fc.integer({ min: 500, max: 30_000 }),
  postOnly: fc.boolean(),
});
const doing = fc.oneof(
  { weight: 8, arbitrary: placing },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("quote" as const), side, ticks, size: oddSize }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("sweep" as const), side, ticks, size: oddSize }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel" as const), nth: fc.nat(50) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(4_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("fault" as const),
      fault: fc.constantFrom("failTrades", "late", "none" as const),
    }),
  },
);
type Doing = typeof doing extends fc.Arbitrary<infer T> ? T : never;

const script = fc.record({
  delay: fc.constantFrom(0, 0, 500),
  fee: fc.constantFrom(null, { rate: 0.07, exponent: 1 }),
  doings: fc.array(doing, { minLength: 20, maxLength: 60, size: "max" }),
});

/** Both users hold both tokens, so that either can sell. */
function openStocked(delay: number, fee: { rate: number; exponent: number } | null): Rig {
  const rig = openRig({ takerDelayMs: delay as never, fee }, {}, "0.001");
  rig.quote("sell", "0.5", "400");
  for (const who of [ALICE, BOB]) rig.place({ who, at: "0.5", size: "200" });
  rig.wait(20_000);
  rig.quote("sell", "0.5", "0");
  rig.quote("buy", "0.5", "400");
  for (const who of [ALICE, BOB]) rig.place({ who, outcome: "no", at: "0.5", size: "200" });
  rig.wait(20_000);
  rig.quote("buy", "0.5", "0");
  rig.hush();
  return rig;
}

function wordsOf(rig: Rig, doing: Extract<Doing, { kind: "place" }>): Words {
  const { who, outcome, side, type, ticks, hundredths, postOnly } = doing;
  const at = (ticks / 1000).toFixed(3);
  const size = (hundredths / 100).toFixed(2);
  const immediate = type === "FAK" || type === "FOK";
  const words = { who, outcome, side, type, at, size, postOnly: postOnly && !immediate };
  if (type === "GTD") return { ...words, expiration: Math.ceil(rig.clock.now() / 1000) + 185 };
  if (!immediate || side === "sell") return words;
  // As clients make them: whole cents, shares floored to four decimals.
  const cents = Math.floor(ticks * hundredths / 1000);
  const floored = Math.floor(cents * 100_000 / ticks) / 10_000;
  return { ...words, amounts: [(cents / 100).toFixed(2), floored.toFixed(4)] };
}

function perform(rig: Rig, doing: Doing): void {
  const { exchange } = rig;
  switch (doing.kind) {
    case "place":
      rig.place(wordsOf(rig, doing));
      return;
    case "quote":
      exchange.quote(MARKET, doing.side, price(doing.ticks * 1000), shares(doing.size));
      return;
    case "sweep":
      exchange.sweep(MARKET, doing.side, price(doing.ticks * 1000), shares(doing.size));
      return;
    case "cancel": {
      const open = [ALICE, BOB].flatMap((who) => exchange.openOrders(keyOf(who)));
      const order = open[doing.nth % Math.max(1, open.length)];
      if (order !== undefined) exchange.cancel(order.owner, [order.id]);
      return;
    }
    case "wait":
      rig.wait(doing.ms);
      return;
    case "fault":
      exchange.faults.failTrades = doing.fault === "failTrades";
      exchange.faults.lateFillAfterCancelMs = doing.fault === "late" ? 700 as never : null;
  }
}

function live(rig: Rig): OrderView[] {
  return [ALICE, BOB].flatMap((who) => rig.exchange.openOrders(keyOf(who)))
    .filter(({ status }) => status === "LIVE");
}

/** Side and price in the book of YES. */
function inYes({ token, side, price }: Pick<OrderView, "token" | "side" | "price">) {
  if (token === YES) return { side, price: price as number };
  return { side: side === "buy" ? "sell" : "buy", price: 1_000_000 - price };
}

function assertBook(rig: Rig): void {
  const book = rig.exchange.book(YES);
  const bid = book?.bids.at(-1)?.price ?? 0;
  const ask = book?.asks.at(-1)?.price ?? 1_000_000;
  assert.ok(bid < ask, `crossed: ${bid} ${ask}`);
  const own = new Map<string, number>();
  for (const order of live(rig)) {
    const place = inYes(order);
    const key = `${place.side} ${place.price}`;
    own.set(key, (own.get(key) ?? 0) + order.size - order.matched);
  }
  for (const [key, size] of own) {
    const [side, at] = key.split(" ");
    const levels = side === "buy" ? book?.bids : book?.asks;
    const shown = levels?.find(({ price }) => price === Number(at))?.size ?? 0;
    assert.ok(shown >= size, `${key} shows ${shown} of ${size}`);
  }
}

function assertMoney(rig: Rig): void {
  const { accounts, house, escrow, fees, tokens } = rig.exchange.totals();
  assert.equal(accounts + house + escrow + fees, 2_000_000_000);
  assert.deepEqual([...tokens.values()], [escrow, escrow]);
  for (const who of [ALICE, BOB]) {
    assert.ok(rig.exchange.collateral(who).balance >= 0);
    for (const token of [YES, NO]) assert.ok(rig.exchange.conditional(who, token).balance >= 0);
  }
}

function assertLimits(rig: Rig, trade: TradeView): void {
  const within = (id: OrderView["id"], paid: number) => {
    const order = rig.exchange.order(id);
    if (order === undefined) return;
    assert.ok(order.side === "buy" ? paid <= order.price : paid >= order.price);
  };
  within(trade.takerOrder, trade.price);
  for (const maker of trade.makers) {
    within(maker.order, maker.price);
    const cross = maker.token !== trade.token;
    assert.equal(maker.side === trade.side, cross);
    assert.equal(maker.price, cross ? 1_000_000 - trade.price : trade.price);
  }
  const parts = trade.makers.reduce((sum, { size }) => sum + size, 0);
  assert.equal(parts, trade.size);
}

/** Whoever stood at a better price, or longer at the same, is filled up first. */
function assertPriority(
  rig: Rig,
  before: readonly OrderView[],
  trades: readonly TradeView[],
): void {
  const rank = new Map(before.map((order, i) => [order.id, i]));
  const met = new Set(trades.flatMap(({ makers }) => makers.map(({ order }) => order)));
  for (const order of before) {
    if (!met.has(order.id)) continue;
    const place = inYes(order);
    for (const other of before) {
      const rival = inYes(other);
      if (rival.side !== place.side || other.id === order.id) continue;
      const better = place.side === "buy" ? rival.price > place.price : rival.price < place.price;
      const ahead = rival.price === place.price &&
        (rank.get(other.id) ?? 0) < (rank.get(order.id) ?? 0);
      if (better || ahead) assert.equal(rig.exchange.order(other.id)?.status, "MATCHED");
    }
  }
}

Deno.test("R-245 no sequence of doings makes or loses a micro-dollar or a token", () => {
  const seen = { trades: 0, failed: 0, minted: 0, killed: 0, byHouse: 0 };
  fc.assert(
    fc.property(script, ({ delay, fee, doings }) => {
      const rig = openStocked(delay, fee);
      for (const doing of doings) {
        perform(rig, doing);
        assertBook(rig);
        assertMoney(rig);
      }
      rig.wait(400_000);
      assertMoney(rig);
      for (const event of rig.events) count(seen, event);
    }),
    RUN,
  );
  // Otherwise the property would hold of nothing.
  assert.ok(Object.values(seen).every((times) => times > 50), JSON.stringify(seen));
});

function count(seen: Record<string, number>, event: VenueEvent): void {
  const add = (key: string) => seen[key] = (seen[key] ?? 0) + 1;
  if (event.kind === "trade" && event.trade.status === "MATCHED") {
    add("trades");
    if (event.trade.makers.some(({ token }) => token !== event.trade.token)) add("minted");
    if (event.trade.taker === "house") add("byHouse");
  }
  if (event.kind === "trade" && event.trade.status === "FAILED") add("failed");
  if (event.kind === "order" && event.order.status === "CANCELED") add("killed");
}

Deno.test("R-241 no trade is worse than a limit, and price goes before time", () => {
  let trades = 0;
  fc.assert(
    fc.property(script, ({ fee, doings }) => {
      const rig = openStocked(0, fee);
      for (const doing of doings) {
        // A late fill is one more cancelled order's, outside the book: it has no queue to keep.
        if (doing.kind === "fault") continue;
        const before = live(rig).toSorted((a, b) => Number(a.id) - Number(b.id));
        rig.hush();
        perform(rig, doing);
        const matched = rig.events.flatMap((event) =>
          event.kind === "trade" && event.trade.status === "MATCHED" ? [event.trade] : []
        );
        trades += matched.length;
        for (const trade of matched) assertLimits(rig, trade);
        assertPriority(rig, before, matched);
      }
    }),
    RUN,
  );
  assert.ok(trades > 1_000, `${trades} trades`);
});

Deno.test("an answer adds up to its trades, and no order spends more than it said", () => {
  fc.assert(
    fc.property(script, ({ fee, doings }) => {
      const rig = openStocked(0, fee);
      for (const doing of doings) {
        if (doing.kind !== "place") {
          perform(rig, doing);
          continue;
        }
        rig.hush();
        const words = wordsOf(rig, doing);
        const result = rig.place(words);
        const mine = rig.events.flatMap((event) =>
          event.kind === "trade" && event.trade.takerOrder === result.id ? [event.trade] : []
        );
        if (!result.ok) {
          assert.deepEqual(mine, []);
          continue;
        }
        const filled = mine.reduce((sum, { size }) => sum + size, 0);
        assert.deepEqual(mine.map(({ id }) => id), result.tradeIds);
        assert.equal(doing.side === "buy" ? result.takingAmount : result.makingAmount, filled);
        assert.equal(rig.exchange.order(result.id)?.matched, filled);
        if (words.amounts !== undefined) {
          assert.ok(result.makingAmount <= Number(words.amounts[0]) * 1e6 + 0.5);
        } else assert.ok(filled <= doing.hundredths * 10_000);
      }
    }),
    RUN,
  );
});

Deno.test("the same doings at the same seed tell the same events", () => {
  fc.assert(
    fc.property(script, ({ delay, fee, doings }) => {
      const told = () => {
        const rig = openStocked(delay, fee);
        for (const doing of doings) perform(rig, doing);
        rig.wait(400_000);
        return JSON.stringify(rig.events);
      };
      assert.equal(told(), told());
    }),
    { ...RUN, numRuns: 20 },
  );
});
