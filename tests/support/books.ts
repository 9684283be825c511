import fc from "fast-check";
import { type Book, emptyBook, replaceBook } from "../../src/core/book.ts";
import type { Level } from "../../src/core/types/market.ts";
import { MICRO, type Millis, type Price, type Shares } from "../../src/core/types/units.ts";
import { ROUNDING } from "../../src/core/venue/grid.ts";

/** Levels from dollars and shares. */
export function levels(...pairs: readonly (readonly [number, number])[]): Level[] {
  return pairs.map(([price, size]) => ({
    price: Math.round(price * MICRO) as Price,
    size: Math.round(size * MICRO) as Shares,
  }));
}

/** A book of one snapshot. */
export function aBook(bids: readonly Level[], asks: readonly Level[]): Book {
  const book = emptyBook();
  replaceBook(book, bids, asks, 1_000 as Millis);
  return book;
}

/** Distinct levels on whole ticks, in any order. */
function side(low: number, high: number, tick: number): fc.Arbitrary<Level[]> {
  const level = fc.record({
    price: fc.integer({ min: low, max: high }).map((n) => n * tick as Price),
    size: fc.integer({ min: 1, max: 5e10 }).map((n) => n as Shares),
  });
  return fc.uniqueArray(level, { selector: (one) => one.price, minLength: 1, maxLength: 30 });
}

/** Bids and asks that do not cross, in any order, on any of the six grids. */
export const anySides: fc.Arbitrary<[Level[], Level[]]> = fc.constantFrom(...ROUNDING.keys()).chain(
  (tick) => {
    const last = MICRO / tick - 1;
    const middle = Math.floor(last / 2);
    return fc.tuple(side(1, middle, tick), side(middle + 1, last, tick));
  },
);
/** A book made of them. */
export const anyBook: fc.Arbitrary<Book> = anySides.map(([bids, asks]) => aBook(bids, asks));
