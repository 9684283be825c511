// One market under study: the prices of its window, and the spikes whose end is not known yet.
//
// 1. Prices are twice the mid in 1e-6: integers, also between two ticks.
// 2. No two prices are compared across a silence longer than `maxGapMs`.
// 3. A spike is valued at its horizon by the last price at or before it; when the market ended
//    first, by the settlement. Only what lies in or behind a silence, or after the recording, is
//    unmeasured; a settlement ends a silence, so that no market is left out for having ended.
import { MICRO } from "../../types/units.ts";
import type { Millis } from "../../types/units.ts";
import type { Direction } from "../../types/market.ts";
import { isOfKind, type SpikeRules } from "./rules.ts";
import { touchChance } from "./martingale.ts";

/** A first crossing. Prices are twice the mid in 1e-6. */
export interface Spike {
  /** Index of its kind in the rules. */
  readonly kind: number;
  readonly at: Millis;
  readonly from: number;
  readonly to: number;
  readonly direction: Direction;
  /** From the reference price to the crossing. */
  readonly spanMs: number;
}

/** Which levels a price reached after a spike, by the end of the market. */
export interface Touches {
  readonly half: boolean;
  readonly full: boolean;
  /** What an efficient market gives them: see {@link touchChance}. */
  readonly chanceOfHalf: number;
  readonly chanceOfFull: number;
}

/** What is told of a market. */
export interface SpikeListener {
  crossed(spike: Spike): void;
  /** `later` is the price at a horizon, twice and in 1e-6; null: it cannot be known. */
  measured(spike: Spike, horizon: number, later: number | null): void;
  /** Half-way back came first, or as far beyond; told once for a spike, or never. */
  decided(spike: Spike, back: boolean): void;
  /** The market settled, with no silence since the spike. */
  ended(spike: Spike, touches: Touches): void;
  /** Time over which the market was seen without a gap, and whether its price was in the range. */
  seen(ms: number, inRange: boolean): void;
}

interface Pending {
  readonly spike: Spike;
  /** Next horizon to be measured. */
  next: number;
  half: boolean;
  full: boolean;
  decided: boolean;
}

/**
 * Spikes of one market that are followed to its end; of more, the oldest are left, touched or not. At one
 * an hour of six kinds they are two days old by then, and measured.
 */
const MOST_OPEN = 300;

/** Follows one market. Memory is bounded by its window and by {@link MOST_OPEN}. */
export class MarketWatch {
  readonly #rules: SpikeRules;
  readonly #tell: SpikeListener;
  #times: number[] = [];
  #prices: number[] = [];
  #narrow: boolean[] = [];
  #first = 0;
  readonly #lockedUntil: number[];
  #pending: Pending[] = [];
  #lastAt: Millis | null = null;
  #last = 0;

  constructor(rules: SpikeRules, tell: SpikeListener) {
    this.#rules = rules;
    this.#tell = tell;
    this.#lockedUntil = rules.kinds.map(() => -Infinity);
  }

  /** Time of the last price; null before the first. */
  get lastAt(): Millis | null {
    return this.#lastAt;
  }

  /** Takes a look at the market: best bid and ask in 1e-6, 0 for an absent side. */
  observe(at: Millis, bid: number, ask: number): void {
    const price = this.#priceOf(bid, ask);
    if (price === null) return;
    const { lowest, highest, maxGapMs } = this.#rules;
    if (this.#lastAt !== null) {
      const silence = at - this.#lastAt;
      if (silence > maxGapMs) this.#gap();
      else this.#tell.seen(silence, this.#last >= 2 * lowest && this.#last <= 2 * highest);
      this.#measureUpTo(at, price);
    }
    this.#last = price;
    this.#lastAt = at;
    this.#touch(price);
    const narrow = this.#isNarrow(bid, ask);
    if (narrow) this.#cross(at, price);
    this.#push(at, price, narrow);
  }

  /** The market is over and paid `value` (twice, 1e-6): every horizon from now on is worth that. */
  settle(at: Millis, value: number): void {
    const known = (this.#lastAt ?? at) + this.#rules.maxGapMs;
    this.#measureUpTo(Math.min(at, known), this.#last);
    const isSilent = at > known;
    // What was touched in a silence, and what first, is not known.
    if (!isSilent) this.#touch(value);
    for (const pending of this.#pending) {
      if (isSilent) this.#measureRest(pending, null, at);
      this.#measureRest(pending, value);
      if (!isSilent) this.#tell.ended(pending.spike, touchesOf(pending));
    }
    this.#forget();
  }

  /**
   * The recording ends. A price within a cent of 0 or 1 settles there, as the outcomes of recordings
   * that lack them are inferred; otherwise, and where it was left before its end, what is open stays
   * unknown.
   */
  end(at: Millis, isWhole: boolean = true): void {
    if (this.#lastAt === null) return;
    const cent = 2 * MICRO / 100;
    // A market that went to its end and fell silent was over then, whenever the recording ends.
    const known = Math.min(at, this.#lastAt + this.#rules.maxGapMs) as Millis;
    if (isWhole && this.#last >= 2 * MICRO - cent) return this.settle(known, 2 * MICRO);
    if (isWhole && this.#last <= cent) return this.settle(known, 0);
    this.#measureUpTo(known, this.#last);
    for (const pending of this.#pending) this.#measureRest(pending, null);
    this.#forget();
  }

  /**
   * Twice the mid. With one side only, the last price moved as far as that side proves, so that a
   * withdrawn quote is no change; with none, null.
   */
  #priceOf(bid: number, ask: number): number | null {
    if (bid > 0 && ask > 0) return bid < ask ? bid + ask : null;
    if (bid === 0 && ask === 0) return null;
    if (this.#atEdge(bid, ask)) return bid > 0 ? bid + MICRO : ask;
    const last = this.#lastAt === null ? null : this.#last;
    if (bid > 0) return Math.max(2 * bid, last ?? bid + MICRO);
    return Math.min(2 * ask, last ?? ask);
  }

  // Where asks are gone and the bid is 0.97 or more, the missing side is at 1.
  #atEdge(bid: number, ask: number): boolean {
    const { maxSpread } = this.#rules;
    return bid > 0 ? MICRO - bid <= maxSpread : ask <= maxSpread;
  }

  #isNarrow(bid: number, ask: number): boolean {
    if (bid > 0 && ask > 0) return ask - bid <= this.#rules.maxSpread;
    return this.#rules.edges && this.#atEdge(bid, ask);
  }

  #cross(at: Millis, price: number): void {
    const { windowMs, kinds, lockMs, lowest, highest } = this.#rules;
    const reference = this.#referenceAt(at - windowMs);
    if (reference === null || !this.#narrow[reference]) return;
    const from = this.#prices[reference] as number;
    if (from === price || from < 2 * lowest || from > 2 * highest) return;
    const spanMs = at - (this.#times[reference] as number);
    const direction = price > from ? 1 : -1;
    for (let kind = 0; kind < kinds.length; kind++) {
      if (at < (this.#lockedUntil[kind] as number)) continue;
      if (!isOfKind(kinds[kind] as (typeof kinds)[number], from, price)) continue;
      this.#lockedUntil[kind] = at + lockMs;
      const spike = { kind, at, from, to: price, direction, spanMs } as const;
      if (this.#pending.length >= MOST_OPEN) this.#leaveOldest();
      this.#pending.push(opened(spike));
      this.#tell.crossed(spike);
    }
  }

  /** Index of the last price at or before `at`; what is older is dropped. */
  #referenceAt(at: number): number | null {
    while (
      this.#first + 1 < this.#times.length && (this.#times[this.#first + 1] as number) <= at
    ) this.#first++;
    const first = this.#times[this.#first];
    return first !== undefined && first <= at ? this.#first : null;
  }

  #push(at: Millis, price: number, narrow: boolean): void {
    this.#referenceAt(at - this.#rules.windowMs);
    if (this.#first > 64 && this.#first * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#first);
      this.#prices = this.#prices.slice(this.#first);
      this.#narrow = this.#narrow.slice(this.#first);
      this.#first = 0;
    }
    this.#times.push(at);
    this.#prices.push(price);
    this.#narrow.push(narrow);
  }

  /** Horizons before `at` have the price until then; one at it has the new one. */
  #measureUpTo(at: number, price: number): void {
    const { horizonsMs } = this.#rules;
    for (const pending of this.#pending) {
      for (; pending.next < horizonsMs.length; pending.next++) {
        const due = pending.spike.at + (horizonsMs[pending.next] as number);
        if (due > at) break;
        this.#tell.measured(pending.spike, pending.next, due === at ? price : this.#last);
      }
    }
  }

  /** Those that are due before a time, or all. */
  #measureRest(pending: Pending, value: number | null, before: number = Infinity): void {
    const { horizonsMs } = this.#rules;
    for (; pending.next < horizonsMs.length; pending.next++) {
      if (pending.spike.at + (horizonsMs[pending.next] as number) >= before) break;
      this.#tell.measured(pending.spike, pending.next, value);
    }
  }

  #leaveOldest(): void {
    const oldest = this.#pending.shift();
    if (oldest !== undefined) this.#measureRest(oldest, null);
  }

  // What was touched in a silence is not known, so its spikes are followed no further.
  #gap(): void {
    const known = (this.#lastAt as number) + this.#rules.maxGapMs;
    this.#measureUpTo(known, this.#last);
    for (const pending of this.#pending) this.#measureRest(pending, null);
    this.#pending = [];
    this.#clearWindow();
  }

  #touch(price: number): void {
    for (const pending of this.#pending) {
      const { spike } = pending;
      const back = (spike.to - price) * spike.direction;
      const size = (spike.to - spike.from) * spike.direction;
      if (back >= size) pending.full = true;
      if (2 * back >= size) pending.half = true;
      if (!pending.decided && (2 * back >= size || -2 * back >= size)) {
        pending.decided = true;
        this.#tell.decided(spike, back > 0);
      }
    }
  }

  #clearWindow(): void {
    this.#times = [];
    this.#prices = [];
    this.#narrow = [];
    this.#first = 0;
  }

  #forget(): void {
    this.#pending = [];
    this.#clearWindow();
    this.#lastAt = null;
  }
}

function opened(spike: Spike): Pending {
  return { spike, next: 0, half: false, full: false, decided: false };
}

function touchesOf({ spike, half, full }: Pending): Touches {
  const { from, to } = spike;
  return {
    half,
    full,
    chanceOfHalf: touchChance(to / (2 * MICRO), (from + to) / (4 * MICRO)),
    chanceOfFull: touchChance(to / (2 * MICRO), from / (2 * MICRO)),
  };
}
