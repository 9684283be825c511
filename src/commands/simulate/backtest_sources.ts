// A source as something else: some of its markets only, with nothing to be known in it, or changed from
// a moment on.
import { martingale } from "../../core/simulate/backtest/martingale.ts";
import type { MarketInput } from "../../core/types/event.ts";
import type { TokenId } from "../../core/types/ids.ts";
import type { Level, Market } from "../../core/types/market.ts";
import { MICRO, type Millis, type Price } from "../../core/types/units.ts";
import type { Source, SourceInput, TimedInput } from "../../ports.ts";

/** The markets that are taken; everything else is as if it had not been recorded. */
export function onlyMarkets(source: Source, takes: (market: Market) => boolean): Source {
  return changed(source, (read) => selected(read, takes));
}

/** The same on martingale paths; the seed draws which. */
export function resampledSource(source: Source, seed: bigint): Source {
  return changed(source, (read) => resampled(read, seed));
}

/**
 * The same up to `from`, and from then on with YES and NO exchanged: every price but one half differs,
 * and nothing but prices does.
 */
export function exchangedFrom(source: Source, from: Millis): Source {
  return changed(source, async function* (read) {
    for await (const batch of read) {
      yield batch.map((timed) =>
        timed.at < from ? timed : { at: timed.at, input: exchanged(timed.input) }
      );
    }
  });
}

type Batches = AsyncIterable<readonly TimedInput[]>;

function changed(source: Source, change: (read: Batches) => Batches): Source {
  const { info, size } = source;
  return { info, size, position: () => source.position(), read: () => change(source.read()) };
}

async function* selected(read: Batches, takes: (market: Market) => boolean): Batches {
  const markets = new Set<string>();
  const tokens = new Set<TokenId>();
  const isWanted = (input: SourceInput): boolean => {
    if (input.kind === "listed") {
      if (!takes(input.market)) return false;
      const { id, yes, no } = input.market;
      markets.add(id);
      tokens.add(yes).add(no);
      return true;
    }
    if (input.kind === "resolved") return markets.has(input.market);
    return !("token" in input) || tokens.has(input.token);
  };
  for await (const batch of read) yield batch.filter(({ input }) => isWanted(input));
}

async function* resampled(read: Batches, seed: bigint): Batches {
  const path = martingale(seed);
  let waiting: SourceInput[] = [];
  let at: Millis | null = null;
  const instant = (): TimedInput[] => {
    const now = at;
    if (now === null || waiting.length === 0) return [];
    const told = path.instant(waiting, now).map((input) => {
      return { at: now, input: input as SourceInput };
    });
    waiting = [];
    return told;
  };
  for await (const batch of read) {
    const told: TimedInput[] = [];
    for (const timed of batch) {
      if (timed.at !== at) told.push(...instant());
      at = timed.at;
      waiting.push(timed.input);
    }
    yield told;
  }
  yield instant();
}

function exchanged(input: SourceInput): SourceInput {
  if (input.kind === "resolved" && input.winner !== null) {
    return { ...input, winner: input.winner === "yes" ? "no" : "yes" };
  }
  return "token" in input ? mirrored(input) : input;
}

function mirrored(input: Extract<MarketInput, { readonly token: TokenId }>): MarketInput {
  switch (input.kind) {
    case "quote": {
      const { bid, bidSize, ask, askSize } = input;
      return {
        ...input,
        bid: across(ask),
        bidSize: askSize,
        ask: across(bid),
        askSize: bidSize,
      };
    }
    case "book":
      return { ...input, bids: input.asks.map(level), asks: input.bids.map(level) };
    case "level":
    case "trade":
      return {
        ...input,
        side: input.side === "buy" ? "sell" : "buy",
        price: (MICRO - input.price) as Price,
      };
    case "history":
      return {
        ...input,
        points: input.points.map(({ at, price }) => ({ at, price: (MICRO - price) as Price })),
      };
    default:
      return input;
  }
}

/** 0 is no order on that side, on the other one too. */
function across(micro: number): number {
  return micro > 0 && micro < MICRO ? MICRO - micro : 0;
}

function level({ price, size }: Level): Level {
  return { price: (MICRO - price) as Price, size };
}
