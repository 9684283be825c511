// Edge, plan, size and the order itself, stage by stage; the first refusal ends it. A spike trade has a
// target, a stop and an hour; a trade on the outcome is held until the market says who was right.
import { freeCash } from "../risk/exposure.ts";
import type { RiskView } from "../risk/rule.ts";
import { meanReturn, type Outcome as Ending } from "../size/kelly.ts";
import { hitProbability } from "../size/barrier.ts";
import { equallyLikely, resolutionOutcomes, sizeStake, spikeOutcomes } from "../size/size.ts";
import type { Edge, EntryDecision, Sizing } from "../types/effect.ts";
import type { Order, TradePlan } from "../types/order.ts";
import { type Measure, type Refusal, refusalOf } from "../types/refusal.ts";
import { MICRO, type Price, type Usdc } from "../types/units.ts";
import { roundToTick } from "../venue/grid.ts";
import type { Belief } from "./belief.ts";
import { allIn, capFor, entryOrder, exitMinimum, type Intent } from "./order.ts";
import { planSpike, type SpikePlan } from "./plan.ts";
import type { TokenQuote } from "./quote.ts";

/** Equally likely values that stand for the error of an estimate. */
const BELIEFS = 5;

/** What the models asked about a trade cost, and what it must bring for each dollar of it. */
export interface ModelBill {
  readonly cost: Usdc;
  readonly minProfitMultiple: number;
}

export interface ProposeInput extends Intent {
  readonly belief: Belief;
  readonly quote: TokenQuote;
  /** Size of the spike in dollars, never negative. */
  readonly spike: number;
  readonly seed: number;
  /** null: no model was asked. */
  readonly bill?: ModelBill | null;
}

/** An order that risk has still to see, or why there is none; `reached` has every stage's numbers. */
export interface Proposal {
  readonly order: Order | null;
  readonly refusals: readonly Refusal[];
  readonly reached: Partial<Pick<EntryDecision, "edge" | "plan" | "sizing">>;
  /** What was asked once the size was known, whichever way it went. */
  readonly measures: readonly Measure[];
}

/** One kind of trade at a given cost a share: how it may end, and how likely. */
interface Bet {
  readonly plan: TradePlan;
  outcomesAt(costPerShare: number): readonly Ending[];
  /** The tail of the simulation must know that the estimate may be wrong, so it is drawn too. */
  beliefsAt(costPerShare: number): readonly (readonly number[])[];
}

/** Works a belief about the next hour out into an order. */
export function propose(input: ProposeInput): Proposal {
  const { view, belief, quote, spike } = input;
  const { config, market, at } = view;
  const { mid, fair } = belief;
  const plan = planSpike({ market: market.market, quote, mid, fair, spike, at, config });
  const proposal = work(spikeBet(plan, input), input);
  const { sizing } = proposal.reached;
  if (proposal.order === null || sizing === undefined || sizing === null) return proposal;
  const exit = exitMinimum(sizing.shares, plan.plan.stop, view);
  const stuck = refusalOf(exit);
  return stuck === null
    ? { ...proposal, measures: [...proposal.measures, exit] }
    : { ...proposal, order: null, refusals: [stuck] };
}

/** Works a belief about the outcome out into an order that is held to the market's end. */
export function proposeResolution(input: ProposeInput): Proposal {
  return work(resolutionBet(input), input);
}

function work(bet: Bet, input: ProposeInput): Proposal {
  const { view, quote } = input;
  const maker = view.config.entry.style === "maker";
  const best = (maker ? quote.bid : quote.ask) as Price;
  const edge = edgeAt(best, bet, input);
  const needed = edgeRefusal(edge, view);
  if (needed !== null) return none(needed, { edge });
  const limit = maker ? best : limitFor(best, edge, view);
  const sized = sizeAt(limit, bet, input);
  if (!sized.ok) return none(sized.error, { edge, plan: bet.plan });
  const sizing = sized.value;
  const reached = { edge, plan: bet.plan, sizing };
  const bill = billMeasure(edge, sizing, input);
  const dear = bill === null ? null : refusalOf(bill);
  if (dear !== null) return none(dear, reached);
  const order = entryOrder({ limit, size: sizing.shares, plan: bet.plan }, input);
  return { order, refusals: [], reached, measures: bill === null ? [] : [bill] };
}

function none(refusal: Refusal, reached: Proposal["reached"]): Proposal {
  return { order: null, refusals: [refusal], reached, measures: [] };
}

function spikeBet(plan: SpikePlan, { view, belief }: ProposeInput): Bet {
  const { gapProbability, timeExitProbability } = view.config.sizing;
  const at = (cost: number, hit: number) =>
    spikeOutcomes({ cost, ...plan, hit, gapProbability, timeExitProbability });
  return {
    plan: plan.plan,
    outcomesAt: (cost) => at(cost, plan.hit),
    beliefsAt: (cost) =>
      equallyLikely(belief.fair, belief.se, BELIEFS).map((believed) =>
        chances(at(cost, hitProbability({ ...plan.mids, expected: believed })))
      ),
  };
}

function resolutionBet({ view, belief }: ProposeInput): Bet {
  const { gapProbability } = view.config.sizing;
  const at = (cost: number, q: number) => resolutionOutcomes(q, cost, gapProbability);
  return {
    plan: { kind: "resolution", target: null, stop: null, until: null },
    outcomesAt: (cost) => at(cost, belief.fair),
    beliefsAt: (cost) =>
      equallyLikely(belief.fair, belief.se, BELIEFS).map((q) => chances(at(cost, q))),
  };
}

function chances(outcomes: readonly Ending[]): readonly number[] {
  return outcomes.map(({ probability }) => probability);
}

/** Expected gain a share over all endings, an allowance for the estimate's error taken off. */
function edgeAt(limit: Price, bet: Bet, { view, belief, bill }: ProposeInput): Edge {
  const { entry, risk } = view.config;
  const paid = allIn(limit, view);
  const expected = paid * (1 + meanReturn(bet.outcomesAt(paid)));
  const doubt = entry.edgeSigmas * belief.se;
  // On the largest stake there is; what a smaller one cannot carry is asked again below.
  const aiCost = bill === undefined || bill === null
    ? 0
    : (bill.cost / risk.maxPositionSize) * paid;
  return {
    gross: belief.fair - belief.mid,
    entryCost: paid - belief.mid,
    exitCost: belief.fair - expected,
    net: expected - paid - doubt - aiCost,
    needed: entry.minEdge / MICRO,
    ...(bill === undefined || bill === null ? {} : { aiCost }),
  };
}

function edgeRefusal(edge: Edge, { config }: RiskView): Refusal | null {
  const value = Math.round(edge.net * MICRO);
  const { minEdge, maxEdge } = config.entry;
  if (!(value >= minEdge)) return { rule: "edge", value, limit: minEdge, unit: "price" };
  if (value > maxEdge) return { rule: "edgeCeiling", value, limit: maxEdge, unit: "price" };
  return null;
}

/** null: no model was asked. */
function billMeasure(edge: Edge, sizing: Sizing, { bill }: ProposeInput): Measure | null {
  if (bill === undefined || bill === null) return null;
  // The bill is in `net` already, once.
  const profit = (edge.net + (edge.aiCost ?? 0)) * sizing.shares;
  const limit = Math.ceil(bill.minProfitMultiple * bill.cost);
  const passed = profit >= limit;
  return { rule: "aiCost", value: Math.floor(profit), limit, unit: "usd", passed };
}

/** A taker's limit: some slippage, but never so much that the needed edge is gone. */
function limitFor(ask: Price, edge: Edge, { config, market }: RiskView): Price {
  const spare = Math.max(0, Math.floor((edge.net - edge.needed) * MICRO));
  const most = ask + Math.min(config.entry.maxSlippage, spare);
  return roundToTick(most, market.market.tickSize, "down") ?? ask;
}

function sizeAt(limit: Price, bet: Bet, input: ProposeInput) {
  const { view, seed } = input;
  const { config, account } = view;
  const costPerShare = allIn(limit, view);
  const cap = capFor(costPerShare, bet.plan.stop, input);
  return sizeStake({
    outcomes: bet.outcomesAt(costPerShare),
    beliefs: bet.beliefsAt(costPerShare),
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
