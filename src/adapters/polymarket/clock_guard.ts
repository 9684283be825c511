// The time of a live feed. It passes evenly, and the machine's clock, which may be set, and which a
// sleep leaves behind, is compared with it.
//
// 1. Where the two part by a step, no market is followed until the venue has said what time it is.
// 2. Time that was lost is made up at once. Time that is ahead stands still until it is caught up,
//    which a restart does better where it takes long.
// 3. What cannot be made sure ends the feed: limits of a day and exits by time hang on it.
import { ClockUnsure } from "./feed_error.ts";
import { seconds } from "./http.ts";

/** Clocks in Unix milliseconds, and who is told. */
export interface ClockGuardOptions {
  /** Is never set; right when the guard is made, as far as the machine's clock was. */
  readonly even: () => number;
  readonly machine: () => number;
  /** The venue's clock; null: it did not say. */
  readonly ask: () => Promise<number | null>;
  /** True: let no market be followed. */
  readonly hold: (held: boolean) => void;
  readonly notice: (text: string) => void;
}

/** A smaller one is a clock being trimmed. */
const STEP_MS = 2_000;
/** The venue says whole seconds, and its answer takes its time. */
const TOLERANCE_MS = 5_000;
const LONGEST_DOUBT_MS = 60_000;
const LONGEST_STILL_MS = 60_000;
const ASK_EVERY_MS = 5_000;

interface Doubt {
  readonly since: number;
  readonly step: string;
  askAt: number;
  /** How far the venue's clock is from the even one. */
  venue: number | null;
}

/** Believes the even clock until it is told otherwise. */
export class ClockGuard {
  readonly #options: ClockGuardOptions;
  /** How far the time kept is ahead of the even clock. */
  #ahead = 0;
  /** The same of the machine's clock, when it was last looked into. */
  #usual: number;
  #doubt: Doubt | null = null;

  constructor(options: ClockGuardOptions) {
    this.#options = options;
    this.#usual = this.#own();
  }

  now(): number {
    return this.#options.even() + this.#ahead;
  }

  /** Asks the venue before anything has happened. Rejects with {@link ClockUnsure}. */
  async begin(): Promise<void> {
    const { notice } = this.#options;
    const venue = await this.#ask();
    if (venue === null) return notice("The venue did not confirm the time; the machine's is kept");
    const by = this.#settle(venue);
    if (Math.abs(by) < STEP_MS) return;
    const is = by > 0 ? "slow" : "fast";
    notice(`The machine's clock is ${seconds(Math.abs(by))} ${is}; the venue's time is kept`);
  }

  /** Compares; to be called several times a second. Throws {@link ClockUnsure}. */
  check(): void {
    const step = this.#own() - this.#usual;
    const isStep = Math.abs(step) >= STEP_MS;
    if (this.#doubt === null) {
      if (!isStep) return;
      this.#doubt = this.#begins(step);
    }
    if (!isStep) return this.#ends("the machine's clock is where it was");
    if (this.#doubt.venue === null) return this.#wait(this.#doubt);
    const by = this.#settle(this.#doubt.venue);
    this.#ends(by === 0 ? "the venue's clock is as before" : `time is set by ${seconds(by)}`);
  }

  #own(): number {
    return this.#options.machine() - this.#options.even();
  }

  async #ask(): Promise<number | null> {
    const time = await this.#options.ask();
    return time === null ? null : time - this.#options.even();
  }

  /** Sets the time kept by the venue's, and more exactly by the machine's where the two agree. */
  #settle(venue: number): number {
    const own = this.#own();
    const right = [own, this.#ahead].find((one) => Math.abs(one - venue) <= TOLERANCE_MS) ?? venue;
    const by = right - this.#ahead;
    if (by < -LONGEST_STILL_MS) {
      throw new ClockUnsure(`the venue's clock is ${seconds(-by)} behind the time of this run`);
    }
    this.#ahead = right;
    this.#usual = own;
    return by;
  }

  #begins(step: number): Doubt {
    const { even, hold, notice } = this.#options;
    const way = step > 0 ? "forward" : "back";
    const said = `the machine's clock went ${way} by ${seconds(Math.abs(step))}`;
    hold(true);
    notice(`No market is followed until the venue confirms the time: ${said}`);
    return { since: even(), step: said, askAt: even(), venue: null };
  }

  #ends(how: string): void {
    this.#doubt = null;
    this.#options.hold(false);
    this.#options.notice(`Markets are followed again: ${how}`);
  }

  #wait(doubt: Doubt): void {
    const now = this.#options.even();
    if (now - doubt.since >= LONGEST_DOUBT_MS) {
      throw new ClockUnsure(`${doubt.step}, and the venue did not say what time it is`);
    }
    if (now < doubt.askAt) return;
    doubt.askAt = now + ASK_EVERY_MS;
    // An answer to a doubt that has ended is of no use.
    void this.#ask().then((venue) => doubt.venue = venue ?? doubt.venue);
  }
}
