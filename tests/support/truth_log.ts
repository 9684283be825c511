// Everything that the sandbox's books ever were, to hold the engine's books and decisions against.
import assert from "node:assert/strict";
import type { BookTop, LedgerRow } from "../../src/core/types/effect.ts";
import type { MarketId, TokenId } from "../../src/core/types/ids.ts";
import type { Sandbox } from "../../src/sandbox/server.ts";
import type { WrongSpell } from "./book_watch.ts";

type Top = Omit<BookTop, "ageMs">;

interface LevelText {
  readonly price: number;
  readonly size: number;
}

interface Moment {
  readonly at: number;
  readonly top: Top;
}

/** What decisions were made on. */
export interface Judged {
  /** Orders that were decided on: entries and exits. */
  readonly entries: number;
  readonly exits: number;
  /** For each one decided on a book that was not the true one, how long it had been wrong. */
  readonly blindMs: readonly number[];
}

/** A message that is on its way when a decision is made: it is of this long ago, or newer. */
const IN_FLIGHT_MS = 250;

/** A book as one text, to compare; levels with the worst first. */
export function signature(
  bids: readonly LevelText[],
  asks: readonly LevelText[],
): string {
  const side = (levels: readonly LevelText[]) =>
    levels.map(({ price, size }) => `${price}:${size}`).join(" ");
  return `${side(bids)}|${side(asks)}`;
}

/** Tops of each token, and books of each market, by time. */
export class TruthLog {
  readonly #sandbox: Sandbox;
  readonly #moments = new Map<TokenId, Moment[]>();
  /** Of each market: until when a book was the true one. */
  readonly #books = new Map<MarketId, Map<string, number>>();
  readonly #present = new Map<MarketId, string>();
  readonly stop: () => void;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    for (const { id } of sandbox.exchange.markets()) this.#note(id);
    this.stop = sandbox.exchange.listen((event) => {
      if (event.kind === "levels") this.#note(event.market);
    });
  }

  /** How long ago a market's book was this one at last; 0: it is, Infinity: it never was. */
  ageOf(market: MarketId, book: string): number {
    if (this.#present.get(market) === book) return 0;
    const until = this.#books.get(market)?.get(book);
    return until === undefined ? Infinity : this.#sandbox.clock.now() - until;
  }

  /** Holds every order that was decided on against the truth. Throws for one on no such book. */
  judge(
    rows: readonly LedgerRow[],
    spells: readonly WrongSpell[],
    maxBookAgeMs: number,
  ): Judged {
    const counts = { entry: 0, exit: 0 };
    const blindMs: number[] = [];
    for (const { at, body } of rows) {
      if (body.kind !== "record" || body.decision.order === null) continue;
      const { kind, id, market, token, top } = body.decision;
      const about = `${kind} ${id} at ${at}: ${JSON.stringify(top)}`;
      assert.ok(token !== null && top !== null, about);
      const { bid, ask, ageMs } = top;
      assert.ok(bid !== null && ask !== null && bid < ask, `crossed or one-sided: ${about}`);
      assert.ok(ageMs !== null && ageMs <= maxBookAgeMs, `stale: ${about}`);
      counts[kind]++;
      const lateMs = this.#lateness(token, top, at);
      if (lateMs <= IN_FLIGHT_MS) continue;
      // An exit is decided at each level of a frame: on a book between two true ones.
      if (kind === "exit" && this.#hasMoved(token, at)) continue;
      const wrongMs = spells.filter((one) =>
        one.market === market && one.from - IN_FLIGHT_MS <= at && at <= one.to + IN_FLIGHT_MS
      ).map(({ from }) => Math.max(0, at - from));
      const blind = Math.min(lateMs, ...wrongMs);
      assert.ok(blind < Infinity, `a book that never was: ${about}`);
      blindMs.push(blind);
    }
    return { entries: counts.entry, exits: counts.exit, blindMs };
  }

  /** How long before `at` the token's book had this top at last. */
  #lateness(token: TokenId, top: Top, at: number): number {
    const moments = this.#moments.get(token) ?? [];
    let late = Infinity;
    moments.forEach((moment, i) => {
      if (moment.at > at || !same(moment.top, top)) return;
      late = Math.min(late, Math.max(0, at - (moments[i + 1]?.at ?? Infinity)));
    });
    return late;
  }

  /** True when the token's book changed a moment before `at`. */
  #hasMoved(token: TokenId, at: number): boolean {
    const moments = this.#moments.get(token) ?? [];
    return moments.some((moment) => moment.at <= at && moment.at >= at - IN_FLIGHT_MS);
  }

  #note(market: MarketId): void {
    const { exchange, clock } = this.#sandbox;
    const listed = exchange.market(market);
    for (const token of listed === undefined ? [] : [listed.yes, listed.no]) {
      const book = exchange.book(token);
      const [bids, asks] = [book?.bids ?? [], book?.asks ?? []];
      const [bid, ask] = [bids.at(-1), asks.at(-1)];
      const top = {
        bid: bid?.price ?? null,
        bidSize: bid?.size ?? null,
        ask: ask?.price ?? null,
        askSize: ask?.size ?? null,
      };
      const moments = this.#moments.get(token) ?? [];
      moments.push({ at: clock.now(), top });
      this.#moments.set(token, moments);
      if (token === listed?.yes) this.#noteBook(market, signature(bids, asks));
    }
  }

  #noteBook(market: MarketId, book: string): void {
    const before = this.#present.get(market);
    const books = this.#books.get(market) ?? new Map<string, number>();
    this.#books.set(market, books);
    if (before !== undefined) books.set(before, this.#sandbox.clock.now());
    this.#present.set(market, book);
  }
}

function same(a: Top, b: Top): boolean {
  return a.bid === b.bid && a.ask === b.ask && a.bidSize === b.bidSize && a.askSize === b.askSize;
}
