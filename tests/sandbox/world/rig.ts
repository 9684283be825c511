// A world on the real exchange, and a listener that keeps books as a client of the feed would.
import { SimClock } from "../../../src/core/sim_clock.ts";
import type { MarketId } from "../../../src/core/types/ids.ts";
import { type Millis, millis } from "../../../src/core/types/units.ts";
import { createExchange, type SandboxExchange } from "../../../src/sandbox/exchange/exchange.ts";
import type { ListedMarket, VenueEvent, World } from "../../../src/sandbox/types.ts";
import type { Scenario } from "../../../src/sandbox/world/scenario.ts";
import { scenarios } from "../../../src/sandbox/world/scenarios.ts";
import { createWorld } from "../../../src/sandbox/world/world.ts";

/** Noon of a made-up day. */
export const START: Millis = millis(Date.UTC(2026, 0, 5, 12));

/** A scenario that is shipped. */
export function shipped(name: string): Scenario {
  const found = scenarios[name];
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
}

/** Nothing but what a test adds: no chance in the fair price, no move, no end within a day. */
export const still: Scenario = {
  ...shipped("calm"),
  markets: 12,
  negRisk: 0,
  version2: 0,
  tickSizes: { "0.01": 1 },
  books: { tight: 1 },
  prices: [0.3, 0.7],
  messagesPerSecond: 12,
  volatility: 0,
};

/** A market as its listener knows it. */
export interface SeenMarket {
  readonly listed: ListedMarket;
  readonly bids: Map<number, number>;
  readonly asks: Map<number, number>;
  tickSize: number;
  isResolved: boolean;
}

/** A world that is going. */
export interface Rig {
  readonly world: World;
  readonly exchange: SandboxExchange;
  readonly clock: SimClock;
  readonly events: VenueEvent[];
  readonly seen: Map<MarketId, SeenMarket>;
  /** Lets so many seconds pass. */
  run(seconds: number): void;
  /** The market at a place of the list. */
  market(place: number): ListedMarket;
  /** Mid of YES now, dollars; a missing side counts as 0 or 1. */
  mid(market: ListedMarket): number;
}

/** A started world; `keep` false forgets events after `check` has seen them. */
export function aWorld(
  scenario: Scenario,
  { seed = 1, keep = true, check = () => {} }: {
    readonly seed?: number;
    readonly keep?: boolean;
    readonly check?: (event: VenueEvent, market: SeenMarket) => void;
  } = {},
): Rig {
  const clock = new SimClock(START);
  const exchange = createExchange({ clock, seed: 1 });
  const world = createWorld({ exchange, clock, seed, scenario });
  const events: VenueEvent[] = [];
  const seen = new Map<MarketId, SeenMarket>();
  exchange.listen((event) => {
    if (keep) events.push(event);
    if (event.kind === "order" || event.kind === "trade") return;
    const market = seen.get(event.market) ?? firstSight(exchange, event.market);
    seen.set(event.market, market);
    fold(event, market);
    check(event, market);
  });
  world.start();
  const market = (place: number) => {
    const found = exchange.markets()[place];
    if (found === undefined) throw new Error(`no market ${place}`);
    return found;
  };
  return {
    world,
    exchange,
    clock,
    events,
    seen,
    run: (seconds) => clock.advanceTo(millis(clock.now() + seconds * 1_000)),
    market,
    mid: ({ yes }) => {
      const book = exchange.book(yes);
      return ((book?.bids.at(-1)?.price ?? 0) + (book?.asks.at(-1)?.price ?? 1e6)) / 2e6;
    },
  };
}

function firstSight(exchange: SandboxExchange, id: MarketId): SeenMarket {
  const listed = exchange.market(id);
  if (listed === undefined) throw new Error(`event of an unlisted market ${id}`);
  const { tickSize } = exchange.status(id);
  return { listed, bids: new Map(), asks: new Map(), tickSize, isResolved: false };
}

function fold(event: VenueEvent, market: SeenMarket): void {
  if (event.kind === "tickSize") market.tickSize = event.to;
  if (event.kind === "resolved") market.isResolved = true;
  if (event.kind !== "levels") return;
  for (const { side, price, size } of event.changes) {
    const levels = side === "buy" ? market.bids : market.asks;
    if (size === 0) levels.delete(price);
    else levels.set(price, size);
  }
}
