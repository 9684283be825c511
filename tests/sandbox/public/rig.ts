// The public half of the venue over a real exchange and a clock that stands still. The past is a
// straight line, so that a point of it can be computed by hand.
import { Hono } from "hono";
import { SimClock } from "../../../src/core/sim_clock.ts";
import { millis, price, shares } from "../../../src/core/types/units.ts";
import type { Price, Shares } from "../../../src/core/types/units.ts";
import type { Side } from "../../../src/core/types/market.ts";
import { createExchange, type SandboxExchange } from "../../../src/sandbox/exchange/exchange.ts";
import { createFaults, type Faults } from "../../../src/sandbox/faults/switchboard.ts";
import { clobRoutes } from "../../../src/sandbox/public/clob.ts";
import { dataRoutes } from "../../../src/sandbox/public/data.ts";
import { gammaRoutes } from "../../../src/sandbox/public/gamma.ts";
import { geoblockRoutes } from "../../../src/sandbox/public/geoblock.ts";
import { createJournal, type Journal } from "../../../src/sandbox/public/journal.ts";
import type { ListedMarket } from "../../../src/sandbox/types.ts";
import { aListing, START } from "../exchange/rig.ts";

export const FEE = { rate: 0.04, exponent: 1 };

/** The usual market: politics, with fees, quoted 0.45 to 0.46, and one trade. */
export const USUAL: ListedMarket = aListing({ gammaId: "500001", fee: FEE });

export interface PublicRig {
  readonly clock: SimClock;
  readonly exchange: SandboxExchange;
  readonly faults: Faults;
  readonly journal: Journal;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  advance(ms: number): void;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** The body as JSON; fields are read as what the test wants them to be. */
  // deno-lint-ignore no-explicit-any
  readonly body: any;
}

/** Price at a time in the past: 0.30 at the start of 1970, and a millionth more each minute. */
export function pastPrice(at: number): number {
  return 300_000 + Math.floor(at / 60_000) % 100_000;
}

export function aRig(...markets: readonly ListedMarket[]): PublicRig {
  const clock = new SimClock(START);
  const exchange = createExchange({ clock, seed: 1 });
  const faults = createFaults({
    seed: 1,
    clock,
    effect: () => ({ ok: true, value: 0 }),
    marketId: () => null,
  });
  for (const market of markets.length === 0 ? [USUAL] : markets) list(exchange, market);
  const journal = createJournal(exchange, clock);
  const world = {
    history: (_token: string, from: number, to: number, stepMs: number) => {
      const points = [];
      for (let at = Math.ceil(from / stepMs) * stepMs; at <= to; at += stepMs) {
        points.push({ at: millis(at), price: pastPrice(at) as Price });
      }
      return points;
    },
  };
  const deps = { exchange, world, clock, journal, faults };
  const app = new Hono();
  app.route("/gamma", gammaRoutes(deps));
  app.route("/data-api", dataRoutes(deps));
  app.route("/", geoblockRoutes(faults));
  app.route("/", clobRoutes(deps));
  app.onError((error) => {
    throw error;
  });
  const ask = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await app.request(path, init);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    const body = isJson ? JSON.parse(text) : null;
    return { status: response.status, text, headers: response.headers, body };
  };
  return {
    clock,
    exchange,
    faults,
    journal,
    get: (path) => ask(path),
    post: (path, body) => ask(path, { method: "POST", body: JSON.stringify(body) }),
    advance: (ms) => clock.advanceTo(millis(clock.now() + ms)),
  };
}

/** Lists a market at a tick of 0.01 with the book of the venue's sample. */
export function list(exchange: SandboxExchange, market: ListedMarket): void {
  exchange.list(market, price(10_000));
  exchange.quotes(market.id, [
    level("buy", 0.01, 1123),
    level("buy", 0.43, 204.22),
    level("buy", 0.44, 170),
    level("buy", 0.45, 626.14),
    level("sell", 0.99, 13330.75),
    level("sell", 0.48, 60),
    level("sell", 0.47, 118.5),
    level("sell", 0.46, 25),
  ]);
}

export function level(
  side: Side,
  at: number,
  size: number,
): { side: Side; price: Price; size: Shares } {
  return { side, price: price(Math.round(at * 1e6)), size: shares(Math.round(size * 1e6)) };
}
