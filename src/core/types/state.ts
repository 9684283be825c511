import type { Book } from "../book.ts";
import type { MarketDetectors } from "../detect/registry.ts";
import type { Counts } from "../tally.ts";
import type { Account } from "./account.ts";
import type { Arm, Arms } from "./advice.ts";
import type { EngineConfig } from "./config.ts";
import type { LinkId, MarketId, TokenId } from "./ids.ts";
import type { Market, Outcome } from "./market.ts";
import type { Millis, Seq } from "./units.ts";

/** What is known of one market. Owned and updated in place by `step`; others get it read-only. */
export interface MarketState {
  market: Market;
  /** One canonical book in YES prices. */
  readonly book: Book;
  readonly detectors: MarketDetectors;
  up: boolean;
  /** After a tick change the book is unusable until the next snapshot. */
  awaitingSnapshot: boolean;
  winner: Outcome | null | undefined;
  /** The connection that carries it; null without one. */
  link: LinkId | null;
}

/** Which market a token belongs to, and on which side of its book it reads. */
export interface TokenState {
  readonly state: MarketState;
  readonly outcome: Outcome;
}

/** Counts for the next tally row; owned by `step`. */
export interface RunningTally {
  from: Millis | null;
  readonly events: Counts;
  readonly down: Counts;
  readonly skipped: Counts;
  readonly samples: Counts;
  readonly layers: Counts;
  gaps: number;
}

/** Everything `step` folds over. */
export interface EngineState {
  /** Who decides for this account. */
  readonly arm: Arm;
  /** It trades on paper beside the real one. */
  readonly isShadow: boolean;
  /** Accounts that trade on paper beside it, on the same markets; each is a state without shadows. */
  readonly shadows: readonly EngineState[];
  readonly config: EngineConfig;
  readonly seed: number;
  readonly markets: Map<MarketId, MarketState>;
  readonly tokens: Map<TokenId, TokenState>;
  /** Markets by the connection that carries them. */
  readonly links: Map<LinkId, Set<MarketState>>;
  tally: RunningTally;
  /** Index of the last grid step sampled. */
  gridIndex: number;
  account: Account;
  /** Who trades since the last session began; null before the first. */
  session: Arms | null;
  lastSeq: Seq | 0;
  lastMarkAt: Millis | null;
  /** The run has ended: answers are still heard, and no order leaves. */
  isOver: boolean;
}
