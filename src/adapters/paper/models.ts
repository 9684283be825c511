// What a paper fill assumes about the venue beyond the displayed book: each assumption is a
// function here and a number in PaperConfig, against us where the truth is not known.
import { applyToBook, type Book, type BookInput, emptyBook } from "../../core/book.ts";
import { type Ladder, otherSide, sizeAt } from "../../core/book.ts";
import { rng, subSeed } from "../../core/math/rng.ts";
import type { PaperConfig } from "../../core/types/config.ts";
import type { FillId, MarketId } from "../../core/types/ids.ts";
import type { Outcome, Side } from "../../core/types/market.ts";
import { MICRO } from "../../core/types/units.ts";
import type { Millis, Price, Shares } from "../../core/types/units.ts";

/** A side and price of the canonical book. */
export interface Spot {
  readonly side: Side;
  readonly price: Price;
}

/** The place in YES prices of an order, level or print of either token. */
export function inYes(outcome: Outcome, side: Side, price: Price): Spot {
  return outcome === "yes"
    ? { side, price }
    : { side: otherSide(side), price: (MICRO - price) as Price };
}

/** What a taker of `side` is given instead of `ladder`. */
export interface Adversity {
  readonly side: Side;
  readonly config: Pick<PaperConfig, "depthShare" | "adverseTicks">;
  readonly tickSize: Price;
  /** Shares our earlier fills took at a price of `ladder`. */
  readonly taken: (price: Price, displayed: Shares) => Shares;
}

/**
 * The displayed ladder made worse: of each level only `depthShare` is there, less what we took
 * before, at a price `adverseTicks` away. A level whose worse price is beyond the order's limit is
 * then not filled at all, as if it had gone.
 */
export function fillableLadder(ladder: Ladder, adversity: Adversity): Ladder {
  const worse = adverseMove(adversity);
  const fillable: Ladder = { prices: [], sizes: [] };
  ladder.prices.forEach((price, i) => {
    const displayed = (ladder.sizes[i] ?? 0) as Shares;
    const there = Math.floor(displayed * adversity.config.depthShare);
    const size = there - adversity.taken(price as Price, displayed);
    if (size <= 0) return;
    fillable.prices.push(price + worse);
    fillable.sizes.push(size);
  });
  return fillable;
}

/** What `adverseTicks` adds to a price. */
export function adverseMove(adversity: Pick<Adversity, "side" | "config" | "tickSize">): number {
  const move = adversity.config.adverseTicks * adversity.tickSize;
  return adversity.side === "buy" ? move : -move;
}

interface Consumed {
  readonly displayed: Shares;
  readonly taken: Shares;
}

/**
 * What our fills took from displayed levels. It stays gone until the venue shows another size
 * there, whatever the way it is learnt: a change, a snapshot, or the book itself at the next fill.
 * A message that repeats the size refreshes nothing.
 */
export class Consumption {
  // Bids by their price, asks by its negative.
  readonly #markets = new Map<MarketId, Map<number, Consumed>>();

  taken(market: MarketId, spot: Spot, displayed: Shares): Shares {
    const levels = this.#markets.get(market);
    const consumed = levels?.get(keyOf(spot));
    if (consumed?.displayed === displayed) return consumed.taken;
    levels?.delete(keyOf(spot));
    return 0 as Shares;
  }

  add(market: MarketId, spot: Spot, displayed: Shares, size: Shares): void {
    const before = this.taken(market, spot, displayed);
    const levels = this.#markets.get(market) ?? new Map<number, Consumed>();
    levels.set(keyOf(spot), { displayed, taken: (before + size) as Shares });
    this.#markets.set(market, levels);
  }

  /** True while there is nothing a message could refresh. */
  isEmpty(): boolean {
    return this.#markets.size === 0;
  }

  /** Forgets what the message shows to be refreshed. */
  hear(market: MarketId, outcome: Outcome, input: BookInput): void {
    const levels = this.#markets.get(market);
    if (levels === undefined) return;
    forgetRefreshed(levels, outcome, input);
    if (levels.size === 0) this.#markets.delete(market);
  }

  drop(market: MarketId): void {
    this.#markets.delete(market);
  }
}

function forgetRefreshed(
  levels: Map<number, Consumed>,
  outcome: Outcome,
  input: BookInput,
): void {
  if (input.kind === "level") {
    const key = keyOf(inYes(outcome, input.side, input.price));
    if (levels.get(key)?.displayed !== input.size) levels.delete(key);
    return;
  }
  const shown: Book = emptyBook();
  applyToBook(shown, outcome, input, 0 as Millis);
  for (const [key, { displayed }] of levels) {
    const now = sizeAt(shown, key > 0 ? "buy" : "sell", Math.abs(key));
    if (now !== displayed) levels.delete(key);
  }
}

function keyOf({ side, price }: Spot): number {
  return side === "buy" ? price : -price;
}

/**
 * Chance that a match fails to settle. With r = `revertRate` and b = `revertWinnerBias` it is
 * r(1-b) + 2rb for a fill whose mid has since moved our way, r(1-b) for one whose mid moved against
 * us, and r when it did not move or is not known; at most 1. So the mean stays r while as many
 * fills win as lose and 2r does not pass 1.
 */
export function revertChance(
  config: Pick<PaperConfig, "revertRate" | "revertWinnerBias">,
  ourMove: number | null,
): number {
  const { revertRate, revertWinnerBias } = config;
  const lean = ourMove === null ? 0 : Math.sign(ourMove);
  return Math.min(1, Math.max(0, revertRate * (1 + lean * revertWinnerBias)));
}

/** A number in [0, 1) from the run's seed and the fill alone, whatever else was drawn. */
export function fillChance(seed: number, fill: FillId): number {
  return rng(subSeed(seed, 0) ^ fnv1a(fill)).next();
}

// FNV-1a, 64 bits (Fowler, Noll, Vo); splitmix64 inside `rng` does the mixing it lacks.
function fnv1a(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  }
  return hash;
}
