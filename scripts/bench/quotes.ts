// R1: the ticks of the replay peers as quotes of one market, without a book.
import type { GroupId, MarketId, TokenId } from "../../src/core/types/ids.ts";
import type { Market } from "../../src/core/types/market.ts";
import { MICRO, type Millis, millis, price, shares, usdc } from "../../src/core/types/units.ts";
import type { Source, TimedInput } from "../../src/ports.ts";
import type { Ticks } from "./ticks.ts";

const BATCH = 4096;
const THOUSANDTH = 1000;
/** Without them an exit may leave a rest that is under the venue's minimum and stays for ever. */
const SPARE_SHARES = 50;
export const START: Millis = millis(Date.UTC(2026, 0, 1));

/** A market far from its end and without a fee, as the peers have none. */
export function benchMarket(id: string, tickSize: number): Market {
  return {
    id: id as MarketId,
    question: `Is this ${id}?`,
    slug: id,
    category: "bench",
    group: id as GroupId,
    yes: `${id}:yes` as TokenId,
    no: `${id}:no` as TokenId,
    endAt: millis(Date.UTC(2200, 0, 1)),
    tickSize: price(tickSize),
    minOrder: shares(5 * MICRO),
    fee: { rate: 0, exponent: 1 },
    volume24h: usdc(100_000 * MICRO),
    negRisk: false,
    takerDelayMs: 0 as Millis,
    depthAssumed: false,
    accepting: true,
  };
}

/** How ticks become a recording. */
export interface QuoteOptions {
  readonly count: number;
  /** Time between two ticks. */
  readonly tickMs: number;
  /** A heartbeat after every so many ticks: a multiple of it is a step of the detectors' grid. */
  readonly beatEvery: number;
}

/** Ticks of one market as a source. */
export function quoteSource(ticks: Ticks, options: QuoteOptions): Source {
  const count = Math.min(options.count, ticks.count);
  let position = 0;
  return {
    info: { name: "bench quotes", assumptions: [], cadenceMs: millis(0), credit: null },
    size: count,
    position: () => position,
    read: async function* () {
      const market = benchMarket("bench", THOUSANDTH);
      yield [{ at: START, input: { kind: "listed", market } }];
      for (position = 0; position < count;) {
        const end = Math.min(count, position + BATCH);
        yield await Promise.resolve(quotes(ticks, market.yes, [position, end], options));
        position = end;
      }
    },
  };
}

function quotes(
  ticks: Ticks,
  token: TokenId,
  [from, to]: readonly [number, number],
  { tickMs, beatEvery }: QuoteOptions,
): readonly TimedInput[] {
  const inputs: TimedInput[] = [];
  for (let i = from; i < to; i++) {
    const at = (START + (i + 1) * tickMs) as Millis;
    const spread = ticks.spread[i] as number;
    const bid = ((ticks.mid[i] as number) - (spread >> 1)) * THOUSANDTH;
    const ask = bid + spread * THOUSANDTH;
    const size = (SPARE_SHARES + Math.round(ticks.depth[i] as number)) * MICRO;
    inputs.push({ at, input: { kind: "quote", token, bid, bidSize: size, ask, askSize: size } });
    if ((i + 1) % beatEvery === 0) inputs.push({ at, input: { kind: "heartbeat" } });
  }
  return inputs;
}
