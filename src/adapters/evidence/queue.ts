import { type Millis, millis } from "../../core/types/units.ts";
import type { Cancelable, Clock } from "../../ports.ts";

/** Lets jobs through in their order: so many at one time, so long after one another. */
export interface Queue {
  /** The job's result; "full": too many wait; "aborted": `signal` ended the wait. Rejects as the job does. */
  run<T>(job: () => Promise<T>, signal: AbortSignal): Promise<T | "full" | "aborted">;
}

export interface QueueOptions {
  readonly clock: Clock;
  readonly width: number;
  /** Between the starts of two jobs. */
  readonly gapMs: Millis;
  readonly mostWaiting: number;
}

/** A queue that is empty. */
export function createQueue({ clock, width, gapMs, mostWaiting }: QueueOptions): Queue {
  const waiting = new Set<() => void>();
  let running = 0;
  let nextAt = 0;
  let timer: Cancelable | null = null;

  function next(): void {
    if (timer !== null) return;
    const [first] = waiting;
    if (first === undefined || running >= width) return;
    const wait = nextAt - clock.now();
    if (wait > 0) {
      timer = clock.after(millis(wait), () => {
        timer = null;
        next();
      });
      return;
    }
    waiting.delete(first);
    running++;
    nextAt = clock.now() + gapMs;
    first();
    next();
  }

  /** True when it is this caller's turn, false when `signal` came first. */
  function turn(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const go = () => {
        signal.removeEventListener("abort", leave);
        resolve(true);
      };
      const leave = () => {
        waiting.delete(go);
        // Nobody waits: no timer may keep the process alive.
        if (waiting.size === 0) {
          timer?.cancel();
          timer = null;
        }
        resolve(false);
      };
      waiting.add(go);
      signal.addEventListener("abort", leave, { once: true });
      next();
    });
  }

  return {
    async run(job, signal) {
      if (signal.aborted) return "aborted";
      const isFree = waiting.size === 0 && running < width && nextAt <= clock.now();
      if (!isFree && waiting.size >= mostWaiting) return "full";
      if (!(await turn(signal))) return "aborted";
      try {
        return await job();
      } finally {
        running--;
        next();
      }
    },
  };
}
