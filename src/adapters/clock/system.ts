import type { Millis } from "../../core/types/units.ts";
import type { Cancelable, Clock } from "../../ports.ts";

/** A clock whose timers can all be dropped, so that nothing keeps a stopped process alive. */
export interface SystemClock extends Clock {
  close(): void;
}

/** A timer's handle; its type differs between runtimes and versions. */
export type TimerId = ReturnType<typeof setTimeout> | undefined;

/** What the machine offers; another may be given by a test. */
export interface Machine {
  now(): number;
  set(run: () => void, delay: number): TimerId;
  clear(id: TimerId): void;
}

const thisMachine: Machine = {
  now: () => Date.now(),
  set: (run, delay) => setTimeout(run, delay),
  clear: (id) => clearTimeout(id),
};

/** A longer delay overflows setTimeout, which then fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * The machine's clock. It never goes back: when the machine's does, time stands still until it has
 * caught up. After `close` no timer runs.
 */
export function systemClock(machine: Machine = thisMachine): SystemClock {
  const pending = new Set<{ id: TimerId }>();
  let latest = 0;
  let closed = false;
  return {
    now: () => {
      latest = Math.max(latest, machine.now());
      return latest as Millis;
    },
    after: (delay: Millis, run: () => void): Cancelable => {
      const timer: { id: TimerId } = { id: undefined };
      const wait = (left: number) => {
        const step = Math.min(left, LONGEST_MS);
        timer.id = machine.set(() => {
          if (left > step) return wait(left - step);
          pending.delete(timer);
          run();
        }, step);
      };
      if (!closed) {
        pending.add(timer);
        wait(Math.max(0, delay));
      }
      return {
        cancel: () => {
          if (pending.delete(timer)) machine.clear(timer.id);
        },
      };
    },
    close: () => {
      closed = true;
      for (const { id } of pending) machine.clear(id);
      pending.clear();
    },
  };
}
