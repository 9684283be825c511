import { type EngineEvent, isTaped } from "../../core/types/event.ts";
import type { Tape } from "../../ports.ts";

/** A tape that keeps its events. */
export interface MemoryTape extends Tape {
  readonly events: readonly EngineEvent[];
}

/** A tape in an array; like the one on disk it leaves account events to the ledger. */
export function memoryTape(): MemoryTape {
  const events: EngineEvent[] = [];
  return {
    events,
    append: (event) => {
      if (isTaped(event)) events.push(event);
    },
    flush: () => {},
    close: () => {},
  };
}
