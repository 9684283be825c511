import { mode } from "../core/risk/exposure.ts";
import { millis } from "../core/types/units.ts";
import { blockingLimits } from "../report/blocked.ts";
import type { ReportInput } from "../report/input.ts";
import { haltWords } from "../report/words.ts";
import type { State } from "./app_parts.ts";
import type { Pulse } from "./contract.ts";

/** Data of a connection older than this makes it down. */
const FEED_DOWN_MS = 30_000;

/** What readiness is judged by. */
export interface Ready extends Pick<State, "input" | "waiting" | "ledger" | "trader" | "pulse"> {
  /** Unix ms. */
  readonly now: number;
}

/** Why the bot cannot open a position now, one sentence each; empty: it can. */
export function reasonsNotReady(ready: Ready): readonly string[] {
  const { input, waiting, ledger, trader, pulse } = ready;
  if (input === null) return [`no ledger: ${waiting}`];
  const reasons: string[] = [];
  if (!ledger.ok) reasons.push(`the ledger cannot be read further: ${ledger.why}`);
  if (!trader.alive) reasons.push("the trader is not running, or does not answer");
  if (mode(input.account) !== "active") reasons.push(...input.account.risk.halts.map(haltWords));
  reasons.push(...blockingLimits(input, timeOf(input, ready)));
  if (trader.alive && !hasFreshData(pulse)) reasons.push("no connection has fresh data");
  return reasons;
}

/** The trader's time: a recording's is that of its last row, a venue's goes on between rows. */
function timeOf({ facts }: ReportInput, { now, pulse }: Ready) {
  const last = facts.last ?? 0;
  return millis(pulse?.feeds === undefined ? last : Math.max(last, Math.round(now)));
}

/** A recording has no connections; a feed that has none brings nothing. */
function hasFreshData(pulse: Pulse | null): boolean {
  if (pulse?.feeds === undefined) return true;
  return pulse.feeds.some(({ ageMs }) => ageMs !== null && ageMs <= FEED_DOWN_MS);
}
