// The price around which an event's markets are quoted, in log-odds: what chance adds, moves that
// stay, and moves that pass. The outcomes of a family share one whole: their prices add to 1.
import { logit, sigmoid } from "../../core/math/logit.ts";
import type { Rng } from "../../core/math/rng.ts";
import { normal } from "./chance.ts";

/** A move of one outcome, in log-odds. */
export interface Shift {
  readonly at: number;
  /** From `at` to the far end, evenly. */
  readonly riseMs: number;
  readonly stays: number;
  /** Comes with the rest and then halves every `halfLifeMs`. */
  readonly passes: number;
  readonly halfLifeMs: number;
}

const HOUR_MS = 3_600_000;
/** A passing move this small, in log-odds, is over: a quarter of a cent at 0.50. */
const OVER = 0.01;

/** Fair prices of one event. */
export class FairPrice {
  // Single: the log-odds. Family: logarithms of weights; a shift of one moves its log-odds as far.
  readonly #scores: number[];
  readonly #updatedAt: number[];
  readonly #volatility: number;
  readonly #shifts: Shift[][];
  #shifted = 0;

  constructor(
    { scores, volatility, now }: {
      readonly scores: readonly number[];
      /** Deviation after an hour. */
      readonly volatility: number;
      readonly now: number;
    },
  ) {
    this.#scores = [...scores];
    this.#updatedAt = scores.map(() => now);
    this.#volatility = volatility;
    this.#shifts = scores.map(() => []);
  }

  /** Fair value of YES of an outcome, in (0, 1). */
  at(outcome: number, now: number): number {
    if (this.#scores.length === 1) return sigmoid(this.#score(0, now));
    const own = this.#score(outcome, now);
    let others = 0;
    for (let i = 0; i < this.#scores.length; i++) {
      if (i !== outcome) others += Math.exp(this.#score(i, now) - own);
    }
    return 1 / (1 + others);
  }

  /** Lets chance work on an outcome until `now`. */
  wander(outcome: number, now: number, draw: Rng): void {
    const elapsed = now - (this.#updatedAt[outcome] ?? now);
    this.#updatedAt[outcome] = now;
    if (this.#volatility === 0 || elapsed <= 0) return;
    const step = this.#volatility * Math.sqrt(elapsed / HOUR_MS) * normal(draw);
    this.#scores[outcome] = (this.#scores[outcome] ?? 0) + step;
  }

  /** Adds a move of an outcome. */
  shift(outcome: number, shift: Shift): void {
    this.#shifts[outcome]?.push(shift);
    this.#shifted += 1;
  }

  /** True while a move is under way; moves that are over become part of the price. */
  isMoving(now: number): boolean {
    if (this.#shifted === 0) return false;
    for (let i = 0; i < this.#scores.length; i++) this.#settle(i, now);
    return this.#shifted > 0;
  }

  #settle(outcome: number, now: number): void {
    const shifts = this.#shifts[outcome] ?? [];
    const over = (shift: Shift) =>
      now >= shift.at + shift.riseMs && Math.abs(passing(shift, now)) < OVER;
    const left = shifts.filter((shift) => !over(shift));
    if (left.length === shifts.length) return;
    for (const shift of shifts) {
      if (over(shift)) this.#scores[outcome] = (this.#scores[outcome] ?? 0) + shift.stays;
    }
    this.#shifts[outcome] = left;
    this.#shifted -= shifts.length - left.length;
  }

  #score(outcome: number, now: number): number {
    let score = this.#scores[outcome] ?? 0;
    if (this.#shifted === 0) return score;
    for (const shift of this.#shifts[outcome] ?? []) {
      score += shift.stays * risen(shift, now) + passing(shift, now);
    }
    return score;
  }
}

/** The shift by which a price goes from `from` to `peak`, and back by a share of that way. */
export function shiftTo(
  { from, peak, reverts }: {
    readonly from: number;
    readonly peak: number;
    readonly reverts: number;
  },
  timing: Pick<Shift, "at" | "riseMs" | "halfLifeMs">,
): Shift {
  const end = logit(peak - reverts * (peak - from));
  return { ...timing, stays: end - logit(from), passes: logit(peak) - end };
}

function risen({ at, riseMs }: Shift, now: number): number {
  if (now <= at) return riseMs === 0 && now === at ? 1 : 0;
  return Math.min(1, (now - at) / riseMs);
}

function passing(shift: Shift, now: number): number {
  if (shift.passes === 0) return 0;
  const since = now - shift.at - shift.riseMs;
  return shift.passes * risen(shift, now) * (since <= 0 ? 1 : 2 ** (-since / shift.halfLifeMs));
}
