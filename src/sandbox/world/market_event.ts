// Markets that share a fair price and end together.
import type { Outcome } from "../../core/types/market.ts";
import type { PlannedEvent } from "./catalog.ts";
import { FairPrice, type Shift, shiftTo } from "./fair_price.ts";
import { TradingMarket } from "./trading_market.ts";
import type { MarketSetting } from "./trading_market.ts";

/** What the markets of an event have in common. */
export interface MarketEvent {
  readonly planned: PlannedEvent;
  readonly fair: FairPrice;
  readonly markets: readonly TradingMarket[];
}

/** What of a market's setting is the event's business. */
type Own = "planned" | "fair" | "outcome" | "path";

/** An event whose markets are not yet listed. */
export function createEvent(
  planned: PlannedEvent,
  { now, path, ...setting }: Omit<MarketSetting, Own> & {
    readonly now: number;
    readonly path: () => MarketSetting["path"];
  },
): MarketEvent {
  const scores = planned.markets.map(({ score }) => score);
  const fair = new FairPrice({ scores, volatility: planned.volatility, now });
  const markets = planned.markets.map((market, outcome) =>
    new TradingMarket({ ...setting, planned: market, fair, outcome, path: path() })
  );
  return { planned, fair, markets };
}

/**
 * How an event ends, market by market: as likely as its prices say, for `lot` in [0, 1). A family
 * has one YES.
 */
export function verdicts({ markets }: MarketEvent, now: number, lot: number): readonly Outcome[] {
  let left = lot;
  let won = false;
  return markets.map((market, i) => {
    left -= market.fairAt(now);
    // The prices of a family add to 1 only up to rounding, and one of it must win.
    const last = markets.length > 1 && i === markets.length - 1;
    const wins = !won && (left < 0 || last);
    won ||= wins;
    return wins ? "yes" : "no";
  });
}

/** Sends the prices of an event to where its verdicts want them. */
export function runToEnd(
  { markets, fair }: MarketEvent,
  outcomes: readonly Outcome[],
  { at, riseMs }: Pick<Shift, "at" | "riseMs">,
): void {
  const winner = outcomes.indexOf("yes");
  // A family follows its winner; a single market that ends with NO has none.
  const place = Math.max(0, winner);
  const from = markets[place]?.fairAt(at) ?? 0.5;
  const peak = winner >= 0 ? Math.max(from, SURE) : Math.min(from, 1 - SURE);
  fair.shift(place, shiftTo({ from, peak, reverts: 0 }, { at, riseMs, halfLifeMs: 1_000 }));
}

const SURE = 0.997;
