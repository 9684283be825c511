import assert from "node:assert/strict";
import { type Feed, type FeedOptions, openFeed } from "../../../src/adapters/polymarket/feed.ts";
import { createRest } from "../../../src/adapters/polymarket/rest.ts";
import type { VenueHosts, WatchConfig } from "../../../src/adapters/polymarket/types.ts";
import { machineWall, type Wall } from "../../../src/adapters/polymarket/wall.ts";
import { millis } from "../../../src/core/types/units.ts";
import type { SourceInput, TimedInput } from "../../../src/ports.ts";
import { SourceChecker } from "../../contract/source_contract.ts";
import type { Venue } from "./venue.ts";

/** Time that runs so many times as fast as the machine's. */
export function fastWall(factor: number, start = Date.UTC(2026, 10, 22, 12)): Wall {
  const began = performance.now();
  return {
    now: () => start + (performance.now() - began) * factor,
    sleep: (ms, signal) => machineWall.sleep(ms / factor, signal),
    random: () => 0.5,
  };
}

export const watch: WatchConfig = {
  quietMs: millis(5_000),
  frozenMs: millis(15_000),
  resyncMs: millis(2_000),
  assetCheckMs: millis(60_000),
  truthMaxAgeMs: millis(900_000),
};

/** A second of the feed is 20 ms: quick, and yet no hiccup of a busy machine looks like an outage. */
export const FACTOR = 50;

/** A feed that is being read, and everything that came of it. */
export class Run {
  readonly inputs: TimedInput[] = [];
  readonly notices: string[] = [];
  readonly feed: Feed;
  readonly #abort = new AbortController();
  readonly #reading: Promise<void>;
  #failure: unknown = null;
  #gate: PromiseWithResolvers<void> | null = null;
  #awaited: NonNullable<FeedOptions["awaited"]> = () => [];
  /** Called after each batch; what it throws ends the reading. */
  heard: () => void = () => {};

  /** Sets the venue's clock to the feed's. */
  constructor(
    venue: Venue,
    hosts: VenueHosts,
    options: Partial<FeedOptions> & { fetch?: Venue["fetch"] } = {},
  ) {
    const { signal } = this.#abort;
    this.#awaited = options.awaited ?? this.#awaited;
    const clock = options.clock ?? fastWall(FACTOR);
    venue.now = () => clock.now();
    this.feed = openFeed({
      hosts,
      rest: createRest({
        hosts,
        wall: fastWall(FACTOR),
        timeoutMs: millis(3_000 * FACTOR),
        patienceMs: millis(3_000 * FACTOR),
        userAgent: "polybot/test",
        signal,
        ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
      }),
      watch,
      clock,
      select: { minVolume24h: null, query: null, tagId: null, category: null, slugs: [] },
      maxMarkets: 100,
      held: () => [],
      heartbeatMs: millis(250),
      idsPerLink: 200,
      idsPerFrame: 100,
      historyMs: millis(3_600_000),
      truthTtlMs: millis(60_000),
      discoveryEveryMs: millis(20_000),
      resolutionEveryMs: millis(3_000),
      patienceMs: millis(4_000 * FACTOR),
      signal,
      notice: (text) => this.notices.push(text),
      ...options,
    });
    this.#reading = this.#read();
  }

  async #read(): Promise<void> {
    try {
      for await (const batch of this.feed.read()) {
        this.inputs.push(...batch);
        this.heard();
        await this.#gate?.promise;
      }
    } catch (error) {
      this.#failure = error;
    }
  }

  /** Waits until something is so; fails after five seconds of the machine's time. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    for (const end = performance.now() + 5_000; !isSo();) {
      const ended = await Promise.race([
        this.#reading.then(() => true),
        machineWall.sleep(2).then(() => false),
      ]);
      if (this.#failure !== null) throw this.#failure;
      if (ended && isSo()) return;
      assert.ok(!ended, `the feed ended before: ${what}`);
      assert.ok(performance.now() < end, `it never came: ${what}; ${this.notices.join("; ")}`);
    }
  }

  kinds<K extends SourceInput["kind"]>(
    kind: K,
  ): { readonly at: number; readonly input: Extract<SourceInput, { readonly kind: K }> }[] {
    return this.inputs.flatMap(({ at, input }) =>
      // The comparison is what makes it of that kind.
      input.kind === kind
        ? [{ at, input: input as Extract<SourceInput, { readonly kind: K }> }]
        : []
    );
  }

  /** How often `kind` was said of a token. */
  count(kind: SourceInput["kind"], token: string): number {
    return this.kinds(kind).filter(({ input }) => "token" in input && input.token === token).length;
  }

  /** Reads to the end. Throws what the feed threw. */
  async end(): Promise<void> {
    await this.#reading;
    if (this.#failure !== null) throw this.#failure;
  }

  /** Keeps the reader busy with its next batch. */
  hold(): void {
    this.#gate = Promise.withResolvers();
  }

  /** Lets the reader go on. */
  release(): void {
    this.#gate?.resolve();
    this.#gate = null;
  }

  /** Ends the feed, and holds what it gave to the contract of a source. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.release();
    await this.end();
    const checker = new SourceChecker(this.#awaited());
    for (const timed of this.inputs) checker.check(timed);
  }
}

/** Runs a feed against a venue on the loopback. */
export async function withVenue(
  venue: Venue,
  run: (live: Run) => Promise<void>,
  options: ConstructorParameters<typeof Run>[2] = {},
): Promise<void> {
  const { hosts, stop } = venue.serve();
  const live = new Run(venue, hosts, options);
  try {
    await run(live);
    await live.stop();
  } finally {
    await live.stop().catch(() => {});
    await stop();
  }
}
