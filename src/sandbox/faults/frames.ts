// What stands between a channel and one connection: the faults of frames. Answers such as PONG do
// not pass here, so a frozen connection stays alive.
import type { Millis } from "../../core/types/units.ts";
import type { SandboxClock } from "../types.ts";
import type { Faults, Subject } from "./switchboard.ts";

/** What a frame is about, for the scope of faults. */
export interface FrameSubject {
  readonly markets: readonly string[];
  readonly tokens: readonly string[];
}

/** The way of frames to one connection. */
export interface FramePath {
  send(text: string, about: FrameSubject): void;
  /** Forgets what is still on its way. */
  stop(): void;
}

export interface FramePathOptions {
  readonly link: number;
  readonly channel: "market" | "user";
  readonly faults: Faults;
  readonly clock: SandboxClock;
  readonly send: (text: string) => void;
}

const HELD_MS = 1_000 as Millis;

export function createFramePath(options: FramePathOptions): FramePath {
  return new Path(options);
}

class Path implements FramePath {
  readonly #options: FramePathOptions;
  readonly #timers: Set<{ cancel(): void }> = new Set();
  /** A frame that waits for the next one to overtake it. */
  #held: { readonly text: string; readonly timer: { cancel(): void } } | null = null;
  /** When the last delayed frame arrives: none may arrive before it. */
  #busyUntil = 0;

  constructor(options: FramePathOptions) {
    this.#options = options;
  }

  send(text: string, about: FrameSubject): void {
    const { faults, link, channel } = this.#options;
    if (!faults.anyOfFrames()) {
      this.#inOrder(text);
      return;
    }
    const subject: Subject = { ...about, link, channel };
    if (faults.strikes("freeze", subject) !== null) return;
    if (faults.strikes("drop", subject) !== null) return;
    const half = faults.strikes("garbage", subject) !== null;
    const said = half ? text.slice(0, Math.ceil(text.length / 2)) : text;
    const delay = faults.strikes("delay", subject)?.ms ?? 0;
    if (this.#held === null && faults.strikes("reorder", subject) !== null) {
      this.#hold(said, delay);
      return;
    }
    this.#inOrder(said, delay);
    if (faults.strikes("duplicate", subject) !== null) this.#deliver(said, delay);
  }

  stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    this.#held?.timer.cancel();
    this.#held = null;
  }

  /** Sends a frame, and after it the one it has overtaken. */
  #inOrder(text: string, delay: number = 0): void {
    this.#deliver(text, delay);
    const held = this.#held;
    if (held === null) return;
    this.#held = null;
    held.timer.cancel();
    this.#deliver(held.text, delay);
  }

  #hold(text: string, delay: number): void {
    const timer = this.#options.clock.after(HELD_MS, () => {
      this.#held = null;
      this.#deliver(text, delay);
    });
    this.#held = { text, timer };
  }

  #deliver(text: string, delay: number): void {
    const { clock, send } = this.#options;
    const now = clock.now();
    const due = Math.max(now + delay, this.#busyUntil);
    if (due <= now) {
      send(text);
      return;
    }
    this.#busyUntil = due;
    const timer = clock.after(due - now as Millis, () => {
      this.#timers.delete(timer);
      send(text);
    });
    this.#timers.add(timer);
  }
}
