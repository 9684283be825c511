// The venue's public side as a source: finds markets, keeps their sockets up, and gives the machine
// what comes, in the order in which it came.
//
// 1. Everything is stamped by the timeline and goes through one bounded queue; what is recorded is
//    exactly what is folded, in that order.
// 2. The machine asks, this file does: nothing here judges a book.
// 3. A reader that falls behind loses connections, and is told; memory does not grow without bound.
import { millis } from "../../core/types/units.ts";
import type { Source, TimedInput } from "../../ports.ts";
import { ClockGuard } from "./clock_guard.ts";
import { countFailures } from "./count_failures.ts";
import { FeedJobs, type FeedOptions } from "./feed_jobs.ts";
import { LineQueue } from "./line_queue.ts";
import { createFold, type Fold } from "./lines.ts";
import type { LinkStatus } from "./link.ts";
import { createMachine, type Machine, type MachineStatus } from "./machine.ts";
import { parseTime } from "./parse/time.ts";
import { createPool, type SocketPool } from "./sockets.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import type { RawInput, Want } from "./types.ts";
import { nap } from "./wall.ts";

export type { FeedOptions };

/** A feed as it is now, for people. */
export interface FeedStatus {
  readonly markets: number;
  readonly links: readonly LinkStatus[];
  /** Frames that wait for the reader. */
  readonly queued: number;
  /** Frames that were dropped: too long, or more than the reader could take. */
  readonly dropped: number;
  readonly machine: MachineStatus;
}

/** A source that lives as long as its signal allows. It is read once. */
export interface Feed extends Source {
  status(): FeedStatus;
}

const PULSE_MS = 50;
const FLUSH_MS = 2_000;
/** Lines folded between two turns of the event loop. */
const MOST_LINES = 4_096;
const QUEUE = { maxFrames: 100_000, maxChars: 256 * 1024 * 1024 };
/** For sockets to be closed and requests to come back. */
const GRACE_MS = 2_000;
/** A suspended machine's sleep is no time in which a venue was silent. */
const LONGEST_STEP_MS = 5_000;

/**
 * The live feed. At the start reading throws FeedUnreachable when nothing is reached within the
 * patience, and NothingToWatch when no market is to be watched; later failures are waited out.
 */
export function openFeed(options: FeedOptions): Feed {
  const feed = new LiveFeed(options);
  return {
    info: {
      name: options.name ?? "polymarket",
      assumptions: [],
      cadenceMs: millis(1),
      credit: null,
    },
    size: null,
    position: () => feed.folded,
    read: () => feed.read(),
    status: () => feed.status(),
  };
}

class LiveFeed {
  /** Lines that the machine has seen. */
  folded = 0;
  readonly #options: FeedOptions;
  readonly #queue: LineQueue;
  readonly #timeline: Timeline;
  readonly #machine: Machine;
  readonly #fold: Fold;
  readonly #pool: SocketPool;
  readonly #jobs: FeedJobs;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  /** null: nobody sets the clock. */
  readonly #guard: ClockGuard | null;
  #inDoubt = false;
  #begun = false;
  #dropped = 0;
  #overrun = false;
  #crash: { readonly error: unknown } | null = null;
  /** Time that passes evenly, whatever is done to the clock. */
  #steady = 0;
  #clockAt: number;
  #flushAt = 0;

  constructor(options: FeedOptions) {
    const { clock, machine, notice, watch, hosts } = options;
    this.#options = options;
    this.#clockAt = clock.now();
    this.#signal = AbortSignal.any([options.signal, this.#stop.signal]);
    this.#guard = machine === undefined ? null : new ClockGuard({
      even: () => clock.now(),
      machine,
      ask: () => this.#venueTime(),
      hold: (held) => this.#holdForClock(held),
      notice,
    });
    this.#queue = new LineQueue({ ...QUEUE, ...options.queue });
    this.#timeline = createTimeline({
      now: () => this.#guard?.now() ?? clock.now(),
      heartbeatMs: options.once === true ? null : options.heartbeatMs,
      push: (timed) => this.#queue.push(timed),
      notice,
    });
    this.#machine = createMachine(watch, notice);
    this.#fold = createFold(this.#machine, options.session ?? null);
    this.#pool = createPool({
      url: hosts.marketSocket,
      connect: options.socket ?? ((url) => new WebSocket(url)),
      now: () => this.#steady,
      random: () => clock.random(),
      idsPerLink: options.idsPerLink,
      idsPerFrame: options.idsPerFrame,
      emit: (raw) => this.#hear(raw),
      notice,
      tooLong: () => this.#skip(),
    });
    this.#jobs = new FeedJobs({
      options: { ...options, rest: countFailures(options.rest, () => this.#unanswered()) },
      signal: this.#signal,
      pool: this.#pool,
      now: () => this.#timeline.now(),
      steady: () => this.#steady,
      emit: (raw) => this.#timeline.say(raw),
      crashed: (error) => this.#fail(error),
    });
  }

  async *read(): AsyncGenerator<readonly TimedInput[]> {
    if (this.#begun) throw new Error("Cannot read a feed twice: open another");
    this.#begun = true;
    const { signal, once } = this.#options;
    const wake = () => this.#queue.wake();
    signal.addEventListener("abort", wake);
    const pulse = (once === true ? this.#onePass() : this.#pulse()).catch((error) => {
      this.#fail(error);
    });
    try {
      for (;;) {
        const batch = this.#foldSome();
        if (batch === null) {
          if (this.#signal.aborted) break;
          await this.#queue.wait();
        } else if (batch.length > 0) {
          yield batch;
        }
      }
    } finally {
      signal.removeEventListener("abort", wake);
      await this.#end(pulse);
    }
    if (this.#crash !== null) throw this.#crash.error;
  }

  status(): FeedStatus {
    return {
      markets: this.#jobs.markets,
      links: this.#pool.status(),
      queued: this.#queue.frames,
      dropped: this.#dropped,
      machine: this.#machine.status(),
    };
  }

  /** null: nothing waits. */
  #foldSome(): readonly TimedInput[] | null {
    const lines = this.#queue.take(MOST_LINES);
    if (lines.length === 0) return null;
    const batch: TimedInput[] = [];
    for (const timed of lines) {
      this.#options.record?.write(timed);
      this.#fold(timed, batch);
    }
    this.folded += lines.length;
    for (const want of this.#machine.wants()) this.#perform(want);
    return batch;
  }

  #perform(want: Want): void {
    if (this.#options.once === true) return;
    if (want.kind === "books") this.#jobs.fetchBooks(want.tokens);
    else this.#pool.recycle(want.link, want.reason);
  }

  async #pulse(): Promise<void> {
    await this.#guard?.begin();
    this.#jobs.begin();
    do {
      this.#advance();
      this.#guard?.check();
      // What is said late is made up by the timeline, once there is room again.
      if (!this.#queue.isFull) this.#timeline.pass();
      if (this.#overrun && this.#queue.isRelieved) this.#resume();
      this.#pool.tick();
      this.#jobs.due();
      if (this.#steady < this.#flushAt) continue;
      this.#flushAt = this.#steady + FLUSH_MS;
      this.#options.record?.flush();
    } while (await nap(this.#options.clock, PULSE_MS, this.#signal));
  }

  async #onePass(): Promise<void> {
    await this.#guard?.begin();
    await this.#jobs.onePass();
    if (!this.#signal.aborted) this.#timeline.say({ kind: "heartbeat" });
    this.#stop.abort();
    this.#queue.wake();
  }

  #advance(): void {
    const now = this.#options.clock.now();
    this.#steady += Math.min(LONGEST_STEP_MS, Math.max(0, now - this.#clockAt));
    this.#clockAt = now;
  }

  #hear(raw: RawInput): void {
    if (raw.kind !== "frame" || !this.#queue.isFull) return this.#timeline.say(raw);
    this.#skip();
    if (!this.#overrun) {
      this.#overrun = true;
      this.#hold();
      this.#options.notice(
        `The reader fell behind by ${this.#queue.frames} messages: ` +
          "connections are closed until it has caught up",
      );
    }
    // A book that missed a message is wrong until its next snapshot.
    this.#pool.recycle(raw.link, "the reader fell behind");
  }

  #resume(): void {
    this.#overrun = false;
    this.#hold();
    this.#options.notice("The reader has caught up: connections are opened again");
  }

  #holdForClock(held: boolean): void {
    this.#inDoubt = held;
    this.#hold();
    // Without a connection there is no book, and without a book no order.
    if (held) this.#pool.recycleAll("the time was in doubt");
  }

  #hold(): void {
    this.#pool.hold(this.#overrun || this.#inDoubt);
  }

  async #venueTime(): Promise<number | null> {
    const body = await this.#options.rest.time();
    if (!body.ok) return null;
    const time = parseTime(body.value);
    return time.ok ? time.value : null;
  }

  #skip(): void {
    this.#dropped++;
    this.#timeline.say({ kind: "skipped", reason: "tooLong", count: 1 });
  }

  /** A venue that was never reached is an error of the start and no gap in what it said. */
  #unanswered(): void {
    if (this.#jobs.markets === 0 || this.#signal.aborted) return;
    this.#timeline.say({ kind: "skipped", reason: "unanswered", count: 1 });
  }

  #fail(error: unknown): void {
    this.#crash ??= { error };
    this.#stop.abort();
    this.#queue.wake();
  }

  async #end(pulse: Promise<void>): Promise<void> {
    this.#stop.abort();
    const grace = new AbortController();
    const closed = Promise.all([pulse, this.#jobs.settled(), this.#pool.close()]);
    await Promise.race([closed, nap(this.#options.clock, GRACE_MS, grace.signal)]);
    grace.abort();
    this.#options.record?.close();
  }
}
