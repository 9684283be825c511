import type { Outbox } from "./outbox.ts";
import type { EngineState, RunningTally } from "./types/state.ts";
import type { Millis } from "./types/units.ts";

/** Empty counts. */
export function newTally(): RunningTally {
  return {
    from: null,
    events: new Map(),
    skipped: new Map(),
    samples: new Map(),
    layers: new Map(),
    gaps: 0,
  };
}

/** Writes the counts since the last tally into a row and starts anew. */
export function closeTally(state: EngineState, at: Millis, out: Outbox): void {
  const { tally } = state;
  if (tally.from === null) return;
  out.emit({
    kind: "tally",
    tally: {
      from: tally.from,
      events: Object.fromEntries(tally.events),
      skipped: Object.fromEntries(tally.skipped),
      samples: Object.fromEntries(tally.samples),
      gaps: tally.gaps,
      layers: Object.fromEntries(tally.layers),
      markets: state.markets.size,
    },
  });
  for (const counts of [tally.events, tally.skipped, tally.samples, tally.layers]) counts.clear();
  tally.gaps = 0;
  tally.from = at;
}
