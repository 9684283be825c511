// The machine between a venue that knows the true books and an engine that folds what it says. The
// time is the test's own; what gets lost, doubled or late on the way is up to a fault.
import { condition } from "../../../../src/core/book.ts";
import { observe } from "../../../../src/core/observe.ts";
import { openEngine } from "../../../../src/core/step.ts";
import type { EngineEvent } from "../../../../src/core/types/event.ts";
import type { LinkId, MarketId, TokenId } from "../../../../src/core/types/ids.ts";
import type { EngineState } from "../../../../src/core/types/state.ts";
import type { Millis, Seq } from "../../../../src/core/types/units.ts";
import { createMachine, type Machine } from "../../../../src/adapters/polymarket/machine.ts";
import type { RawInput, WatchConfig } from "../../../../src/adapters/polymarket/types.ts";
import type { SourceInput } from "../../../../src/ports.ts";
import { NOON } from "../../../support/builders.ts";
import { parseDefaults } from "../../../support/defaults.ts";
import {
  anyMove,
  applyMoves,
  bookOf,
  type Chance,
  chance,
  gammaPage,
  type Move,
  signature,
  snapshot,
  type TrueMarket,
  trueMarket,
  truthOf,
} from "./true_venue.ts";

/** The watchdogs at their defaults. */
export const WATCH: WatchConfig = {
  quietMs: 3_000 as Millis,
  frozenMs: 15_000 as Millis,
  resyncMs: 2_000 as Millis,
  assetCheckMs: 60_000 as Millis,
  truthMaxAgeMs: 7_200_000 as Millis,
};

export const TICK_MS = 1_000;
/** From the question to the answer of REST; the book is of the middle. */
export const REST_MS = 150;
/** From the wish for another connection to its first snapshots. */
export const RECONNECT_MS = 400;
const SOCKET_MS = 80;
/** How old a book may be by what the venue is away. */
const LATENCY_MS = 300;
const LOOK_MS = 50;

/** A frame on its way: what arrives of it, and how much later than it should. */
export interface Arrival {
  readonly text: string;
  readonly lateMs: number;
}

/** Where a frame is going. */
export interface Passage {
  readonly link: number;
  /** Index of its market. */
  readonly market: number;
  /** Milliseconds since the rehearsal began. */
  readonly at: number;
  readonly kind: "dump" | "change" | "other";
}

/** What happens on the way. */
export interface Faults {
  frame?(text: string, passage: Passage): readonly Arrival[];
  /** What REST says of a book; undefined: the answer never comes. */
  rest?(body: string, at: number): string | undefined;
}

export interface RehearsalOptions {
  readonly seed?: number;
  readonly markets?: number;
  readonly marketsPerLink?: number;
  /** Mean time between the changes of a market. */
  readonly everyMs?: number;
  readonly faults?: Faults;
}

/** How one market fared. */
export interface Fate {
  /** Longest time in which the engine could use a book that was not the true one. */
  wrongMs: number;
  /** When it was last without a book, or with a stale or wrong one; ms since the beginning. */
  badAt: number;
  /** In all. */
  unusableMs: number;
}

interface Due {
  readonly at: number;
  readonly n: number;
  readonly run: () => void;
}

/** What arrives of a frame on a good day. */
export function intact(text: string): readonly Arrival[] {
  return [{ text, lateMs: 0 }];
}

/** Venue, machine and engine in one thread. */
export class Rehearsal {
  readonly machine: Machine;
  readonly engine: EngineState = openEngine(parseDefaults(), 1);
  readonly markets: TrueMarket[] = [];
  readonly fates: Fate[] = [];
  readonly inputs: SourceInput[] = [];
  readonly notices: string[] = [];
  readonly next: Chance;
  /** Markets that do not move by themselves. */
  readonly still = new Set<number>();
  now: number = NOON;
  readonly #faults: Faults;
  readonly #everyMs: number;
  readonly #due: Due[] = [];
  readonly #truth: { from: number; text: string }[][] = [];
  readonly #wrongSince: (number | null)[] = [];
  readonly #carriers: number[] = [];
  readonly #arrivedAt = new Map<number, number>();
  #n = 0;
  #seq = 0;
  #links = 0;

  constructor(options: RehearsalOptions = {}) {
    const { seed = 1, markets = 4, marketsPerLink = 4, everyMs = 200, faults = {} } = options;
    this.next = chance(seed);
    this.#faults = faults;
    this.#everyMs = everyMs;
    this.machine = createMachine(WATCH, (text) => this.notices.push(text));
    for (let i = 0; i < markets; i++) {
      const market = trueMarket(i, this.now - 60_000 - i);
      this.markets.push(market);
      this.fates.push({ wrongMs: 0, badAt: 0, unusableMs: 0 });
      this.#truth.push([{ from: -Infinity, text: signature(market.book) }]);
      this.#wrongSince.push(null);
      this.#carriers.push(0);
    }
    this.give({ kind: "rest", name: "markets", key: "", body: gammaPage(this.markets) });
    for (const market of this.markets) {
      this.give({ kind: "rest", name: "truth", key: market.id, body: truthOf(market) });
    }
    for (let i = 0; i < markets; i += marketsPerLink) {
      this.#open(this.markets.slice(i, i + marketsPerLink).map((_, j) => i + j));
    }
    this.#every(TICK_MS, () => this.give({ kind: "tick" }));
    this.#every(LOOK_MS, () => this.#look());
    for (let i = 0; i < markets; i++) this.#wander(i);
  }

  /** Milliseconds since the beginning. */
  get at(): number {
    return this.now - NOON;
  }

  /** Lets `ms` pass. */
  run(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const first = this.#due[0];
      if (first === undefined || first.at > until) break;
      this.#due.shift();
      this.now = Math.max(this.now, first.at);
      first.run();
    }
    this.now = until;
  }

  /** Lets `ms` pass and forgets how the markets fared before. */
  settle(ms: number): void {
    this.run(ms);
    for (const fate of this.fates) Object.assign(fate, { wrongMs: 0, badAt: 0, unusableMs: 0 });
  }

  /** Gives the machine an input at once. */
  give(raw: RawInput): void {
    const at = this.now as Millis;
    this.machine.accept({ at, raw }, (input) => {
      this.inputs.push(input);
      const event = { ...input, seq: ++this.#seq as Seq, at } as EngineEvent;
      observe(this.engine, event);
    });
    for (const want of this.machine.wants()) {
      if (want.kind === "books") this.#answer(want.tokens);
      else this.#reopen(want.link, want.reason);
    }
  }

  /** Moves a market now and sends the news. */
  move(index: number, ...moves: readonly Move[]): void {
    const market = this.#market(index);
    const at = Math.max(this.now, market.at + 1);
    const text = applyMoves(market, moves, at);
    this.remember(index);
    this.send(index, text, "change");
  }

  /** Notes that the true book has changed. */
  remember(index: number): void {
    const { book } = this.#market(index);
    this.#truth[index]?.push({ from: this.now, text: signature(book) });
  }

  /** Sends a frame over the connection that carries the market. */
  send(index: number, text: string, kind: Passage["kind"]): void {
    const link = this.#carriers[index] ?? 0;
    if (link === 0) return;
    const passage = { link, market: index, at: this.at, kind };
    for (const { text: arriving, lateMs } of this.#faults.frame?.(text, passage) ?? intact(text)) {
      // A socket keeps its order, unless the fault is about that.
      const due = this.now + SOCKET_MS + lateMs;
      this.after(due - this.now, () => {
        this.#arrivedAt.set(link, this.now);
        this.give({ kind: "frame", link: link as LinkId, text: arriving });
      });
    }
  }

  after(ms: number, run: () => void): void {
    const due: Due = { at: this.now + ms, n: this.#n++, run };
    let i = this.#due.length;
    while (i > 0 && isBefore(due, this.#due[i - 1])) i--;
    this.#due.splice(i, 0, due);
  }

  /** The engine's book of a market as text, or why it cannot be used. */
  seen(index: number): string {
    const state = this.engine.markets.get(this.#market(index).id as MarketId);
    if (state === undefined) return "unknown";
    if (!state.up) return "down";
    if (state.awaitingSnapshot) return "missing";
    const health = condition(state.book, this.now as Millis, maxAgeMs);
    return health === "ok" ? signature(state.book) : health;
  }

  /** Longest silent error over all markets. */
  get wrongMs(): number {
    return Math.max(...this.fates.map((fate) => fate.wrongMs));
  }

  /** When the last market was well again. */
  get wellAt(): number {
    return Math.max(...this.fates.map((fate) => fate.badAt));
  }

  /** How often the engine was told this kind of thing. */
  said(kind: SourceInput["kind"]): number {
    return this.inputs.filter((input) => input.kind === kind).length;
  }

  #market(index: number): TrueMarket {
    const market = this.markets[index];
    if (market === undefined) throw new RangeError(`no market ${index}`);
    return market;
  }

  #every(ms: number, run: () => void): void {
    this.after(ms, () => {
      run();
      this.#every(ms, run);
    });
  }

  #wander(index: number): void {
    this.after(Math.ceil(this.next() * 2 * this.#everyMs), () => {
      if (!this.still.has(index)) this.move(index, anyMove(this.#market(index), this.next));
      this.#wander(index);
    });
  }

  #open(indexes: readonly number[]): void {
    const link = ++this.#links;
    const tokens = indexes.flatMap((i) => [this.#market(i).yes, this.#market(i).no]);
    this.give({ kind: "opened", link: link as LinkId, tokens });
    for (const i of indexes) {
      this.#carriers[i] = link;
      const { yes, no } = this.#market(i);
      for (const token of [yes, no]) this.send(i, snapshot(this.#market(i), token), "dump");
    }
  }

  #reopen(link: number, reason: string): void {
    const carried = this.#carriers.flatMap((carrier, i) => carrier === link ? [i] : []);
    if (carried.length === 0) return;
    for (const i of carried) this.#carriers[i] = 0;
    this.after(20, () => this.give({ kind: "closed", link: link as LinkId, reason }));
    this.after(RECONNECT_MS - SOCKET_MS, () => this.#open(carried));
  }

  #answer(tokens: readonly TokenId[]): void {
    this.after(REST_MS / 2, () => {
      const books = tokens.flatMap((token) => {
        const market = this.markets.find(({ yes, no }) => token === yes || token === no);
        return market === undefined ? [] : [bookOf(market, token)];
      });
      const body = JSON.stringify(books);
      const answer = this.#faults.rest === undefined ? body : this.#faults.rest(body, this.at);
      if (answer === undefined) return;
      this.after(REST_MS / 2, () => {
        this.give({ kind: "rest", name: "books", key: "", body: answer });
      });
    });
  }

  #look(): void {
    for (let i = 0; i < this.markets.length; i++) {
      const fate = this.fates[i] as Fate;
      const seen = this.seen(i);
      const usable = seen.includes("|");
      const wrong = usable && !this.#wasTrue(i, seen);
      if (!usable) fate.unusableMs += LOOK_MS;
      if (!usable || wrong) fate.badAt = this.at;
      const since = wrong ? this.#wrongSince[i] ?? this.now : null;
      this.#wrongSince[i] = since;
      if (since !== null) fate.wrongMs = Math.max(fate.wrongMs, this.now - since + LOOK_MS);
    }
  }

  /** True when the market had this book within the last moments. */
  #wasTrue(index: number, text: string): boolean {
    const states = this.#truth[index] ?? [];
    while ((states[1]?.from ?? Infinity) < this.now - LATENCY_MS) states.shift();
    return states.some((state) => state.text === text);
  }
}

const { maxAgeMs } = { maxAgeMs: parseDefaults().detection.maxBookAgeMs };

function isBefore(a: Due, b: Due | undefined): boolean {
  return b !== undefined && (a.at < b.at || (a.at === b.at && a.n < b.n));
}
