// Chooses the markets to watch and keeps what is known of them fresh. What it read goes to the
// machine as it came; what is kept here is only what choosing needs.
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import type { Millis } from "../../core/types/units.ts";
import { inLanes } from "./lanes.ts";
import { parseMarketsPage } from "./parse/gamma.ts";
import { parseTruth, truthRefusal } from "./parse/truth.ts";
import type { Rest, RestFailure } from "./rest.ts";
import { isTraded, isWanted, newTally, queriesOf, type Select, type Tally } from "./select.ts";
import type { GammaMarket, MarketRefusal, RawInput, Resolution } from "./types.ts";

export interface DiscoveryOptions {
  readonly rest: Pick<Rest, "markets" | "truth">;
  readonly now: () => Millis;
  readonly select: Select;
  /** Markets at one time; held ones come on top where they must. */
  readonly maxMarkets: number;
  /** Markets in which something is held: watched whatever they are. */
  readonly held: () => readonly MarketId[];
  readonly truthTtlMs: Millis;
  readonly emit: (raw: RawInput) => void;
  /** These are watched no more, to make room. */
  readonly dropped: (markets: readonly Tracked[]) => void;
  readonly notice: (text: string) => void;
  readonly signal: AbortSignal;
}

/** A market that is watched. */
export interface Tracked {
  readonly gamma: GammaMarket;
  /** By the CLOB; "unread": it could not be asked. */
  readonly refusal: MarketRefusal | "unread" | null;
  /** When the CLOB was last asked. */
  readonly truthAt: number;
  readonly resolved: boolean;
}

/** What one look at the venue came to. */
export interface Pass {
  readonly tally: Tally;
  /** The last thing that failed; null: nothing did. */
  readonly failure: RestFailure | null;
}

const TRUTH_LANES = 6;
/** A market whose truth could not be read is asked again after this. */
const RETRY_MS = 30_000;
/** Failures in a row, or of one pass, that are told one by one. */
const MOST_TOLD = 3;

/** The markets that are watched. */
export class Discovery {
  readonly #options: DiscoveryOptions;
  readonly #tracked = new Map<MarketId, Tracked>();
  #tally: Tally = newTally();
  #failure: RestFailure | null = null;
  #told = 0;
  #missingTold = "";

  constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  get tracked(): ReadonlyMap<MarketId, Tracked> {
    return this.#tracked;
  }

  /** Looks at the venue; `found` is done with each group of new markets before the next is read. */
  async pass(found: (markets: readonly Tracked[]) => Promise<void>): Promise<Pass> {
    this.#tally = newTally();
    this.#failure = null;
    this.#told = 0;
    const { select, signal } = this.#options;
    await this.#refreshKnown();
    for (const group of await this.#findHeld()) await found(group);
    for (const query of queriesOf(select)) {
      if (signal.aborted || this.#room() <= 0) break;
      await this.#readPages(query, found);
    }
    return { tally: this.#tally, failure: this.#failure };
  }

  /** Asks the CLOB about the market that was not asked about for longest, when that is too long. */
  async refreshOldest(): Promise<void> {
    const { now, truthTtlMs } = this.#options;
    let oldest: Tracked | null = null;
    for (const market of this.#tracked.values()) {
      if (market.resolved || (oldest !== null && oldest.truthAt <= market.truthAt)) continue;
      oldest = market;
    }
    if (oldest === null || now() - oldest.truthAt < truthTtlMs) return;
    const { gamma } = oldest;
    const truth = await this.#truth(gamma);
    if (truth.body !== null) this.#told = 0;
    if (!this.#tracked.has(gamma.id)) return;
    if (truth.body !== null) this.#emit("truth", gamma.id, truth.body);
    // What was known stands until it is known better.
    const refusal = truth.body === null ? oldest.refusal : truth.refusal;
    const truthAt = truth.body === null ? now() - truthTtlMs + RETRY_MS : now();
    this.#update(gamma.id, { refusal, truthAt });
  }

  /** Markets whose end is awaited: held, past their end, or no longer tradeable. */
  unsettled(): readonly MarketId[] {
    const held = new Set(this.#options.held());
    const now = this.#options.now();
    return [...this.#tracked.values()]
      .filter((market) => {
        const { endAt, id } = market.gamma;
        return !market.resolved &&
          (held.has(id) || !isTradeable(market) || (endAt !== null && endAt <= now));
      })
      .map(({ gamma }) => gamma.id);
  }

  /** Notes which markets have ended. */
  settle(resolutions: readonly Resolution[]): void {
    for (const { market, payouts } of resolutions) {
      if (payouts !== null) this.#update(market, { resolved: true });
    }
  }

  #update(id: MarketId, change: Partial<Tracked>): void {
    const market = this.#tracked.get(id);
    if (market !== undefined) this.#tracked.set(id, { ...market, ...change });
  }

  /** Reads again what Gamma says of the watched: volumes change, and a market may have closed. */
  async #refreshKnown(): Promise<void> {
    const left = new Set(this.#tracked.keys());
    for (const { gamma, resolved } of this.#tracked.values()) if (resolved) left.delete(gamma.id);
    // Gamma leaves out closed markets unless they are asked for.
    for (const closed of [false, true]) {
      if (left.size === 0) return;
      const query = { ids: [...left], closed, maxPages: left.size };
      for await (const body of this.#options.rest.markets(query)) {
        if (!body.ok) return this.#failed(body.error, "what is known of markets grows old");
        for (const gamma of this.#marketsOf(body.value)) {
          left.delete(gamma.id);
          this.#update(gamma.id, { gamma });
        }
        this.#emit("markets", "", body.value);
      }
    }
  }

  async #findHeld(): Promise<readonly (readonly Tracked[])[]> {
    const groups: (readonly Tracked[])[] = [];
    for (const closed of [false, true]) {
      const ids = this.#missing();
      if (ids.length === 0) break;
      const query = { ids, closed, maxPages: ids.length };
      for await (const body of this.#options.rest.markets(query)) {
        if (!body.ok) this.#failed(body.error, "held markets are not found");
        if (!body.ok) break;
        const markets = this.#marketsOf(body.value).filter(({ id }) => ids.includes(id));
        if (markets.length > 0) this.#emit("markets", "", body.value);
        groups.push(await this.#admit(markets, "held"));
      }
    }
    const missing = this.#missing().join(", ");
    if (missing !== "" && missing !== this.#missingTold) {
      this.#options.notice(`Held markets that the venue does not list: ${missing}`);
    }
    this.#missingTold = missing;
    return groups;
  }

  #missing(): readonly MarketId[] {
    return this.#options.held().filter((id) => !this.#tracked.has(id));
  }

  async #readPages(
    query: ReturnType<typeof queriesOf>[number],
    found: (markets: readonly Tracked[]) => Promise<void>,
  ): Promise<void> {
    const { rest, select, signal } = this.#options;
    for await (const body of rest.markets(query)) {
      if (!body.ok) return this.#failed(body.error, "the search for markets ends early");
      const markets = this.#marketsOf(body.value);
      const known = markets.filter(({ id }) => this.#tracked.has(id));
      for (const gamma of known) this.#update(gamma.id, { gamma });
      const wanted = markets.filter((market) => isWanted(market, select, this.#tally));
      const fresh = wanted.filter(({ id }) => !this.#tracked.has(id));
      this.#tally.accepted += wanted.length - fresh.length;
      if (known.length + fresh.length > 0) this.#emit("markets", "", body.value);
      while (fresh.length > 0 && this.#room() > 0 && !signal.aborted) {
        const admitted = await this.#admit(fresh.splice(0, this.#room()), "chosen");
        if (admitted.length > 0) await found(admitted);
      }
      // They come by volume: after one below the minimum there is none above it.
      const last = markets.at(-1);
      const isBelow = last !== undefined && last.volume24h !== null && !isTraded(last, select);
      if (isBelow || signal.aborted || this.#room() <= 0) return;
    }
  }

  #marketsOf(body: string): readonly GammaMarket[] {
    const page = parseMarketsPage(body);
    if (!page.ok) {
      this.#tell(`A page of markets cannot be read: ${page.error.detail}`);
      return [];
    }
    return page.value.markets.flatMap((market) => {
      if (market.ok) return [market.value];
      this.#tell(`A market cannot be read: ${market.error.detail}`);
      return [];
    });
  }

  /** Reads the truth of markets and watches those it allows, the held ones in any case. */
  async #admit(
    markets: readonly GammaMarket[],
    as: "held" | "chosen",
  ): Promise<readonly Tracked[]> {
    const { now, signal } = this.#options;
    const truths = await inLanes(markets, TRUTH_LANES, (market) => this.#truth(market));
    if (signal.aborted) return [];
    const admitted: Tracked[] = [];
    for (const [i, gamma] of markets.entries()) {
      const { body, refusal } = truths[i] ?? { body: null, refusal: "unread" };
      if (as === "chosen" && refusal !== null) continue;
      if (as === "chosen") this.#tally.accepted++;
      const truthAt = body === null ? 0 : now();
      const market: Tracked = { gamma, refusal, truthAt, resolved: false };
      this.#makeRoom();
      this.#tracked.set(gamma.id, market);
      if (body !== null) this.#emit("truth", gamma.id, body);
      admitted.push(market);
    }
    return admitted;
  }

  async #truth(gamma: GammaMarket): Promise<{
    readonly body: string | null;
    readonly refusal: Tracked["refusal"];
  }> {
    const body = await this.#options.rest.truth(gamma.id);
    if (!body.ok) {
      this.#failed(body.error, `${gamma.slug} is not known well enough`);
      return { body: null, refusal: "unread" };
    }
    const truth = parseTruth(body.value);
    if (truth.ok) return { body: body.value, refusal: truthRefusal(gamma, truth.value) };
    this.#tell(`${gamma.slug} is not known well enough: ${truth.error.detail}`);
    return { body: null, refusal: "unread" };
  }

  /** Places for new markets, counting those that may be dropped. */
  #room(): number {
    const { maxMarkets } = this.#options;
    return maxMarkets - this.#tracked.size + this.#droppable().length;
  }

  #droppable(): readonly Tracked[] {
    const held = new Set(this.#options.held());
    return [...this.#tracked.values()].filter((market) =>
      !held.has(market.gamma.id) && (market.resolved || !isTradeable(market))
    );
  }

  #makeRoom(): void {
    const excess = this.#tracked.size + 1 - this.#options.maxMarkets;
    if (excess <= 0) return;
    const gone = this.#droppable().slice(0, excess);
    for (const { gamma } of gone) this.#tracked.delete(gamma.id);
    if (gone.length > 0) this.#options.dropped(gone);
  }

  #emit(name: "markets" | "truth", key: string, body: string): void {
    this.#options.emit({ kind: "rest", name, key, body });
  }

  #failed(failure: RestFailure, so: string): void {
    if (failure.kind === "aborted") return;
    this.#failure = failure;
    this.#tell(`${failure.detail}; ${so}`);
  }

  #tell(text: string): void {
    this.#told++;
    if (this.#told <= MOST_TOLD) this.#options.notice(text);
    else if (this.#told === MOST_TOLD + 1) this.#options.notice("... and more of this kind");
  }
}

/** True for a market that neither Gamma nor the CLOB refuses. */
function isTradeable({ gamma, refusal }: Tracked): boolean {
  return gamma.refusal === null && refusal === null;
}

/** The tokens of a market that may have a book; a closed one has none. */
export function subscribable({ gamma, resolved }: Tracked): readonly [TokenId, TokenId] | null {
  const [yes, no] = gamma.tokens;
  return resolved || gamma.refusal === "closed" || yes === no ? null : [yes, no];
}
