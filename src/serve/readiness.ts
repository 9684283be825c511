import { mode } from "../core/risk/exposure.ts";
import type { ReportInput } from "../report/input.ts";
import { haltWords } from "../report/words.ts";
import type { Pulse, TraderState } from "./contract.ts";

/** Data of a connection older than this makes it down. */
const FEED_DOWN_MS = 30_000;

/** What readiness is judged by. */
export interface Ready {
  readonly input: ReportInput | null;
  /** Why there is no input. */
  readonly waiting: string;
  readonly trader: TraderState;
  readonly pulse: Pulse | null;
}

/** Why the bot cannot open a position now, one sentence each; empty: it can. */
export function reasonsNotReady({ input, waiting, trader, pulse }: Ready): readonly string[] {
  if (input === null) return [`no ledger: ${waiting}`];
  const reasons: string[] = [];
  if (!trader.alive) reasons.push("the trader is not running, or does not answer");
  const { halts, breakerUntil } = input.account.risk;
  if (mode(input.account) !== "active") reasons.push(...halts.map(haltWords));
  const { last } = input.facts;
  if (breakerUntil !== null && last !== null && last < breakerUntil) {
    reasons.push("the loss breaker blocks entries");
  }
  if (!trader.alive) return reasons;
  const feeds = pulse?.feeds ?? [];
  const down = feeds.filter(({ ageMs }) => ageMs === null || ageMs > FEED_DOWN_MS);
  if (feeds.length > 0 && down.length === feeds.length) {
    reasons.push("no connection has fresh data");
  }
  return reasons;
}
