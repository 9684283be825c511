// What the dashboard knows beyond the ledger: the markets as the tape tells of them.
//
// 1. It runs where the pages are served, never in the trader's loop, and holds no keys.
// 2. A call takes a few milliseconds: whoever follows calls again until there is nothing more.
// 3. Memory is bounded: 120 points a market, and a few spikes that were asked for last.
import type { EngineConfig } from "../../core/types/config.ts";
import type { MarketId } from "../../core/types/ids.ts";
import type { Signal } from "../../core/types/signal.ts";
import { twiceMid } from "../../core/book.ts";
import { type Millis, millis } from "../../core/types/units.ts";
import { marketsReport, type TapeReading } from "../../report/markets.ts";
import type { Observed } from "../../report/observed.ts";
import type { TableReport } from "../../report/report.ts";
import { type MarketFold, openMarketFold } from "./market_fold.ts";
import { openSpark, type Spark } from "./spark.ts";
import { spanAround } from "./spike.ts";
import { openSpikeQueue, type SpikeQueue } from "./spike_queue.ts";
import { firstTape, openTapeTail, type TapeTail } from "./tail.ts";

const SPARK_MS = 2 * 3_600_000;
const SLICE_MS = 4;
const KEPT_SPIKES = 16;
/** A spike that is not over yet is read again once its market went on for so long. */
const FRESH_MS = 10_000;

/** Times and turns of the process it runs in. */
export interface FollowerOptions {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Lets others run. */
  turn(): Promise<void>;
  /** What one call may take; a block of the tape is not divided. */
  readonly sliceMs?: number;
}

/** A reader of the tapes in a folder that may still grow, or not be there yet. */
export interface TapeFollower {
  /** Reads on for some milliseconds; true when there is more to read at once. */
  poll(): boolean;
  /** The last time on the tape so far, by the venue's clock; null before the first. */
  readonly at: Millis | null;
  /** Behind until it came to the tape's end once; failed from the first poll that threw. */
  readonly reading: TapeReading;
  /** The report "markets", ages as of the tape's own time. */
  markets(): TableReport;
  /**
   * One market around a signal; null when no tape holds it. Reads the tape again in slices. Rejects
   * with TryAgain when too many others are asked for before its turn.
   */
  observed(signal: Pick<Signal, "market" | "at">): Promise<Observed | null>;
  close(): void;
}

const machine: FollowerOptions = {
  now: () => performance.now(),
  turn: () => new Promise((resolve) => setTimeout(resolve, 0)),
};

/** Follows the tapes in `folder`; `config` is the run's own until a session on them says another. */
export function openTapeFollower(
  folder: string,
  config: EngineConfig,
  options: FollowerOptions = machine,
): TapeFollower {
  return new FolderFollower(folder, config, options);
}

/** Follows until the signal: reads on at once while there is more, else after `pauseMs`. */
export async function keepFollowing(
  follower: TapeFollower,
  { signal, pauseMs = 500 }: { readonly signal: AbortSignal; readonly pauseMs?: number },
): Promise<void> {
  while (!signal.aborted) {
    const more = follower.poll();
    await pause(more ? 0 : pauseMs, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}

interface KeptSpike {
  readonly readAt: number;
  readonly observed: Promise<Observed | null>;
}

class FolderFollower implements TapeFollower {
  readonly #folder: string;
  readonly #options: FollowerOptions;
  readonly #fold: MarketFold;
  readonly #sparks = new Map<MarketId, Spark>();
  readonly #spikes = new Map<string, KeptSpike>();
  #tail: TapeTail | null = null;
  #at: Millis | null = null;
  #isRead: TapeReading = { kind: "behind" };
  readonly #queue: SpikeQueue;

  constructor(folder: string, config: EngineConfig, options: FollowerOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#fold = openMarketFold(config);
    this.#queue = openSpikeQueue(folder, { ...options, config: () => this.#fold.state.config });
  }

  get at(): Millis | null {
    return this.#at;
  }

  get reading(): TapeReading {
    return this.#isRead;
  }

  poll(): boolean {
    try {
      return this.#poll();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#isRead = { kind: "failed", why };
      throw error;
    }
  }

  #poll(): boolean {
    this.#tail ??= openTapeTail(this.#folder, firstTape(this.#folder, null));
    const end = this.#options.now() + (this.#options.sliceMs ?? SLICE_MS);
    do {
      const inputs = this.#tail.next();
      if (inputs === null) {
        this.#isRead = { kind: "current" };
        return false;
      }
      for (const timed of inputs) {
        if (this.#fold.take(timed)) this.#sample(timed.at);
        this.#at = timed.at;
      }
    } while (this.#options.now() < end);
    return true;
  }

  markets(): TableReport {
    const { markets, config } = this.#fold.state;
    const spark = (market: MarketId) => this.#sparks.get(market)?.values() ?? [];
    const at = this.#at ?? millis(0);
    return marketsReport({ markets: markets.values(), spark, config, at, reading: this.#isRead });
  }

  observed(signal: Pick<Signal, "market" | "at">): Promise<Observed | null> {
    const key = `${signal.at} ${signal.market}`;
    const known = this.#spikes.get(key);
    const now = this.#at ?? 0;
    if (known !== undefined) {
      const isWhole = known.readAt > spanAround(signal.at).to;
      if (isWhole || now - known.readAt < FRESH_MS) return known.observed;
    }
    const observed = this.#queue.read(signal);
    observed.catch(() => {
      if (this.#spikes.get(key)?.observed === observed) this.#spikes.delete(key);
    });
    this.#spikes.delete(key);
    this.#spikes.set(key, { readAt: now, observed });
    for (const oldest of this.#spikes.keys()) {
      if (this.#spikes.size <= KEPT_SPIKES) break;
      this.#spikes.delete(oldest);
    }
    return observed;
  }

  close(): void {
    this.#tail?.close();
    this.#tail = null;
  }

  #sample(at: Millis): void {
    const { markets } = this.#fold.state;
    for (const [id, { book }] of markets) {
      const twice = twiceMid(book);
      if (twice === null) continue;
      let spark = this.#sparks.get(id);
      if (spark === undefined) this.#sparks.set(id, spark = openSpark(SPARK_MS));
      spark.add(at, twice / 2);
    }
    // Markets of a session that is over; those it listed again kept their line.
    if (this.#sparks.size <= 2 * markets.size + KEPT_SPIKES) return;
    for (const id of this.#sparks.keys()) if (!markets.has(id)) this.#sparks.delete(id);
  }
}
