import type { Account } from "../types/account.ts";
import type { EngineConfig } from "../types/config.ts";
import type { Order } from "../types/order.ts";
import type { Refusal, Unit } from "../types/refusal.ts";
import type { MarketState } from "../types/state.ts";
import type { Millis } from "../types/units.ts";

/** Everything a limit may look at. All of it is required: a call without it does not compile. */
export interface RiskView {
  readonly account: Account;
  readonly config: EngineConfig;
  readonly at: Millis;
  readonly market: Readonly<MarketState>;
}

/** What a limit measures for the account as a whole; units as in Refusal. */
export interface LimitState {
  readonly value: number | null;
  readonly limit: number | null;
  readonly unit: Unit;
  /** True when it would refuse now. null: it looks at a single market or order only. */
  readonly blocking: boolean | null;
}

/** One hard limit. */
export interface RiskRule {
  /** entries: an order that reduces a position passes. */
  readonly scope: "entries" | "all";
  check(order: Order, view: RiskView): Refusal | null;
  /** For the table that `trade` prints and the dashboard shows. */
  state(account: Account, config: EngineConfig, at: Millis): LimitState;
}
