// An account as simulated: which trades it is offered, how much it stakes, what stops it. Amounts are
// micro-dollars unless a name says otherwise.
import type { RiskConfig } from "../types/config.ts";
import type { Millis, Price, Shares, Usdc } from "../types/units.ts";

/** How much is staked before the limits have their say. */
export type Stakes =
  | { readonly kind: "flat"; readonly stake: Usdc }
  /** `kelly` is the full Kelly fraction; `fraction` of it is staked. */
  | { readonly kind: "kelly"; readonly kelly: number; readonly fraction: number };

/** One account and the trades it is offered, one after another: no two positions are open at once. */
export interface AccountSpec {
  readonly capital: Usdc;
  readonly stakes: Stakes;
  /** Dollars a share, fee included: for the grid of share counts. */
  readonly costPerShare: number;
  readonly shareStep: Shares;
  /** Where a planned loss ends, for `stop_plus_gap`; null: nowhere. */
  readonly stop: Price | null;
  readonly trades: number;
  readonly tradesPerDay: number;
  /** From one offer of a day to the next; the first is at midnight UTC. */
  readonly spacingMs: Millis;
  /** From entry to exit; below `spacingMs`. */
  readonly holdMs: Millis;
  readonly risk: RiskConfig;
}

/** Why an account takes no more trades, ever: a person would have to resume it. */
export type PathHalt = "none" | "drawdown" | "capitalFloor";

/** What one path came to. Overwritten by the next. */
export interface PathResult {
  /** Cash after each day; entry 0 is the capital. */
  readonly dayEquity: Float64Array;
  final: number;
  lowest: number;
  /** Deepest fall from a peak, as a share of it, and in micro-dollars. */
  deepestFall: number;
  deepestFallUsd: number;
  /** Trades taken. */
  taken: number;
  /** Times the breaker tripped. */
  trips: number;
  /** Days that began with the account open: what comes after the day of a halt is no day of it. */
  openDays: number;
  /** Days that ended at the daily loss limit. */
  guardedDays: number;
  /** Days within which more than that was lost at some time. */
  overDays: number;
  halt: PathHalt;
}

/** Days that so many trades are spread over; the last may be a short one. */
export function daysOf({ trades, tradesPerDay }: AccountSpec): number {
  return Math.ceil(trades / tradesPerDay);
}

/** An empty result for paths of an account. */
export function emptyResult(spec: AccountSpec): PathResult {
  return {
    dayEquity: new Float64Array(daysOf(spec) + 1),
    final: 0,
    lowest: 0,
    deepestFall: 0,
    deepestFallUsd: 0,
    taken: 0,
    trips: 0,
    openDays: 0,
    guardedDays: 0,
    overDays: 0,
    halt: "none",
  };
}

/** Throws RangeError on an account that cannot be simulated. */
export function checkAccount(spec: AccountSpec): void {
  const { trades, tradesPerDay, spacingMs, holdMs, capital } = spec;
  const whole = [trades, tradesPerDay].every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!whole || tradesPerDay < 1 || !(capital > 0)) {
    throw new RangeError(`Cannot offer ${trades} trades, ${tradesPerDay} a day, to ${capital}`);
  }
  if (!(holdMs < spacingMs && spacingMs * (tradesPerDay - 1) + holdMs < 86_400_000)) {
    throw new RangeError(`Cannot fit ${tradesPerDay} trades ${spacingMs} ms apart into a day`);
  }
}

/**
 * Profit of a stake at a net return per dollar, rounded down to a micro-dollar. A binary token loses
 * no more than was paid for it.
 */
export function profitOf(staked: number, ret: number): number {
  // What a double falls short of a whole micro-dollar by is not lost.
  return Math.max(-staked, Math.floor(staked * ret + 1e-6));
}
