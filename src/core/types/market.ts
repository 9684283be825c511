import type { GroupId, MarketId, TokenId } from "./ids.ts";
import type { Millis, Price, Shares, Usdc } from "./units.ts";

/** Which token of a market. */
export type Outcome = "yes" | "no";
/** Side of an order, and of a book level: a buy level is a bid. */
export type Side = "buy" | "sell";
/** 1 is toward YES, -1 toward NO. */
export type Direction = 1 | -1;

/** What the venue takes from a taker: shares x rate x (p(1-p))^exponent dollars. */
export interface FeeSchedule {
  readonly rate: number;
  readonly exponent: number;
}

/** What is known of a market before it resolves; nothing here may come from after the resolution. */
export interface Market {
  readonly id: MarketId;
  readonly question: string;
  readonly slug: string;
  /** Lower case; the reversion posterior and reports group by it. */
  readonly category: string;
  readonly group: GroupId;
  readonly yes: TokenId;
  readonly no: TokenId;
  /** null: not known, and then the market is not entered. */
  readonly endAt: Millis | null;
  readonly tickSize: Price;
  /** Smallest resting order. */
  readonly minOrder: Shares;
  /** null: could not be read, and then the market is not entered. */
  readonly fee: FeeSchedule | null;
  /** null: not known, and then the liquidity gate stays shut. */
  readonly volume24h: Usdc | null;
  readonly negRisk: boolean;
  /** The venue holds a taker's order back this long before it matches. */
  readonly takerDelayMs: Millis;
  /** True for a recording whose book sizes are an assumption: nothing is read out of them. */
  readonly depthAssumed: boolean;
  /** False once the venue takes no orders: ended, proposed, disputed. */
  readonly accepting: boolean;
}

/** One price level of a book. `size` is in shares, more than 0 in a snapshot. */
export interface Level {
  readonly price: Price;
  readonly size: Shares;
}
