import type { EngineConfig } from "../../core/types/config.ts";
import type { Signal } from "../../core/types/signal.ts";
import { type Millis, millis } from "../../core/types/units.ts";
import type { Input } from "../../core/types/event.ts";
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import type { Observed, ObservedPoint } from "../../report/observed.ts";
import { type MarketFold, openMarketFold } from "./market_fold.ts";
import { pointOf } from "./point.ts";
import { firstTape, openTapeTail } from "./tail.ts";

const BEFORE_MS = 20 * 60_000;
const AFTER_MS = 40 * 60_000;
/** Detectors are read this long before the first point, or they would start cold in the picture. */
const WARM_MS = 2 * 3_600_000;
const MOST_POINTS = 5_000;
const SLICE_MS = 4;

/** The span that is shown around a signal. */
export function spanAround(at: Millis): { readonly from: Millis; readonly to: Millis } {
  return { from: millis(Math.max(0, at - BEFORE_MS)), to: millis(at + AFTER_MS) };
}

/** Where a spike is. */
export type SpikePlace = Pick<Signal, "market" | "at">;

/** The tape that a reading of a spike begins with; null without one. */
export function tapeBefore(folder: string, { at }: SpikePlace): string | null {
  return firstTape(folder, millis(Math.max(0, spanAround(at).from - WARM_MS)));
}

/** How a reading goes. */
export interface SpikeReading {
  readonly config: EngineConfig;
  /** Lets others run. */
  turn(): Promise<void>;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/**
 * Each market around its signal, read again from the tapes that are still there, in one pass; null
 * for a market that is on none of them. All begin with the tape of the first, see {@link tapeBefore}.
 */
export async function readSpikes(
  folder: string,
  places: readonly [SpikePlace, ...SpikePlace[]],
  { config, turn, now }: SpikeReading,
): Promise<readonly (Observed | null)[]> {
  const spikes = places.map(openSpike);
  const end = Math.max(...spikes.map(({ to }) => to));
  const fold = openMarketFold(config);
  const concerns = ofMarkets(new Set(places.map(({ market }) => market)));
  const tail = openTapeTail(folder, tapeBefore(folder, places[0]));
  let begun = now();
  try {
    for (let inputs = tail.next(); inputs !== null; inputs = tail.next()) {
      for (const timed of inputs) {
        if (!concerns(timed.input)) continue;
        if (timed.at > end) return spikes.map(observedOf);
        const sampled = fold.take(timed);
        for (const spike of spikes) look(spike, fold, { at: timed.at, sampled });
      }
      if (now() - begun < SLICE_MS) continue;
      await turn();
      begun = now();
    }
    return spikes.map(observedOf);
  } finally {
    tail.close();
  }
}

interface Spike extends SpikePlace {
  readonly from: Millis;
  readonly to: Millis;
  readonly points: ObservedPoint[];
  found: boolean;
}

function openSpike({ market, at }: SpikePlace): Spike {
  return { market, at, ...spanAround(at), points: [], found: false };
}

function look(
  spike: Spike,
  { state }: MarketFold,
  { at, sampled }: { readonly at: Millis; readonly sampled: boolean },
): void {
  if (at > spike.to || (spike.found && !sampled)) return;
  const market = state.markets.get(spike.market);
  if (market === undefined) return;
  spike.found = true;
  if (!sampled || at < spike.from) return;
  spike.points.push(pointOf(market, state.config.detection, at));
  if (spike.points.length > MOST_POINTS) thin(spike.points, spike.at);
}

function observedOf({ market, from, to, points, found }: Spike): Observed | null {
  return found ? { market, from, to, points } : null;
}

/** True for what can change these markets: the rest of a tape is most of it. */
function ofMarkets(markets: ReadonlySet<MarketId>): (input: Input) => boolean {
  const tokens = new Set<TokenId>();
  return (input) => {
    if (input.kind === "listed") {
      if (!markets.has(input.market.id)) return false;
      tokens.add(input.market.yes).add(input.market.no);
      return true;
    }
    if ("token" in input) return tokens.has(input.token);
    return input.kind === "heartbeat" || input.kind === "linkHeard" || input.kind === "started" ||
      (input.kind === "resolved" && markets.has(input.market));
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
