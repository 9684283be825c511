import { bestAsk, bestBid, type Book, buyLadder, sellLadder } from "../book.ts";
import type { BookTop } from "../types/effect.ts";
import type { Outcome } from "../types/market.ts";
import { MICRO, type Millis, type Price, type Shares } from "../types/units.ts";

/** Best prices of one token in its own terms, integer 1e-6; 0 where a side has no order. */
export interface TokenQuote {
  readonly bid: number;
  readonly ask: number;
}

/** The token's own best bid and ask. */
export function tokenQuote(book: Book, outcome: Outcome): TokenQuote {
  const bid = bestBid(book);
  const ask = bestAsk(book);
  if (outcome === "yes") return { bid, ask };
  return { bid: ask === 0 ? 0 : MICRO - ask, ask: bid === 0 ? 0 : MICRO - bid };
}

/** The token's top of book as evidence in a decision row. */
export function bookTop(book: Book, outcome: Outcome, at: Millis): BookTop {
  const bids = sellLadder(book, outcome);
  const asks = buyLadder(book, outcome);
  return {
    bid: (bids.prices.at(-1) ?? null) as Price | null,
    bidSize: (bids.sizes.at(-1) ?? null) as Shares | null,
    ask: (asks.prices.at(-1) ?? null) as Price | null,
    askSize: (asks.sizes.at(-1) ?? null) as Shares | null,
    ageMs: book.at === null ? null : (at - book.at) as Millis,
  };
}
