// A position is left while an entry of its market still buys.
import assert from "node:assert/strict";
import type { MarketId, OrderId, TokenId } from "../../../src/core/types/ids.ts";
import type { Order } from "../../../src/core/types/order.ts";
import { MICRO, shares } from "../../../src/core/types/units.ts";
import { aFill, aMarket, anOrder } from "../../support/builders.ts";
import { aBook } from "../../support/engine.ts";
import { accepted, cancels, cents, holding, placed } from "./holding.ts";

const { yes } = aMarket();

/** Ten shares with a stop at .35, and an entry of ten more that rests at .40 on either token. */
function stillBuying(change: Partial<Order> = {}) {
  const engine = holding();
  const id = "2000001.2" as OrderId;
  const entry = anOrder({ id, timeInForce: "GTD", size: shares(10 * MICRO), ...change });
  engine.put({ kind: "place", order: entry }, accepted(entry));
  return { engine, entry };
}

Deno.test("an entry that still buys is called back before the sale, which follows its end", () => {
  for (const token of [yes, aMarket().no]) {
    const { engine, entry } = stillBuying({ token });
    assert.deepStrictEqual(engine.feed(aBook(40, 41), 500), []);
    const rows = engine.feed(aBook(34, 36), 1000);
    assert.deepStrictEqual([cancels(rows), placed(rows)], [["makes way for stop"], []]);
    assert.deepStrictEqual(engine.feed(aBook(33, 36), 1500), []);
    const after = engine.feed({ kind: "orderCanceled", order: entry.id, reason: "asked" }, 2000);
    assert.deepStrictEqual(placed(after).map(({ purpose }) => purpose), ["stop"]);
  }
});

Deno.test("an exit waits five seconds for the end of an entry, and no longer", () => {
  const { engine } = stillBuying();
  engine.feed(aBook(34, 36), 1000);
  assert.deepStrictEqual(engine.feed(aBook(34, 36), 5_999), []);
  const rows = engine.feed(aBook(34, 36), 6_000);
  assert.deepStrictEqual([cancels(rows), placed(rows)[0]?.purpose], [[], "stop"]);
});

Deno.test("what the entry bought before its end is sold too, once it has settled", () => {
  const { engine, entry } = stillBuying();
  engine.feed(aBook(34, 36), 1000);
  const more = aFill(entry, { size: shares(6 * MICRO), price: cents(40) });
  engine.feed({ kind: "orderFilled", fill: more }, 1500);
  engine.feed({ kind: "fillSettled", fill: more.id }, 1600);
  const after = engine.feed({ kind: "orderCanceled", order: entry.id, reason: "asked" }, 2000);
  assert.equal(placed(after)[0]?.size, 16 * MICRO);
});

Deno.test("an entry of another market goes on", () => {
  const { engine } = stillBuying({ market: "other" as MarketId, token: "other:yes" as TokenId });
  const rows = engine.feed(aBook(34, 36), 1000);
  assert.deepStrictEqual([cancels(rows), placed(rows)[0]?.purpose], [[], "stop"]);
});

Deno.test("a resting target and an entry make way in one step", () => {
  const engine = holding({ exit: { style: "maker" } });
  const [order] = placed(engine.feed(aBook(40, 41), 1000));
  assert.ok(order !== undefined);
  engine.feed(accepted(order), 1500);
  const entry = anOrder({ id: "2000001.2" as OrderId, timeInForce: "GTD" });
  engine.put({ kind: "place", order: entry }, accepted(entry));
  const rows = engine.feed(aBook(34, 36), 2000);
  assert.deepStrictEqual(cancels(rows), ["makes way for stop", "makes way for stop"]);
  engine.feed({ kind: "orderCanceled", order: order.id, reason: "asked" }, 3000);
  const last = engine.feed({ kind: "orderCanceled", order: entry.id, reason: "asked" }, 3100);
  assert.equal(placed(last)[0]?.purpose, "stop");
});
