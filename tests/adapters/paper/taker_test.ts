import assert from "node:assert/strict";
import { setLevel } from "../../../src/core/book.ts";
import type { PaperConfig } from "../../../src/core/types/config.ts";
import type { MarketId, TokenId } from "../../../src/core/types/ids.ts";
import type { Price } from "../../../src/core/types/units.ts";
import { takerFee } from "../../../src/core/venue/fees.ts";
import { aRig, bids, LATENCY, NO, type Rig, SETTLE, type Wish, YES } from "./rig.ts";

/** What one order leads to on the worked book, up to its end. */
function storyOf(
  wish: Wish,
  config: Partial<PaperConfig> = {},
  prepare: (rig: Rig) => void = () => {},
) {
  const rig = aRig(config);
  prepare(rig);
  rig.place(wish);
  rig.wait(LATENCY);
  return rig.story();
}

Deno.test("R-240 a taker walks the book and the rest of an FAK is canceled", () => {
  assert.deepEqual(storyOf({ price: 0.51, shares: 300 }), [
    "orderAccepted 1.0",
    "orderFilled 1.0/1: 240 @ 0.508334 taker",
    "orderCanceled 1.0: FAK: no more liquidity within limit",
  ]);
});

Deno.test("R-240 slippage has no cap but the limit: the walk goes to the end of the book", () => {
  const rig = aRig();
  rig.snapshot([[0.1, 10]], [[0.2, 5], [0.9, 100]]);
  rig.place({ price: 0.99, shares: 105 });
  rig.wait(LATENCY);
  assert.deepEqual(rig.fills()[0]?.takes, [
    { price: 200_000, size: 5_000_000 },
    { price: 900_000, size: 100_000_000 },
  ]);
});

Deno.test("R-242 R-248 a fill has the resting prices and carries the levels it took", () => {
  const rig = aRig();
  rig.place({ price: 0.6, shares: 100 });
  rig.wait(LATENCY);
  const [fill] = rig.fills();
  assert.deepEqual(fill?.takes, [
    { price: 500_000, size: 40_000_000 },
    { price: 510_000, size: 60_000_000 },
  ]);
  // 40 x .50 + 60 x .51 by hand; the fee accrues level by level.
  assert.equal(fill?.value, 50_600_000);
  assert.equal(fill?.price, 506_000);
  assert.equal(fill?.fee, 400_000 + 599_760);
});

Deno.test("R-244 the fee of a paper fill is the core's taker fee of each level", () => {
  for (const rate of [0, 0.04, 0.07]) {
    const rig = aRig();
    const schedule = { rate, exponent: 1 };
    rig.change({ fee: schedule });
    rig.place({ price: 0.6, shares: 100 });
    rig.wait(LATENCY);
    const [fill] = rig.fills();
    const wanted = fill?.takes.map(({ price, size }) => takerFee(size, price, schedule));
    assert.equal(fill?.fee, wanted?.reduce((sum, fee) => sum + fee, 0));
  }
});

Deno.test("nothing is emitted before the latency is over", () => {
  const rig = aRig();
  rig.place({ price: 0.5, shares: 10 });
  rig.wait(LATENCY - 1);
  assert.deepEqual(rig.heard, []);
  rig.wait(1);
  assert.deepEqual(rig.heard.map(({ at }) => at), [LATENCY, LATENCY]);
});

Deno.test("R-253 the book at arrival decides, not the one the decision saw", () => {
  const rig = aRig();
  rig.place({ price: 0.5, shares: 10 });
  rig.wait(LATENCY - 1);
  rig.snapshot([[0.52, 10]], [[0.55, 40]]);
  rig.wait(1);
  assert.deepEqual(rig.story(), [
    "orderAccepted 1.0",
    "orderCanceled 1.0: FAK: no more liquidity within limit",
  ]);
});

Deno.test("R-253 a longer latency never sees an earlier book than a shorter one", () => {
  const fillAt = (latencyMs: number) => {
    const rig = aRig({ latencyMs: latencyMs as PaperConfig["latencyMs"] });
    rig.place({ price: 0.6, shares: 10 });
    rig.wait(100);
    rig.snapshot([[0.5, 1]], [[0.52, 40]]);
    rig.wait(100);
    rig.snapshot([[0.52, 1]], [[0.54, 40]]);
    rig.wait(1_000);
    return rig.fills()[0]?.price;
  };
  assert.deepEqual([0, 99, 150, 250].map(fillAt), [500_000, 500_000, 520_000, 540_000]);
});

Deno.test("an FOK that lacks one share is killed whole, and fills whole when it is there", () => {
  assert.deepEqual(storyOf({ price: 0.51, shares: 240.01, timeInForce: "FOK" }), [
    "orderAccepted 1.0",
    "orderCanceled 1.0: FOK: order couldn't be fully filled",
  ]);
  assert.deepEqual(storyOf({ price: 0.51, shares: 240, timeInForce: "FOK" }), [
    "orderAccepted 1.0",
    "orderFilled 1.0/1: 240 @ 0.508334 taker",
  ]);
});

Deno.test("a sale hits the bids and rounds against us", () => {
  const rig = aRig();
  rig.place({ side: "sell", price: 0.46, shares: 200.01 });
  rig.wait(LATENCY);
  const [fill] = rig.fills();
  // 120 x .48 + 80.01 x .47 = 95.2047, average .4759997...
  assert.deepEqual([fill?.value, fill?.price], [95_204_700, 475_999]);
});

Deno.test("an order on NO takes the mirrored side at 1 - p", () => {
  assert.deepEqual(storyOf({ token: NO, price: 0.53, shares: 200 }), [
    "orderAccepted 1.0",
    // YES bids of 120 at .48 and 300 at .47 are NO asks at .52 and .53.
    "orderFilled 1.0/1: 200 @ 0.524 taker",
  ]);
  assert.deepEqual(storyOf({ token: NO, side: "sell", price: 0.49, shares: 60 }), [
    "orderAccepted 1.0",
    "orderFilled 1.0/1: 60 @ 0.496666 taker",
  ]);
});

Deno.test("R-239 what a fill took stays gone until the venue shows another size there", () => {
  const rig = aRig();
  const buy = () => {
    const before = rig.fills().length;
    rig.place({ price: 0.5, shares: 30 });
    rig.wait(LATENCY);
    return (rig.fills()[before]?.size ?? 0) / 1e6;
  };
  assert.deepEqual([buy(), buy(), buy()], [30, 10, 0]);
  // Another level, a repeated snapshot and a repeated level refresh nothing.
  rig.level("sell", 0.51, 150);
  rig.snapshot(bids, [[0.5, 40], [0.51, 150]]);
  rig.level("sell", 0.5, 40);
  assert.equal(buy(), 0);
  rig.level("sell", 0.5, 35);
  assert.deepEqual([buy(), buy()], [30, 5]);
  // Gone and back at the same size is a refreshed level, whichever message says so.
  rig.level("buy", 0.5, 0, NO);
  rig.level("sell", 0.5, 0);
  rig.level("sell", 0.5, 35);
  assert.deepEqual([buy(), buy()], [30, 5]);
  rig.snapshot(bids, [[0.51, 150]]);
  rig.snapshot(bids, [[0.5, 35], [0.51, 150]]);
  assert.equal(buy(), 30);
});

Deno.test("R-239 a refresh counts although no message of it was heard", () => {
  const rig = aRig();
  rig.place({ price: 0.5, shares: 40 });
  rig.wait(LATENCY);
  setLevel(rig.book, "sell", 500_000, 33_000_000, rig.clock.now());
  rig.place({ price: 0.5, shares: 40 });
  rig.wait(LATENCY);
  assert.deepEqual(rig.fills().map((fill) => fill.size), [40_000_000, 33_000_000]);
});

Deno.test("R-239 buyers of YES and sellers of NO share the same asks", () => {
  const rig = aRig();
  rig.place({ price: 0.5, shares: 30 });
  rig.place({ token: NO, side: "sell", price: 0.5, shares: 30 });
  rig.wait(LATENCY);
  assert.deepEqual(rig.fills().map((fill) => fill.size), [30_000_000, 10_000_000]);
  rig.level("buy", 0.5, 41, NO);
  rig.place({ token: NO, side: "sell", price: 0.5, shares: 41 });
  rig.wait(LATENCY);
  assert.equal(rig.fills()[2]?.size, 41_000_000);
});

Deno.test("R-239 orders that arrive in one instant do not fill from the same shares", () => {
  const rig = aRig();
  for (let i = 0; i < 5; i++) rig.place({ price: 0.51, shares: 100 });
  rig.wait(LATENCY);
  assert.equal(rig.fills().reduce((sum, fill) => sum + fill.size, 0), 240_000_000);
});

Deno.test("only the configured share of the displayed depth is there", () => {
  assert.deepEqual(storyOf({ price: 0.51, shares: 300 }, { depthShare: 0.25 }), [
    "orderAccepted 1.0",
    "orderFilled 1.0/1: 60 @ 0.508334 taker",
    "orderCanceled 1.0: FAK: no more liquidity within limit",
  ]);
});

Deno.test("R-241 an adverse fill is worse by its ticks and never worse than the limit", () => {
  assert.deepEqual(storyOf({ price: 0.52, shares: 100 }, { adverseTicks: 1 }), [
    "orderAccepted 1.0",
    // 40 at .51 and 60 at .52 instead of .50 and .51.
    "orderFilled 1.0/1: 100 @ 0.516 taker",
  ]);
  assert.deepEqual(storyOf({ price: 0.51, shares: 100 }, { adverseTicks: 1 }).slice(1), [
    "orderFilled 1.0/1: 40 @ 0.51 taker",
    "orderCanceled 1.0: FAK: no more liquidity within limit",
  ]);
  assert.deepEqual(storyOf({ price: 0.5, shares: 100 }, { adverseTicks: 1 }).slice(1), [
    "orderCanceled 1.0: FAK: no more liquidity within limit",
  ]);
  assert.deepEqual(
    storyOf({ side: "sell", price: 0.01, shares: 100 }, { adverseTicks: 2 }).slice(1),
    ["orderFilled 1.0/1: 100 @ 0.46 taker"],
  );
});

Deno.test("R-239 an adverse fill consumes the level that was displayed", () => {
  const rig = aRig({ adverseTicks: 1 });
  rig.place({ price: 0.51, shares: 30 });
  rig.place({ price: 0.51, shares: 30 });
  rig.wait(LATENCY);
  assert.deepEqual(rig.fills().map((fill) => fill.size), [30_000_000, 10_000_000]);
});

Deno.test("R-105 an order decided on one grid and off the next is rejected on arrival", () => {
  const rig = aRig();
  rig.change({ tickSize: 1_000 as Price });
  rig.place({ price: 0.505, shares: 10 });
  rig.change({ tickSize: 10_000 as Price });
  rig.wait(LATENCY);
  assert.deepEqual(rig.story(), [
    "orderRejected 1.0: order 1.0 is invalid. Price (0.505) breaks minimum tick size rule: 0.01",
  ]);
});

Deno.test("the venue's rules reject in its words, and nothing else is said", () => {
  const rejections: readonly [string, Wish, ((rig: Rig) => void)?][] = [
    ["the orderbook nowhere does not exist", {
      token: "nowhere" as TokenId,
      price: 0.5,
      shares: 10,
    }],
    [
      "the market does not accept orders",
      { price: 0.5, shares: 10 },
      (rig) => rig.change({ accepting: false }),
    ],
    [
      "paper: there is no usable book to match with",
      { price: 0.5, shares: 10 },
      (rig) => rig.setUsable(false),
    ],
    [
      "paper: the market's fee schedule is not known",
      { price: 0.5, shares: 10 },
      (rig) => rig.change({ fee: null }),
    ],
    [
      "market resolved",
      { price: 0.5, shares: 10 },
      (rig) => rig.feed({ kind: "resolved", market: "market" as MarketId, winner: "yes" }),
    ],
    ["order 1.0 is invalid. Price (0.555) breaks minimum tick size rule: 0.01", {
      price: 0.555,
      shares: 10,
    }],
    ["invalid amounts, the buy orders share amount supports a max accuracy of 2 decimals", {
      price: 0.5,
      shares: 10.001,
    }],
    ["invalid amount for a marketable BUY order ($0.5), min size: $1", { price: 0.5, shares: 1 }],
    ["invalid amount for a marketable SELL order ($0.4), min size: $1", {
      side: "sell",
      price: 0.4,
      shares: 1,
    }],
    ["order 1.0 is invalid. Size (4.99) lower than the minimum: 5", {
      price: 0.4,
      shares: 4.99,
      timeInForce: "GTC",
    }],
    ["invalid post-only order: order crosses book", {
      price: 0.5,
      shares: 10,
      timeInForce: "GTC",
      postOnly: true,
    }],
    ["invalid post-only order: only GTC and GTD order types are allowed", {
      price: 0.4,
      shares: 10,
      postOnly: true,
    }],
    ["invalid expiration", { price: 0.4, shares: 10, timeInForce: "GTD" }],
    ["invalid expiration", { price: 0.4, shares: 10, timeInForce: "GTD", expiresAt: 120_499 }],
  ];
  for (const [reason, wish, prepare] of rejections) {
    assert.deepEqual(storyOf(wish, {}, prepare), [`orderRejected 1.0: ${reason}`]);
  }
});

Deno.test("R-058 a repeated place is the same order", () => {
  const rig = aRig();
  rig.place({ id: "9.0", price: 0.5, shares: 10 });
  rig.place({ id: "9.0", price: 0.5, shares: 10 });
  rig.wait(LATENCY);
  rig.place({ id: "9.0", price: 0.5, shares: 10 });
  rig.wait(LATENCY);
  assert.deepEqual(rig.story(), ["orderAccepted 9.0", "orderFilled 9.0/1: 10 @ 0.5 taker"]);
});

Deno.test("a fill names its order, token, side and role, and settles in time", () => {
  const rig = aRig();
  rig.place({ price: 0.5, shares: 10 });
  rig.wait(LATENCY);
  const { takes: _takes, ...fill } = rig.fills()[0] ?? { takes: [] };
  assert.deepEqual(fill, {
    id: "1.0/1",
    order: "1.0",
    market: "market",
    token: YES,
    side: "buy",
    price: 500_000,
    size: 10_000_000,
    value: 5_000_000,
    fee: 100_000,
    role: "taker",
  });
  rig.wait(SETTLE - 1);
  assert.equal(rig.heard.length, 2);
  rig.wait(1);
  assert.deepEqual(rig.story().slice(2), ["fillSettled 1.0/1"]);
});
