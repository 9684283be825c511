// What a feed does beside listening: it looks for markets, warms them up, keeps their parameters
// fresh, asks how they ended, and fetches the books that the machine wants.
import type { SessionInput } from "../../core/types/event.ts";
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import { type Millis, millis } from "../../core/types/units.ts";
import { backoffMs, usualBackoff } from "./backoff.ts";
import { Discovery, subscribable, type Tracked } from "./discovery.ts";
import { FeedUnreachable, NothingToWatch } from "./feed_error.ts";
import { inLanes } from "./lanes.ts";
import type { QueueBounds } from "./line_queue.ts";
import { newLinkId, type VenueSocket } from "./link.ts";
import { parseResolutions } from "./parse/resolutions.ts";
import type { RawSink } from "./raw_tape.ts";
import type { Rest, RestFailure } from "./rest.ts";
import { emptyBecause, type Select } from "./select.ts";
import type { SocketPool } from "./sockets.ts";
import type { RawInput, RestName, VenueHosts, WatchConfig } from "./types.ts";
import { nap, type Wall } from "./wall.ts";

export interface FeedOptions {
  /** "polymarket" where not given. */
  readonly name?: string;
  readonly hosts: VenueHosts;
  readonly rest: Rest;
  readonly watch: WatchConfig;
  /** Its time is the time of events, unless the venue's says otherwise where `machine` is given. */
  readonly clock: Wall;
  /** The machine's clock in Unix milliseconds, to be watched; absent where the time is made up. */
  readonly machine?: () => number;
  readonly select: Select;
  readonly maxMarkets: number;
  /** Markets in which something is held, asked anew each time. */
  readonly held: () => readonly MarketId[];
  /** Markets of which nothing but the end is waited for: they need not be watched. None if not given. */
  readonly awaited?: () => readonly MarketId[];
  readonly heartbeatMs: Millis;
  readonly idsPerLink: number;
  readonly idsPerFrame: number;
  /** Prices before the start to warm up on; 0: none. */
  readonly historyMs: Millis;
  readonly truthTtlMs: Millis;
  readonly discoveryEveryMs: Millis;
  readonly resolutionEveryMs: Millis;
  /** How long the start may go without reaching anything. */
  readonly patienceMs: Millis;
  /** The runtime's `WebSocket` where not given. */
  readonly socket?: (url: string) => VenueSocket;
  /** Whoever takes up an account says so before anything else; none for those who only look. */
  readonly session?: SessionInput;
  /** Closed with the feed. */
  readonly record?: RawSink;
  /** One look by REST, no socket; one heartbeat ends it. */
  readonly once?: boolean;
  /** Of what waits for the reader; 100,000 frames and 256 Mi characters where not given. */
  readonly queue?: QueueBounds;
  readonly signal: AbortSignal;
  readonly notice: (text: string) => void;
}

interface Setting {
  readonly options: FeedOptions;
  readonly signal: AbortSignal;
  readonly pool: SocketPool;
  /** Time of events. */
  readonly now: () => Millis;
  /** Time that passes evenly. */
  readonly steady: () => number;
  readonly emit: (raw: RawInput) => void;
  readonly crashed: (error: unknown) => void;
}

const HISTORY_LANES = 4;
const HISTORY_BUCKET_S = 60;
const BOOKS_AT_ONCE = 500;

type JobName = "find" | "refresh" | "resolutions" | "books";

/** The jobs of one feed; of each kind one is under way at a time. */
export class FeedJobs {
  readonly #setting: Setting;
  readonly #discovery: Discovery;
  readonly #running = new Map<JobName, Promise<void>>();
  readonly #failing = new Set<JobName>();
  readonly #wantedBooks = new Set<TokenId>();
  #findAt = Infinity;
  #refreshAt = 0;
  #resolutionsAt: number;
  #subscribedAt: number | null = null;

  constructor(setting: Setting) {
    const { options, signal, pool, now, emit } = setting;
    this.#setting = setting;
    this.#resolutionsAt = options.resolutionEveryMs;
    this.#discovery = new Discovery({
      rest: options.rest,
      now,
      select: options.select,
      maxMarkets: options.maxMarkets,
      held: options.held,
      truthTtlMs: options.truthTtlMs,
      emit,
      dropped: (markets) => pool.remove(markets.flatMap(({ gamma }) => gamma.tokens)),
      // What fails before anything was reached is told once, and at the end.
      notice: (text) => {
        if (this.markets > 0) options.notice(text);
      },
      signal,
    });
  }

  get markets(): number {
    return this.#discovery.tracked.size;
  }

  begin(): void {
    this.#start("find", () => this.#firstFind());
  }

  /** Starts what is due. */
  due(): void {
    const { options, steady, pool } = this.#setting;
    const now = steady();
    if (now >= this.#findAt) {
      this.#findAt = now + options.discoveryEveryMs;
      this.#start("find", async () => {
        await this.#discovery.pass((markets) => this.#take(markets));
      });
    }
    if (now >= this.#refreshAt && this.markets > 0) {
      // They were all read at the start; two looks in the time of each spread them out.
      this.#refreshAt = now + options.truthTtlMs / this.markets / 2;
      this.#start("refresh", () => this.#discovery.refreshOldest());
    }
    if (now >= this.#resolutionsAt) {
      this.#resolutionsAt = now + options.resolutionEveryMs;
      this.#start("resolutions", () => this.#askResolutions());
    }
    const waited = this.#subscribedAt === null ? 0 : now - this.#subscribedAt;
    if (waited >= options.patienceMs && !pool.wasOpen()) {
      const { host } = new URL(options.hosts.marketSocket);
      this.#setting.crashed(new FeedUnreachable(host, pool.lastLoss() || "no connection"));
    }
  }

  /** Fetches books for the machine. */
  fetchBooks(tokens: readonly TokenId[]): void {
    for (const token of tokens) this.#wantedBooks.add(token);
    this.#start("books", () => this.#askBooks());
  }

  /** Discovery, history and books, once. */
  async onePass(): Promise<void> {
    this.#start("find", async () => {
      await this.#firstFind();
      const markets = [...this.#discovery.tracked.values()];
      const tokens = markets.flatMap((market) => subscribable(market) ?? []);
      if (tokens.length === 0) return;
      // To the machine the one look is a connection: a book that came over none is nobody's.
      this.#setting.emit({ kind: "opened", link: newLinkId(), tokens });
      await this.#booksOf(tokens);
    });
    await this.settled();
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  #start(name: JobName, job: () => Promise<void>): void {
    const { signal, crashed } = this.#setting;
    if (this.#running.has(name) || signal.aborted) return;
    const running = job().catch(crashed).finally(() => this.#running.delete(name));
    this.#running.set(name, running);
  }

  async #firstFind(): Promise<void> {
    const { options, signal, steady } = this.#setting;
    const begun = steady();
    let first: RestFailure | null = null;
    for (let failures = 1; !signal.aborted; failures++) {
      const { tally, failure } = await this.#discovery.pass((markets) => this.#take(markets));
      if (signal.aborted) return;
      this.#findAt = steady() + options.discoveryEveryMs;
      if (this.markets > 0) return;
      if (failure === null) throw new NothingToWatch(emptyBecause(tally, options.select));
      if (first === null) this.#notice(`${failure.detail}; trying on for a while`);
      first ??= failure;
      const wait = backoffMs(failures, options.clock.random(), usualBackoff);
      const isOver = options.once === true || steady() - begun + wait >= options.patienceMs;
      if (isOver) throw new FeedUnreachable(first.host, reasonOf(first));
      await nap(options.clock, wait, signal);
    }
  }

  /** Warms new markets up, then subscribes to them. */
  async #take(markets: readonly Tracked[]): Promise<void> {
    const { options, pool, signal } = this.#setting;
    const pairs = markets.map(subscribable).filter((pair) => pair !== null);
    if (options.historyMs > 0) await this.#warmUp(pairs.map(([yes]) => yes));
    if (options.once === true || signal.aborted || pairs.length === 0) return;
    this.#subscribedAt ??= this.#setting.steady();
    pool.add(pairs);
  }

  async #warmUp(tokens: readonly TokenId[]): Promise<void> {
    const { options, now, signal } = this.#setting;
    const failures = await inLanes(tokens, HISTORY_LANES, async (token) => {
      if (signal.aborted) return null;
      const to = now();
      const from = millis(to - options.historyMs);
      const history = await options.rest.history(token, from, to, HISTORY_BUCKET_S);
      if (history.ok) this.#emit("history", token, history.value.body);
      return history.ok ? null : history.error.detail;
    });
    const failed = failures.filter((detail) => detail !== null);
    if (failed.length === 0) return;
    this.#notice(`${failed[0]}; ${failed.length} of ${tokens.length} markets begin without a past`);
  }

  async #askBooks(): Promise<void> {
    while (this.#wantedBooks.size > 0 && !this.#setting.signal.aborted) {
      const tokens = [...this.#wantedBooks].slice(0, BOOKS_AT_ONCE);
      for (const token of tokens) this.#wantedBooks.delete(token);
      await this.#booksOf(tokens);
    }
  }

  async #booksOf(tokens: readonly TokenId[]): Promise<void> {
    for (const body of await this.#setting.options.rest.books(tokens)) {
      this.#note("books", body.ok ? null : `${body.error.detail}; books stay unread`);
      if (body.ok) this.#emit("books", "", body.value);
    }
  }

  async #askResolutions(): Promise<void> {
    const { rest, awaited } = this.#setting.options;
    const ids = [...this.#discovery.unsettled(), ...awaited?.() ?? []];
    if (ids.length === 0) return;
    for (const body of await rest.resolutions(ids)) {
      const so = "how markets ended stays unread";
      this.#note("resolutions", body.ok ? null : `${body.error.detail}; ${so}`);
      if (!body.ok) continue;
      const resolutions = parseResolutions(body.value);
      if (resolutions.ok) this.#discovery.settle(resolutions.value);
      this.#emit("resolutions", "", body.value);
    }
  }

  #emit(name: RestName, key: string, body: string): void {
    if (this.#setting.signal.aborted) return;
    this.#setting.emit({ kind: "rest", name, key, body });
  }

  /** Says the first failure of a row of them. */
  #note(job: JobName, failure: string | null): void {
    if (failure !== null && !this.#failing.has(job)) this.#notice(failure);
    if (failure === null) this.#failing.delete(job);
    else this.#failing.add(job);
  }

  #notice(text: string): void {
    if (!this.#setting.signal.aborted) this.#setting.options.notice(text);
  }
}

/** Without the host's name, which stands before it. */
function reasonOf({ host, detail }: RestFailure): string {
  return detail.startsWith(`${host}: `) ? detail.slice(host.length + 2) : detail;
}
