import type { Millis } from "../../core/types/units.ts";
import type { SandboxClock } from "../types.ts";
import type { TimedFault } from "./request.ts";
import type { Faults } from "./switchboard.ts";

/**
 * Sets the faults of a timetable going, counted from now; those due at once are on when it returns.
 * A fault that cannot act when its time comes, say on a market that is gone, is told to `refused`.
 */
export function runTimetable(
  entries: readonly TimedFault[],
  faults: Faults,
  clock: SandboxClock,
  refused: (reason: string) => void,
): void {
  for (const entry of entries) {
    if (entry.afterMs === 0) strike(entry);
    else clock.after(entry.afterMs, () => strike(entry));
  }

  function strike(entry: TimedFault): void {
    const set = faults.set(entry.request);
    if (!set.ok) refused(`${entry.request.name}: ${set.error}`);
    const every: Millis | null = entry.everyMs;
    if (every !== null) clock.after(every, () => strike(entry));
  }
}
