// A market, an account and limits that refuse nothing, for tests that change one thing at a time.
import { applyToBook, emptyBook } from "../../../src/core/book.ts";
import { initDetectors } from "../../../src/core/detect/registry.ts";
import type { RiskView } from "../../../src/core/risk/rule.ts";
import type { Account, Halt, RiskState } from "../../../src/core/types/account.ts";
import type { EngineConfig, RiskConfig } from "../../../src/core/types/config.ts";
import type { GroupId, MarketId, OrderId, TokenId } from "../../../src/core/types/ids.ts";
import type { Market } from "../../../src/core/types/market.ts";
import type { Order } from "../../../src/core/types/order.ts";
import type { MarketState } from "../../../src/core/types/state.ts";
import { MICRO, type Millis, millis, price, shares, usdc } from "../../../src/core/types/units.ts";
import { aFill, after, aMarket, anAccount, anOrder, NOON } from "../../support/builders.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { levels } from "../../support/books.ts";

/** Limits no test comes near. */
export const loose: RiskConfig = {
  ...parseDefaults().risk,
  maxDailyLoss: usdc(1_000 * MICRO),
  maxPositionSize: usdc(1_000 * MICRO),
  maxMarketExposure: usdc(1_000 * MICRO),
  maxGroupExposure: usdc(1_000 * MICRO),
  maxWindowLoss: usdc(1_000 * MICRO),
  maxDrawdown: 1,
  capitalFloor: 0.01,
  maxOpenPositions: 100,
  maxOrdersPerMinute: 100,
};

/** Defaults, but with {@link loose} limits and these. */
export function limits(change: Partial<RiskConfig> = {}): EngineConfig {
  return { ...parseDefaults(), risk: { ...loose, ...change } };
}

/** A market quoted .39/.41 at noon. */
export function aMarketState(
  change: Partial<Market> = {},
  state: Partial<MarketState> = {},
): MarketState {
  const market = aMarket(change);
  const book = emptyBook();
  const bids = levels([0.39, 500], [0.38, 500]);
  const asks = levels([0.41, 500], [0.42, 500]);
  applyToBook(book, "yes", { kind: "book", token: market.yes, bids, asks }, NOON);
  return {
    market,
    book,
    detectors: initDetectors(parseDefaults().detection),
    up: true,
    awaitingSnapshot: false,
    winner: undefined,
    link: null,
    ...state,
  };
}

/** The moment of noon, with everything as it should be. */
export function aView(change: Partial<RiskView> = {}): RiskView {
  return { account: anAccount(), config: limits(), at: NOON, market: aMarketState(), ...change };
}

/** An account whose risk state is as said. */
export function withRisk(change: Partial<RiskState>, account: Account = anAccount()): Account {
  return { ...account, risk: { ...account.risk, ...change } };
}

/** A halt of a person's. */
export function aHalt(mode: Halt["mode"], reason = "command"): Halt {
  return { mode, reason, by: "me", at: NOON, value: null, limit: null, note: null };
}

/** An order of another market and group, named after `n`. */
export function elsewhere(n: number, change: Partial<Order> = {}): ReturnType<typeof anOrder> {
  return anOrder({
    id: `${100 + n}.2` as OrderId,
    market: `other${n}` as MarketId,
    group: `othergroup${n}` as GroupId,
    token: `other${n}:yes` as TokenId,
    ...change,
  });
}

/** The account after these orders were placed, and filled when `fill`, the minute before noon. */
export function having(
  orders: readonly ReturnType<typeof anOrder>[],
  fill: "live" | "filled" | "settled",
  account: Account = anAccount(),
  from: Millis = millis(NOON - 3_600_000),
): Account {
  return orders.reduce((sum, order) =>
    after(sum, [
      { kind: "place", order },
      ...fill === "live" ? [] : [{ kind: "orderFilled", fill: aFill(order) } as const],
      ...fill === "settled" ? [{ kind: "fillSettled", fill: aFill(order).id } as const] : [],
    ], from), account);
}

/** A sale of what {@link anOrder} buys. */
export function aSale(change: Partial<Order> = {}): ReturnType<typeof anOrder> {
  return anOrder({
    id: "9.2" as OrderId,
    side: "sell",
    price: price(390_000),
    purpose: "stop",
    plan: null,
    ...change,
  });
}

/** Hundredths of a share. */
export function hundredths(n: number): ReturnType<typeof shares> {
  return shares(n * 10_000);
}
