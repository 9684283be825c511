// The latest changes of one book as the socket told them. A snapshot that was made a moment ago is
// brought up to now with them, and a message that comes late finds out here what it may still set.
import { type Book, setLevel } from "../../../core/book.ts";
import type { Side } from "../../../core/types/market.ts";
import type { Millis } from "../../../core/types/units.ts";

/** Changes that are kept, of the busiest book over a second: at most 3 KB a market. */
const KEPT = 128;
/** Numbers a change takes: time, price with the side as its sign, size. */
const WIDTH = 3;

/** A ring of changes in YES prices, in the order in which they came. */
export class Journal {
  // Grows with the changes: most books have few. Times are no small integers, so the numbers lie
  // side by side in it.
  readonly #ring: number[] = [];
  #written = 0;
  #lostAt = -Infinity;

  /** Newest venue time of the changes that are no longer here; -Infinity: all are. */
  get lostAt(): number {
    return this.#lostAt;
  }

  append(at: Millis, side: Side, price: number, size: number): void {
    const ring = this.#ring;
    const start = (this.#written % KEPT) * WIDTH;
    if (this.#written >= KEPT) this.#lostAt = Math.max(this.#lostAt, ring[start] as number);
    ring[start] = at;
    ring[start + 1] = signed(side, price);
    ring[start + 2] = size;
    this.#written++;
  }

  clear(): void {
    this.#ring.length = 0;
    this.#written = 0;
    this.#lostAt = -Infinity;
  }

  /** Applies what came after venue time `after`. */
  replay(book: Book, after: number, now: Millis): void {
    const ring = this.#ring;
    for (let n = this.#first(); n < this.#written; n++) {
      const start = (n % KEPT) * WIDTH;
      if (ring[start] as number <= after) continue;
      const price = ring[start + 1] as number;
      const side = price > 0 ? "buy" : "sell";
      setLevel(book, side, Math.abs(price), ring[start + 2] as number, now);
    }
  }

  /** True when a later change of this level is known. */
  supersedes(at: number, side: Side, price: number): boolean {
    const ring = this.#ring;
    const level = signed(side, price);
    for (let n = this.#first(); n < this.#written; n++) {
      const start = (n % KEPT) * WIDTH;
      if (ring[start + 1] === level && ring[start] as number > at) return true;
    }
    return false;
  }

  /** True when exactly this change is here. */
  holds(at: number, side: Side, price: number, size: number): boolean {
    const ring = this.#ring;
    const level = signed(side, price);
    for (let n = this.#written - 1; n >= this.#first(); n--) {
      const start = (n % KEPT) * WIDTH;
      if (ring[start] === at && ring[start + 1] === level && ring[start + 2] === size) return true;
    }
    return false;
  }

  /** True when exactly this change is the last one. */
  endsWith(at: number, side: Side, price: number, size: number): boolean {
    if (this.#written === 0) return false;
    const ring = this.#ring;
    const start = ((this.#written - 1) % KEPT) * WIDTH;
    return ring[start + 2] === size && ring[start] === at &&
      ring[start + 1] === signed(side, price);
  }

  #first(): number {
    return Math.max(0, this.#written - KEPT);
  }
}

function signed(side: Side, price: number): number {
  return side === "buy" ? price : -price;
}
