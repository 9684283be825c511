// R2: a seeded recording of one market's whole book, 3.8 events a tick as in the peer's.
import { type Rng, rng } from "../../src/core/math/rng.ts";
import type { Level, Market, Side } from "../../src/core/types/market.ts";
import { MICRO, type Millis, type Price, type Shares } from "../../src/core/types/units.ts";
import type { SourceInput, TimedInput } from "../../src/ports.ts";
import { benchMarket, START } from "./quotes.ts";

const CENT = 10_000;
const DEPTH = 12;

/** How long the recording is and how fast. */
export interface L2Options {
  readonly ticks: number;
  readonly tickMs: number;
}

/** The recording, a heartbeat after every tick. */
export function* l2Inputs({ ticks, tickMs }: L2Options): Generator<TimedInput> {
  const ladder = new Ladder(benchMarket("bench", CENT), rng(7));
  yield { at: START, input: { kind: "listed", market: ladder.market } };
  yield { at: START, input: ladder.snapshot() };
  for (let i = 1; i <= ticks; i++) {
    const at = START + i * tickMs as Millis;
    for (const input of ladder.tick()) yield { at, input };
    yield { at, input: { kind: "heartbeat" } };
  }
}

/** A market maker's book: contiguous levels of cents on both sides of a walking price. */
class Ladder {
  readonly market: Market;
  readonly #draw: Rng;
  /** Best bid in cents; the best ask is the next cent. */
  #bid = 50;

  constructor(market: Market, draw: Rng) {
    this.market = market;
    this.#draw = draw;
  }

  snapshot(): SourceInput {
    const levels = (of: (i: number) => number): Level[] =>
      Array.from({ length: DEPTH }, (_, i) => ({
        price: of(i) * CENT as Price,
        size: this.#size(),
      }));
    const bids = levels((i) => this.#bid - i);
    const asks = levels((i) => this.#bid + 1 + i);
    return { kind: "book", token: this.market.yes, bids, asks };
  }

  /** 3.8 events on average: two where the price moves, two to five changes of size, some trades. */
  tick(): SourceInput[] {
    const inputs: SourceInput[] = [];
    if (this.#draw.next() < 0.1) this.#move(inputs);
    for (let left = 2 + Math.floor(this.#draw.next() * 4); left > 0; left--) {
      const side = this.#draw.next() < 0.5 ? "buy" : "sell";
      const distance = Math.floor(DEPTH * this.#draw.next() ** 2);
      const at = side === "buy" ? this.#bid - distance : this.#bid + 1 + distance;
      inputs.push(this.#level(side, at, this.#size()));
    }
    if (this.#draw.next() < 0.1) {
      const { yes: token } = this.market;
      const price = this.#bid * CENT as Price;
      inputs.push({ kind: "trade", token, side: "sell", price, size: this.#size() });
    }
    return inputs;
  }

  /** One cent, or ten now and then; the side that is run over loses its levels. */
  #move(inputs: SourceInput[]): void {
    const up = this.#bid < 20 || (this.#bid < 80 && this.#draw.next() < 0.5);
    const cents = this.#draw.next() < 0.002 ? 10 : 1;
    for (let i = 0; i < cents; i++) {
      const taken = up ? this.#bid + 1 : this.#bid;
      this.#bid += up ? 1 : -1;
      inputs.push(this.#level(up ? "sell" : "buy", taken, 0 as Shares));
      inputs.push(this.#level(up ? "buy" : "sell", taken, this.#size()));
    }
  }

  /** A third of the messages name the other token, as the venue's do. */
  #level(side: Side, cents: number, size: Shares): SourceInput {
    const { yes, no } = this.market;
    const price = cents * CENT;
    if (this.#draw.next() < 2 / 3) {
      return { kind: "level", token: yes, side, price: price as Price, size };
    }
    const other = side === "buy" ? "sell" : "buy";
    return { kind: "level", token: no, side: other, price: MICRO - price as Price, size };
  }

  #size(): Shares {
    return (20 + Math.floor(this.#draw.next() * 980)) * MICRO as Shares;
  }
}
