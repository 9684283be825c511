// The crossed burst: a bid at the best ask that never was, taken back a little later.
import type { TokenId } from "../../core/types/ids.ts";
import type { Millis, Price, Shares } from "../../core/types/units.ts";
import { changesText, type Tops } from "../sockets/messages.ts";
import type { Exchange, ListedMarket, SandboxClock } from "../types.ts";
import type { Faults } from "./switchboard.ts";

const SIZE = 25_000_000 as Shares;

export interface CrossingOptions {
  readonly exchange: Exchange;
  readonly clock: SandboxClock;
  readonly faults: Faults;
}

/** What may be crossed: a market's best YES prices as just sent, and a way to one connection. */
export interface Crossable {
  readonly market: ListedMarket;
  readonly tops: Tops;
  readonly link: number;
  send(text: string): void;
}

export interface Crossings {
  /** Crosses the book of one connection, when the fault is on and chance says so. */
  maybe(target: Crossable): void;
  stop(): void;
}

export function createCrossings({ exchange, clock, faults }: CrossingOptions): Crossings {
  const timers = new Set<{ cancel(): void }>();
  return {
    maybe({ market, tops, link, send }) {
      if (tops.ask >= 1_000_000) return;
      const tokens = [market.yes, market.no];
      const subject = { markets: [market.id], tokens, link, channel: "market" } as const;
      const crossed = faults.strikes("crossed", subject);
      if (crossed === null) return;
      const price = tops.ask as Price;
      const lie = [{ side: "buy", price, size: SIZE }] as const;
      send(changesText(market, lie, { bid: price, ask: tops.ask }, clock.now()));
      const timer = clock.after(crossed.ms as Millis, () => {
        timers.delete(timer);
        const book = exchange.book(market.yes);
        const size = book?.bids.find((level) => level.price === price)?.size ?? 0 as Shares;
        const truth = [{ side: "buy", price, size }] as const;
        send(changesText(market, truth, topsOf(exchange, market.yes), clock.now()));
      });
      timers.add(timer);
    },
    stop() {
      for (const timer of timers) timer.cancel();
      timers.clear();
    },
  };
}

/** Best prices of a YES token; 0 and 1,000,000 where there is no order. */
export function topsOf(exchange: Exchange, yes: TokenId): Tops {
  const book = exchange.book(yes);
  return { bid: book?.bids.at(-1)?.price ?? 0, ask: book?.asks.at(-1)?.price ?? 1_000_000 };
}
