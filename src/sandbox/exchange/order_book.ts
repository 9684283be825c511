// One market's orders in YES prices, those of accounts and of the house.
// Invariants: 1. a level's total is the sum of its queue, and the ladders show exactly the levels
// with a total above 0; 2. a queue is in the order in which its sizes were added.
import { type Book, emptyBook, setLevel, sizeAt } from "../../core/book.ts";
import type { Side } from "../../core/types/market.ts";
import { least, minus, plus } from "../../core/types/units.ts";
import type { Price, Shares } from "../../core/types/units.ts";
import type { LevelView, SandboxClock } from "../types.ts";
import type { OrderRecord } from "./order_record.ts";

/** A place in the queue of a price; without an order it is the house's. */
export interface Place {
  readonly order: OrderRecord | null;
  readonly size: Shares;
}

/** The new size of a level; 0: gone. */
export interface LevelChange extends LevelView {
  readonly side: Side;
}

interface Level {
  total: number;
  house: number;
  readonly queue: { readonly order: OrderRecord | null; size: Shares }[];
}

/** The resting orders of a market, first in, first out inside a price. */
export class OrderBook {
  /** Sizes by level; read it, never write. */
  readonly ladders: Book = emptyBook();
  readonly #clock: SandboxClock;
  readonly #levels: Record<Side, Map<number, Level>> = { buy: new Map(), sell: new Map() };
  readonly #changed = new Map<number, Side>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** Adds size at the back of the queue; the house's last place grows when nothing is behind it. */
  add(side: Side, price: Price, size: Shares, order: OrderRecord | null): void {
    let level = this.#levels[side].get(price);
    if (level === undefined) {
      level = { total: 0, house: 0, queue: [] };
      this.#levels[side].set(price, level);
    }
    const last = level.queue.at(-1);
    if (order === null && last?.order === null) last.size = plus(last.size, size);
    else level.queue.push({ order, size });
    if (order === null) level.house += size;
    this.#resize(side, price, level, size);
  }

  /** Takes an order out, whatever is left of it; one that is not there changes nothing. */
  remove(side: Side, price: Price, order: OrderRecord): void {
    const level = this.#levels[side].get(price);
    const index = level?.queue.findIndex((place) => place.order === order) ?? -1;
    if (level === undefined || index < 0) return;
    const [place] = level.queue.splice(index, 1);
    this.#resize(side, price, level, -(place?.size ?? 0));
  }

  /** What of a level is the house's. */
  house(side: Side, price: Price): Shares {
    return (this.#levels[side].get(price)?.house ?? 0) as Shares;
  }

  /** Takes size of the house away from the back of the queue; at most what it has there. */
  shrinkHouse(side: Side, price: Price, size: Shares): void {
    const level = this.#levels[side].get(price);
    if (level === undefined) return;
    let left = least(size, level.house as Shares);
    const gone = left;
    for (let i = level.queue.length - 1; i >= 0 && left > 0; i--) {
      const place = level.queue[i];
      if (place === undefined || place.order !== null) continue;
      const taken = least(left, place.size);
      place.size = minus(place.size, taken);
      left = minus(left, taken);
      if (place.size === 0) level.queue.splice(i, 1);
    }
    level.house -= gone;
    this.#resize(side, price, level, -gone);
  }

  /** The queue of a price, first to trade first. */
  queue(side: Side, price: Price): readonly Place[] {
    return this.#levels[side].get(price)?.queue ?? [];
  }

  /** Whom `size` shares at a price would meet, first in, first out. Changes nothing. */
  peek(side: Side, price: Price, size: Shares): Place[] {
    const places: Place[] = [];
    let left = size;
    for (const place of this.queue(side, price)) {
      if (left === 0) break;
      const taken = least(left, place.size);
      places.push({ order: place.order, size: taken });
      left = minus(left, taken);
    }
    return places;
  }

  /** Takes what {@link OrderBook.peek} showed. Throws RangeError when the level is smaller. */
  take(side: Side, price: Price, size: Shares): void {
    const level = this.#levels[side].get(price);
    if (level === undefined || level.total < size) {
      throw new RangeError(`Cannot take ${size} at ${price}: there is ${level?.total ?? 0}`);
    }
    let left = size;
    while (left > 0) {
      const first = level.queue[0];
      if (first === undefined) throw new Error(`Cannot take at ${price}: the queue is short`);
      const taken = least(left, first.size);
      first.size = minus(first.size, taken);
      left = minus(left, taken);
      if (first.order === null) level.house -= taken;
      if (first.size === 0) level.queue.shift();
    }
    this.#resize(side, price, level, -size);
  }

  /** Empties the book. */
  clear(): void {
    for (const side of ["buy", "sell"] as const) {
      for (const [price, level] of [...this.#levels[side]]) {
        this.#resize(side, price, level, -level.total);
      }
    }
  }

  /** Levels that changed since the last call, with their sizes now. */
  drain(): LevelChange[] {
    if (this.#changed.size === 0) return [];
    const changes: LevelChange[] = [];
    for (const [key, side] of this.#changed) {
      const price = Math.abs(key) as Price;
      changes.push({ side, price, size: sizeAt(this.ladders, side, price) });
    }
    this.#changed.clear();
    return changes;
  }

  #resize(side: Side, price: number, level: Level, by: number): void {
    level.total += by;
    if (level.total === 0) this.#levels[side].delete(price);
    setLevel(this.ladders, side, price, level.total, this.#clock.now());
    // Bids and asks of one price in one map: prices are never 0, so the sign tells them apart.
    this.#changed.set(side === "buy" ? price : -price, side);
  }
}
