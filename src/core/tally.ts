import type { Outbox } from "./outbox.ts";
import type { EngineState, RunningTally } from "./types/state.ts";
import type { Millis } from "./types/units.ts";

interface Count {
  readonly name: string;
  value: number;
}

/** Counts by name. Made for one name many times in a row: then a count costs no look-up. */
export class Counts {
  readonly #counts = new Map<string, Count>();
  #last: Count | null = null;

  add(name: string, by: number = 1): void {
    if (this.#last?.name !== name) this.#last = this.#find(name);
    this.#last.value += by;
  }

  get(name: string): number | undefined {
    return this.#counts.get(name)?.value;
  }

  /** The counts so far, in the order in which their names came, and starts anew. */
  take(): Readonly<Record<string, number>> {
    const taken = [...this.#counts].map(([name, { value }]) => [name, value] as const);
    this.#counts.clear();
    this.#last = null;
    return Object.fromEntries(taken);
  }

  #find(name: string): Count {
    const known = this.#counts.get(name);
    if (known !== undefined) return known;
    const count = { name, value: 0 };
    this.#counts.set(name, count);
    return count;
  }
}

/** Empty counts. */
export function newTally(): RunningTally {
  return {
    from: null,
    events: new Counts(),
    down: new Counts(),
    skipped: new Counts(),
    samples: new Counts(),
    layers: new Counts(),
    gaps: 0,
  };
}

/** Writes the counts since the last tally into a row and starts anew. */
export function closeTally(state: EngineState, at: Millis, out: Outbox): void {
  const { tally } = state;
  if (tally.from === null) return;
  const down = tally.down.take();
  out.emit({
    kind: "tally",
    tally: {
      from: tally.from,
      events: tally.events.take(),
      skipped: tally.skipped.take(),
      samples: tally.samples.take(),
      gaps: tally.gaps,
      layers: tally.layers.take(),
      markets: state.markets.size,
      ...(Object.keys(down).length === 0 ? {} : { down }),
    },
  });
  tally.gaps = 0;
  tally.from = at;
}
