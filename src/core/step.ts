import { decide } from "./decide.ts";
import { openAccount } from "./evolve.ts";
import { observe } from "./observe.ts";
import { Outbox } from "./outbox.ts";
import { closeTally, newTally } from "./tally.ts";
import type { Arm, Arms } from "./types/advice.ts";
import type { EngineConfig } from "./types/config.ts";
import type { LedgerRow } from "./types/effect.ts";
import type { EngineEvent } from "./types/event.ts";
import type { EngineState } from "./types/state.ts";

/** A page can then say what was looked at in the last hour. */
const TALLY_MS = 600_000;

/** An engine that has seen nothing. */
export function openEngine(
  config: EngineConfig,
  seed: number,
  { trading, shadows }: Arms = { trading: "noAi", shadows: [] },
): EngineState {
  const state: EngineState = {
    arm: trading,
    isShadow: false,
    shadows: [],
    // Beside an arm with models the rules keep nothing free for them.
    config: trading === "noAi" && shadows.includes("ai") ? rulesOnly(config) : config,
    seed,
    markets: new Map(),
    tokens: new Map(),
    links: new Map(),
    tally: newTally(),
    gridIndex: -1,
    account: openAccount(config.initialCapital),
    session: null,
    lastSeq: 0,
    lastMarkAt: null,
    isOver: false,
  };
  // The markets are one; accounts and marks are their own.
  const beside = shadows.map((arm) => {
    return { ...state, arm, isShadow: true, config: arm === "noAi" ? rulesOnly(config) : config };
  });
  return { ...state, shadows: beside };
}

/** The configuration of an arm that asks no model: nothing is kept free for an opinion. */
export function rulesOnly(config: EngineConfig): EngineConfig {
  return { ...config, ensemble: { ...config.ensemble, autonomy: 0 } };
}

/**
 * The engine: one event in, the rows it leads to out. The same events from the same state give the
 * same rows, live, on paper, in a replay and in a simulation. `state` is owned by this function and
 * updated in place; there is no clock, no chance and no I/O in here or below.
 */
export function step(state: EngineState, event: EngineEvent): readonly LedgerRow[] {
  const found = observe(state, event);
  if (isMarketData(event) && isQuiet(state)) return nothing;
  const out = new Outbox(state, event);
  decide(state, event, found, out);
  if (event.kind === "heartbeat" || event.kind === "ended") tallyWhenDue(state, event, out);
  for (const shadow of state.shadows) {
    const heard = heardBy(shadow.arm, event);
    if (heard !== null) decide(shadow, heard, found, out.shadow(shadow.arm));
  }
  return out.rows;
}

const nothing: readonly LedgerRow[] = [];

/** Nothing is owned and nothing is on its way: then market data alone leads to nothing. */
function isQuiet({ account: { positions, orders }, shadows }: EngineState): boolean {
  if (positions.size > 0 || orders.size > 0) return false;
  for (const { account } of shadows) {
    if (account.positions.size > 0 || account.orders.size > 0) return false;
  }
  return true;
}

function isMarketData({ kind }: EngineEvent): boolean {
  return kind === "level" || kind === "quote" || kind === "book" || kind === "trade" ||
    kind === "linkHeard";
}

/** The event as an account of `arm` beside the real one hears it; null: it is none of its business. */
function heardBy(arm: Arm, event: EngineEvent): EngineEvent | null {
  switch (event.kind) {
    case "shadowed":
      return event.arm === arm ? { ...event.input, seq: event.seq, at: event.at } : null;
    case "orderAccepted":
    case "orderRejected":
    case "orderCanceled":
    case "orderFilled":
    case "fillSettled":
    case "fillReverted":
    case "reconciled":
      return null;
    default:
      return event;
  }
}

function tallyWhenDue(state: EngineState, { kind, at }: EngineEvent, out: Outbox): void {
  const { from } = state.tally;
  const isSameSpan = from === null || Math.floor(from / TALLY_MS) === Math.floor(at / TALLY_MS);
  if (kind === "ended" || !isSameSpan) closeTally(state, at, out);
}
