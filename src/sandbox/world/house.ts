// What the model's market makers show of one market: a ladder a side around the fair price.
import type { Rng } from "../../core/math/rng.ts";
import type { Side } from "../../core/types/market.ts";
import { MICRO, type Price, type Shares } from "../../core/types/units.ts";
import type { Profile } from "./catalog.ts";
import { normal } from "./chance.ts";

/** A level as the exchange takes it; size 0: gone. */
export interface HouseLevel {
  readonly side: Side;
  readonly price: Price;
  readonly size: Shares;
}

/** What a taker takes before the makers move: everything up to `limit`. */
export interface Taken {
  readonly side: Side;
  readonly limit: Price;
  readonly size: Shares;
}

/** A step of the quotes: taken first, then changed. */
export interface Requote {
  readonly taken: Taken | null;
  readonly changes: readonly HouseLevel[];
}

interface Rung {
  price: number;
  size: number;
}

/** Quotes stay until they are this many ticks off, or this part of the spread: no flicker. */
const REST = 0.85;
const REST_OF_SPREAD = 0.35;
const SHARE_STEP = 10_000;
const SMALLEST = 5 * MICRO;

/** The ladders of one market, in YES prices; it says what changes, the caller tells the exchange. */
export class House {
  readonly #profile: Profile;
  readonly #draw: Rng;
  #tick: Price;
  #spread: number;
  #wide = false;
  /** Places of the best prices in ticks; outside the grid: there is none on that side. */
  #bid = 0;
  #ask = 0;
  readonly #sides: Record<Side, Rung[]> = { buy: [], sell: [] };

  constructor(profile: Profile, tickSize: Price, draw: Rng) {
    this.#profile = profile;
    this.#draw = draw;
    this.#tick = tickSize;
    this.#spread = ticksOf(profile.spread, tickSize);
  }

  /** Between the best prices, 1e-6; a missing side counts as 0 or 1. */
  get mid(): number {
    const bid = this.#sides.buy[0]?.price ?? 0;
    const ask = this.#sides.sell[0]?.price ?? MICRO;
    return (bid + ask) / 2;
  }

  get tickSize(): Price {
    return this.#tick;
  }

  /** Quotes around `fair`, in (0, 1); null: they are where they should be. */
  follow(fair: number): Requote | null {
    const spread = this.#spread + (this.#wide ? Math.max(1, this.#spread >> 1) : 0);
    const place = fair * MICRO / this.#tick - spread / 2;
    const rest = Math.max(REST, REST_OF_SPREAD * spread);
    if (this.#ask - this.#bid === spread && Math.abs(place - this.#bid) <= rest) return null;
    const bid = Math.round(place);
    return this.#moveTo(bid, bid + spread, null);
  }

  /**
   * A taker goes through the quotes as far as `fair`, and only the side that was taken moves: the
   * makers of the other one have not seen it yet.
   */
  sweep(side: Side, fair: number): Requote | null {
    if (this.#isOffGrid()) return this.follow(fair);
    const spread = this.#spread;
    const place = Math.round(fair * MICRO / this.#tick - spread / 2);
    if (side === "buy") return this.#moveTo(this.#bid, Math.max(place + spread, this.#ask), side);
    return this.#moveTo(Math.min(place, this.#bid), this.#ask, side);
  }

  /** One maker changes an order; empty: there is none. */
  stir(): readonly HouseLevel[] {
    if (this.#isOffGrid()) return [];
    const draw = this.#draw;
    const first: Side = draw.next() < 0.5 ? "buy" : "sell";
    const side = this.#sides[first].length > 0 ? first : first === "buy" ? "sell" : "buy";
    const rungs = this.#sides[side];
    // Half of what happens happens at the best price.
    const at = Math.min(rungs.length - 1, Math.floor(-Math.log2(1 - draw.next())));
    const rung = rungs[at];
    if (rung === undefined) return [];
    // An order behind the best may go altogether; the next change brings it back.
    rung.size = at > 0 && rung.size > 0 && draw.next() < 0.2 ? 0 : this.#size(at);
    return [levelOf(side, rung)];
  }

  /** The spread becomes wider, or as it was; seen at the next {@link follow}. */
  breathe(): void {
    this.#wide = this.#wide ? this.#draw.next() < 0.9 : this.#draw.next() < 0.02;
  }

  /** A small taker at the best price; null: nobody is there. */
  trade(): Taken | null {
    const side: Side = this.#draw.next() < 0.5 ? "buy" : "sell";
    const best = this.#sides[side === "buy" ? "sell" : "buy"][0];
    if (best === undefined) return null;
    const wanted = 20 * MICRO * Math.exp(1.3 * normal(this.#draw));
    const size = stepped(Math.min(wanted, 0.4 * best.size));
    if (size === 0) return null;
    best.size -= size;
    return { side, limit: best.price as Price, size: size as Shares };
  }

  /** Every level again: after others took from them. */
  restore(): readonly HouseLevel[] {
    if (this.#isOffGrid()) return [];
    const levels: HouseLevel[] = [];
    for (const side of ["buy", "sell"] as const) {
      this.#sides[side].forEach((rung, i) => {
        if (rung.size < SMALLEST) rung.size = this.#size(i);
        levels.push(levelOf(side, rung));
      });
    }
    return levels;
  }

  /** Nothing on one side any more. */
  withdraw(side: Side): readonly HouseLevel[] {
    const gone = this.#sides[side].map(({ price }) => levelOf(side, { price, size: 0 }));
    this.#sides[side] = [];
    return gone;
  }

  /**
   * The grid changes: what the exchange is told next comes from {@link follow}, which quotes on the
   * new one.
   */
  regrid(tickSize: Price): void {
    const finer = tickSize < this.#tick;
    this.#tick = tickSize;
    // A grid becomes finer where little is left between a price and its end, and spreads are small.
    this.#spread = ticksOf((finer ? 0.3 : 1) * this.#profile.spread, tickSize);
    this.#wide = false;
    // Nowhere: whatever the fair price, the quotes are not where they should be.
    this.#bid = NaN;
    this.#ask = NaN;
  }

  /** The grid has changed and the quotes have not moved yet. */
  #isOffGrid(): boolean {
    return Number.isNaN(this.#bid);
  }

  #moveTo(bid: number, ask: number, swept: Side | null): Requote | null {
    if (bid === this.#bid && ask === this.#ask) return null;
    const taken = this.#inTheWay(bid, ask, swept);
    this.#bid = bid;
    this.#ask = ask;
    const removed: HouseLevel[] = [];
    const added: HouseLevel[] = [];
    this.#fill("buy", this.#rungs("buy"), removed, added);
    this.#fill("sell", this.#rungs("sell"), removed, added);
    // What would cross goes first.
    return { taken, changes: [...removed, ...added] };
  }

  /** Levels that the new quotes would cross, or that a sweep takes. */
  #inTheWay(bid: number, ask: number, swept: Side | null): Taken | null {
    const tick = this.#tick;
    const up = swept === "buy" ? (ask - 1) * tick : bid * tick;
    const down = swept === "sell" ? (bid + 1) * tick : ask * tick;
    const lifted = this.#sides.sell.filter(({ price, size }) => price <= up && size > 0);
    const hit = this.#sides.buy.filter(({ price, size }) => price >= down && size > 0);
    const side: Side = lifted.length > 0 ? "buy" : "sell";
    const rungs = lifted.length > 0 ? lifted : hit;
    const last = rungs.at(-1);
    if (last === undefined) return null;
    const size = rungs.reduce((sum, rung) => sum + rung.size, 0);
    return { side, limit: last.price as Price, size: size as Shares };
  }

  #rungs(side: Side): number[] {
    const { levels } = this.#profile;
    const ticks = MICRO / this.#tick;
    // Fine grids are not filled: makers stand half a cent apart.
    const gap = Math.max(1, Math.round(5_000 / this.#tick));
    const prices: number[] = [];
    // Behind the best on a lattice of its own, so that a small move changes one level.
    let place = side === "buy" ? this.#bid : this.#ask;
    for (let i = 0; i < levels; i++) {
      if (place >= 1 && place <= ticks - 1) prices.push(place * this.#tick);
      place = side === "buy"
        ? (Math.ceil(place / gap) - 1) * gap
        : (Math.floor(place / gap) + 1) * gap;
    }
    return prices;
  }

  #fill(side: Side, prices: readonly number[], removed: HouseLevel[], added: HouseLevel[]): void {
    const before = this.#sides[side];
    const wanted = new Set(prices);
    for (const { price } of before) {
      if (!wanted.has(price)) removed.push(levelOf(side, { price, size: 0 }));
    }
    this.#sides[side] = prices.map((price, i) => {
      const kept = before.find((rung) => rung.price === price);
      // One whose order went is new here: it may be the best now, and the best is always there.
      if (kept !== undefined && kept.size > 0) return kept;
      const rung = { price, size: this.#size(i) };
      added.push(levelOf(side, rung));
      return rung;
    });
  }

  #size(level: number): number {
    const shares = this.#profile.depth * (1 + 0.5 * level) * Math.exp(0.6 * normal(this.#draw));
    return Math.max(SMALLEST, stepped(shares * MICRO));
  }
}

/** Mid of fresh quotes around `fair`, 1e-6, with no memory of earlier ones. */
export function midAround(fair: number, spread: number, tick: Price): number {
  const width = ticksOf(spread, tick);
  const place = Math.round(fair * MICRO / tick - width / 2);
  const bid = Math.max(0, place * tick);
  const ask = Math.min(MICRO, (place + width) * tick);
  return (bid + ask) / 2;
}

function ticksOf(spread: number, tick: Price): number {
  return Math.max(1, Math.round(spread * MICRO / tick));
}

function stepped(size: number): number {
  return Math.floor(size / SHARE_STEP) * SHARE_STEP;
}

function levelOf(side: Side, { price, size }: Rung): HouseLevel {
  return { side, price: price as Price, size: size as Shares };
}
