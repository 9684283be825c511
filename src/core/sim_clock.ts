import type { Millis } from "./types/units.ts";

interface Timer {
  readonly due: Millis;
  readonly run: () => void;
}

/**
 * A clock that stands still until it is moved. Timers run inside {@link SimClock.advanceTo}, each
 * at its exact due time and those of one time in the order they were set, so a run depends on
 * nothing but its inputs.
 */
export class SimClock {
  #now: Millis;
  #running = false;
  // Latest first, so that the next timer is at the end and a new one mostly near the front.
  readonly #timers: Timer[] = [];

  constructor(start: Millis) {
    this.#now = start;
  }

  now(): Millis {
    return this.#now;
  }

  /** Throws RangeError for a delay that is negative or not whole: an event is never in the past. */
  after(delay: Millis, run: () => void): { cancel(): void } {
    if (!Number.isSafeInteger(delay) || delay < 0) {
      throw new RangeError(`Cannot set a timer: delay ${delay}, wanted whole and not negative`);
    }
    const timer: Timer = { due: (this.#now + delay) as Millis, run };
    this.#timers.splice(this.#place(timer.due), 0, timer);
    return { cancel: () => this.#remove(timer) };
  }

  /** Due time of the next timer; null when none is set. */
  nextDue(): Millis | null {
    return this.#timers.at(-1)?.due ?? null;
  }

  /**
   * Moves to `at` and runs every timer due on the way, `at` included, with the clock at the timer's
   * time; timers set meanwhile run too when due. Throws RangeError for a time that has passed, and
   * Error when called by a timer.
   */
  advanceTo(at: Millis): void {
    if (this.#running) throw new Error("Cannot advance the clock: a timer of it is running");
    if (!(at >= this.#now)) {
      throw new RangeError(`Cannot advance the clock to ${at}: it is ${this.#now} already`);
    }
    // Nearly every move of a replay passes no timer.
    if (this.#timers.length > 0) this.#runUntil(at);
    this.#now = at;
  }

  /** Moves to `at` without running what was due: the process that set those timers has ended. */
  jumpTo(at: Millis): void {
    this.#timers.length = 0;
    this.advanceTo(at);
  }

  #runUntil(at: Millis): void {
    this.#running = true;
    try {
      let next = this.#timers.at(-1);
      while (next !== undefined && next.due <= at) {
        this.#timers.pop();
        this.#now = next.due;
        next.run();
        next = this.#timers.at(-1);
      }
    } finally {
      this.#running = false;
    }
  }

  /** First index whose timer is due no later than `due`: a new timer runs after its equals. */
  #place(due: Millis): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#timers[middle]?.due ?? 0) > due) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #remove(timer: Timer): void {
    const index = this.#timers.indexOf(timer);
    if (index >= 0) this.#timers.splice(index, 1);
  }
}
