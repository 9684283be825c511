// A sandbox with known spikes soon after its start, and the belief with which they are traded.
import type { Place } from "./rig.ts";

/** At thirty times real time each spike takes a few seconds. */
export const fast = ["--venue", "sandbox", "--scenario", "spikes.json", "--speed", "30"];

/** The belief of the demo, so that it trades. */
export const believing = [
  "reversion.prior_mean=0.8",
  "reversion.prior_spikes=400",
  "ensemble.weight_mean_reversion=1",
  "ensemble.max_total_weight=1",
  "ensemble.clip=2",
  "entry.max_slippage=0.03",
  "risk.max_daily_loss=20",
].flatMap((key) => ["--set", key]);

/** Writes the scenario that {@link fast} names: spikes that come undone, and what else is given. */
export function writeSpikes(place: Place, more: Readonly<Record<string, unknown>> = {}): void {
  const timetable = [0, 1, 2, 3, 4, 5].map((market) => ({
    at: 45 + 15 * market,
    kind: "overreaction",
    market,
    size: market % 2 === 0 ? 0.18 : -0.18,
    reverts: 1,
    halfLifeSeconds: 60,
  }));
  const scenario = {
    extends: "demo",
    description: "Known spikes",
    markets: 8,
    timetable,
    ...more,
  };
  Deno.writeTextFileSync(`${place.cwd}/spikes.json`, JSON.stringify(scenario));
}
