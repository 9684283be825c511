// Edge, plan, size and the order itself, stage by stage; the first refusal ends it.
import { exposure, freeCash, lossBudgetOf, lossOf, possibleLoss } from "../risk/exposure.ts";
import type { RiskView } from "../risk/rule.ts";
import { meanReturn } from "../size/kelly.ts";
import { hitProbability } from "../size/barrier.ts";
import { equallyLikely, sizeStake, spikeOutcomes } from "../size/size.ts";
import type { Edge, EntryDecision, Sizing } from "../types/effect.ts";
import type { DecisionId, OrderId } from "../types/ids.ts";
import type { Outcome } from "../types/market.ts";
import type { Order } from "../types/order.ts";
import type { Refusal, RefusalRule } from "../types/refusal.ts";
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
import { roundToTick } from "../venue/grid.ts";
import { MIN_MARKETABLE } from "../venue/minimums.ts";
import type { Belief } from "./belief.ts";
import { planSpike, type SpikePlan } from "./plan.ts";
import type { TokenQuote } from "./quote.ts";

/** Equally likely values that stand for the error of an estimate. */
const BELIEFS = 5;

export interface ProposeInput {
  readonly view: RiskView;
  readonly belief: Belief;
  readonly outcome: Outcome;
  readonly quote: TokenQuote;
  readonly spike: number;
  readonly decision: DecisionId;
  readonly order: OrderId;
  readonly seed: number;
}

/** An order that risk has still to see, or why there is none; `reached` has every stage's numbers. */
export interface Proposal {
  readonly order: Order | null;
  readonly refusals: readonly Refusal[];
  readonly reached: Partial<Pick<EntryDecision, "edge" | "plan" | "sizing">>;
}

/** Works a belief out into an order. */
export function propose(input: ProposeInput): Proposal {
  const { view, belief, quote, spike } = input;
  const { config, market, at } = view;
  const { mid, fair } = belief;
  const plan = planSpike({ market: market.market, quote, mid, fair, spike, at, config });
  const maker = config.entry.style === "maker";
  const best = (maker ? quote.bid : quote.ask) as Price;
  const edge = edgeAt(best, plan, input);
  const needed = edgeRefusal(edge, view);
  if (needed !== null) return { order: null, refusals: [needed], reached: { edge } };
  const limit = maker ? best : limitFor(best, edge, view);
  const sized = sizeAt(limit, plan, input);
  if (!sized.ok) {
    return { order: null, refusals: [sized.error], reached: { edge, plan: plan.plan } };
  }
  const sizing = sized.value;
  const reached = { edge, plan: plan.plan, sizing };
  const stuck = exitRefusal(sizing.shares, plan.plan.stop);
  if (stuck !== null) return { order: null, refusals: [stuck], reached };
  return { order: orderFor(limit, plan, sizing, input), refusals: [], reached };
}

/** Dollars a share to get in at `limit`; a resting order pays no fee. */
function allIn(limit: Price, { config, market }: RiskView): number {
  const { fee } = market.market;
  const taker = config.entry.style === "taker" && fee !== null;
  return limit / MICRO + (taker ? feePerShare(limit, fee) : 0);
}

function outcomesAt(costPerShare: number, plan: SpikePlan, { config }: RiskView) {
  const { gapProbability, timeExitProbability } = config.sizing;
  return spikeOutcomes({ cost: costPerShare, ...plan, gapProbability, timeExitProbability });
}

/** The tail of the simulation must know that the estimate may be wrong, so it is drawn too. */
function beliefsAt(costPerShare: number, plan: SpikePlan, { fair, se }: Belief, view: RiskView) {
  return equallyLikely(fair, se, BELIEFS).map((believed) => {
    const hit = hitProbability({ ...plan.mids, expected: believed });
    return outcomesAt(costPerShare, { ...plan, hit }, view).map(({ probability }) => probability);
  });
}

/** Expected gain a share over all exits, an allowance for the estimate's error taken off. */
function edgeAt(limit: Price, plan: SpikePlan, { view, belief }: ProposeInput): Edge {
  const { entry } = view.config;
  const paid = allIn(limit, view);
  const expected = paid * (1 + meanReturn(outcomesAt(paid, plan, view)));
  const gross = plan.fair - plan.mid;
  const doubt = entry.edgeSigmas * belief.se;
  return {
    gross,
    entryCost: paid - plan.mid,
    exitCost: plan.fair - expected,
    net: expected - paid - doubt,
    needed: entry.minEdge / MICRO,
  };
}

function edgeRefusal(edge: Edge, { config }: RiskView): Refusal | null {
  const value = Math.round(edge.net * MICRO);
  const { minEdge, maxEdge } = config.entry;
  if (!(value >= minEdge)) return { rule: "edge", value, limit: minEdge, unit: "price" };
  if (value > maxEdge) return { rule: "edgeCeiling", value, limit: maxEdge, unit: "price" };
  return null;
}

/** A taker's limit: some slippage, but never so much that the needed edge is gone. */
function limitFor(ask: Price, edge: Edge, { config, market }: RiskView): Price {
  const spare = Math.max(0, Math.floor((edge.net - edge.needed) * MICRO));
  const most = ask + Math.min(config.entry.maxSlippage, spare);
  return roundToTick(most, market.market.tickSize, "down") ?? ask;
}

function sizeAt(limit: Price, plan: SpikePlan, input: ProposeInput) {
  const { view, seed, belief, outcome } = input;
  const { config, account } = view;
  const costPerShare = allIn(limit, view);
  const cap = capFor(costPerShare, plan, view, outcome);
  return sizeStake({
    outcomes: outcomesAt(costPerShare, plan, view),
    beliefs: beliefsAt(costPerShare, plan, belief, view),
    costPerShare,
    // Cash only: what is tied up, or only on paper, is not staked again.
    bankroll: freeCash(account),
    cap: cap.amount,
    capRule: cap.rule,
    minimum: config.risk.minPositionSize,
    dayLimit: config.risk.maxDailyLoss,
    sizing: config.sizing,
    shareStep: config.shareStep,
    seed,
  });
}

interface Cap {
  readonly rule: RefusalRule;
  readonly amount: Usdc;
}

/** The tightest of the money limits; the rules ask again, with the order in hand. */
function capFor(
  costPerShare: number,
  plan: SpikePlan,
  { account, config, market }: RiskView,
  outcome: Outcome,
): Cap {
  const { risk } = config;
  const { id, group, yes, no } = market.market;
  const token = outcome === "yes" ? yes : no;
  const lossShare = lossOf(
    MICRO as Usdc,
    Math.floor(MICRO / costPerShare) as Shares,
    plan.plan.stop,
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

/** What could not be sold at its stop is not bought: the venue takes no sale under a dollar. */
function exitRefusal(size: Shares, stop: Price): Refusal | null {
  const value = cost(stop, size, "down");
  if (value >= MIN_MARKETABLE) return null;
  return { rule: "exitMinimum", value, limit: MIN_MARKETABLE, unit: "usd" };
}

function orderFor(limit: Price, plan: SpikePlan, sizing: Sizing, input: ProposeInput): Order {
  const { view, outcome, decision, order } = input;
  const { config, at } = view;
  const { market } = view.market;
  const maker = config.entry.style === "maker";
  const fee = maker || market.fee === null ? 0 : takerFee(sizing.shares, limit, market.fee);
  return {
    id: order,
    decision,
    market: market.id,
    group: market.group,
    token: outcome === "yes" ? market.yes : market.no,
    outcome,
    side: "buy",
    price: limit,
    size: sizing.shares,
    timeInForce: maker ? "GTD" : "FAK",
    postOnly: maker,
    expiresAt: maker ? (at + config.entry.makerLifeMs) as Millis : null,
    purpose: "entry",
    tickSize: market.tickSize,
    maxFee: fee as Usdc,
    plan: plan.plan,
  };
}
