// What the parts of the sandbox say to each other. The exchange and the world are state machines over
// explicit time: no sockets, no system clock. The server turns HTTP and WebSocket into calls on them.
import type { FeeSchedule, Outcome, Side } from "../core/types/market.ts";
import type { MarketId, TokenId } from "../core/types/ids.ts";
import type { Millis, Price, Shares, Usdc } from "../core/types/units.ts";

/** A simulated clock with timers; core/sim_clock.ts is one. */
export interface SandboxClock {
  now(): Millis;
  after(delay: Millis, run: () => void): { cancel(): void };
}

/** Hex with 0x, lower case: 20 bytes of an address or 32 of a hash. */
export type Hex = `0x${string}`;

/** A market as the venue lists it. */
export interface ListedMarket {
  /** Condition id, 64 hex digits. */
  readonly id: MarketId;
  readonly gammaId: string;
  readonly questionId: Hex;
  readonly question: string;
  readonly slug: string;
  readonly description: string;
  /** Tag slug and label, e.g. "politics". */
  readonly category: string;
  readonly event: { readonly id: string; readonly slug: string; readonly title: string };
  /** Neg-risk family; null outside one. */
  readonly negRiskId: Hex | null;
  /** Decimal token ids; position ids for v2. */
  readonly yes: TokenId;
  readonly no: TokenId;
  readonly outcomes: readonly [string, string];
  readonly version: "v1" | "v2";
  readonly startAt: Millis;
  readonly endAt: Millis;
  readonly minOrder: Shares;
  /** null: fees are not enabled. */
  readonly fee: FeeSchedule | null;
  /** Sports: seconds a taker's order waits. */
  readonly takerDelayMs: Millis;
}

/** What of a market changes while it trades. */
export interface MarketStatus {
  tickSize: Price;
  accepting: boolean;
  closed: boolean;
  uma: "none" | "proposed" | "disputed" | "resolved";
  /** Set when resolved: parts of a dollar in 1e-6, [YES, NO]. */
  payouts: readonly [number, number] | null;
  volume24h: Usdc;
  volume: Usdc;
}

/** Who trades: an account of the venue is its maker address, lower case. `house` is the model's. */
export type Trader = Hex | "house";

export type OrderType = "GTC" | "GTD" | "FOK" | "FAK";

/** An order whose signature and owner have been checked. Amounts are those of the signed struct. */
export interface OrderRequest {
  /** EIP-712 digest, the order id. */
  readonly id: Hex;
  readonly maker: Hex;
  /** API key that posted it; cancels act on its orders only. */
  readonly owner: string;
  readonly token: TokenId;
  readonly side: Side;
  readonly makerAmount: number;
  readonly takerAmount: number;
  readonly type: OrderType;
  readonly postOnly: boolean;
  /** Unix seconds; 0: none. */
  readonly expiration: number;
  readonly deferExec: boolean;
}

/** What `POST /order` says of it. */
export type PlaceResult =
  | {
    readonly ok: true;
    readonly status: "live" | "matched" | "delayed";
    readonly makingAmount: number;
    readonly takingAmount: number;
    readonly tradeIds: readonly string[];
  }
  | { readonly ok: false; readonly error: string };

/** An order as `GET /data/order/{id}` knows it. */
export interface OrderView {
  readonly id: Hex;
  readonly owner: string;
  readonly maker: Hex;
  readonly market: MarketId;
  readonly token: TokenId;
  readonly outcome: string;
  readonly side: Side;
  readonly price: Price;
  readonly size: Shares;
  readonly matched: Shares;
  readonly type: OrderType;
  readonly status:
    | "LIVE"
    | "MATCHED"
    | "DELAYED"
    | "UNMATCHED"
    | "CANCELED"
    | "CANCELED_MARKET_RESOLVED"
    | "INVALID";
  readonly expiration: number;
  readonly createdAt: Millis;
  readonly trades: readonly string[];
}

export type TradeStatus = "MATCHED" | "MINED" | "CONFIRMED" | "RETRYING" | "FAILED";

/** A trade as `GET /data/trades` and the user channel know it: one taker, one or more makers. */
export interface TradeView {
  readonly id: string;
  readonly market: MarketId;
  readonly token: TokenId;
  readonly outcome: string;
  readonly side: Side;
  readonly size: Shares;
  readonly price: Price;
  readonly takerFee: Usdc;
  readonly feeRateBps: number;
  readonly takerOrder: Hex;
  readonly taker: Trader;
  readonly takerOwner: string;
  readonly status: TradeStatus;
  readonly matchedAt: Millis;
  readonly updatedAt: Millis;
  readonly bucket: number;
  /** From MINED on. */
  readonly transaction: Hex | null;
  readonly error: string | null;
  readonly makers: readonly MakerFill[];
}

/** One resting order's part in a trade; its token may be the other outcome. */
export interface MakerFill {
  readonly order: Hex;
  readonly maker: Trader;
  readonly owner: string;
  readonly token: TokenId;
  readonly outcome: string;
  readonly side: Side;
  readonly price: Price;
  readonly size: Shares;
}

/** Aggregate size of one level of one token's book; 0: gone. */
export interface LevelView {
  readonly price: Price;
  readonly size: Shares;
}

/** A token's book; bids rise and asks fall, so that the best is last, as the venue sends it. */
export interface BookView {
  readonly token: TokenId;
  readonly market: MarketId;
  readonly at: Millis;
  readonly bids: readonly LevelView[];
  readonly asks: readonly LevelView[];
  readonly tickSize: Price;
  readonly lastTrade: { readonly price: Price; readonly side: Side } | null;
}

/** What happened, in the order in which it did; the server words it for the channels. */
export type VenueEvent =
  /** Levels of the YES book that changed at one time; each also changes NO at 1 - p. */
  | {
    readonly kind: "levels";
    readonly market: MarketId;
    readonly at: Millis;
    readonly changes: readonly {
      readonly side: Side;
      readonly price: Price;
      readonly size: Shares;
    }[];
  }
  /** A taker's print; the server sends books of both tokens after it, as the venue does. */
  | {
    readonly kind: "print";
    readonly market: MarketId;
    readonly token: TokenId;
    readonly side: Side;
    readonly price: Price;
    readonly size: Shares;
    readonly at: Millis;
    readonly transaction: Hex;
  }
  | {
    readonly kind: "tickSize";
    readonly market: MarketId;
    readonly from: Price;
    readonly to: Price;
    readonly at: Millis;
  }
  | {
    readonly kind: "resolved";
    readonly market: MarketId;
    readonly winner: Outcome | null;
    readonly at: Millis;
  }
  | {
    readonly kind: "order";
    readonly what: "PLACEMENT" | "UPDATE" | "CANCELLATION";
    readonly order: OrderView;
    readonly at: Millis;
  }
  | { readonly kind: "trade"; readonly trade: TradeView; readonly at: Millis };

/** Balances of one account, micro-dollars and micro-shares. */
export interface BalanceView {
  readonly balance: number;
  /** By spender address. */
  readonly allowances: Readonly<Record<string, number>>;
}

/** What of the trade life and of the answers a fault changes; all off by default. */
export interface ExchangeFaults {
  /** Trades stay MATCHED for ever. */
  neverSettle: boolean;
  /** Trades go from MATCHED to FAILED and are undone. */
  failTrades: boolean;
  /** A cancelled order may still fill once, this long after its cancel was confirmed. */
  lateFillAfterCancelMs: Millis | null;
  /** Balance answers are those of this long ago. */
  staleBalanceMs: Millis | null;
}

/** The order books, accounts and trades of every market. All prices of the model are YES prices. */
export interface Exchange {
  list(market: ListedMarket, tickSize: Price): void;
  markets(): readonly ListedMarket[];
  market(id: MarketId): ListedMarket | undefined;
  byToken(token: TokenId):
    | { readonly market: ListedMarket; readonly outcome: Outcome }
    | undefined;
  status(id: MarketId): MarketStatus;
  book(token: TokenId): BookView | undefined;

  /** The model's liquidity: sets what the house shows at a YES price; it may cross, and then trades. */
  quote(market: MarketId, side: Side, price: Price, size: Shares): void;
  /** Several at once: one `levels` event. */
  quotes(
    market: MarketId,
    levels: readonly { readonly side: Side; readonly price: Price; readonly size: Shares }[],
  ): void;
  /** A taker of the model: buys or sells YES up to `limit`; returns the shares it got. */
  sweep(market: MarketId, side: Side, limit: Price, size: Shares): Shares;
  /** Orders keep their prices. Throws RangeError for what is no tick size. */
  setTickSize(market: MarketId, tickSize: Price): void;
  /** An outcome is proposed; nothing else changes. */
  propose(market: MarketId): void;
  resolve(market: MarketId, winner: Outcome | null): void;

  place(order: OrderRequest): PlaceResult;
  /** Cancels orders of `owner`; the second list gives a reason for each id that was not. */
  cancel(owner: string, ids: readonly Hex[]): CancelResult;
  cancelAll(
    owner: string,
    where?: { readonly market?: MarketId; readonly token?: TokenId },
  ): CancelResult;
  order(id: Hex): OrderView | undefined;
  openOrders(owner: string): readonly OrderView[];
  /** Trades in which `maker` took part, newest last. */
  trades(maker: Trader): readonly TradeView[];

  /** Gives an account money, and the exchange contracts leave to move what it has. */
  fund(account: Hex, funds: { readonly collateral?: Usdc; readonly approved?: boolean }): void;
  collateral(account: Hex): BalanceView;
  conditional(account: Hex, token: TokenId): BalanceView;
  /** What `/balance-allowance/update` does. */
  refreshBalance(account: Hex): void;

  readonly faults: ExchangeFaults;
  /** Every listener hears every event, synchronously, in order. Returns how to stop listening. */
  listen(listener: (event: VenueEvent) => void): () => void;
}

export interface CancelResult {
  readonly canceled: readonly Hex[];
  readonly notCanceled: Readonly<Record<string, string>>;
}

/** The market model: what happens on its own. Set going by `start`, driven by the clock's timers. */
export interface World {
  start(): void;
  /** Prices of a token in the past, for the history endpoints, made when asked and always the same. */
  history(
    token: TokenId,
    from: Millis,
    to: Millis,
    stepMs: Millis,
  ): readonly { readonly at: Millis; readonly price: Price }[];
  /** What the model did on purpose and when: `GET /sandbox/script`. */
  script(): readonly ScriptedMove[];
}

/** A move that the model made on purpose. */
export interface ScriptedMove {
  readonly at: Millis;
  readonly market: MarketId;
  readonly kind: "news" | "overreaction" | "sweep" | "resolution" | "tickSize";
  /** Of the mid, dollars, signed. */
  readonly size: number;
  /** Of the move, share that is undone; 0 for news. */
  readonly reverts: number;
}
