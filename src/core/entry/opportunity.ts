// What a market would cost to trade now, and what speaks against it whatever its price does: the gates
// a signal meets, asked before there is one.
import {
  bestAsk,
  bestBid,
  bestOf,
  buyLadder,
  depthWithin,
  sellLadder,
  walkShares,
} from "../book.ts";
import { readLiquidity } from "../detect/liquidity.ts";
import { preflight } from "../risk/check.ts";
import type { RiskView } from "../risk/rule.ts";
import type { Outcome } from "../types/market.ts";
import type { Refusal } from "../types/refusal.ts";
import { MICRO, mulDiv, type Price, price, type Shares, type Usdc } from "../types/units.ts";
import { universeRefusals } from "../universe.ts";
import { takerFee } from "../venue/fees.ts";

/** A market as a trader looks at it before there is a signal. */
export interface Opportunity {
  /** Token with the fewest reasons against it; YES when both have as many. */
  readonly outcome: Outcome;
  /** In prices of YES; null without a bid or an ask. */
  readonly mid: number | null;
  readonly spread: number | null;
  /** Shares that could be sold within `exit_depth_within` of the best price. */
  readonly depth: Shares;
  /** Lost on each share by buying the largest stake and selling it at once, fees included. */
  readonly hurdle: number | null;
  /** Empty: a signal would be heard. */
  readonly refusals: readonly Refusal[];
}

/** Looks at a market with the largest stake that is configured. */
export function assess(view: RiskView): Opportunity {
  const { book } = view.market;
  const bid = bestBid(book);
  const ask = bestAsk(book);
  const known = bid > 0 && ask > 0;
  const sides = (["yes", "no"] as const).map((outcome) => sideOf(view, outcome, (bid + ask) / 2));
  const [yes, no] = sides as [Side, Side];
  const { outcome, refusals } = no.refusals.length < yes.refusals.length ? no : yes;
  return {
    outcome,
    refusals,
    mid: known ? (bid + ask) / 2 : null,
    spread: known ? ask - bid : null,
    depth: depthWithin(sellLadder(book, outcome), view.config.detection.exitDepthWithin) as Shares,
    hurdle: roundTrip(view, outcome),
  };
}

interface Side {
  readonly outcome: Outcome;
  readonly refusals: readonly Refusal[];
}

function sideOf(view: RiskView, outcome: Outcome, midMicro: number): Side {
  const { market: { market, book }, config, at } = view;
  const { volume24h, tickSize } = market;
  const stake = config.risk.maxPositionSize;
  const { refusals: liquidity } = readLiquidity({
    book,
    outcome,
    now: at,
    volume24h,
    tickSize,
    stake,
    config: config.detection,
  });
  const token = outcome === "yes" ? market.yes : market.no;
  const subject = { market: market.id, token, group: market.group, purpose: "entry" } as const;
  const all = [
    ...liquidity,
    // Without a price there is no price range to be out of.
    ...midMicro > 0 ? universeRefusals(market, midMicro / MICRO, config.universe) : [],
    ...preflight(subject, view),
  ];
  const rules = new Set<string>();
  return { outcome, refusals: all.filter(({ rule }) => !rules.has(rule) && rules.add(rule)) };
}

/** Dollars a share, 1e-6, rounded up; null when the book cannot take the stake or the fee is unknown. */
function roundTrip(
  { market: { market, book }, config }: RiskView,
  outcome: Outcome,
): number | null {
  const asks = buyLadder(book, outcome);
  const best = bestOf(asks);
  const { fee } = market;
  if (best === 0 || fee === null) return null;
  const size = mulDiv(config.risk.maxPositionSize, MICRO, best, "down") as Shares;
  const bought = walkShares(asks, "buy", size, null);
  const sold = walkShares(sellLadder(book, outcome), "sell", size, null);
  if (!bought.complete || !sold.complete || size === 0) return null;
  let lost = bought.value - sold.value;
  for (const take of [...bought.takes, ...sold.takes]) {
    lost += takerFee(take.size, price(take.price) as Price, fee) as Usdc;
  }
  return mulDiv(lost, MICRO, size, "up");
}
