// Whether somebody trades. The writer's lock is the kernel's and goes with its process, kill -9
// included; a process that holds it and whose pulse stands still is stopped or hangs. Looked at every
// second, so that a page knows within five.
import { writerOf } from "../../adapters/sqlite/writer_lock.ts";
import type { Pulse, TraderState, TraderWatch } from "../../serve/contract.ts";
import { readPulse } from "./pulse.ts";

const LOOK_MS = 900;
/** Three beats and some. */
const STILL_MS = 3_400;

/** Looks after the trader of a data directory. `now` is Unix ms. */
export function openTraderWatch(
  { dataDir, ledger, now }: {
    readonly dataDir: string;
    readonly ledger: string;
    readonly now: () => number;
  },
): TraderWatch {
  let lookedAt = -Infinity;
  let pulse: Pulse | null = null;
  let state: TraderState = { alive: false, heardAt: null };
  const look = () => {
    if (Math.abs(now() - lookedAt) < LOOK_MS) return;
    lookedAt = now();
    // Caught in the middle of being written: the one before is a second old.
    pulse = readPulse(dataDir) ?? pulse;
    const beats = pulse !== null && Math.abs(now() - pulse.at) < STILL_MS;
    state = { alive: beats && writerOf(ledger) !== null, heardAt: pulse?.at ?? null };
  };
  return {
    state: () => {
      look();
      return state;
    },
    pulse: () => {
      look();
      return pulse;
    },
  };
}
