// A sandbox with known spikes soon after its start, and the belief with which they are traded.
import { deepStrictEqual } from "node:assert/strict";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { Ended, Place } from "./rig.ts";

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

/** Ten minutes of the venue's: a busy machine sees the first ones too late to trade them. */
const SPIKES = 40;

/** Writes the scenario that {@link fast} names: spikes that come undone, and what else is given. */
export function writeSpikes(place: Place, more: Readonly<Record<string, unknown>> = {}): void {
  const timetable = Array.from({ length: SPIKES }, (_, i) => ({
    at: 45 + 15 * i,
    kind: "overreaction",
    market: i % 6,
    size: i % 2 === 0 ? 0.18 : -0.18,
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

/**
 * Trades on that scenario until the pattern has been heard and the ledger holds enough, however long the
 * machine takes for it, and then tells it to stop. Throws when the run ended by itself, after twenty
 * minutes of the venue's.
 */
export async function tradeUntil(
  place: Place,
  pattern: RegExp,
  args: readonly string[],
  isEnough: (rows: readonly LedgerRow[]) => boolean = () => true,
): Promise<Ended> {
  const run = place.start(["trade", "--dry-run", "--max-runtime", "40s", ...fast, ...args]);
  let isOver = false;
  void run.ended().then(() => isOver = true);
  await run.heard(pattern);
  while (!isOver && !isEnough(place.rows())) await new Promise((done) => setTimeout(done, 200));
  run.kill("SIGINT");
  const ended = await run.ended();
  deepStrictEqual([ended.code, ended.signal], [130, null], ended.err);
  return ended;
}
