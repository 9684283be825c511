import type { Advice, Arm } from "./advice.ts";
import type { FillId, LinkId, MarketId, OrderId, TokenId, VenueOrderId } from "./ids.ts";
import type { Level, Market, Outcome, Side } from "./market.ts";
import type { Fill } from "./order.ts";
import type { Millis, Price, Seq, Shares } from "./units.ts";

/** Why a piece of input was not used; each is counted and reported, never passed on. */
export type SkipReason =
  | "torn"
  | "wrongType"
  | "price"
  | "size"
  | "time"
  | "unknownEvent"
  | "unknownToken"
  | "duplicate"
  | "outOfOrder"
  | "tooLong"
  | "noSnapshot"
  /** It never came: the venue's book, asked for, showed that it should have. */
  | "missed"
  /** The venue was asked and gave no usable answer. */
  | "unanswered";

/** A price of the past. */
export interface PastPrice {
  readonly at: Millis;
  readonly price: Price;
}

/** Market data: nouns. Prices and sides are those of `token`; the core makes one book of both. */
export type MarketInput =
  | { readonly kind: "listed"; readonly market: Market }
  | { readonly kind: "tickSize"; readonly token: TokenId; readonly tickSize: Price }
  | {
    readonly kind: "book";
    readonly token: TokenId;
    /** Any order; levels of size 0 are dropped. */
    readonly bids: readonly Level[];
    readonly asks: readonly Level[];
  }
  | {
    /** Top of book from a source that gives no depth. Price 0: no order on that side. */
    readonly kind: "quote";
    readonly token: TokenId;
    readonly bid: number;
    readonly bidSize: number;
    readonly ask: number;
    readonly askSize: number;
  }
  | {
    /** The new size of one level; 0 removes it. */
    readonly kind: "level";
    readonly token: TokenId;
    readonly side: Side;
    readonly price: Price;
    readonly size: Shares;
  }
  | {
    /** A print. `side` is the taker's. */
    readonly kind: "trade";
    readonly token: TokenId;
    readonly side: Side;
    readonly price: Price;
    readonly size: Shares;
  }
  | {
    readonly kind: "feedUp";
    readonly token: TokenId;
    /** The connection that carries the token; null for a source that has none. */
    readonly link: LinkId | null;
  }
  | { readonly kind: "feedDown"; readonly token: TokenId; readonly reason: string }
  | {
    /** Something came over the connection: books it did not change are as they were. */
    readonly kind: "linkHeard";
    readonly link: LinkId;
  }
  | {
    /** Mids of `token` before the feed began, oldest first: detectors warm up on them. */
    readonly kind: "history";
    readonly token: TokenId;
    readonly points: readonly PastPrice[];
  }
  | { readonly kind: "skipped"; readonly reason: SkipReason; readonly count: number }
  | { readonly kind: "ended" };

/** What the venue says of our orders and of settlement: past tense. */
export type BrokerInput =
  | { readonly kind: "orderAccepted"; readonly order: OrderId; readonly venueId: VenueOrderId }
  | { readonly kind: "orderRejected"; readonly order: OrderId; readonly reason: string }
  | { readonly kind: "orderCanceled"; readonly order: OrderId; readonly reason: string }
  | { readonly kind: "orderFilled"; readonly fill: Fill }
  | { readonly kind: "fillSettled"; readonly fill: FillId }
  | { readonly kind: "fillReverted"; readonly fill: FillId }
  | {
    readonly kind: "resolved";
    readonly market: MarketId;
    /** null: settled at half and half, or void. */
    readonly winner: Outcome | null;
  }
  | { readonly kind: "reconciled"; readonly open: readonly OrderId[] };

/** What models said of a question, or why they did not. */
export interface AdviceInput {
  readonly kind: "advised";
  readonly advice: Advice;
}

/** What became of an order of an account that trades on paper beside the real one. */
export interface ShadowedInput {
  readonly kind: "shadowed";
  readonly arm: Arm;
  readonly input: Exclude<BrokerInput, { readonly kind: "resolved" }>;
}

/** A process took up the account on a live feed: what it saw of markets before is gone. */
export interface SessionInput {
  readonly kind: "started";
  readonly version: string;
  readonly configHash: string;
  /** The whole configuration as canonical JSON; null: that of the session before. */
  readonly config: string | null;
}

/** What a person asked for, whatever the door: CLI, file, dashboard, chat. */
export type CommandInput =
  & {
    readonly by: string;
    readonly reason: string;
    /** Id in the inbox; "file" for the halt file. */
    readonly command: string;
  }
  & (
    | { readonly kind: "haltRequested" }
    | { readonly kind: "reduceRequested" }
    | { readonly kind: "resumeRequested" }
    | { readonly kind: "flattenRequested" }
  );

export type ClockInput = { readonly kind: "heartbeat" };

export type Input =
  | MarketInput
  | BrokerInput
  | CommandInput
  | SessionInput
  | AdviceInput
  | ShadowedInput
  | ClockInput;
export type Stamped<E> = E & { readonly seq: Seq; readonly at: Millis };
/** The engine's only input. Stamped once, at the queue. */
export type EngineEvent = Stamped<Input>;

/** Inputs that change what we own or may do; they are ledger rows, the rest is tape. */
export type AccountInput =
  | BrokerInput
  | CommandInput
  | SessionInput
  | AdviceInput
  | ShadowedInput;
export type AccountEvent = Stamped<AccountInput>;

const accountKinds: Readonly<Record<AccountInput["kind"], true>> = {
  orderAccepted: true,
  orderRejected: true,
  orderCanceled: true,
  orderFilled: true,
  fillSettled: true,
  fillReverted: true,
  resolved: true,
  reconciled: true,
  started: true,
  advised: true,
  shadowed: true,
  haltRequested: true,
  reduceRequested: true,
  resumeRequested: true,
  flattenRequested: true,
};

// Asked of every event, and a set answers several times as fast as Object.hasOwn.
const accountKindSet: ReadonlySet<string> = new Set(Object.keys(accountKinds));

/** True for inputs that belong in the ledger. */
export function isAccountEvent(event: EngineEvent): event is AccountEvent {
  return accountKindSet.has(event.kind);
}

/** What a tape holds: all that came from outside but a person's word and the broker's of our orders. */
export type TapedInput =
  | MarketInput
  | ClockInput
  | SessionInput
  | AdviceInput
  | Extract<BrokerInput, { kind: "resolved" }>;

/** True for inputs that belong on a tape. */
export function isTaped(event: EngineEvent): event is Stamped<TapedInput> {
  switch (event.kind) {
    case "resolved":
    case "started":
    case "advised":
      return true;
    default:
      return !isAccountEvent(event);
  }
}
