import { decide } from "./decide.ts";
import { openAccount } from "./evolve.ts";
import { observe } from "./observe.ts";
import { Outbox } from "./outbox.ts";
import { newTally } from "./tally.ts";
import type { Account } from "./types/account.ts";
import type { Arm } from "./types/advice.ts";
import type { EngineConfig } from "./types/config.ts";
import type { LedgerRow } from "./types/effect.ts";
import type { EngineEvent } from "./types/event.ts";
import type { EngineState } from "./types/state.ts";

/** Whose orders leave, and who trades on paper beside it. */
export interface Arms {
  readonly trading: Arm;
  readonly shadows: readonly Arm[];
}

/** An engine that has seen nothing. */
export function openEngine(
  config: EngineConfig,
  seed: number,
  { trading, shadows }: Arms = { trading: "noAi", shadows: [] },
): EngineState {
  const state: EngineState = {
    arm: trading,
    shadows: [],
    config,
    seed,
    markets: new Map(),
    tokens: new Map(),
    links: new Map(),
    tally: newTally(),
    gridIndex: -1,
    account: openAccount(config.initialCapital),
    lastSeq: 0,
    lastMarkAt: null,
  };
  // The markets are one; accounts and marks are their own.
  return { ...state, shadows: shadows.map((arm) => ({ ...state, arm })) };
}

/**
 * The engine: one event in, the rows it leads to out. The same events from the same state give the
 * same rows, live, on paper, in a replay and in a simulation. `state` is owned by this function and
 * updated in place; there is no clock, no chance and no I/O in here or below.
 */
export function step(state: EngineState, event: EngineEvent): readonly LedgerRow[] {
  const found = observe(state, event);
  if (isQuiet(state.account) && isMarketData(event)) return nothing;
  const out = new Outbox(state, event);
  decide(state, event, found, out);
  return out.rows;
}

const nothing: readonly LedgerRow[] = [];

/** Nothing is owned and nothing is on its way: then market data alone leads to nothing. */
function isQuiet({ positions, orders }: Account): boolean {
  return positions.size === 0 && orders.size === 0;
}

function isMarketData({ kind }: EngineEvent): boolean {
  return kind === "level" || kind === "quote" || kind === "book" || kind === "trade" ||
    kind === "linkHeard";
}
