import type { EngineConfig } from "../../core/types/config.ts";
import type { Signal } from "../../core/types/signal.ts";
import { type Millis, millis } from "../../core/types/units.ts";
import type { Input } from "../../core/types/event.ts";
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import type { Observed, ObservedPoint } from "../../report/observed.ts";
import { openMarketFold } from "./market_fold.ts";
import { pointOf } from "./point.ts";
import { firstTape, openTapeTail } from "./tail.ts";

const BEFORE_MS = 20 * 60_000;
const AFTER_MS = 40 * 60_000;
/** Detectors are read this long before the first point, or they would start cold in the picture. */
const WARM_MS = 2 * 3_600_000;
const MOST_POINTS = 5_000;

/** The span that is shown around a signal. */
export function spanAround(at: Millis): { readonly from: Millis; readonly to: Millis } {
  return { from: millis(Math.max(0, at - BEFORE_MS)), to: millis(at + AFTER_MS) };
}

/**
 * One market around a signal, read again from the tapes that are still there; null when the market
 * is on none of them. `turn` is awaited now and then, so that others get theirs.
 */
export async function readSpike(
  folder: string,
  { market, at }: Pick<Signal, "market" | "at">,
  { config, turn }: { readonly config: EngineConfig; turn(): Promise<void> },
): Promise<Observed | null> {
  const { from, to } = spanAround(at);
  const fold = openMarketFold(config);
  const concerns = ofMarket(market);
  const points: ObservedPoint[] = [];
  const tail = openTapeTail(folder, firstTape(folder, millis(Math.max(0, from - WARM_MS))));
  let found = false;
  try {
    for (let inputs = tail.next(); inputs !== null; inputs = tail.next()) {
      for (const timed of inputs) {
        if (!concerns(timed.input)) continue;
        if (timed.at > to) return found ? { market, from, to, points } : null;
        const sampled = fold.take(timed);
        const state = fold.state.markets.get(market);
        if (state === undefined) continue;
        found = true;
        if (sampled && timed.at >= from) {
          points.push(pointOf(state, fold.state.config.detection, timed.at));
          if (points.length > MOST_POINTS) thin(points, at);
        }
      }
      await turn();
    }
    return found ? { market, from, to, points } : null;
  } finally {
    tail.close();
  }
}

/** True for what can change one market: the rest of a tape is most of it. */
function ofMarket(market: MarketId): (input: Input) => boolean {
  const tokens = new Set<TokenId>();
  return (input) => {
    if (input.kind === "listed") {
      if (input.market.id !== market) return false;
      tokens.add(input.market.yes).add(input.market.no);
      return true;
    }
    if ("token" in input) return tokens.has(input.token);
    return input.kind === "heartbeat" || input.kind === "linkHeard" || input.kind === "started" ||
      (input.kind === "resolved" && input.market === market);
  };
}

/** Every other point goes, never one at which a layer rang: those are what the picture is about. */
function thin(points: ObservedPoint[], signal: Millis): void {
  const kept = points.filter((point, i) => i % 2 === 0 || point.at === signal || rang(point));
  points.splice(0, points.length, ...kept);
}

function rang({ cusumUp, cusumDown, cusumThreshold }: ObservedPoint): boolean {
  return (cusumUp ?? 0) > cusumThreshold || (cusumDown ?? 0) > cusumThreshold;
}
