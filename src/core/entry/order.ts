// From a limit and a number of shares to an order, and the money that there is for one.
import { exposure, freeCash, lossBudgetOf, lossOf, possibleLoss } from "../risk/exposure.ts";
import type { RiskView } from "../risk/rule.ts";
import type { DecisionId, OrderId } from "../types/ids.ts";
import type { Outcome } from "../types/market.ts";
import type { Order, TradePlan } from "../types/order.ts";
import type { Measure, RefusalRule } from "../types/refusal.ts";
import {
  cost,
  MICRO,
  type Millis,
  minus,
  type Price,
  type Shares,
  type Usdc,
} from "../types/units.ts";
import { feePerShare, takerFee } from "../venue/fees.ts";
import { MIN_MARKETABLE } from "../venue/minimums.ts";
import { concede } from "./plan.ts";

/** What an order is about, whatever its price and size. */
export interface Intent {
  readonly view: RiskView;
  readonly outcome: Outcome;
  readonly decision: DecisionId;
  readonly order: OrderId;
}

/** The tightest of the money limits, and which it is. */
export interface Cap {
  readonly rule: RefusalRule;
  readonly amount: Usdc;
}

/** Dollars a share to get in at `limit`; a resting order pays no fee. */
export function allIn(limit: Price, { config, market }: RiskView): number {
  const { fee } = market.market;
  const taker = config.entry.style === "taker" && fee !== null;
  return limit / MICRO + (taker ? feePerShare(limit, fee) : 0);
}

/** The most that may be staked; the rules ask again, with the order in hand. */
export function capFor(
  costPerShare: number,
  stop: Price | null,
  { view: { account, config, market }, outcome }: Pick<Intent, "view" | "outcome">,
): Cap {
  const { risk } = config;
  const { id, group, yes, no } = market.market;
  const token = outcome === "yes" ? yes : no;
  const lossShare = lossOf(
    MICRO as Usdc,
    Math.floor(MICRO / costPerShare) as Shares,
    stop,
    risk,
  ) / MICRO;
  const budget = lossBudgetOf(account, risk);
  const spare = Math.floor(minus(budget, possibleLoss(account, risk)) / Math.max(lossShare, 1e-6));
  const left = (limit: Usdc, held: Usdc) => minus(limit, held);
  const caps: Cap[] = [
    {
      rule: "positionSize",
      amount: left(risk.maxPositionSize, exposure(account, (of) => of.token === token)),
    },
    { rule: "lossBudget", amount: spare as Usdc },
    { rule: "cash", amount: freeCash(account) },
    {
      rule: "marketExposure",
      amount: left(risk.maxMarketExposure, exposure(account, (of) => of.market === id)),
    },
    {
      rule: "groupExposure",
      amount: left(risk.maxGroupExposure, exposure(account, (of) => of.group === group)),
    },
  ];
  const tightest = caps.reduce((a, b) => (b.amount < a.amount ? b : a));
  return { ...tightest, amount: Math.max(0, tightest.amount) as Usdc };
}

/**
 * What could not be sold at its stop is not bought: the venue takes no sale under a dollar, and counts
 * it at the sale's limit.
 */
export function exitMinimum(size: Shares, stop: Price, { config, market }: RiskView): Measure {
  const limit = concede(stop, config.entry.maxSlippage, market.market.tickSize);
  const value = cost(limit, size, "down");
  const passed = value >= MIN_MARKETABLE;
  return { rule: "exitMinimum", value, limit: MIN_MARKETABLE, unit: "usd", passed };
}

/** The order that opens a position at `limit`. */
export function entryOrder(
  { limit, size, plan }: {
    readonly limit: Price;
    readonly size: Shares;
    readonly plan: TradePlan;
  },
  { view, outcome, decision, order }: Intent,
): Order {
  const { config, at } = view;
  const { market } = view.market;
  const maker = config.entry.style === "maker";
  const fee = maker || market.fee === null ? 0 : takerFee(size, limit, market.fee);
  return {
    id: order,
    decision,
    market: market.id,
    group: market.group,
    token: outcome === "yes" ? market.yes : market.no,
    outcome,
    side: "buy",
    price: limit,
    size,
    timeInForce: maker ? "GTD" : "FAK",
    postOnly: maker,
    expiresAt: maker ? (at + config.entry.makerLifeMs) as Millis : null,
    purpose: "entry",
    tickSize: market.tickSize,
    maxFee: fee as Usdc,
    plan,
  };
}
