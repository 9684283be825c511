// A made-up order book that turns the wish for a bid and an ask into the messages a venue would
// send.
import type { Rng } from "../../core/math/rng.ts";
import type { Level, Market, Side } from "../../core/types/market.ts";
import { MICRO, type Price, type Shares } from "../../core/types/units.ts";
import type { SourceInput } from "../../ports.ts";

const LEVELS = 5;
/** Levels further from the best than this are withdrawn. */
const KEPT = 10;

/** Says an input; the time is the caller's. */
export type Say = (input: SourceInput) => void;

/** Levels of one market in YES prices. */
export class QuotedBook {
  readonly #market: Market;
  readonly #draw: Rng;
  readonly #sides: Readonly<Record<Side, Map<number, number>>> = {
    buy: new Map(),
    sell: new Map(),
  };
  #tick: number;
  bid = 0;
  ask = 0;

  constructor(market: Market, draw: Rng) {
    this.#market = market;
    this.#draw = draw;
    this.#tick = market.tickSize;
  }

  /** A new grid; until the next {@link snapshot} there is no book. */
  changeTick(tickSize: Price, say: Say): void {
    this.#tick = tickSize;
    say({ kind: "tickSize", token: this.#market.yes, tickSize });
    say({ kind: "tickSize", token: this.#market.no, tickSize });
  }

  /** The whole book afresh, to both tokens. */
  snapshot(bid: number, ask: number, say: Say): void {
    this.#sides.buy.clear();
    this.#sides.sell.clear();
    this.#moveTo(bid, ask, () => {});
    const bids = levelsOf(this.#sides.buy);
    const asks = levelsOf(this.#sides.sell);
    say({ kind: "book", token: this.#market.yes, bids, asks });
    say({ kind: "book", token: this.#market.no, bids: mirrored(asks), asks: mirrored(bids) });
  }

  /** Trades through what stands in the way, then quotes around the new place. */
  move(bid: number, ask: number, say: Say): void {
    if (bid === this.bid && ask === this.ask) return;
    if (bid >= this.ask) this.#trade("buy", (at) => at <= bid, say);
    if (ask <= this.bid) this.#trade("sell", (at) => at >= ask, say);
    this.#moveTo(bid, ask, say);
  }

  /** One side bought or sold away as far as `distance`, the other left as it is. */
  sweep(side: Side, distance: number, say: Say): void {
    const best = side === "buy" ? this.ask : this.bid;
    const far = side === "buy" ? best + distance : best - distance;
    this.#trade(side, (at) => side === "buy" ? at < far : at > far, say);
    if (side === "buy") this.#moveTo(this.bid, far, say);
    else this.#moveTo(far, this.ask, say);
  }

  /** Somebody changes an order near the best price; now and then somebody trades a little. */
  stir(say: Say): void {
    const side: Side = this.#draw.next() < 0.5 ? "buy" : "sell";
    const best = side === "buy" ? this.bid : this.ask;
    const away = Math.floor(this.#draw.next() * 3) * this.#tick;
    const at = side === "buy" ? best - away : best + away;
    if (!this.#sides[side].has(at)) return this.#set(side, best, this.#size(), say);
    this.#set(side, at, this.#size(), say);
    if (this.#draw.next() < 0.1) {
      const taker: Side = side === "buy" ? "sell" : "buy";
      this.#print(taker, best, (1 + Math.floor(this.#draw.next() * 40)) * MICRO, say);
    }
  }

  // What would cross goes first, so that no message leaves a crossed book behind.
  #moveTo(bid: number, ask: number, say: Say): void {
    const { buy, sell } = this.#sides;
    const tick = this.#tick;
    for (const at of [...buy.keys()]) {
      if (at > bid || at < bid - KEPT * tick) this.#set("buy", at, 0, say);
    }
    for (const at of [...sell.keys()]) {
      if (at < ask || at > ask + KEPT * tick) this.#set("sell", at, 0, say);
    }
    this.bid = bid;
    this.ask = ask;
    for (let i = 0; i < LEVELS; i++) {
      const [low, high] = [bid - i * tick, ask + i * tick];
      if (low > 0 && !buy.has(low)) this.#set("buy", low, this.#size(), say);
      if (high < MICRO && !sell.has(high)) this.#set("sell", high, this.#size(), say);
    }
  }

  /** Prints for the levels a taker takes, best first. */
  #trade(taker: Side, taken: (at: number) => boolean, say: Say): void {
    const side = this.#sides[taker === "buy" ? "sell" : "buy"];
    const levels = [...side].filter(([at]) => taken(at)).sort(([a], [b]) => a - b);
    if (taker === "sell") levels.reverse();
    for (const [at, size] of levels) this.#print(taker, at, size, say);
  }

  #print(taker: Side, at: number, size: number, say: Say): void {
    const token = this.#market.yes;
    say({ kind: "trade", token, side: taker, price: at as Price, size: size as Shares });
  }

  // A third of the changes is told by the other token, as the venue does.
  #set(side: Side, at: number, size: number, say: Say): void {
    if (size === 0) this.#sides[side].delete(at);
    else this.#sides[side].set(at, size);
    const { yes, no } = this.#market;
    const own = this.#draw.next() < 2 / 3;
    say({
      kind: "level",
      token: own ? yes : no,
      side: own ? side : side === "buy" ? "sell" : "buy",
      price: (own ? at : MICRO - at) as Price,
      size: size as Shares,
    });
  }

  #size(): number {
    return (20 + Math.floor(this.#draw.next() * 180)) * 10 * MICRO;
  }
}

function levelsOf(side: ReadonlyMap<number, number>): Level[] {
  return [...side].map(([at, size]) => ({ price: at as Price, size: size as Shares }));
}

function mirrored(levels: readonly Level[]): Level[] {
  return levels.map(({ price, size }) => ({ price: (MICRO - price) as Price, size }));
}
