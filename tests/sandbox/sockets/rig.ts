// The market channel over a real exchange, with wires that end in lists of texts.
import { SimClock } from "../../../src/core/sim_clock.ts";
import type { MarketId, TokenId } from "../../../src/core/types/ids.ts";
import type { Side } from "../../../src/core/types/market.ts";
import { millis, price, shares } from "../../../src/core/types/units.ts";
import { createExchange, type SandboxExchange } from "../../../src/sandbox/exchange/exchange.ts";
import { applyEffect, findMarket } from "../../../src/sandbox/faults/effects.ts";
import { parseFault } from "../../../src/sandbox/faults/request.ts";
import { createFaults, type Faults } from "../../../src/sandbox/faults/switchboard.ts";
import {
  createMarketChannel,
  type MarketChannel,
} from "../../../src/sandbox/sockets/market_channel.ts";
import type { Channel } from "../../../src/sandbox/sockets/wire.ts";
import { aListing, MARKET, NO, START, YES } from "../exchange/rig.ts";

export const OTHER = `0x${"a0".repeat(32)}` as MarketId;
export const OTHER_YES = "811" as TokenId;
export const OTHER_NO = "822" as TokenId;

/** One client of a channel. */
export interface Client {
  /** Frames so far, as they came. */
  readonly frames: string[];
  /** Close codes; one at most. */
  readonly closed: number[];
  say(message: unknown): void;
  /** Messages of all frames that are JSON, those of arrays one by one. */
  // deno-lint-ignore no-explicit-any
  messages(): any[];
  /** The kinds of these messages. */
  kinds(): string[];
  forget(): void;
}

export interface ChannelRig {
  readonly clock: SimClock;
  readonly exchange: SandboxExchange;
  readonly faults: Faults;
  readonly channel: MarketChannel;
  connect(): Client;
  /** A client subscribed to tokens, whose first books are forgotten. */
  subscribed(...tokens: readonly string[]): Client;
  quote(side: Side, at: number, size: number, market?: MarketId): void;
  /** Switches a fault on; throws when it is refused. */
  fault(value: Readonly<Record<string, unknown>>): void;
  wait(ms: number): void;
}

/** Two markets, each 0.45 to 0.46 with 100 shares, one level a side. */
export function aRig(seed: number = 1): ChannelRig {
  const clock = new SimClock(START);
  const exchange = createExchange({ clock, seed });
  const faults: Faults = createFaults({
    seed,
    clock,
    effect: (name, request) =>
      applyEffect({ exchange, drop: (fault) => channel.drop(fault) }, name, request),
    marketId: (name) => findMarket(exchange, name)?.id ?? null,
  });
  const other = { id: OTHER, gammaId: "2", slug: "other", yes: OTHER_YES, no: OTHER_NO };
  for (const market of [aListing(), aListing(other)]) {
    exchange.list(market, price(10_000));
    exchange.quote(market.id, "buy", price(450_000), shares(100_000_000));
    exchange.quote(market.id, "sell", price(460_000), shares(100_000_000));
  }
  const channel = createMarketChannel({ exchange, clock, faults });
  const connect = connectionsOf(channel);
  return {
    clock,
    exchange,
    faults,
    channel,
    connect,
    subscribed(...tokens) {
      const client = connect();
      client.say({ assets_ids: tokens, type: "market" });
      client.forget();
      return client;
    },
    quote: (side, at, size, market = MARKET) =>
      exchange.quote(market, side, price(Math.round(at * 1e6)), shares(Math.round(size * 1e6))),
    fault(value) {
      const parsed = parseFault(value);
      const set = parsed.ok ? faults.set(parsed.value) : parsed;
      if (!set.ok) throw new Error(set.error);
    },
    wait: (ms) => clock.advanceTo(millis(clock.now() + ms)),
  };
}

/** Opens connections of a channel, numbered from 1. */
export function connectionsOf(channel: Channel): () => Client {
  let opened = 0;
  return () => {
    const frames: string[] = [];
    const closed: number[] = [];
    const ear = channel.open({
      id: ++opened,
      send: (text) => void (closed.length === 0 && frames.push(text)),
      close: (code) => {
        closed.push(code);
        ear.gone();
      },
    });
    return {
      frames,
      closed,
      say: (message) =>
        ear.receive(typeof message === "string" ? message : JSON.stringify(message)),
      messages: () => frames.flatMap((text) => /^[[{]/.test(text) ? JSON.parse(text) : []),
      kinds() {
        return this.messages().map(({ event_type }) => event_type);
      },
      forget: () => void frames.splice(0),
    };
  };
}

export { MARKET, NO, START, YES };
