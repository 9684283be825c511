// Holds the engine's books against the sandbox's own. A busy book changes while it is asked for, so a
// book counts as right when it equals the venue's at a moment around which that stood still.
import { differ } from "../../src/adapters/polymarket/machine/books.ts";
import { parseBooks } from "../../src/adapters/polymarket/parse/books.ts";
import { type Book, emptyBook, replaceBook } from "../../src/core/book.ts";
import type { EngineState, MarketState } from "../../src/core/types/state.ts";
import type { Millis } from "../../src/core/types/units.ts";

/** How the books compare. */
export interface Compared {
  readonly books: number;
  readonly right: number;
  /** Right, but not at once: messages were still on their way. */
  readonly late: number;
  /** Wrong to the end, or never still long enough. */
  readonly lost: readonly string[];
}

const LANES = 25;
const TRIES = 40;
/** For messages that are on their way. */
const SETTLE_MS = 60;

/** Compares the book of every market that the engine has up. */
export async function compareBooks(url: string, state: EngineState): Promise<Compared> {
  const markets = [...state.markets.values()].filter(({ up, winner }) =>
    up && winner === undefined
  );
  const waiting = markets.values();
  const lost: string[] = [];
  let late = 0;
  const lane = async () => {
    for (const market of waiting) {
      const tries = await triesUntilRight(url, market);
      if (tries === null) lost.push(market.market.slug);
      else if (tries > 0) late++;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { books: markets.length, right: markets.length - lost.length, late, lost };
}

/** Moments at which it stood still and was not the same; null: always. */
async function triesUntilRight(url: string, market: MarketState): Promise<number | null> {
  let wrong = 0;
  for (let i = 0; i < TRIES; i++) {
    const before = await truthOf(url, market);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const after = await truthOf(url, market);
    if (before !== after) continue;
    if (isSame(market.book, after)) return wrong;
    wrong++;
  }
  return null;
}

async function truthOf(url: string, { market }: MarketState): Promise<string> {
  const answer = await fetch(`${url}/sandbox/book/${market.yes}`);
  return await answer.text();
}

function isSame(own: Book, text: string): boolean {
  const parsed = parseBooks(text);
  const [book] = parsed.ok ? parsed.value : [];
  if (!book?.ok) throw new Error(`Cannot compare: the sandbox's book is ${text.slice(0, 200)}`);
  const truth = emptyBook();
  replaceBook(truth, book.value.bids, book.value.asks, 0 as Millis);
  return differ(own, truth) === "none";
}
