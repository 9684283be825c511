import type { Account } from "../types/account.ts";
import type { EngineConfig } from "../types/config.ts";
import type { Order } from "../types/order.ts";
import type { Measure, Unit } from "../types/refusal.ts";
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

/** What an order will be about, known before there is one. */
export type Subject = Pick<Order, "market" | "token" | "group" | "purpose">;

interface AnyRule {
  /** entries: an order that reduces a position passes. */
  readonly scope: "entries" | "all";
  /** For the table that `trade` prints and the dashboard shows. */
  state(account: Account, config: EngineConfig, at: Millis): LimitState;
}

/** A limit that needs no order: it is asked before any work, or money for a model, goes into one. */
export interface SubjectRule extends AnyRule {
  readonly asks: "subject";
  measure(subject: Subject, view: RiskView): Measure;
}

/** A limit on an order's price and size. */
export interface OrderRule extends AnyRule {
  readonly asks: "order";
  measure(order: Order, view: RiskView): Measure;
}

/** One hard limit. */
export type RiskRule = SubjectRule | OrderRule;
