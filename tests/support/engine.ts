// An engine with one market and a two-sided book, for tests of what it decides.
import { parseDefaults } from "./defaults.ts";
import { openEngine, step } from "../../src/core/step.ts";
import type { Arms } from "../../src/core/types/advice.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { EngineEvent, Input } from "../../src/core/types/event.ts";
import type { Market } from "../../src/core/types/market.ts";
import type { EngineState } from "../../src/core/types/state.ts";
import { type Millis, millis, price, seq, shares } from "../../src/core/types/units.ts";
import { aMarket, NOON } from "./builders.ts";

/** An engine that is fed by hand. */
export interface HandFed {
  readonly state: EngineState;
  /** Every row made so far. */
  readonly rows: LedgerRow[];
  /** Gives one input at a time, in ms after noon; returns the rows it made. */
  feed(input: Input, afterMs: number): readonly LedgerRow[];
}

/** An engine at its defaults, with changes. */
export function handFed(
  change: Partial<EngineConfig> = {},
  seed = 1,
  arms: Arms | undefined = undefined,
): HandFed {
  const state = openEngine({ ...parseDefaults(), ...change }, seed, arms);
  const rows: LedgerRow[] = [];
  return {
    state,
    rows,
    feed(input, afterMs) {
      const event = {
        ...input,
        seq: seq(state.lastSeq + 1),
        at: millis(NOON + afterMs),
      } as EngineEvent;
      state.lastSeq = event.seq;
      const made = step(state, event);
      rows.push(...made);
      return made;
    },
  };
}

/** A snapshot of YES: two levels of 500 shares a side around the mid, in cents. */
export function aBook(bidCents: number, askCents: number, market: Market = aMarket()): Input {
  const level = (cents: number) => ({ price: price(cents * 10_000), size: shares(500_000_000) });
  return {
    kind: "book",
    token: market.yes,
    bids: [level(bidCents), level(bidCents - 1)],
    asks: [level(askCents), level(askCents + 1)],
  };
}

/** A quiet hour at .40/.41 on the detector's grid, then a jump to `jump` cents and `steps` beats there. */
export function spike(
  engine: HandFed,
  jump: number,
  steps = 3,
  market: Market = aMarket(),
): Millis {
  engine.feed({ kind: "listed", market }, 0);
  let at = 0;
  const beat = (bid: number) => {
    at += 10_000;
    engine.feed(aBook(bid, bid + 1, market), at);
    engine.feed({ kind: "heartbeat" }, at);
  };
  for (let i = 0; i < 360; i++) beat(40 + (i % 40 === 0 ? 1 : 0));
  for (let i = 0; i < steps; i++) beat(jump);
  return millis(at);
}
