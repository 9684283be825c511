// Holds the engine's books against the sandbox's own, look by look, and keeps how long each was what.
import assert from "node:assert/strict";
import { bestAsk, bestBid, type Book, condition, type Ladder } from "../../src/core/book.ts";
import { microFromText } from "../../src/core/math/decimal.ts";
import type { MarketId, TokenId } from "../../src/core/types/ids.ts";
import type { EngineState, MarketState } from "../../src/core/types/state.ts";
import type { Millis } from "../../src/core/types/units.ts";
import { signature, type TruthLog } from "./truth_log.ts";

/** A time in which a book was usable to the engine and not the true one. */
export interface WrongSpell {
  readonly market: MarketId;
  readonly from: number;
  to: number;
}

/** How a book of the engine stands to the true one; "prices": its best prices are wrong too. */
type Standing = "right" | "deep" | "prices" | "out";

interface Fate {
  readonly outSince: number | null;
  readonly wrong: WrongSpell | null;
  readonly pricesSince: number | null;
}

const well: Fate = { outSince: null, wrong: null, pricesSince: null };

/** A book of the sandbox. */
interface TrueBook {
  readonly text: string;
  readonly bid: number;
  readonly ask: number;
}

/** What is on its way over the loopback is there by then. */
const IN_FLIGHT_MS = 2;
const LOOKS = 3;

/** The looks of one rig. */
export class BookWatch {
  /** Longest time that a book was behind, or wrong, without the engine seeing it. */
  wrongMs = 0;
  /** The same of best prices alone. */
  wrongPricesMs = 0;
  /** Longest time that a market had no usable, true book. */
  outMs = 0;
  readonly spells: WrongSpell[] = [];
  /** Markets that are over: nothing is asked of their books. */
  readonly over: Set<MarketId> = new Set();
  wrongNow: readonly string[] = ["no look yet"];
  readonly #url: string;
  readonly #state: EngineState;
  readonly #truth: TruthLog;
  readonly #fates = new Map<MarketId, Fate>();

  constructor(url: string, state: EngineState, truth: TruthLog) {
    this.#url = url;
    this.#state = state;
    this.#truth = truth;
  }

  get allRight(): boolean {
    return this.wrongNow.length === 0;
  }

  /** Forgets what was, so that all times are of what comes. */
  begin(): void {
    this.wrongMs = 0;
    this.wrongPricesMs = 0;
    this.outMs = 0;
    this.#fates.clear();
  }

  /** Looks at every market that the engine knows. The clock must stand still meanwhile. */
  async look(now: number): Promise<void> {
    const markets = [...this.#state.markets.values()]
      .filter(({ market }) => !this.over.has(market.id));
    const pairs = await Promise.all(
      markets.map(async (market) => [market, await this.#ask(market.market.yes)] as const),
    );
    const { maxBookAgeMs } = this.#state.config.detection;
    const standings = () =>
      pairs.map(([market, truth]) => standing(market, truth, now as Millis, maxBookAgeMs));
    const isSettled = (found: readonly Standing[]) =>
      found.length > 0 && found.every((one) => one === "right");
    let found = standings();
    // What differs only because it is on its way arrives.
    for (let looks = 1; looks < LOOKS && !isSettled(found); looks++) {
      await new Promise((resolve) => setTimeout(resolve, IN_FLIGHT_MS));
      found = standings();
    }
    pairs.forEach(([market], i) => this.#note(market, found[i] ?? "out", now));
    this.wrongNow = pairs.length === 0
      ? ["no market"]
      : pairs.flatMap(([{ market }], i) =>
        found[i] === "right" ? [] : [`${market.slug} ${found[i]}`]
      );
  }

  #note({ market: { id }, book }: MarketState, found: Standing, now: number): void {
    const before = this.#fates.get(id) ?? well;
    const isWrong = found === "deep" || found === "prices";
    if (before.wrong !== null) before.wrong.to = now;
    const fate: Fate = {
      outSince: found === "right" ? null : before.outSince ?? now,
      wrong: isWrong ? before.wrong ?? this.#spell(id, now) : null,
      pricesSince: found === "prices" ? before.pricesSince ?? now : null,
    };
    this.#fates.set(id, fate);
    const since = (from: number | null | undefined) =>
      from === null || from === undefined ? 0 : now - from;
    this.outMs = Math.max(this.outMs, since(before.outSince));
    // A delayed book is never the true one, and never far behind it.
    const behindMs = this.#truth.ageOf(id, textOf(book));
    this.wrongMs = Math.max(this.wrongMs, Math.min(behindMs, since(fate.wrong?.from)));
    this.wrongPricesMs = Math.max(
      this.wrongPricesMs,
      Math.min(behindMs, since(fate.pricesSince)),
    );
  }

  #spell(market: MarketId, now: number): WrongSpell {
    const spell = { market, from: now, to: now };
    this.spells.push(spell);
    return spell;
  }

  /** A token's book as the sandbox itself has it. */
  async #ask(token: TokenId): Promise<TrueBook> {
    const answer = await fetch(`${this.#url}/sandbox/book/${token}`);
    const body = await answer.json() as { bids: TextLevel[]; asks: TextLevel[] };
    const [bids, asks] = [body.bids.map(levelOf), body.asks.map(levelOf)];
    return {
      text: signature(bids, asks),
      bid: bids.at(-1)?.price ?? 0,
      ask: asks.at(-1)?.price ?? 0,
    };
  }
}

interface TextLevel {
  readonly price: string;
  readonly size: string;
}

function levelOf({ price, size }: TextLevel): { readonly price: number; readonly size: number } {
  const [at, of] = [microFromText(price), microFromText(size)];
  assert.ok(at !== null && of !== null);
  return { price: at, size: of };
}

function textOf({ bids, asks }: Book): string {
  return signature(levelsOf(bids), levelsOf(asks));
}

function levelsOf({ prices, sizes }: Ladder) {
  return prices.map((price, i) => ({ price, size: sizes[i] as number }));
}

function standing(
  { book, up, awaitingSnapshot }: MarketState,
  truth: TrueBook,
  now: Millis,
  maxAgeMs: Millis,
): Standing {
  if (!up || awaitingSnapshot) return "out";
  const found = condition(book, now, maxAgeMs);
  if (textOf(book) === truth.text) return found === "stale" ? "out" : "right";
  if (found !== "ok") return "out";
  return bestBid(book) === truth.bid && bestAsk(book) === truth.ask ? "deep" : "prices";
}
