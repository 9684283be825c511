import assert from "node:assert/strict";
import fc from "fast-check";
import type { PaperConfig } from "../../../src/core/types/config.ts";
import type { BrokerInput } from "../../../src/core/types/event.ts";
import type { Side } from "../../../src/core/types/market.ts";
import type { Fill, TimeInForce } from "../../../src/core/types/order.ts";
import { aRig, NO, type Rig, SETTLE, type Wish, YES } from "./rig.ts";

type Action =
  | { readonly do: "place"; readonly wish: Wish }
  | { readonly do: "cancel"; readonly nth: number }
  | { readonly do: "level" | "print"; readonly side: Side; readonly price: number; size: number }
  | { readonly do: "wait"; readonly ms: number };

const side = fc.constantFrom<Side>("buy", "sell");
const cents = fc.integer({ min: 40, max: 60 }).map((n) => n / 100);

const wish: fc.Arbitrary<Wish> = fc.record({
  side,
  token: fc.constantFrom(YES, NO),
  price: cents,
  shares: fc.integer({ min: 300, max: 20_000 }).map((n) => n / 100),
  timeInForce: fc.constantFrom<TimeInForce>("FAK", "FOK", "GTC", "GTD"),
  postOnly: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  expiresAt: fc.integer({ min: 119_000, max: 140_000 }),
});

const quantity = fc.integer({ min: 0, max: 100 });
const action: fc.Arbitrary<Action> = fc.oneof(
  wish.map((wish) => ({ do: "place" as const, wish })),
  wish.map((wish) => ({ do: "place" as const, wish })),
  fc.integer({ min: 1, max: 12 }).map((nth) => ({ do: "cancel" as const, nth })),
  fc.record({ do: fc.constant("level" as const), side, price: cents, size: quantity }),
  fc.record({
    do: fc.constant("print" as const),
    side,
    price: cents,
    size: fc.integer({ min: 1, max: 300 }),
  }),
  fc.integer({ min: 0, max: 5_000 }).map((ms) => ({ do: "wait" as const, ms })),
);
const script = fc.array(action, { minLength: 15, maxLength: 60, size: "max" });

const config: fc.Arbitrary<Partial<PaperConfig>> = fc.record({
  adverseTicks: fc.integer({ min: 0, max: 2 }),
  depthShare: fc.constantFrom(0.1, 0.5, 1),
  revertRate: fc.constantFrom(0, 0.3, 1),
  revertWinnerBias: fc.constantFrom(0, 0.5, 1),
  queueFactor: fc.constantFrom(0, 1, 2.5),
});

interface Run {
  readonly rig: Rig;
  readonly wishes: readonly Wish[];
}

function play(actions: readonly Action[], settings: Partial<PaperConfig>, seed = 7): Run {
  const rig = aRig(settings, seed);
  const wishes: Wish[] = [];
  for (const step of actions) {
    if (step.do === "wait") rig.wait(step.ms);
    else if (step.do === "cancel") rig.cancel(`${step.nth}.0`);
    else if (step.do === "place") {
      rig.place(step.wish);
      wishes.push(step.wish);
    } else rig[step.do](step.side, step.price, step.size);
  }
  rig.wait(300_000 + SETTLE);
  return { rig, wishes };
}

function ofOrder({ rig }: Run, id: string): BrokerInput[] {
  return rig.heard.map(({ event }) => event).filter((event) =>
    event.kind === "orderFilled" ? event.fill.order === id : "order" in event && event.order === id
  );
}

Deno.test("R-010 R-257 the same inputs give the same events", () => {
  fc.assert(
    fc.property(script, config, (actions, settings) => {
      const [once, again] = [play(actions, settings), play(actions, settings)];
      assert.deepEqual(once.rig.heard, again.rig.heard);
    }),
    { numRuns: 50 },
  );
});

Deno.test("R-043 every order is accepted or rejected once, and ends at most once", () => {
  fc.assert(fc.property(script, config, (actions, settings) => {
    const run = play(actions, settings);
    run.wishes.forEach((wish, i) => {
      const kinds = ofOrder(run, `${i + 1}.0`).map((event) => event.kind);
      // A cancel of an id not yet placed is answered too, before the order is.
      const own = kinds.slice(kinds.findIndex((kind) => kind !== "orderCanceled"));
      // One that is called back on its way never arrives.
      if (own[0] === "orderCanceled") return;
      if (own[0] === "orderRejected") return assert.equal(own.length, 1);
      assert.equal(own[0], "orderAccepted");
      const rest = own.slice(1);
      assert.ok(rest.every((kind) => kind === "orderFilled" || kind === "orderCanceled"));
      const canceled = rest.filter((kind) => kind === "orderCanceled").length;
      assert.ok(canceled <= 1);
      if (canceled === 1) assert.equal(rest.at(-1), "orderCanceled");
      if (wish.timeInForce === "FAK" || wish.timeInForce === "FOK") {
        assert.ok(rest.length === 1 || (rest.length === 2 && wish.timeInForce === "FAK"));
      }
      // GTD orders of this script have all expired by its end.
      if (wish.timeInForce === "GTD") assert.notEqual(rest.length, 0);
    });
  }));
});

function checkFill(fill: Fill, wish: Wish): void {
  const limit = Math.round(wish.price * 1e6);
  assert.ok(fill.size > 0);
  assert.ok(fill.side === "buy" ? fill.price <= limit : fill.price >= limit);
  assert.equal(fill.takes.reduce((sum, take) => sum + take.size, 0), fill.size);
  const exact = fill.takes.reduce((sum, take) => sum + BigInt(take.price) * BigInt(take.size), 0n);
  const up = fill.side === "buy";
  assert.equal(BigInt(fill.value), (exact + (up ? 999_999n : 0n)) / 1_000_000n);
  // Price x size is against us by no more than a step of the price on all shares.
  const off = BigInt(fill.price) * BigInt(fill.size) - exact;
  assert.ok(up ? off >= 0n && off < BigInt(fill.size) : off <= 0n && -off < BigInt(fill.size));
  assert.ok(fill.role === "maker" ? fill.fee === 0 : fill.fee > 0);
}

Deno.test("R-241 R-245 fills keep to limit and size, and their value is their takes'", () => {
  fc.assert(fc.property(script, config, (actions, settings) => {
    const run = play(actions, settings);
    const ids = new Set<string>();
    run.wishes.forEach((wish, i) => {
      const fills = run.rig.fills().filter((fill) => fill.order === `${i + 1}.0`);
      const size = Math.round(wish.shares * 1e6);
      assert.ok(fills.reduce((sum, fill) => sum + fill.size, 0) <= size);
      fills.forEach((fill, k) => {
        assert.equal(fill.id, `${i + 1}.0/${k + 1}`);
        ids.add(fill.id);
        checkFill(fill, wish);
      });
    });
    assert.equal(ids.size, run.rig.fills().length);
  }));
});

Deno.test("R-025 every fill settles or reverts, once, one settlement time after its match", () => {
  fc.assert(fc.property(script, config, (actions, settings) => {
    const { rig } = play(actions, settings);
    const ends = new Map<string, number>();
    const starts = new Map<string, number>();
    for (const { at, event } of rig.heard) {
      if (event.kind === "orderFilled") starts.set(event.fill.id, at);
      if (event.kind !== "fillSettled" && event.kind !== "fillReverted") continue;
      assert.equal(ends.has(event.fill), false);
      ends.set(event.fill, at);
    }
    assert.equal(ends.size, starts.size);
    for (const [id, at] of starts) assert.equal(ends.get(id), at + SETTLE);
  }));
});

Deno.test("R-238 takers never get more of an unchanged level than it displays", () => {
  fc.assert(fc.property(script, config, (actions, settings) => {
    const still = actions.filter((step) => step.do !== "level");
    const { rig } = play(still, { ...settings, adverseTicks: 0 });
    const got = new Map<string, number>();
    for (const fill of rig.fills().filter((fill) => fill.role === "taker")) {
      for (const { price, size } of fill.takes) {
        const yes = fill.token === YES ? price : 1_000_000 - price;
        const level = `${(fill.side === "buy") === (fill.token === YES) ? "ask" : "bid"} ${yes}`;
        got.set(level, (got.get(level) ?? 0) + size);
      }
    }
    const { bids, asks } = rig.book;
    bids.prices.forEach((at, i) => assert.ok((got.get(`bid ${at}`) ?? 0) <= (bids.sizes[i] ?? 0)));
    asks.prices.forEach((at, i) => assert.ok((got.get(`ask ${at}`) ?? 0) <= (asks.sizes[i] ?? 0)));
    const shown = new Set([
      ...bids.prices.map((at) => `bid ${at}`),
      ...asks.prices.map((at) => `ask ${at}`),
    ]);
    for (const level of got.keys()) assert.ok(shown.has(level), level);
  }));
});

Deno.test("R-249 without prints nobody is ever a maker", () => {
  fc.assert(fc.property(script, config, (actions, settings) => {
    const { rig } = play(actions.filter((step) => step.do !== "print"), settings);
    assert.ok(rig.fills().every((fill) => fill.role === "taker"));
  }));
});

Deno.test("R-238 makers together never get more than the prints they met", () => {
  fc.assert(fc.property(script, config, (actions, settings) => {
    const { rig } = play(actions, settings);
    const printed = (side: Side) =>
      actions.reduce(
        (sum, step) => step.do === "print" && step.side === side ? sum + step.size * 1e6 : sum,
        0,
      );
    const made = { buy: 0, sell: 0 };
    for (const fill of rig.fills().filter((fill) => fill.role === "maker")) {
      made[(fill.side === "buy") === (fill.token === YES) ? "buy" : "sell"] += fill.size;
    }
    assert.ok(made.buy <= printed("sell"));
    assert.ok(made.sell <= printed("buy"));
  }));
});

Deno.test("the seed decides which matches revert and nothing else", () => {
  const actions: Action[] = Array.from({ length: 30 }, (_, i) => ({
    do: "place",
    wish: { price: 0.53, shares: 10 + i / 100 },
  }));
  const ends = (seed: number) => play(actions, { revertRate: 0.5 }, seed).rig.story();
  assert.notDeepEqual(ends(1), ends(2));
  const plain = (seed: number) => ends(seed).filter((line) => !line.startsWith("fill"));
  assert.deepEqual(plain(1), plain(2));
});
