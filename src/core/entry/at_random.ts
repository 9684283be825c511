// The arm that knows nothing: at every spike that passes the gates a coin says which token is bought,
// with the same plan, limits and fills as everybody's. What it earns is what no edge looks like.
import { rng } from "../math/rng.ts";
import { MICRO, type Price, probability } from "../types/units.ts";
import type { Outcome } from "../types/market.ts";
import { type Refusal, refusalOf } from "../types/refusal.ts";
import type { Shares, Usdc } from "../types/units.ts";
import { mulDiv } from "../types/units.ts";
import { roundToTick } from "../venue/grid.ts";
import { beliefOf } from "./belief.ts";
import { blank, type Decided, type Entering, judged, refused, sizeOf } from "./decision.ts";
import { allIn, capFor, entryOrder, exitMinimum } from "./order.ts";
import { planSpike } from "./plan.ts";
import type { Proposal } from "./propose.ts";
import { tokenQuote } from "./quote.ts";
import type { Side } from "./seen.ts";

/** The token that the coin of this decision shows. */
export function coin({ seed }: Entering): Outcome {
  return rng(seed).next() < 0.5 ? "yes" : "no";
}

/** Buys the side that was drawn, for as much as the limits let. */
export function decideAtRandom(entering: Entering, side: Side): Decided {
  const { view, signal } = entering;
  const base = blank(entering, side);
  if (side.gates.length > 0) return refused(base, side.gates);
  const quote = tokenQuote(view.market.book, side.outcome);
  const market = probability(signal.mid);
  const belief = beliefOf({ market, fair: market, contributions: [] }, {
    outcome: side.outcome,
    quote,
    se: 0,
  });
  return judged(base, belief, proposal(entering, side), view);
}

function proposal({ view, signal, decision, order }: Entering, { outcome }: Side): Proposal {
  const { config, market: { market, book }, at } = view;
  const quote = tokenQuote(book, outcome);
  const mid = (quote.bid + quote.ask) / 2 / MICRO;
  const { plan } = planSpike({ market, quote, mid, fair: mid, spike: sizeOf(signal), at, config });
  const maker = config.entry.style === "maker";
  const most = maker ? quote.bid : quote.ask + config.entry.maxSlippage;
  const limit = roundToTick(most, market.tickSize, "down") ?? quote.ask as Price;
  const costPerShare = allIn(limit, view);
  const intent = { view, outcome, decision, order };
  const cap = capFor(costPerShare, plan.stop, intent);
  const { minPositionSize } = config.risk;
  if (cap.amount < minPositionSize) {
    return none({ rule: cap.rule, value: minPositionSize, limit: cap.amount, unit: "usd" });
  }
  const size = sharesFor(cap.amount, costPerShare, config.shareStep);
  const exit = exitMinimum(size, plan.stop, view);
  const stuck = refusalOf(exit);
  if (stuck !== null) return none(stuck);
  const entry = entryOrder({ limit, size, plan }, intent);
  return { order: entry, refusals: [], reached: { plan }, measures: [exit] };
}

function none(refusal: Refusal): Proposal {
  return { order: null, refusals: [refusal], reached: {}, measures: [] };
}

function sharesFor(stake: Usdc, costPerShare: number, step: Shares): Shares {
  const bought = mulDiv(stake, MICRO, Math.ceil(costPerShare * MICRO), "down");
  return (bought - bought % step) as Shares;
}
