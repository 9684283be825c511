// A tiny venue that owns the true books, as texts of the wire. Times are whole milliseconds from
// NOON on; every move has its own.
import { type Book, emptyBook, setLevel } from "../../../../src/core/book.ts";
import { bestAsk, bestBid } from "../../../../src/core/book.ts";
import type { TokenId } from "../../../../src/core/types/ids.ts";
import type { Side } from "../../../../src/core/types/market.ts";
import { MICRO, type Millis } from "../../../../src/core/types/units.ts";
import { rng } from "../../../../src/core/math/rng.ts";

/** A market of the venue with its true book, in YES prices. */
export interface TrueMarket {
  readonly id: string;
  readonly yes: TokenId;
  readonly no: TokenId;
  readonly book: Book;
  tick: number;
  at: number;
}

/** Chance, seeded. */
export type Chance = () => number;

/** A generator of numbers in [0, 1). */
export function chance(seed: number): Chance {
  const generator = rng(seed);
  return () => generator.next();
}

/** A decimal text of 1e-6. */
export function decimal(micro: number): string {
  const text = (micro / MICRO).toFixed(6).replace(/0+$/, "").replace(/\.$/, "");
  return text === "" ? "0" : text;
}

/** Market number `n` with five levels a side around .50. */
export function trueMarket(n: number, at: number): TrueMarket {
  const market: TrueMarket = {
    id: `0x${(n + 1).toString(16).padStart(64, "0")}`,
    yes: `7${String(2 * n).padStart(76, "0")}` as TokenId,
    no: `7${String(2 * n + 1).padStart(76, "0")}` as TokenId,
    book: emptyBook(),
    tick: 10_000,
    at,
  };
  for (let i = 0; i < 5; i++) {
    setLevel(market.book, "buy", 490_000 - i * 10_000, (100 + i) * MICRO, at as Millis);
    setLevel(market.book, "sell", 510_000 + i * 10_000, (100 + i) * MICRO, at as Millis);
  }
  return market;
}

/** One change of a YES level. */
export interface Move {
  readonly side: Side;
  readonly price: number;
  readonly size: number;
}

/** Changes the true book and returns the frame that tells it, for both tokens. */
export function applyMoves(market: TrueMarket, moves: readonly Move[], at: number): string {
  const changes: unknown[] = [];
  market.at = at;
  for (const { side, price, size } of moves) {
    setLevel(market.book, side, price, size, at as Millis);
    const [bid, ask] = [bestBid(market.book), bestAsk(market.book)];
    const best = { best_bid: decimal(bid), best_ask: decimal(ask) };
    const bestNo = {
      best_bid: decimal(ask === 0 ? 0 : MICRO - ask),
      best_ask: decimal(bid === 0 ? 0 : MICRO - bid),
    };
    const word = side === "buy" ? ["BUY", "SELL"] : ["SELL", "BUY"];
    const size_ = decimal(size);
    changes.push(
      { asset_id: market.yes, price: decimal(price), size: size_, side: word[0], ...best },
      { asset_id: market.no, price: decimal(MICRO - price), size: size_, side: word[1], ...bestNo },
    );
  }
  return JSON.stringify({
    event_type: "price_change",
    market: market.id,
    price_changes: changes,
    timestamp: String(at),
  });
}

/** A move that leaves the book uncrossed: a level near the top set or removed. */
export function anyMove({ book, tick }: TrueMarket, next: Chance): Move {
  const side: Side = next() < 0.5 ? "buy" : "sell";
  const bid = bestBid(book) || 400_000;
  const ask = bestAsk(book) || 600_000;
  const inside = ask - bid > 2 * tick && next() < 0.3;
  const steps = inside ? -1 : Math.floor(next() * 4);
  const price = side === "buy" ? bid - steps * tick : ask + steps * tick;
  const levels = (side === "buy" ? book.bids : book.asks).prices.length;
  const size = !inside && levels > 3 && next() < 0.4 ? 0 : Math.ceil(next() * 500) * 10_000;
  return { side, price, size };
}

/** The book of one token as the channel and REST send it; `no` mirrored. */
export function bookOf(
  market: TrueMarket,
  token: TokenId,
  at = market.at,
): Record<string, unknown> {
  const { bids, asks } = market.book;
  const levels = (ladder: Book["bids"], mirrored: boolean) =>
    ladder.prices.map((price, i) => ({
      price: decimal(mirrored ? MICRO - price : price),
      size: decimal(ladder.sizes[i] ?? 0),
    }));
  const yes = token === market.yes;
  return {
    market: market.id,
    asset_id: token,
    timestamp: String(at),
    hash: "",
    bids: yes ? levels(bids, false) : levels(asks, true),
    asks: yes ? levels(asks, false) : levels(bids, true),
    tick_size: decimal(market.tick),
  };
}

/** A snapshot message of the channel. */
export function snapshot(market: TrueMarket, token: TokenId = market.yes): string {
  return JSON.stringify({ event_type: "book", ...bookOf(market, token) });
}

/** The message of a new grid. */
export function tickFrame(market: TrueMarket, token: TokenId, from: number, at: number): string {
  return JSON.stringify({
    event_type: "tick_size_change",
    market: market.id,
    asset_id: token,
    old_tick_size: decimal(from),
    new_tick_size: decimal(market.tick),
    timestamp: String(at),
  });
}

/** A print. */
export function tradeFrame(token: TokenId, price: number, at: number): string {
  return JSON.stringify({
    event_type: "last_trade_price",
    asset_id: token,
    market: "0x01",
    price: decimal(price),
    size: "25",
    side: "BUY",
    timestamp: String(at),
  });
}

/** A Gamma page that lists these, and what the CLOB says of one. */
export function gammaPage(markets: readonly TrueMarket[], change: object = {}): string {
  return JSON.stringify({
    markets: markets.map((market, n) => ({
      id: String(500_000 + n),
      conditionId: market.id,
      question: `Question ${market.id.slice(-4)}?`,
      slug: `question-${market.id.slice(-4)}`,
      endDate: "2026-12-31T12:00:00Z",
      outcomes: '["Yes", "No"]',
      outcomePrices: '["0.5", "0.5"]',
      clobTokenIds: JSON.stringify([market.yes, market.no]),
      volume24hr: 12_345.5,
      liquidityNum: 9_000,
      orderPriceMinTickSize: 0.01,
      orderMinSize: 5,
      active: true,
      closed: false,
      acceptingOrders: true,
      enableOrderBook: true,
      negRisk: false,
      version: "v1",
      ...change,
    })),
  });
}

/** `/clob-markets/{id}`. */
export function truthOf(market: TrueMarket, change: object = {}): string {
  return JSON.stringify({
    c: market.id,
    t: [{ t: market.yes, o: "Yes" }, { t: market.no, o: "No" }],
    mts: market.tick / MICRO,
    mos: 5,
    ao: true,
    fd: { r: 0.04, e: 1, to: true },
    v: "v1",
    ...change,
  });
}

/** A book as text, to compare. */
export function signature({ bids, asks }: Book): string {
  return `${bids.prices.join()}|${bids.sizes.join()}|${asks.prices.join()}|${asks.sizes.join()}`;
}
