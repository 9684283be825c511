import type { Millis } from "../../core/types/units.ts";
import type { ListedMarket, MarketStatus } from "../types.ts";
import { dollars, openBook, type PublicDeps } from "./parts.ts";
import type { Snapshot } from "./gamma_market.ts";

/** How old Gamma's view of the venue may be. */
const REFRESH_MS = 60_000;

/**
 * Every market as it was when this was last asked more than a minute of venue time before. A market
 * that was listed meanwhile is not there yet.
 */
export function createSnapshots(deps: PublicDeps): () => readonly Snapshot[] {
  let taken: readonly Snapshot[] = [];
  let takenAt = -Infinity;
  return () => {
    const now = deps.clock.now();
    if (now - takenAt >= REFRESH_MS) {
      taken = deps.exchange.markets().map((market) => snapshotOf(deps, market, now));
      takenAt = now;
    }
    return taken;
  };
}

function snapshotOf({ exchange, journal }: PublicDeps, market: ListedMarket, at: Millis): Snapshot {
  const status: Readonly<MarketStatus> = { ...exchange.status(market.id) };
  const book = openBook(exchange, market.yes);
  const bid = book?.bids.at(-1)?.price ?? null;
  const ask = book?.asks.at(-1)?.price ?? null;
  // A bid of p for NO is an ask of 1 - p for YES, so one book holds all there is to buy and sell.
  const micro = [
    ...(book?.bids ?? []).map((level) => dollars(level.price) * level.size),
    ...(book?.asks ?? []).map((level) => (1 - dollars(level.price)) * level.size),
  ].reduce((sum, one) => sum + one, 0);
  return {
    market,
    at,
    status,
    dates: { ...journal.dates(market.id) },
    bid,
    ask,
    mid: bid === null || ask === null ? null : (bid + ask) / 2,
    lastTrade: book?.lastTrade?.price ?? null,
    liquidity: Math.round(micro / 100) / 10_000,
  };
}
