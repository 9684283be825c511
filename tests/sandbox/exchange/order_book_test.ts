import assert from "node:assert/strict";
import fc from "fast-check";
import { SimClock } from "../../../src/core/sim_clock.ts";
import type { Side } from "../../../src/core/types/market.ts";
import { price, shares } from "../../../src/core/types/units.ts";
import { OrderBook, type Place } from "../../../src/sandbox/exchange/order_book.ts";
import type { OrderRecord } from "../../../src/sandbox/exchange/order_record.ts";
import { START } from "./rig.ts";

const AT = price(500_000);

function aBook(): OrderBook {
  return new OrderBook(new SimClock(START));
}

// The book never looks into an order: any object is one.
function anOrder(): OrderRecord {
  return {} as OrderRecord;
}

function sizes(places: readonly Place[]): number[] {
  return places.map(({ size, order }) => order === null ? -size : size);
}

Deno.test("the house shrinks from the back and grows at the back of the queue", () => {
  const book = aBook();
  const order = anOrder();
  book.add("buy", AT, shares(5), null);
  book.add("buy", AT, shares(7), order);
  book.add("buy", AT, shares(3), null);
  book.add("buy", AT, shares(1), null);
  assert.deepEqual(sizes(book.queue("buy", AT)), [-5, 7, -4]);
  book.shrinkHouse("buy", AT, shares(6));
  assert.deepEqual(sizes(book.queue("buy", AT)), [-3, 7]);
  assert.equal(book.house("buy", AT), 3);
  book.take("buy", AT, shares(4));
  assert.deepEqual(sizes(book.queue("buy", AT)), [6]);
  book.shrinkHouse("buy", AT, shares(6));
  book.remove("buy", AT, order);
  book.remove("buy", AT, order);
  assert.deepEqual([book.queue("buy", AT), book.ladders.bids.prices], [[], []]);
  assert.throws(() => book.take("buy", AT, shares(1)), /there is 0/);
});

Deno.test("changed levels are told once, with the size they have by then", () => {
  const book = aBook();
  book.add("buy", AT, shares(5), null);
  book.add("sell", price(600_000), shares(5), null);
  book.add("buy", AT, shares(1), anOrder());
  assert.deepEqual(book.drain(), [
    { side: "buy", price: 500_000, size: 6 },
    { side: "sell", price: 600_000, size: 5 },
  ]);
  assert.deepEqual(book.drain(), []);
  book.clear();
  assert.deepEqual(book.drain().map(({ size }) => size), [0, 0]);
});

const change = fc.record({
  kind: fc.constantFrom("house", "order", "remove", "shrink", "take"),
  side: fc.constantFrom<Side>("buy", "sell"),
  price: fc.integer({ min: 1, max: 3 }),
  size: fc.integer({ min: 1, max: 9 }),
});

// The model: one list of places in the order in which they were added.
interface Told {
  side: Side;
  price: number;
  order: OrderRecord | null;
  size: number;
}

function takeFrom(places: Told[], size: number): void {
  let left = size;
  for (const place of places) {
    const taken = Math.min(left, place.size);
    place.size -= taken;
    left -= taken;
  }
}

Deno.test("every level is the sum of its queue, first in first out, after any changes", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const book = aBook();
      let model: Told[] = [];
      for (const { kind, side, price: at, size } of changes) {
        const level = price(at);
        const here = model.filter((place) => place.side === side && place.price === at);
        const total = here.reduce((sum, place) => sum + place.size, 0);
        const order = kind === "order" ? anOrder() : null;
        if (kind === "house" || kind === "order") {
          book.add(side, level, shares(size), order);
          model.push({ side, price: at, order, size });
        } else if (kind === "remove") {
          const found = here.find((place) => place.order !== null);
          if (found?.order) book.remove(side, level, found.order);
          model = model.filter((place) => place !== found || found === undefined);
        } else if (kind === "shrink") {
          book.shrinkHouse(side, level, shares(size));
          takeFrom(here.filter((place) => place.order === null).toReversed(), size);
        } else if (size <= total) {
          const met = book.peek(side, level, shares(size));
          assert.equal(met.reduce((sum, place) => sum + place.size, 0), size);
          book.take(side, level, shares(size));
          takeFrom(here, size);
        }
        model = model.filter((place) => place.size > 0);
        assertSame(book, model);
      }
    }),
    { seed: 20_261_122, numRuns: 200 },
  );
});

function assertSame(book: OrderBook, model: readonly Told[]): void {
  for (const side of ["buy", "sell"] as const) {
    const ladder = side === "buy" ? book.ladders.bids : book.ladders.asks;
    const shown = new Map(ladder.prices.map((at, i) => [at, ladder.sizes[i]]));
    for (const at of [1, 2, 3]) {
      const here = model.filter((place) => place.side === side && place.price === at);
      const total = here.reduce((sum, place) => sum + place.size, 0);
      assert.equal(shown.get(at) ?? 0, total);
      // Neighbouring places of the house are one or two: their sum and their order count.
      assert.deepEqual(spread(book.queue(side, price(at))), spread(here));
    }
  }
}

function spread(places: readonly { order: OrderRecord | null; size: number }[]): unknown[] {
  return places.flatMap(({ order, size }) => Array.from({ length: size }, () => order));
}
