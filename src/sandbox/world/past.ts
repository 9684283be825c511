// Prices of every token, before the world's start and since.
import type { TokenId } from "../../core/types/ids.ts";
import type { Outcome } from "../../core/types/market.ts";
import { MICRO, type Millis, millis, type Price, price } from "../../core/types/units.ts";
import type { PlannedMarket } from "./catalog.ts";
import { seedOf } from "./chance.ts";
import { FairPrice } from "./fair_price.ts";
import { pastPath } from "./history.ts";
import { midAround } from "./house.ts";
import type { TradingMarket } from "./trading_market.ts";

/** When and how finely to look. */
export interface Span {
  readonly from: Millis;
  /** Inclusive. */
  readonly to: Millis;
  readonly stepMs: Millis;
}

/** A token's price at a time: the mid of its quotes. */
export interface PastPrice {
  readonly at: Millis;
  readonly price: Price;
}

/** What is remembered, and what is made up when asked for. */
export interface Past {
  /** Takes in markets of one event, listed now. */
  add(markets: readonly TradingMarket[], volatility: number): void;
  read(token: TokenId, span: Span): readonly PastPrice[];
}

interface Known {
  readonly outcome: Outcome;
  readonly place: number;
  readonly event: KnownEvent;
}

interface KnownEvent {
  readonly markets: readonly TradingMarket[];
  readonly seeds: readonly number[];
  readonly volatility: number;
  readonly listedAt: number;
}

/** A past that knows nothing; `now` bounds what it tells. */
export function createPast(seed: number, now: () => Millis): Past {
  const known = new Map<TokenId, Known>();
  let count = 0;
  return {
    add(markets, volatility) {
      const seeds = markets.map(() => Number(seedOf(seed, "past", count++) & 0xffffffffn) | 0);
      const event = { markets, seeds, volatility, listedAt: now() };
      markets.forEach(({ planned: { listed } }, place) => {
        known.set(listed.yes, { outcome: "yes", place, event });
        known.set(listed.no, { outcome: "no", place, event });
      });
    },
    read(token, span) {
      const found = known.get(token);
      return found === undefined
        ? []
        : read(found, { ...span, to: millis(Math.min(span.to, now())) });
    },
  };
}

/** Prices at `from` and every step after it, from when the market was listed until now. */
function read({ outcome, place, event }: Known, { from, to, stepMs }: Span): PastPrice[] {
  if (!(stepMs > 0)) throw new RangeError(`Cannot read prices: step ${stepMs}, wanted above 0`);
  const market = event.markets[place];
  if (market === undefined) return [];
  const prices: PastPrice[] = [];
  const missed = Math.max(0, Math.ceil((market.planned.listed.startAt - from) / stepMs));
  for (let at = from + missed * stepMs; at <= to; at += stepMs) {
    const known = at < event.listedAt ? null : market.path.at(at);
    const mid = known ?? midBefore(market.planned, fairBefore(event, place, at));
    prices.push({ at: millis(at), price: price(within(outcome === "yes" ? mid : MICRO - mid)) });
  }
  return prices;
}

/** What the quotes of a market were around a fair price, before they began to move here. */
function midBefore({ profile, tickSize }: PlannedMarket, fair: number): number {
  return midAround(fair, profile.spread, tickSize);
}

function fairBefore(event: KnownEvent, place: number, at: number): number {
  const { markets, seeds, volatility, listedAt } = event;
  const scores = markets.map(({ planned: { score } }, i) =>
    volatility === 0 ? score : score + volatility * pastPath(seeds[i] ?? 0, listedAt - at)
  );
  return new FairPrice({ scores, volatility: 0, now: at }).at(place, at);
}

// 0 and 1, which a resolved market has, are no prices.
function within(mid: number): number {
  return Math.min(MICRO - LEAST, Math.max(LEAST, Math.round(mid)));
}

const LEAST = 500;
