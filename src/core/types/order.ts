import type { Brand } from "./brand.ts";
import type {
  DecisionId,
  FillId,
  GroupId,
  MarketId,
  OrderId,
  TokenId,
  VenueOrderId,
} from "./ids.ts";
import type { Outcome, Side } from "./market.ts";
import type { Millis, Price, Shares, Usdc } from "./units.ts";

/** GTC and GTD rest; FOK fills whole or not at all; FAK fills what it can and dies. */
export type TimeInForce = "GTC" | "GTD" | "FOK" | "FAK";

/** spike: tight target, stop and time; resolution: held until the market settles. */
export type TradeKind = "spike" | "resolution";

/** How a position is to be left, in prices of the token held. null: that way out is not used. */
export interface TradePlan {
  readonly kind: TradeKind;
  readonly target: Price | null;
  readonly stop: Price | null;
  readonly until: Millis | null;
}

/** Why an order exists. */
export type OrderPurpose = "entry" | "target" | "stop" | "time" | "end" | "flatten";

/** `size` is always shares; an adapter converts where the venue wants dollars. */
export interface Order {
  readonly id: OrderId;
  readonly decision: DecisionId;
  readonly market: MarketId;
  readonly group: GroupId;
  readonly token: TokenId;
  readonly outcome: Outcome;
  readonly side: Side;
  /** Limit: a buy never pays more, a sale never takes less. */
  readonly price: Price;
  readonly size: Shares;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly expiresAt: Millis | null;
  readonly purpose: OrderPurpose;
  /** Tick size the price was put on; an order from an older grid is refused, not rounded. */
  readonly tickSize: Price;
  /** Largest taker fee the order may cost, reserved with it. */
  readonly maxFee: Usdc;
  /** Set on entries. */
  readonly plan: TradePlan | null;
}

/** Made only by core/risk/check.ts; what a Broker accepts. */
export type Approved<T> = Brand<T, "Approved">;

export type OrderStatus =
  | "submitted"
  | "open"
  | "filled"
  | "canceled"
  | "rejected";

/** Where an order stands. */
export interface OrderState {
  readonly order: Order;
  readonly status: OrderStatus;
  readonly venueId: VenueOrderId | null;
  /** Matched so far. A match that fails is no fill, but the venue gives the order nothing back for it. */
  readonly filled: Shares;
  readonly cancelRequestedAt: Millis | null;
  readonly placedAt: Millis;
  readonly updatedAt: Millis;
}

/** A level taken, as evidence of a fill. */
export interface Take {
  readonly price: Price;
  readonly size: Shares;
}

/** One execution of one of our orders. */
export interface Fill {
  readonly id: FillId;
  readonly order: OrderId;
  readonly market: MarketId;
  readonly token: TokenId;
  readonly side: Side;
  /** Share-weighted, rounded against us. */
  readonly price: Price;
  readonly size: Shares;
  /** Price x size, rounded against us, without the fee. */
  readonly value: Usdc;
  readonly fee: Usdc;
  readonly role: "taker" | "maker";
  /** Levels consumed, best first. */
  readonly takes: readonly Take[];
}
