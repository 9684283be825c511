import type { LayeredMap } from "../layered_map.ts";
import type { AiSkill, AiSpend, Forecast, Question } from "./advice.ts";
import type { FillId, GroupId, MarketId, OrderId, QuestionId, TokenId } from "./ids.ts";
import type { Direction, Outcome } from "./market.ts";
import type { Fill, OrderState, TradePlan } from "./order.ts";
import type { RefusalRule } from "./refusal.ts";
import type { Signal } from "./signal.ts";
import type { Millis, Probability, Shares, Usdc } from "./units.ts";

/** What is held of one token. Average cost: a sale takes its share of the basis, rounded against us. */
export interface Position {
  readonly market: MarketId;
  readonly token: TokenId;
  readonly outcome: Outcome;
  readonly group: GroupId;
  readonly shares: Shares;
  /** Shares of fills that are matched and not settled; they cannot be sold. */
  readonly unsettled: Shares;
  /** Dollars paid for `shares`, fees included. */
  readonly basis: Usdc;
  /** Profit so far of this trade: from the first buy to the last share gone. */
  readonly realized: Usdc;
  readonly openedAt: Millis;
  readonly plan: TradePlan;
}

/**
 * What is left of a trade below the venue's share step: it cannot be sold. Written off with the trade,
 * and paid with its market.
 */
export type Dust = Pick<Position, "market" | "token" | "outcome" | "shares">;

/** What a fill did, kept until it settles so that a failed match can be undone to the cent. */
export interface UnsettledFill {
  readonly fill: Fill;
  readonly at: Millis;
  /** Sales: the basis that left and the profit that was booked. */
  readonly basisSold: Usdc;
  readonly realized: Usdc;
}

/** What the venue said was filled and fits nothing here: no order of ours, or more than is held. */
export interface StrangeFill {
  readonly fill: Fill;
  readonly at: Millis;
}

/** A logged spike waiting for its horizon. */
export interface PendingSpike {
  readonly market: MarketId;
  readonly category: string;
  readonly direction: Direction;
  readonly mid: Probability;
  readonly anchor: Probability;
  readonly dueAt: Millis;
}

/** A question, and the signal that is decided with its answer; kept until it is decided. */
export interface PendingQuestion {
  readonly question: Question;
  readonly signal: Signal;
  readonly dueAt: Millis;
  readonly spike: PendingSpike | null;
  /** The process that asked has ended, and nobody will answer. */
  readonly restarted: boolean;
}

/** Running sums of the undone shares of a category's spikes (Welford). */
export interface ReversionStats {
  readonly spikes: number;
  readonly mean: number;
  readonly m2: number;
}

/** active: entries and exits; reducing: exits only; halted: no order but a flatten's. */
export type Mode = "active" | "reducing" | "halted";

/** One reason why the mode is not active. There is one mode and a list of these. */
export interface Halt {
  readonly mode: "reducing" | "halted";
  /** A limit's name, or "command". */
  readonly reason: string;
  readonly by: string;
  readonly at: Millis;
  readonly value: number | null;
  readonly limit: number | null;
  /** A person's own words, or what the venue said; null for a limit. */
  readonly note: string | null;
}

/** A closed trade's result, kept while the loss window needs it. */
export interface ClosedTrade {
  readonly at: Millis;
  readonly profit: Usdc;
}

export interface RiskState {
  /** Days since 1970 in UTC. */
  readonly day: number;
  readonly dayRealized: Usdc;
  readonly dayStartEquity: Usdc;
  /** Last mark. */
  readonly equity: Usdc;
  readonly peakEquity: Usdc;
  readonly consecutiveLosses: number;
  /** Entries are blocked until then; set once, kept across restarts, cleared by time only. */
  readonly breakerUntil: Millis | null;
  readonly recentTrades: readonly ClosedTrade[];
  readonly recentOrders: readonly Millis[];
  /** Orders that the venue rejected since it took one, of whatever token and reason. */
  readonly rejectionsInRow: number;
  readonly halts: readonly Halt[];
}

/** What markets and models have taught. It is the ledger's: the same for every account, whoever trades. */
export interface Learnt {
  /** At most one a market. */
  readonly spikes: readonly PendingSpike[];
  readonly reversion: ReadonlyMap<string, ReversionStats>;
  readonly aiSpend: AiSpend;
  /** Oldest first, of the latest 500 markets. */
  readonly forecasts: readonly Forecast[];
  readonly aiSkill: AiSkill;
}

/** Everything we own or owe: a fold over ledger rows. Values inside never change. */
export interface Account {
  /** Dollars settled and unsettled; orders in flight are not yet taken off. */
  readonly cash: Usdc;
  /** Those that are live, and those that ended within the last day, or two. */
  readonly orders: LayeredMap<OrderId, OrderState>;
  readonly positions: ReadonlyMap<TokenId, Position>;
  readonly dust: readonly Dust[];
  readonly unsettled: ReadonlyMap<FillId, UnsettledFill>;
  /** Fill ids settled within the last day, or two: a repeat adds nothing. */
  readonly settled: LayeredMap<FillId, Millis>;
  /** Kept for a person; nothing of it is booked, and a repeat adds nothing. */
  readonly quarantine: ReadonlyMap<FillId, StrangeFill>;
  /** Equal venue rejections in a row, by token. */
  readonly rejections: ReadonlyMap<TokenId, { readonly reason: string; readonly count: number }>;
  /** Why leaving a position came to nothing since its last order, and when that was said last. */
  readonly exitBlocked: ReadonlyMap<TokenId, ReadonlyMap<RefusalRule, Millis>>;
  readonly asked: ReadonlyMap<QuestionId, PendingQuestion>;
  readonly learnt: Learnt;
  readonly risk: RiskState;
}
