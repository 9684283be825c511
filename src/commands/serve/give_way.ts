import { getPriority, setPriority } from "node:os";

/** Steps of niceness: beside another thread it gets about a tenth of a core. */
const BEHIND = 10;
const LAST = 19;

/**
 * Puts this thread, and those that it starts, behind the others of the machine: where cores are few, the
 * trader is served first. Linux's priorities are of threads; elsewhere they are of processes, a trader's
 * own among them, and nothing is done. What the system refuses is told to `warn`, and is no failure.
 */
export function giveWay(warn: (words: string) => void): void {
  if (Deno.build.os !== "linux") return;
  try {
    setPriority(0, Math.min(LAST, getPriority() + BEHIND));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    warn(`dashboard: it takes its share of the machine from the trader: ${why}`);
  }
}
