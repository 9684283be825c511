import { type Barriers, hitProbability } from "../size/barrier.ts";
import type { EngineConfig } from "../types/config.ts";
import type { Market } from "../types/market.ts";
import type { TradePlan } from "../types/order.ts";
import { MICRO, type Millis, type Price } from "../types/units.ts";
import { feePerShare } from "../venue/fees.ts";
import { lowestPrice, roundToTick } from "../venue/grid.ts";
import type { TokenQuote } from "./quote.ts";

/** A spike trade of one token, in that token's prices; floats are dollars a share. */
export interface SpikePlan {
  readonly plan: TradePlan & { readonly target: Price; readonly stop: Price };
  readonly mid: number;
  readonly fair: number;
  /** Where the mid stands when the bid is at target or stop. */
  readonly mids: Barriers;
  /** Target before stop when the expected mid at the exit is `fair`. */
  readonly hit: number;
  /** What a share brings at each exit, its costs paid. */
  readonly netTarget: number;
  readonly netStop: number;
  readonly netTime: number;
}

export interface SpikePlanInput {
  readonly market: Market;
  readonly quote: TokenQuote;
  /** Of the token, dollars. */
  readonly mid: number;
  readonly fair: number;
  /** Size of the spike in dollars, never negative. */
  readonly spike: number;
  readonly at: Millis;
  readonly config: EngineConfig;
}

/** Target and stop as shares of the spike on either side of the mid, in bids on the grid. */
export function planSpike(input: SpikePlanInput): SpikePlan {
  const { market, quote, mid, fair, spike, at } = input;
  const { exit } = input.config;
  const tick = market.tickSize;
  const half = (quote.ask - quote.bid) / 2;
  const midMicro = (quote.ask + quote.bid) / 2;
  const spikeMicro = spike * MICRO;
  const target = clampToGrid(
    Math.max(
      midMicro + exit.targetFraction * spikeMicro - half,
      quote.ask + exit.minTargetTicks * tick,
    ),
    tick,
    "up",
  );
  const stop = clampToGrid(
    Math.min(
      midMicro - exit.stopFraction * spikeMicro - half,
      quote.bid - exit.minStopTicks * tick,
    ),
    tick,
    "down",
  );
  const until = (at + exit.maxHoldMs) as Millis;
  const mids = { target: (target + half) / MICRO, stop: (stop + half) / MICRO };
  return {
    plan: { kind: "spike", target, stop, until },
    mid,
    fair,
    mids,
    hit: hitProbability({ ...mids, expected: fair }),
    netTarget: exit.style === "maker" ? target / MICRO : takerNet(target, input),
    netStop: takerNet(stop, input),
    netTime: takerNet(quote.bid as Price, input),
  };
}

/** A sale is planned at the price to which it may slip, not at the one that sets it off. */
function takerNet(bid: Price, { market, config }: SpikePlanInput): number {
  const sold = concede(bid, config.entry.maxSlippage, market.tickSize);
  return sold / MICRO - (market.fee === null ? 0 : feePerShare(sold, market.fee));
}

/** The least that a sale set off at `bid` is worth: `slippage` below it, on the grid. */
export function concede(bid: number, slippage: Price, tick: Price): Price {
  return roundToTick(bid - slippage, tick, "up") ?? lowestPrice(tick);
}

function clampToGrid(micro: number, tick: Price, rounding: "up" | "down"): Price {
  const inside = Math.min(Math.max(micro, tick), MICRO - tick);
  const snapped = roundToTick(inside, tick, rounding);
  if (snapped === null) throw new Error(`Cannot put ${micro} on a grid of ${tick}`);
  return snapped;
}
