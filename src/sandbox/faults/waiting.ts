import type { Millis } from "../../core/types/units.ts";
import type { SandboxClock } from "../types.ts";

/** Waits of requests, in the venue's time. A client that has gone is waited for all the same. */
export interface Waiting {
  /** Ends when the time is over or the venue closes. */
  wait(ms: Millis): Promise<void>;
  /** Ends every wait, those to come too. */
  stop(): void;
}

export function createWaiting(clock: SandboxClock): Waiting {
  const ends = new Set<() => void>();
  let stopped = false;
  return {
    wait(ms) {
      if (stopped || ms === 0) return Promise.resolve();
      return new Promise((done) => {
        const timer = clock.after(ms, end);
        ends.add(end);
        function end(): void {
          timer.cancel();
          ends.delete(end);
          done();
        }
      });
    },
    stop() {
      stopped = true;
      for (const end of [...ends]) end();
    },
  };
}
