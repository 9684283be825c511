// What the public routes have in common.
import type { Context } from "hono";
import { MICRO } from "../../core/types/units.ts";
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import type { Exchange, ListedMarket, SandboxClock, World } from "../types.ts";
import type { Faults } from "../faults/switchboard.ts";
import { jsonOf } from "../json.ts";
import type { Journal } from "./journal.ts";

export interface PublicDeps {
  readonly exchange: Exchange;
  readonly world: Pick<World, "history">;
  readonly clock: SandboxClock;
  readonly journal: Journal;
  readonly faults: Faults;
}

/** Prices of a token in 1e-6; null for a side without orders. */
export interface Quote {
  readonly bid: number | null;
  readonly ask: number | null;
}

/** null for a token that has no book: unknown, or of a market that is closed. */
export function quoteOf(exchange: Exchange, token: TokenId): Quote | null {
  const book = openBook(exchange, token);
  if (book === null) return null;
  return { bid: book.bids.at(-1)?.price ?? null, ask: book.asks.at(-1)?.price ?? null };
}

/** The book of a token of an open market; null for any other. */
export function openBook(
  exchange: Exchange,
  token: TokenId,
): NonNullable<ReturnType<Exchange["book"]>> | null {
  const market = exchange.byToken(token)?.market;
  if (market === undefined || exchange.status(market.id).closed) return null;
  return exchange.book(token) ?? null;
}

/** Half way between the best prices, or what a closed market paid; null while a side is empty. */
export function midOf(exchange: Exchange, token: TokenId): number | null {
  const listed = exchange.byToken(token);
  if (listed === undefined) return null;
  const { payouts } = exchange.status(listed.market.id);
  if (payouts !== null) return payouts[listed.outcome === "yes" ? 0 : 1];
  const quote = quoteOf(exchange, token);
  if (quote === null || quote.bid === null || quote.ask === null) return null;
  return (quote.bid + quote.ask) / 2;
}

/** Dollars of an amount in 1e-6. */
export function dollars(micro: number): number {
  return micro / MICRO;
}

/** Text of a Unix time; the venue leaves milliseconds out where they are 0. */
export function isoTime(at: number): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}

/** JSON that was made by hand. */
export function jsonText(c: Context, text: string): Response {
  return c.body(text, 200, { "content-type": "application/json" });
}

/** A body of JSON; undefined for a body that is none. */
export async function jsonBody(c: Context): Promise<unknown> {
  return jsonOf(await c.req.text());
}

/** A query parameter that is a whole number, not negative; null when it is something else. */
export function wholeParameter(c: Context, name: string, fallback: number): number | null {
  const text = c.req.query(name);
  if (text === undefined || text === "") return fallback;
  return /^\d{1,12}$/.test(text) ? Number(text) : null;
}

/** Every value of a parameter that may be repeated or hold several, comma between. */
export function listParameter(c: Context, name: string): readonly string[] {
  const given = c.req.queries(name) ?? [];
  return given.flatMap((one) => one.split(",")).filter((one) => one !== "");
}

/** A market by its condition id of 64 hex digits. */
export function marketById(exchange: Exchange, id: string): ListedMarket | undefined {
  return exchange.market(id.toLowerCase() as MarketId);
}
