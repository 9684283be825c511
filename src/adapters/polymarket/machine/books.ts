// The machine's own copy of a book, snapshot by snapshot. It equals the engine's at every moment in
// which the market is up: what is passed on is what changes the copy.
import {
  applyToBook,
  bestAsk,
  bestBid,
  type Book,
  clearBook,
  type Ladder,
} from "../../../core/book.ts";
import type { TokenId } from "../../../core/types/ids.ts";
import type { Level } from "../../../core/types/market.ts";
import { MICRO, type Price, type Shares } from "../../../core/types/units.ts";
import type { LevelChange, VenueBook } from "../types.ts";
import { awaitSnapshot } from "./links.ts";
import { type MachineState, NOT_NOW, type TrackedMarket } from "./state.ts";

/** Levels a side that a decision can reach; further down a difference does no harm for a while. */
const TOP_LEVELS = 5;

/** How two books differ: not, below the top levels only, or where it matters. */
export type Difference = "none" | "deep" | "top";

/** Builds the book of a snapshot in `s.spare`, with what the socket told after it. */
export function build(s: MachineState, market: TrackedMarket, snapshot: VenueBook): Book {
  const { spare, now } = s;
  const outcome = snapshot.token === market.no ? "no" : "yes";
  clearBook(spare);
  const { token, bids, asks } = snapshot;
  applyToBook(spare, outcome, { kind: "book", token, bids, asks }, now);
  market.journal.replay(spare, snapshot.at, now);
  return spare;
}

/** Compares two books level by level. */
export function differ(a: Book, b: Book): Difference {
  return worse(ladders(a.bids, b.bids), ladders(a.asks, b.asks));
}

function worse(a: Difference, b: Difference): Difference {
  if (a === "none") return b;
  return b === "top" ? b : a;
}

function ladders(a: Ladder, b: Ladder): Difference {
  const length = Math.max(a.prices.length, b.prices.length);
  for (let depth = 1; depth <= length; depth++) {
    // Best is last; past the end of the shorter one undefined differs from every level.
    const i = a.prices.length - depth;
    const j = b.prices.length - depth;
    if (a.prices[i] === b.prices[j] && a.sizes[i] === b.sizes[j]) continue;
    return depth <= TOP_LEVELS ? "top" : "deep";
  }
  return "none";
}

/** Takes the book in `s.spare` for the market's own, and tells the engine. `at`: its venue time. */
export function adopt(s: MachineState, market: TrackedMarket, at: number, token: TokenId): void {
  const before = market.book;
  market.book = s.spare;
  s.spare = before;
  market.baseAt = at;
  market.baseToken = token;
  market.provedAt = s.now;
  market.missed = 0;
  market.older = 0;
  market.dropped = 0;
  market.absent = false;
  market.askAgain = false;
  market.suspectSince = NOT_NOW;
  market.mismatchSince = NOT_NOW;
  if (!market.up && market.link !== null) {
    market.up = true;
    market.wasUp = true;
    s.out({ kind: "feedUp", token: market.yes, link: market.link.id });
  }
  const { bids, asks } = market.book;
  s.out({ kind: "book", token: market.yes, bids: levels(bids), asks: levels(asks) });
  watchCrossing(s, market, bestBid(market.book), bestAsk(market.book));
}

/** Notes since when the book is crossed. */
export function watchCrossing(
  s: MachineState,
  market: TrackedMarket,
  bid: number,
  ask: number,
): void {
  if (bid < ask || bid === 0 || ask === 0) {
    market.crossedSince = NOT_NOW;
  } else if (market.crossedSince === NOT_NOW) {
    market.crossedSince = s.now;
    s.counts.crossed++;
  }
}

/** The last entry of a message says what is best after it: a message missed shows itself here. */
export function watchBest(
  s: MachineState,
  market: TrackedMarket,
  { token, bestBid: saidBid, bestAsk: saidAsk }: LevelChange,
  bid: number,
  ask: number,
): void {
  if (market.mismatchesRefuted >= MAX_REFUTED) return;
  const isYes = token === market.yes;
  const ownBid = isYes ? bid : mirrored(ask);
  const ownAsk = isYes ? ask : mirrored(bid);
  if ((saidBid !== null && saidBid !== ownBid) || (saidAsk !== null && saidAsk !== ownAsk)) {
    if (market.mismatchSince === NOT_NOW) {
      market.mismatchSince = s.now;
      s.counts.mismatches++;
    }
  } else if (saidBid !== null || saidAsk !== null) {
    market.mismatchesRefuted = 0;
    if (market.mismatchSince === NOT_NOW) return;
    market.mismatchSince = NOT_NOW;
    if (market.suspectReason === MISMATCH) market.suspectSince = NOT_NOW;
  }
}

function mirrored(best: number): number {
  return best === 0 ? 0 : MICRO - best;
}

/** Times in a row that REST refutes the venue's best prices before they are no longer compared. */
export const MAX_REFUTED = 3;

/** Why REST is asked when the venue's best prices are not ours. */
export const MISMATCH = "best prices differ";

function levels({ prices, sizes }: Ladder): Level[] {
  const list: Level[] = [];
  for (let i = 0; i < prices.length; i++) {
    list.push({ price: prices[i] as Price, size: sizes[i] as Shares });
  }
  return list;
}

/** A new grid: the engine forgets the book with it. */
export function changeTick(
  s: MachineState,
  market: TrackedMarket,
  tickSize: Price,
  at: number,
): void {
  if (tickSize === market.tickSize) return;
  market.tickSize = tickSize;
  market.tickAt = at;
  market.tickHeardAt = s.now;
  s.out({ kind: "tickSize", token: market.yes, tickSize });
  awaitSnapshot(s, market, NEW_GRID);
}

/** Why a market waits after its tick size changed. */
export const NEW_GRID = "tick change";
