import assert from "node:assert/strict";
import type { MarketId, OrderId } from "../../../src/core/types/ids.ts";
import { aRig, LATENCY, NO, type Rig, type Wish } from "./rig.ts";

/** A rig where this order has arrived. */
function resting(wish: Partial<Wish> = {}, config: Parameters<typeof aRig>[0] = {}): Rig {
  const rig = aRig(config);
  rig.place({ price: 0.48, shares: 50, timeInForce: "GTC", ...wish });
  rig.wait(LATENCY);
  return rig;
}

Deno.test("R-237 R-238 a resting order fills by prints, after the queue ahead of it", () => {
  const rig = resting();
  rig.print("sell", 0.48, 100);
  rig.print("sell", 0.48, 30);
  rig.print("sell", 0.48, 45);
  // 120 were ahead: 100 and 20 of the prints are theirs.
  assert.deepEqual(rig.story(), [
    "orderAccepted 1.0",
    "orderFilled 1.0/1: 10 @ 0.48 maker",
    "orderFilled 1.0/2: 40 @ 0.48 maker",
  ]);
  rig.print("sell", 0.48, 500);
  assert.equal(rig.heard.length, 3);
});

Deno.test("a maker pays no fee and fills at its own price", () => {
  const rig = resting({ shares: 7.01 });
  rig.print("sell", 0.47, 500);
  const [fill] = rig.fills();
  assert.deepEqual([fill?.fee, fill?.role, fill?.price], [0, "maker", 480_000]);
  assert.deepEqual(fill?.takes, [{ price: 480_000, size: 7_010_000 }]);
  // 7.01 x .48 = 3.3648
  assert.equal(fill?.value, 3_364_800);
});

Deno.test("R-238 a print through the price fills at once, up to the size that was traded", () => {
  const rig = resting();
  rig.print("sell", 0.47, 20);
  assert.deepEqual(rig.story().slice(1), ["orderFilled 1.0/1: 20 @ 0.48 maker"]);
  // All that was ahead at our price has gone with it.
  rig.print("sell", 0.48, 5);
  assert.equal(rig.fills()[1]?.size, 5_000_000);
});

Deno.test("R-249 changes of depth alone fill nothing", () => {
  const rig = resting();
  rig.level("buy", 0.48, 5);
  rig.level("buy", 0.48, 0);
  rig.snapshot([[0.4, 10]], [[0.45, 10]]);
  rig.snapshot([[0.3, 10]], [[0.31, 10]]);
  rig.feed({ kind: "quote", token: NO, bid: 600_000, bidSize: 9e6, ask: 620_000, askSize: 9e6 });
  rig.wait(60_000);
  assert.deepEqual(rig.story(), ["orderAccepted 1.0"]);
});

Deno.test("R-237 a touch is no fill: a print above our bid or of a buyer does nothing", () => {
  const rig = resting();
  rig.print("sell", 0.49, 1_000);
  rig.print("buy", 0.48, 1_000);
  rig.print("buy", 0.4, 1_000);
  assert.deepEqual(rig.story(), ["orderAccepted 1.0"]);
});

Deno.test("the displayed size ahead counts as many times over as the config says", () => {
  const filledBy = (queueFactor: number, printed: number) => {
    const rig = resting({}, { queueFactor });
    rig.print("sell", 0.48, printed);
    return (rig.fills()[0]?.size ?? 0) / 1e6;
  };
  assert.deepEqual([filledBy(0, 10), filledBy(1, 125), filledBy(2, 239), filledBy(2, 245)], [
    10,
    5,
    0,
    5,
  ]);
});

Deno.test("size that joins behind us or cancels ahead of us changes nothing of our place", () => {
  const rig = resting();
  rig.level("buy", 0.48, 900);
  rig.level("buy", 0.48, 1);
  rig.print("sell", 0.48, 130);
  assert.equal(rig.fills()[0]?.size, 10_000_000);
});

Deno.test("R-243 each resting order is judged alone, and one print is not shared out twice", () => {
  const rig = aRig();
  rig.place({ price: 0.47, shares: 10, timeInForce: "GTC" });
  rig.place({ price: 0.48, shares: 10, timeInForce: "GTC" });
  rig.place({ price: 0.49, shares: 10, timeInForce: "GTC" });
  rig.wait(LATENCY);
  rig.print("sell", 0.49, 4);
  rig.print("sell", 0.48, 128);
  rig.print("sell", 0.46, 8);
  assert.deepEqual(rig.story().slice(3), [
    "orderFilled 3.0/1: 4 @ 0.49 maker",
    // 128: first the 6 still open at .49, then 120 ahead at .48, then 2 of ours.
    "orderFilled 3.0/2: 6 @ 0.49 maker",
    "orderFilled 2.0/1: 2 @ 0.48 maker",
    "orderFilled 2.0/2: 8 @ 0.48 maker",
  ]);
});

Deno.test("orders on NO rest on the mirrored side and fill by prints of either token", () => {
  const rig = aRig();
  rig.place({ token: NO, price: 0.5, shares: 20, timeInForce: "GTC", postOnly: true });
  rig.place({ token: NO, side: "sell", price: 0.52, shares: 20, timeInForce: "GTC" });
  rig.wait(LATENCY);
  // A buy of NO at .50 stands among 40 YES asks at .50.
  rig.print("sell", 0.5, 50, NO);
  rig.print("buy", 0.5, 4);
  // A sale of NO at .52 stands among 120 YES bids at .48.
  rig.print("buy", 0.53, 6, NO);
  rig.print("sell", 0.47, 6);
  assert.deepEqual(rig.story().slice(2), [
    "orderFilled 1.0/1: 10 @ 0.5 maker",
    "orderFilled 1.0/2: 4 @ 0.5 maker",
    "orderFilled 2.0/1: 6 @ 0.52 maker",
    "orderFilled 2.0/2: 6 @ 0.52 maker",
  ]);
});

Deno.test("a crossing GTC takes what is there and rests with the rest", () => {
  const rig = resting({ price: 0.5, shares: 60 });
  rig.print("sell", 0.5, 15);
  assert.deepEqual(rig.story(), [
    "orderAccepted 1.0",
    "orderFilled 1.0/1: 40 @ 0.5 taker",
    "orderFilled 1.0/2: 15 @ 0.5 maker",
  ]);
});

Deno.test("R-047 a post-only order that would cross is rejected with the venue's own text", () => {
  const rig = resting({ price: 0.5, postOnly: true });
  assert.deepEqual(rig.story(), [
    "orderRejected 1.0: invalid post-only order: order crosses book",
  ]);
});

Deno.test("R-074 a GTD order ends at its time as expired, and not before", () => {
  const rig = resting({ timeInForce: "GTD", expiresAt: 180_000 });
  rig.wait(180_000 - LATENCY - 1);
  assert.deepEqual(rig.story(), ["orderAccepted 1.0"]);
  rig.wait(1);
  assert.deepEqual(rig.heard.at(-1), {
    at: 180_000,
    event: { kind: "orderCanceled", order: "1.0", reason: "expired" },
  });
  rig.print("sell", 0.4, 1_000);
  assert.equal(rig.heard.length, 2);
});

Deno.test("a GTD order that was filled or canceled does not expire as well", () => {
  const rig = resting({ timeInForce: "GTD", expiresAt: 180_000 });
  rig.print("sell", 0.4, 1_000);
  rig.wait(400_000);
  assert.deepEqual(rig.story().filter((line) => line.startsWith("orderCanceled")), []);
});

Deno.test("a cancel takes effect one latency later; what trades before is filled", () => {
  const rig = resting();
  rig.cancel("1.0");
  rig.wait(LATENCY - 1);
  rig.print("sell", 0.47, 20);
  rig.wait(1);
  rig.print("sell", 0.47, 20);
  assert.deepEqual(rig.story(), [
    "orderAccepted 1.0",
    "orderFilled 1.0/1: 20 @ 0.48 maker",
    "orderCanceled 1.0: canceled on request",
  ]);
});

Deno.test("R-041 an order that has ended answers no cancel, one never seen is not found", () => {
  const rig = resting();
  rig.print("sell", 0.4, 1_000);
  const before = rig.heard.length;
  rig.cancel("1.0");
  rig.cancel("77.0");
  rig.wait(LATENCY);
  assert.deepEqual(rig.story().slice(before), ["orderCanceled 77.0: not found"]);
});

Deno.test("R-039 a cancel sent while the order is on its way waits for it", () => {
  const rig = aRig();
  const id: OrderId = rig.place({ price: 0.48, shares: 50, timeInForce: "GTC" });
  rig.cancel(id);
  rig.wait(LATENCY);
  assert.deepEqual(rig.story(), ["orderAccepted 1.0", "orderCanceled 1.0: canceled on request"]);
});

Deno.test("R-044 at resolution every resting order of the market is canceled", () => {
  const rig = resting();
  rig.place({ price: 0.47, shares: 10, timeInForce: "GTC" });
  rig.wait(LATENCY);
  rig.place({ price: 0.47, shares: 10, timeInForce: "GTC" });
  rig.feed({ kind: "resolved", market: "another" as MarketId, winner: null });
  rig.feed({ kind: "resolved", market: "market" as MarketId, winner: "no" });
  rig.wait(LATENCY);
  assert.deepEqual(rig.story().slice(2), [
    "orderCanceled 1.0: market resolved",
    "orderCanceled 2.0: market resolved",
    "orderRejected 3.0: market resolved",
  ]);
});

Deno.test("a tick change leaves resting orders where they are", () => {
  const rig = resting();
  rig.feed({ kind: "tickSize", token: NO, tickSize: 1_000 as never });
  rig.print("sell", 0.479, 50);
  assert.equal(rig.fills()[0]?.size, 50_000_000);
});

Deno.test("reconcile names the orders that are resting or on their way", () => {
  const rig = resting();
  rig.place({ price: 0.5, shares: 10 });
  rig.wait(LATENCY);
  rig.place({ price: 0.47, shares: 10, timeInForce: "GTC" });
  rig.broker.reconcile(
    { orders: [], fills: [] },
    (event) => rig.heard.push({ at: 0, event }),
  );
  assert.equal(rig.story().find((line) => line.startsWith("reconciled")), "reconciled 1.0 3.0");
});

Deno.test("with the run the venue ends: what rests and what is on its way is gone, at once", () => {
  const rig = resting();
  rig.place({ price: 0.5, shares: 10, timeInForce: "FAK" });
  rig.feed({ kind: "ended" });
  rig.wait(60_000);
  rig.print("sell", 0.4, 1_000);
  assert.deepEqual(rig.story(), [
    "orderAccepted 1.0",
    "orderCanceled 1.0: the run ended",
    "orderCanceled 2.0: the run ended",
  ]);
});
