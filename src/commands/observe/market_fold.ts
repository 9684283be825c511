import type { TapeInput } from "../../adapters/tape/decoder.ts";
import { observe } from "../../core/observe.ts";
import { openEngine } from "../../core/step.ts";
import type { EngineConfig } from "../../core/types/config.ts";
import type { EngineState } from "../../core/types/state.ts";

/** The markets of a tape as the engine saw them; no account, and no decisions. */
export interface MarketFold {
  readonly state: EngineState;
  /** Takes the next input; true when it began a step of the sampling grid. */
  take(input: TapeInput): boolean;
}

/** A fold that has seen nothing; a session on the tape that says another configuration changes to it. */
export function openMarketFold(config: EngineConfig): MarketFold {
  let state = openEngine(config, 0);
  let began = false;
  return {
    get state() {
      return state;
    },
    take({ at, seq, input }) {
      if (input.kind === "started") {
        began = true;
        // Written by the engine itself, from a configuration that it had checked.
        const next = input.config === null ? null : JSON.parse(input.config) as EngineConfig;
        if (next !== null) state = openEngine(next, 0);
      }
      const { gridIndex } = state;
      const isNew = input.kind === "listed" && !state.markets.has(input.market.id);
      observe(state, { ...input, at, seq });
      // In the middle of a session: what the book held before is on an earlier tape.
      const market = isNew && !began ? state.markets.get(input.market.id) : undefined;
      if (market !== undefined) market.awaitingSnapshot = true;
      return state.gridIndex !== gridIndex && input.kind === "heartbeat";
    },
  };
}
