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

/** Time that is right, or an end. */
export interface ClockGuard {
  now(): number;
  /** Asks the venue before anything has happened. Rejects with {@link ClockUnsure}. */
  begin(): Promise<void>;
  /** Compares; to be called several times a second. Throws {@link ClockUnsure}. */
  check(): void;
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

/** A guard that believes the even clock until it is told otherwise. */
export function createClockGuard(options: ClockGuardOptions): ClockGuard {
  const { even, machine, ask, hold, notice } = options;
  /** Of the time kept, of the even clock. */
  let ahead = 0;
  /** The same of the machine's clock, when it was last looked into. */
  let usual = machine() - even();
  let doubt: Doubt | null = null;

  async function asked(): Promise<number | null> {
    const time = await ask();
    return time === null ? null : time - even();
  }

  /** Sets the time kept by the venue's, and more exactly by the machine's where the two agree. */
  function settle(venue: number): number {
    const own = machine() - even();
    const right = [own, ahead].find((one) => Math.abs(one - venue) <= TOLERANCE_MS) ?? venue;
    const by = right - ahead;
    if (by < -LONGEST_STILL_MS) {
      throw new ClockUnsure(`the venue's clock is ${seconds(-by)} behind the time of this run`);
    }
    ahead = right;
    usual = own;
    return by;
  }

  function begins(step: number): Doubt {
    const way = step > 0 ? "forward" : "back";
    const said = `the machine's clock went ${way} by ${seconds(Math.abs(step))}`;
    hold(true);
    notice(`No market is followed until the venue confirms the time: ${said}`);
    return { since: even(), step: said, askAt: even(), venue: null };
  }

  function ends(how: string): void {
    doubt = null;
    hold(false);
    notice(`Markets are followed again: ${how}`);
  }

  function wait(found: Doubt): void {
    if (even() - found.since >= LONGEST_DOUBT_MS) {
      throw new ClockUnsure(`${found.step}, and the venue did not say what time it is`);
    }
    if (even() < found.askAt) return;
    found.askAt = even() + ASK_EVERY_MS;
    // An answer to a doubt that has ended is of no use.
    void asked().then((venue) => found.venue = venue ?? found.venue);
  }

  return {
    now: () => even() + ahead,
    async begin() {
      const venue = await asked();
      if (venue === null) {
        return notice("The venue did not confirm the time; the machine's is kept");
      }
      const by = settle(venue);
      if (Math.abs(by) < STEP_MS) return;
      const is = by > 0 ? "slow" : "fast";
      notice(`The machine's clock is ${seconds(Math.abs(by))} ${is}; the venue's time is kept`);
    },
    check() {
      const step = machine() - even() - usual;
      const isStep = Math.abs(step) >= STEP_MS;
      if (doubt === null) {
        if (!isStep) return;
        doubt = begins(step);
      }
      if (!isStep) return ends("the machine's clock is where it was");
      if (doubt.venue === null) return wait(doubt);
      const by = settle(doubt.venue);
      ends(by === 0 ? "the venue's clock is as before" : `time is set by ${seconds(by)}`);
    },
  };
}
