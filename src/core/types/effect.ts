import type { AiOpinion, Arm, Arms, Question } from "./advice.ts";
import type { Halt, PendingSpike } from "./account.ts";
import type { AccountInput, SessionInput } from "./event.ts";
import type { DecisionId, MarketId, OrderId, TokenId } from "./ids.ts";
import type { Side } from "./market.ts";
import type { Approved, Order, OrderPurpose, TradePlan } from "./order.ts";
import type { Refusal } from "./refusal.ts";
import type { Estimate, ReversionPosterior, Signal, Stance } from "./signal.ts";
import type { Millis, Price, Probability, Seq, Shares, Usdc } from "./units.ts";

/** Top of the token's own book when a decision was made: its evidence, should the tape be pruned. */
export interface BookTop {
  readonly bid: Price | null;
  readonly bidSize: Shares | null;
  readonly ask: Price | null;
  readonly askSize: Shares | null;
  readonly ageMs: Millis | null;
}

/** How the stake came about, dollars. */
export interface Sizing {
  /** All-in cost a share, dollars, as a float. */
  readonly costPerShare: number;
  readonly kelly: number;
  readonly kellyStake: Usdc;
  /** After Monte Carlo, caps and the share grid; what the order costs at most, fee included. */
  readonly stake: Usdc;
  readonly shares: Shares;
  /** Upper 95 % bounds. */
  readonly ruin: number | null;
  readonly dayLoss: number | null;
}

/** What an entry was expected to bring a share, dollars: fair value out, costs off. */
export interface Edge {
  readonly gross: number;
  readonly entryCost: number;
  readonly exitCost: number;
  readonly net: number;
  readonly needed: number;
  /** Of the models asked, taken off `net`. Absent: none was. */
  readonly aiCost?: number;
}

/** Why we did or did not; one for every signal. */
export interface EntryDecision {
  readonly kind: "entry";
  readonly id: DecisionId;
  readonly market: MarketId;
  /** The market's name for people: ids are long, and the ledger must explain itself. */
  readonly slug: string;
  readonly verdict: "enter" | "refused";
  readonly refusals: readonly Refusal[];
  readonly signal: Signal;
  readonly stance: Stance;
  readonly posterior: ReversionPosterior;
  readonly token: TokenId | null;
  readonly top: BookTop | null;
  readonly estimate: Estimate | null;
  readonly edge: Edge | null;
  readonly plan: TradePlan | null;
  readonly sizing: Sizing | null;
  /**
   * The spike as it will be measured, from this row on or from the one that asked; null while an
   * earlier one of this market is being measured.
   */
  readonly spike: PendingSpike | null;
  readonly order: OrderId | null;
  /** What the gates measured that an order passed; absent: there was no order to ask about. */
  readonly passed?: readonly Refusal[];
  /** Absent: decided without models. */
  readonly ai?: AiOpinion;
}

/** Why a position is being left, or could not be. */
export interface ExitDecision {
  readonly kind: "exit";
  readonly id: DecisionId;
  readonly market: MarketId;
  readonly token: TokenId;
  readonly verdict: "exit" | "refused";
  readonly purpose: OrderPurpose;
  readonly refusals: readonly Refusal[];
  readonly top: BookTop | null;
  readonly shares: Shares;
  readonly side: Side;
  readonly order: OrderId | null;
}

export type Decision = EntryDecision | ExitDecision;

/** Counts since the last tally: what the engine saw that made no row of its own. */
export interface Tally {
  readonly from: Millis;
  /** Sum of both tokens' messages. */
  readonly events: { readonly [kind: string]: number };
  /** Markets whose feed went down, by reason; absent: none did. */
  readonly down?: { readonly [reason: string]: number };
  readonly skipped: { readonly [reason: string]: number };
  /** Grid samples by state of the book: ok, empty, oneSided, crossed, stale, down. */
  readonly samples: { readonly [condition: string]: number };
  readonly gaps: number;
  readonly layers: { readonly [layer: string]: number };
  readonly markets: number;
}

/** The engine's only output: imperative. */
export type Effect =
  | ArmEffect
  | {
    /** The same, done by an account that trades on paper beside the real one. */
    readonly kind: "shadow";
    readonly arm: Arm;
    readonly effect: ArmEffect;
  }
  | { readonly kind: "tally"; readonly tally: Tally };

/** What an account of any arm does. */
export type ArmEffect =
  | { readonly kind: "place"; readonly order: Approved<Order> }
  | { readonly kind: "cancel"; readonly order: OrderId; readonly reason: string }
  | { readonly kind: "record"; readonly decision: Decision }
  | {
    /** A model is asked; the decision waits for it, at most until `dueAt`. */
    readonly kind: "ask";
    readonly question: Question;
    readonly signal: Signal;
    readonly dueAt: Millis;
    /** As it will be measured, whatever is decided; null while an earlier one is. */
    readonly spike: PendingSpike | null;
  }
  | {
    /** A logged spike reached its horizon or its market's end. */
    readonly kind: "measure";
    readonly spike: PendingSpike;
    readonly later: Probability;
    /** Share of the spike undone; negative when it went on. null: no price to measure with. */
    readonly undone: number | null;
    readonly by: "horizon" | "resolution";
  }
  | {
    /** Equity with open positions at what they would fetch. */
    readonly kind: "mark";
    readonly equity: Usdc;
    readonly cash: Usdc;
    readonly newDay: boolean;
  }
  | { readonly kind: "halt"; readonly halt: Halt }
  | {
    /** The breaker: entries stop for a while. `value` is losses in a row, or dollars in the window. */
    readonly kind: "trip";
    readonly rule: "consecutiveLosses" | "windowLoss";
    readonly value: number;
    readonly limit: number;
    readonly until: Millis;
  };

export type EffectKind = Effect["kind"];
/** A session as its row has it: who trades is the engine's to say, of a feed and of a replay alike. */
export type SessionRow = SessionInput & { readonly arms: Arms };
export type LedgerBody = Exclude<AccountInput, SessionInput> | SessionRow | Effect;

/** One row: what happened to us (n = 0) or what we did about event `seq` (n from 1). */
export interface LedgerRow {
  readonly seq: Seq;
  readonly n: number;
  readonly at: Millis;
  readonly body: LedgerBody;
}

const effectKinds: Readonly<Record<EffectKind, true>> = {
  place: true,
  cancel: true,
  record: true,
  ask: true,
  shadow: true,
  measure: true,
  mark: true,
  halt: true,
  trip: true,
  tally: true,
};

/** True for what we did, false for what happened to us. */
export function isEffect(body: LedgerBody): body is Effect {
  return Object.hasOwn(effectKinds, body.kind);
}
