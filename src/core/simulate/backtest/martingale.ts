// The same recording with nothing to be known in it: whenever the mid of a market moved, the whole book
// moves by as much in a direction drawn anew. What stays as it was: when something moved and how far,
// every spread, every size behind the best prices, gaps, prints, one-sided books, the time of the end.
//
// 1. The mid is a martingale: a step of d goes up by a and down by b with probabilities b / (a + b) and
//    a / (a + b). a = b = d but near 0 and 1, where each is what room there is.
// 2. A market that settles does so for YES with the probability that its last mid says.
// 3. Every price lies on the grid it lay on: steps are those of the recording, up to whole ticks.
// 4. What happens at one instant in one market is one step, however many messages tell of it.
//
// A transient gap in a book comes back in the recording and need not here, so that paths wander further
// than the recorded ones: it is the price of independent signs, and it is not taken out.
import {
  applyToBook,
  type Book,
  type BookInput,
  clearBook,
  emptyBook,
  twiceMid,
} from "../../book.ts";
import { type Rng, rng, type Seed } from "../../math/rng.ts";
import type { Input } from "../../types/event.ts";
import type { MarketId, TokenId } from "../../types/ids.ts";
import type { Level, Market, Outcome, Side } from "../../types/market.ts";
import { isPrice, MICRO, type Millis, type Price, type Shares } from "../../types/units.ts";

/** One market on its way. */
interface Path {
  readonly yes: TokenId;
  tick: number;
  readonly book: Book;
  /** Of the recorded book, twice 1e-6; null before the first. */
  mid: number | null;
  /** What is added to each price of YES, 1e-6. */
  offset: number;
}

interface Known {
  readonly path: Path;
  readonly outcome: Outcome;
}

/** Turns instants of a recording, one after the other, into those of the resampled one. */
export interface Resampler {
  /** All inputs of one instant in their order, and the instant. */
  instant(inputs: readonly Input[], at: Millis): readonly Input[];
}

/** A resampler that has seen nothing; the same seed draws the same path. */
export function martingale(seed: Seed): Resampler {
  return new Paths(rng(seed));
}

class Paths implements Resampler {
  readonly #draw: Rng;
  readonly #tokens = new Map<TokenId, Known>();
  readonly #markets = new Map<MarketId, Path>();

  constructor(draw: Rng) {
    this.#draw = draw;
  }

  instant(inputs: readonly Input[], at: Millis): readonly Input[] {
    for (const input of inputs) if (input.kind === "listed") this.#list(input.market);
    const moved = new Map<Path, number>();
    for (const input of inputs) {
      const known = this.#knownOf(input);
      if (known === null) continue;
      if (isBook(input)) moved.set(known.path, known.path.offset);
      follow(known, input, at);
    }
    for (const path of moved.keys()) move(path, this.#draw);
    return this.#tell(inputs, moved);
  }

  #list({ id, yes, no, tickSize }: Market): void {
    const known = this.#markets.get(id);
    if (known !== undefined) return void (known.tick = Math.min(known.tick, tickSize));
    const path = { yes, tick: tickSize, book: emptyBook(), mid: null, offset: 0 };
    this.#markets.set(id, path);
    this.#tokens.set(yes, { path, outcome: "yes" });
    this.#tokens.set(no, { path, outcome: "no" });
  }

  #knownOf(input: Input): Known | null {
    return "token" in input ? this.#tokens.get(input.token) ?? null : null;
  }

  /** The same inputs at the new prices; of a market that went elsewhere the book as a whole, once. */
  #tell(inputs: readonly Input[], moved: ReadonlyMap<Path, number>): readonly Input[] {
    const told: Input[] = [];
    const whole = new Set<Path>();
    // Backwards: of several messages about one instant the last one's place is that of the whole book.
    for (const input of inputs.toReversed()) {
      const known = this.#knownOf(input);
      if (known === null) {
        told.push(input.kind === "resolved" ? this.#settled(input) : input);
        continue;
      }
      const { path, outcome } = known;
      const before = moved.get(path);
      if (!isBook(input)) told.push(shifted(input, outcome, before ?? path.offset));
      else if (before === path.offset) told.push(shiftedBook(input, outcome, path.offset));
      else if (!whole.has(path)) {
        whole.add(path);
        told.push(wholeBook(path));
      }
    }
    return told.reverse();
  }

  #settled(input: Extract<Input, { kind: "resolved" }>): Input {
    const path = this.#markets.get(input.market);
    if (path === undefined || path.mid === null || input.winner === null) return input;
    const chance = (path.mid + 2 * path.offset) / (2 * MICRO);
    return { ...input, winner: this.#draw.next() < chance ? "yes" : "no" };
  }
}

/** Takes over what was recorded. */
function follow({ path, outcome }: Known, input: Input, at: Millis): void {
  if (input.kind === "tickSize") {
    path.tick = input.tickSize;
    clearBook(path.book);
  } else if (isBook(input)) {
    applyToBook(path.book, outcome, input, at);
  }
}

/** Takes the step that the recorded mid made, in a direction of its own. */
function move(path: Path, draw: Rng): void {
  const mid = twiceMid(path.book);
  if (mid === null) return;
  const before = path.mid;
  path.mid = mid;
  if (before === null || before === mid) return;
  const from = before + 2 * path.offset;
  const step = mid - before;
  const grid = 2 * path.tick;
  // Twice the half-spread, and a tick to spare at either end.
  const spread = Math.max(0, bestOf(path.book.asks.prices) - bestOf(path.book.bids.prices));
  const up = onGrid(Math.min(Math.abs(step), 2 * MICRO - spread - grid - from), step, grid);
  const down = onGrid(Math.min(Math.abs(step), from - spread - grid), -step, grid);
  const to = up + down === 0 || draw.next() < down / (up + down) ? from + up : from - down;
  path.offset = Math.round((to - mid) / 2);
}

/** The largest distance up to `most` that differs from `step` by whole ticks; the least one else. */
function onGrid(most: number, step: number, grid: number): number {
  const rest = ((step % grid) + grid) % grid;
  return most < rest ? rest : rest + Math.floor((most - rest) / grid) * grid;
}

function bestOf(prices: readonly number[]): number {
  return prices.at(-1) ?? 0;
}

function isBook(input: Input): input is BookInput {
  return input.kind === "book" || input.kind === "quote" || input.kind === "level";
}

function shifted(input: Input, outcome: Outcome, offset: number): Input {
  if (input.kind !== "trade") return input;
  const price = input.price + (outcome === "yes" ? offset : -offset);
  return { ...input, price: Math.min(MICRO - 1, Math.max(1, price)) as Price };
}

function shiftedBook(input: BookInput, outcome: Outcome, offset: number): BookInput {
  if (offset === 0) return input;
  const by = outcome === "yes" ? offset : -offset;
  switch (input.kind) {
    case "level":
      // Beyond 0 and 1 there are no levels: a change of one changes nothing.
      return { ...input, price: (input.price + by) as Price };
    case "quote":
      return { ...input, bid: inside(input.bid, by), ask: inside(input.ask, by) };
    case "book":
      return { ...input, bids: levels(input.bids, by), asks: levels(input.asks, by) };
  }
}

function inside(micro: number, by: number): number {
  return micro > 0 && isPrice(micro + by) ? micro + by : 0;
}

function levels(all: readonly Level[], by: number): readonly Level[] {
  return all.flatMap(({ price, size }) =>
    isPrice(price + by) ? [{ price: (price + by) as Price, size }] : []
  );
}

function wholeBook({ yes, book, offset }: Path): BookInput {
  const side = (of: Side) => {
    const { prices, sizes } = of === "buy" ? book.bids : book.asks;
    return levels(
      prices.map((price, i) => ({ price: price as Price, size: (sizes[i] ?? 0) as Shares })),
      offset,
    );
  };
  return { kind: "book", token: yes, bids: side("buy"), asks: side("sell") };
}
