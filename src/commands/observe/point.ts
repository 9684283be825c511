import { bestAsk, bestBid, condition, type Ladder } from "../../core/book.ts";
import type { CusumState } from "../../core/detect/cusum.ts";
import { layers } from "../../core/detect/registry.ts";
import type { RocState } from "../../core/detect/roc.ts";
import { sigmoid } from "../../core/math/logit.ts";
import type { DetectionConfig } from "../../core/types/config.ts";
import type { MarketState } from "../../core/types/state.ts";
import { MICRO, type Millis } from "../../core/types/units.ts";
import type { ObservedPoint } from "../../report/observed.ts";

const names = Object.keys(layers);
const CUSUM = names.indexOf("cusum");
const ROC = names.indexOf("roc");

/** What a market's book and layers are at a grid step; the layers' part is of a sample at `at` only. */
export function pointOf(state: MarketState, config: DetectionConfig, at: Millis): ObservedPoint {
  const { book, detectors } = state;
  const [bid, ask] = [bestBid(book), bestAsk(book)];
  const usable = condition(book, at, config.maxGapMs) === "ok";
  return {
    at,
    bid: bid > 0 ? bid : null,
    ask: ask > 0 ? ask : null,
    mid: usable ? (bid + ask) / 2 : null,
    depth: book.at === null ? null : moneyNear(book, config.exitDepthWithin),
    ...(detectors.sample.at === at ? layersOf(state, config) : silent),
    cusumThreshold: config.cusumThreshold,
    rocThreshold: config.rocThreshold,
  };
}

const silent = {
  cusumUp: null,
  cusumDown: null,
  ewma: null,
  ewmaLow: null,
  ewmaHigh: null,
  roc: null,
};

function layersOf({ detectors }: MarketState, config: DetectionConfig) {
  const { sample, states } = detectors;
  if (!sample.ready) return { ...silent, roc: rateOf(states[ROC] as RocState) };
  // The states stand in the order of the registry, which is where the two indices are from.
  const { sums, fired, value } = states[CUSUM] as CusumState;
  const before = sample.logit - sample.change;
  const width = config.ewmaBandWidth * sample.sigma;
  return {
    // An alarm clears the sums; what rang is what a reader looks for.
    cusumUp: fired === 1 ? value : sums.high,
    cusumDown: fired === -1 ? -value : sums.low,
    ewma: sigmoid(before) * MICRO,
    ewmaLow: sigmoid(before - width) * MICRO,
    ewmaHigh: sigmoid(before + width) * MICRO,
    roc: rateOf(states[ROC] as RocState),
  };
}

function rateOf({ ready, moved, from }: RocState): number | null {
  return ready ? moved / Math.max(from, 2 * MICRO - from) : null;
}

/** Dollars of both sides no further than `distance` from their best price, 1e-6. */
function moneyNear({ bids, asks }: MarketState["book"], distance: number): number {
  return Math.round(moneyIn(bids, distance) + moneyIn(asks, distance));
}

function moneyIn({ prices, sizes }: Ladder, distance: number): number {
  const best = prices.at(-1) ?? 0;
  let money = 0;
  for (let i = prices.length - 1; i >= 0; i--) {
    const at = prices[i] as number;
    if (Math.abs(at - best) > distance) break;
    money += at * (sizes[i] as number) / MICRO;
  }
  return money;
}
