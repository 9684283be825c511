// Small things to build states and rows from, each valid as it stands.
import type { Account } from "../../src/core/types/account.ts";
import { openAccount } from "../../src/core/evolve.ts";
import { evolve } from "../../src/core/evolve.ts";
import type { LedgerBody, LedgerRow } from "../../src/core/types/effect.ts";
import type {
  DecisionId,
  FillId,
  GroupId,
  MarketId,
  OrderId,
  TokenId,
} from "../../src/core/types/ids.ts";
import type { Market } from "../../src/core/types/market.ts";
import type { Approved, Fill, Order } from "../../src/core/types/order.ts";
import {
  cost,
  MICRO,
  type Millis,
  millis,
  price,
  type Seq,
  shares,
  usdc,
} from "../../src/core/types/units.ts";

/** Noon of 2026-06-01, UTC. */
export const NOON: Millis = millis(Date.UTC(2026, 5, 1, 12));

/** A politics market in cents that is far from its end. */
export function aMarket(change: Partial<Market> = {}): Market {
  return {
    id: "m1" as MarketId,
    question: "Will it?",
    slug: "will-it",
    category: "politics",
    group: "g1" as GroupId,
    yes: "m1:yes" as TokenId,
    no: "m1:no" as TokenId,
    endAt: millis(NOON + 30 * 86_400_000),
    tickSize: price(10_000),
    minOrder: shares(5 * MICRO),
    fee: { rate: 0.04, exponent: 1 },
    volume24h: usdc(100_000 * MICRO),
    negRisk: false,
    takerDelayMs: 0 as Millis,
    depthAssumed: false,
    accepting: true,
    ...change,
  };
}

/** A purchase of four shares of YES at .40. */
export function anOrder(change: Partial<Order> = {}): Approved<Order> {
  const order: Order = {
    id: "1.2" as OrderId,
    decision: "1.1" as DecisionId,
    market: "m1" as MarketId,
    group: "g1" as GroupId,
    token: "m1:yes" as TokenId,
    outcome: "yes",
    side: "buy",
    price: price(400_000),
    size: shares(4 * MICRO),
    timeInForce: "FAK",
    postOnly: false,
    expiresAt: null,
    purpose: "entry",
    tickSize: price(10_000),
    maxFee: usdc(0),
    plan: { kind: "spike", target: price(450_000), stop: price(350_000), until: null },
    ...change,
  };
  // What a test places was never refused: it is about what comes after.
  return order as unknown as Approved<Order>;
}

/** The whole of an order, filled at its limit without a fee. */
export function aFill(order: Order, change: Partial<Fill> = {}): Fill {
  const size = change.size ?? order.size;
  const at = change.price ?? order.price;
  return {
    id: `${order.id}/1` as FillId,
    order: order.id,
    market: order.market,
    token: order.token,
    side: order.side,
    price: at,
    size,
    value: cost(at, size, order.side === "buy" ? "up" : "down"),
    fee: usdc(0),
    role: "taker",
    takes: [{ price: at, size }],
    ...change,
  };
}

/** 75 dollars and nothing else. */
export function anAccount(dollars = 75): Account {
  return openAccount(usdc(dollars * MICRO));
}

/** Rows of bodies, a second apart from noon on. */
export function rowsOf(bodies: readonly LedgerBody[], from: Millis = NOON): LedgerRow[] {
  return bodies.map((body, i) => ({
    seq: (i + 1) as Seq,
    n: 0,
    at: millis(from + i * 1000),
    body,
  }));
}

/** The account after the bodies, a second apart. */
export function after(
  account: Account,
  bodies: readonly LedgerBody[],
  from: Millis = NOON,
): Account {
  return rowsOf(bodies, from).reduce(evolve, account);
}

/** Cash plus basis less realised profit: the initial capital, whatever was traded. */
export function conserved(account: Account, closedProfit: number): number {
  let sum: number = account.cash - closedProfit;
  for (const position of account.positions.values()) sum += position.basis - position.realized;
  return sum;
}
