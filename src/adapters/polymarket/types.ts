// What the parts of this adapter say to each other. Raw inputs are what came from the venue,
// verbatim and stamped; the machine turns them into engine inputs and into wants. A recording of the
// raw inputs, given to the machine again, gives the same engine inputs.
import type { LinkId, MarketId, TokenId } from "../../core/types/ids.ts";
import type { FeeSchedule } from "../../core/types/market.ts";
import type { Millis, Price, Probability, Shares, Usdc } from "../../core/types/units.ts";
import type { Result } from "../../core/types/result.ts";

/** Where the venue is; the sandbox gives its own. No slash at the end. */
export interface VenueHosts {
  readonly gamma: string;
  readonly clob: string;
  readonly data: string;
  /** With the path: `wss://.../ws/market`. */
  readonly marketSocket: string;
  readonly geoblock: string;
}

/** A market as Gamma lists it: for discovery only, its prices are minutes old. */
export interface GammaMarket {
  /** Condition id of 64 hex digits, padded on the right for protocol v2. */
  readonly id: MarketId;
  readonly gammaId: string;
  readonly question: string;
  readonly slug: string;
  /** Lower case; see parse/category.ts. */
  readonly category: string;
  /** Neg-risk family, else the event, else the market itself. */
  readonly group: string;
  readonly tokens: readonly [TokenId, TokenId];
  readonly outcomes: readonly [string, string];
  readonly endAt: Millis | null;
  readonly volume24h: Usdc | null;
  readonly liquidity: Usdc | null;
  /** Absent on Gamma or not on a known grid: null. */
  readonly tickSize: Price | null;
  readonly minOrder: Shares | null;
  readonly bestBid: Price | null;
  readonly bestAsk: Price | null;
  readonly negRisk: boolean;
  /** As the venue writes it; only "v1" is traded. */
  readonly version: string | null;
  /** What Gamma says of the fee: null for one without a schedule, absent when it says nothing. */
  readonly fee?: FeeSchedule | null;
  /** The first reason that forbids trading, in the order of PROTOCOL 2.2; null: none on Gamma. */
  readonly refusal: MarketRefusal | null;
}

/** Why a market of the venue is not traded. */
export type MarketRefusal =
  | "notActive"
  | "closed"
  | "notAccepting"
  | "noOrderBook"
  | "version"
  | "outcomes"
  | "resolving"
  | "placeholder"
  | "feeUnknown"
  | "tickUnknown"
  | "minimumUnknown"
  | "tokensDiffer";

/** A market as the CLOB will trade it: `/clob-markets/{id}`. */
export interface MarketTruth {
  readonly id: MarketId;
  readonly tokens: readonly { readonly token: TokenId; readonly outcome: string }[];
  readonly tickSize: Price | null;
  readonly minOrder: Shares | null;
  /** null: it could not be read. No fee is rate 0. */
  readonly fee: FeeSchedule | null;
  readonly negRisk: boolean;
  readonly accepting: boolean;
  readonly takerDelayMs: Millis;
  readonly version: string | null;
}

/** Levels in any order, as the venue sent them; sizes above 0. */
export interface VenueBook {
  readonly market: MarketId;
  readonly token: TokenId;
  /** The venue's own time. */
  readonly at: Millis;
  readonly bids: readonly { readonly price: Price; readonly size: Shares }[];
  readonly asks: readonly { readonly price: Price; readonly size: Shares }[];
  readonly tickSize: Price | null;
  readonly hash: string;
}

/** A message of the market channel. Times are the venue's. */
export type ChannelMessage =
  | { readonly kind: "book"; readonly book: VenueBook }
  | {
    readonly kind: "changes";
    readonly market: MarketId;
    readonly at: Millis;
    readonly changes: readonly LevelChange[];
  }
  | {
    readonly kind: "trade";
    readonly token: TokenId;
    readonly side: "buy" | "sell";
    readonly price: Price;
    readonly size: Shares;
    readonly at: Millis;
  }
  | {
    readonly kind: "tickSize";
    readonly token: TokenId;
    readonly tickSize: Price;
    readonly at: Millis;
  }
  | { readonly kind: "resolved"; readonly market: MarketId; readonly winner: TokenId | null }
  /** Read and of no use here: best_bid_ask, new_market. */
  | { readonly kind: "ignored"; readonly event: string };

/** The new size of one level and, as a check, what is best after it; null: not said, 0: no order. */
export interface LevelChange {
  readonly token: TokenId;
  readonly side: "buy" | "sell";
  readonly price: Price;
  readonly size: Shares;
  readonly bestBid: number | null;
  readonly bestAsk: number | null;
}

/** Text frames that are no JSON. */
export type ControlFrame = "PONG" | "INVALID OPERATION";

/** What a frame held: messages, a word of the protocol, or the reason why it could not be read. */
export type Frame =
  | { readonly kind: "messages"; readonly messages: readonly Result<ChannelMessage, Unreadable>[] }
  | { readonly kind: "control"; readonly word: ControlFrame };

/** What could not be read and why, in words for a person; never an exception. */
export interface Unreadable {
  /** As the engine counts it. */
  readonly reason: "torn" | "wrongType" | "price" | "size" | "time" | "unknownEvent";
  /** e.g. `price_change: price_changes[1].price is "1.5", wanted a price between 0 and 1`. */
  readonly detail: string;
}

/** How a market ended or is about to: Data API v2 `/resolutions`. */
export interface Resolution {
  readonly market: MarketId;
  readonly status: string;
  /** Parts of a dollar, 1e-6, in the order of the outcomes; null while it is not resolved. */
  readonly payouts: readonly [number, number] | null;
}

/** Kinds of answers that are kept and replayed. */
export type RestName = "markets" | "truth" | "books" | "history" | "resolutions";

/** One input of the machine. */
export type RawInput =
  | {
    readonly kind: "rest";
    readonly name: RestName;
    /** What was asked about: a market id, a token id, "" for pages. */
    readonly key: string;
    /** The body of an answer with status 200. */
    readonly body: string;
  }
  | { readonly kind: "frame"; readonly link: LinkId; readonly text: string }
  | { readonly kind: "opened"; readonly link: LinkId; readonly tokens: readonly TokenId[] }
  | { readonly kind: "closed"; readonly link: LinkId; readonly reason: string }
  /** No longer subscribed to, on any link: nothing comes of these any more and nothing is missed. */
  | { readonly kind: "dropped"; readonly tokens: readonly TokenId[] }
  /** Once a second: timeouts are measured by it. */
  | { readonly kind: "tick" };

/** A raw input and when it came; times never go back. */
export interface TimedRaw {
  readonly at: Millis;
  readonly raw: RawInput;
}

/** What the machine asks of whoever does its I/O; a replay has no need of it. */
export type Want =
  /** Fetch `/books` for these, answer with `rest` "books". */
  | { readonly kind: "books"; readonly tokens: readonly TokenId[]; readonly reason: string }
  /** Close the connection and open another for the same tokens. */
  | { readonly kind: "recycle"; readonly link: LinkId; readonly reason: string };

/** What the watchdogs allow. */
export interface WatchConfig {
  /** A connection without data for this long is checked by REST. */
  readonly quietMs: Millis;
  /** A connection whose books are wrong by REST, or that stays silent this long, is dead. */
  readonly frozenMs: Millis;
  /** A book that stays crossed, or without its snapshot, this long is fetched by REST. */
  readonly resyncMs: Millis;
  /** A token without a message for this long is compared with REST, a few at a time. */
  readonly assetCheckMs: Millis;
  /** Fee, tick and state of a market that were read longer ago are not traded on. */
  readonly truthMaxAgeMs: Millis;
}

/** A price of the venue's own history. */
export interface HistoryPoint {
  readonly at: Millis;
  readonly price: Probability;
}
