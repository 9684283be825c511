// Markets that jump once each, on quotes: what a jump is followed by is given, so that an edge can be
// planted, or none.
import { memorySource } from "../../src/adapters/memory/source.ts";
import type { GroupId, MarketId, TokenId } from "../../src/core/types/ids.ts";
import type { Market } from "../../src/core/types/market.ts";
import { type Millis, millis, shares } from "../../src/core/types/units.ts";
import type { Source, TimedInput } from "../../src/ports.ts";
import { aMarket, NOON } from "./builders.ts";

/** Bid and ask in cents, ms after the jump. */
export interface After {
  readonly ms: number;
  readonly bid: number;
  readonly ask: number;
}

export interface SpikeSourceOptions {
  /** What follows each market's jump from 40 to 55 cents, in order of time. */
  readonly markets: readonly (readonly After[])[];
  readonly change?: Partial<Market>;
}

const STEP_MS = 10_000;
/** Long enough for detectors to warm up. */
const QUIET_STEPS = 60;
const APART_MS = 2 * 3_600_000;
const SIZE = shares(5_000_000_000);

/** Markets that begin two hours apart, quoted every ten seconds with a beat a second later. */
export function spikeSource({ markets, change = {} }: SpikeSourceOptions): Source {
  const inputs = markets.flatMap((after, i) => marketInputs(i, after, change));
  return memorySource(inputs.sort((a, b) => a.at - b.at), { cadenceMs: millis(STEP_MS) });
}

/** When market `i` jumps. */
export function jumpAt(i: number): Millis {
  return millis(NOON + i * APART_MS + QUIET_STEPS * STEP_MS);
}

function marketInputs(i: number, after: readonly After[], change: Partial<Market>): TimedInput[] {
  const market = aMarket({
    ...change,
    id: `m${i}` as MarketId,
    slug: `m${i}`,
    group: `g${i}` as GroupId,
    yes: `m${i}:yes` as TokenId,
    no: `m${i}:no` as TokenId,
  });
  const begin = NOON + i * APART_MS;
  const inputs: TimedInput[] = [{ at: millis(begin), input: { kind: "listed", market } }];
  const quote = (at: number, bid: number, ask: number) => {
    const cents = (value: number) => Math.round(value * 10_000);
    inputs.push({
      at: millis(at),
      input: {
        kind: "quote",
        token: market.yes,
        bid: cents(bid),
        bidSize: SIZE,
        ask: cents(ask),
        askSize: SIZE,
      },
    });
  };
  const beat = (at: number) => void inputs.push({ at: millis(at), input: { kind: "heartbeat" } });
  for (let step = 0; step < QUIET_STEPS; step++) {
    // A tick now and then, or there is no variance to compare a jump with.
    const low = 40 + (step % 20 === 7 ? market.tickSize / 10_000 : 0);
    quote(begin + step * STEP_MS, low, low + 1);
    beat(begin + step * STEP_MS);
  }
  const jump = jumpAt(i);
  quote(jump, 55, 56);
  beat(jump);
  let now = { bid: 55, ask: 56 };
  const end = Math.max(jump + 75 * 60_000, jump + (after.at(-1)?.ms ?? 0) + 60_000);
  const rest = [...after];
  for (let at = jump + STEP_MS; at <= end; at += STEP_MS) {
    for (let next = rest[0]; next !== undefined && jump + next.ms <= at; next = rest[0]) {
      rest.shift();
      now = next;
      if (jump + next.ms < at) quote(jump + next.ms, next.bid, next.ask);
    }
    quote(at, now.bid, now.ask);
    beat(at);
  }
  return inputs;
}
