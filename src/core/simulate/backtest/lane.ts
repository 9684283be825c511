// One account among several that watch the same markets: the engine's own step, with observing done
// once for all of them. Where a rule of entry is given it takes the place of the strategy's.
import { decide } from "../../decide.ts";
import type { Found } from "../../observe.ts";
import { Outbox } from "../../outbox.ts";
import { openEngine } from "../../step.ts";
import type { EngineConfig } from "../../types/config.ts";
import type { LedgerRow } from "../../types/effect.ts";
import type { EngineEvent } from "../../types/event.ts";
import type { EngineState } from "../../types/state.ts";
import type { EntryRule } from "./rules.ts";

const nothing: readonly LedgerRow[] = [];

/**
 * The state of one more account on the markets of `first`. A silent one leaves no rows of refusals and
 * so learns from no spike it did not trade: for rules that do not ask what was learnt.
 */
export function joinMarkets(
  first: EngineState,
  { config, seed, silent }: {
    readonly config: EngineConfig;
    readonly seed: number;
    readonly silent: boolean;
  },
): EngineState {
  const { markets, tokens, links } = first;
  return { ...openEngine(config, seed), markets, tokens, links, isShadow: silent };
}

/** What one event leads to in one account; `rule` null: the strategy itself decides. */
export function laneStep(
  state: EngineState,
  event: EngineEvent,
  found: readonly Found[],
  rule: EntryRule | null,
): readonly LedgerRow[] {
  if (isQuiet(state) && isMarketData(event)) return nothing;
  const out = new Outbox(state, event);
  if (rule === null) {
    decide(state, event, found, out);
  } else {
    decide(state, event, [], out);
    if (event.kind === "heartbeat") rule(state, found, event.at, out);
  }
  return out.rows;
}

function isQuiet({ account: { positions, orders } }: EngineState): boolean {
  return positions.size === 0 && orders.size === 0;
}

function isMarketData({ kind }: EngineEvent): boolean {
  return kind === "level" || kind === "quote" || kind === "book" || kind === "trade" ||
    kind === "linkHeard";
}
