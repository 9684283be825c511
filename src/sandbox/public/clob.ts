// The public half of the CLOB.
import { type Context, Hono } from "hono";
import { microToText } from "../../core/math/decimal.ts";
import { MICRO } from "../../core/types/units.ts";
import type { TokenId } from "../../core/types/ids.ts";
import type { Exchange } from "../types.ts";
import { priceText, restBook } from "./book_text.ts";
import { clobHistory } from "./history.ts";
import { marketInfo, marketLong, marketSimple, marketsPage } from "./clob_market.ts";
import {
  dollars,
  jsonBody,
  jsonText,
  marketById,
  midOf,
  openBook,
  type PublicDeps,
  quoteOf,
} from "./parts.ts";

const MOST_IDS = 500;
const NO_BOOK = { error: "No orderbook exists for the requested token id" };
const TOO_MANY = { error: "Payload exceeds the limit" };
const UNREADABLE = { error: "Invalid payload" };

/** Routes at the root of the CLOB host. */
export function clobRoutes(deps: PublicDeps): Hono {
  const app = new Hono();
  plainRoutes(app, deps);
  bookRoutes(app, deps);
  priceRoutes(app, deps);
  batchRoutes(app, deps);
  marketRoutes(app, deps);
  app.get("/prices-history", (c) => clobHistory(c, deps));
  return app;
}

function plainRoutes(app: Hono, { clock, faults }: PublicDeps): void {
  app.get("/ok", (c) => c.json("OK"));
  app.get("/version", (c) => c.json({ version: 2 }));
  app.get("/time", (c) => {
    const skew = faults.strikes("clockSkew", { path: "/time" })?.ms ?? 0;
    return c.json(Math.floor((clock.now() + skew) / 1_000));
  });
}

function bookRoutes(app: Hono, { exchange }: PublicDeps): void {
  app.get("/book", (c) => {
    const text = bookText(exchange, c.req.query("token_id") ?? "");
    return text === null ? c.json(NO_BOOK, 404) : jsonText(c, text);
  });
  app.get("/books", (c) => c.json(UNREADABLE, 400));
  app.post("/books", async (c) => {
    const ids = await batchOf(c);
    if (ids instanceof Response) return ids;
    // In no order that the client could have meant.
    const asked = [...new Set(ids.map(({ token }) => token))].sort();
    return jsonText(c, `[${asked.flatMap((id) => bookText(exchange, id) ?? []).join(",")}]`);
  });
  app.get("/tick-size", (c) => {
    const market = exchange.byToken(tokenOf(c))?.market;
    if (market === undefined) return c.json({ error: "market not found" }, 404);
    return c.json({ minimum_tick_size: dollars(exchange.status(market.id).tickSize) });
  });
  app.get("/neg-risk", (c) => {
    const market = exchange.byToken(tokenOf(c))?.market;
    if (market === undefined) return c.json({ error: "market not found" }, 404);
    return c.json({ neg_risk: market.negRiskId !== null });
  });
  app.get("/fee-rate", (c) => {
    const market = exchange.byToken(tokenOf(c))?.market;
    if (market === undefined) return c.json({ error: "market not found" }, 404);
    // Not the rate: the same number for whatever market has fees at all.
    return c.json({ base_fee: market.fee === null ? 0 : 1000 });
  });
}

function priceRoutes(app: Hono, { exchange }: PublicDeps): void {
  app.get("/price", (c) => {
    const side = c.req.query("side")?.toUpperCase();
    if (side !== "BUY" && side !== "SELL") return c.json({ error: "Invalid side" }, 400);
    const price = priceAt(exchange, tokenOf(c), side);
    return price === null ? c.json(NO_BOOK, 404) : c.json({ price });
  });
  app.get("/midpoint", (c) => {
    const mid = midText(exchange, tokenOf(c));
    return mid === null ? c.json(NO_BOOK, 404) : c.json({ mid });
  });
  app.get("/spread", (c) => {
    const spread = spreadText(exchange, tokenOf(c));
    return spread === null ? c.json(NO_BOOK, 404) : c.json({ spread });
  });
  app.get("/last-trade-price", (c) => {
    const last = lastTrade(exchange, tokenOf(c));
    return last === null ? c.json(NO_BOOK, 404) : c.json(last);
  });
}

function batchRoutes(app: Hono, { exchange }: PublicDeps): void {
  app.post("/prices", async (c) => {
    const ids = await batchOf(c);
    if (ids instanceof Response) return ids;
    const prices: Record<string, Record<string, string>> = {};
    for (const { token, side } of ids) {
      for (const one of side === null ? ["BUY", "SELL"] as const : [side]) {
        const price = priceAt(exchange, token, one);
        if (price !== null) prices[token] = { ...prices[token], [one]: price };
      }
    }
    return c.json(prices);
  });
  app.post("/midpoints", (c) => eachText(c, (token) => midText(exchange, token)));
  app.post("/spreads", (c) => eachText(c, (token) => spreadText(exchange, token)));
  app.post("/last-trades-prices", async (c) => {
    const ids = await batchOf(c);
    if (ids instanceof Response) return ids;
    return c.json(ids.flatMap(({ token }) => {
      const last = lastTrade(exchange, token);
      return last === null ? [] : [{ ...last, token_id: token }];
    }));
  });
}

function marketRoutes(app: Hono, { exchange }: PublicDeps): void {
  const missing = { error: "market not found" };
  app.get("/clob-markets/:cid", (c) => {
    const market = marketById(exchange, c.req.param("cid"));
    return market === undefined ? c.json(missing, 404) : c.json(marketInfo(exchange, market));
  });
  app.get("/markets-by-token/:token", (c) => {
    const market = exchange.byToken(c.req.param("token") as TokenId)?.market;
    if (market === undefined) return c.json(missing, 404);
    return c.json({
      condition_id: market.id,
      primary_token_id: market.yes,
      secondary_token_id: market.no,
    });
  });
  app.get("/markets/:cid", (c) => {
    const market = marketById(exchange, c.req.param("cid"));
    return market === undefined ? c.json(missing, 404) : c.json(marketLong(exchange, market));
  });
  const open = () => exchange.markets().filter(({ id }) => exchange.status(id).accepting);
  app.get("/markets", (c) => marketsPage(c, exchange, exchange.markets(), marketLong));
  app.get("/simplified-markets", (c) => {
    return marketsPage(c, exchange, exchange.markets(), marketSimple);
  });
  app.get("/sampling-markets", (c) => marketsPage(c, exchange, open(), marketLong));
  app.get("/sampling-simplified-markets", (c) => marketsPage(c, exchange, open(), marketSimple));
}

function tokenOf(c: Context): TokenId {
  return (c.req.query("token_id") ?? "") as TokenId;
}

function bookText(exchange: Exchange, id: string): string | null {
  const token = id as TokenId;
  const book = openBook(exchange, token);
  const market = exchange.byToken(token)?.market;
  return book === null || market === undefined ? null : restBook(book, market);
}

/** Best bid to BUY, best ask to SELL, as the venue has it; "0" for a side without orders. */
function priceAt(exchange: Exchange, token: TokenId, side: "BUY" | "SELL"): string | null {
  const quote = quoteOf(exchange, token);
  if (quote === null) return null;
  return priceText((side === "BUY" ? quote.bid : quote.ask) ?? 0);
}

function midText(exchange: Exchange, token: TokenId): string | null {
  const mid = quoteOf(exchange, token) === null ? null : midOf(exchange, token);
  return mid === null ? null : microToText(Math.round(mid));
}

function spreadText(exchange: Exchange, token: TokenId): string | null {
  const quote = quoteOf(exchange, token);
  if (quote === null) return null;
  return microToText((quote.ask ?? MICRO) - (quote.bid ?? 0));
}

function lastTrade(exchange: Exchange, token: TokenId): { price: string; side: string } | null {
  const book = openBook(exchange, token);
  if (book === null) return null;
  if (book.lastTrade === null) return { price: "0.5", side: "" };
  const { price, side } = book.lastTrade;
  return { price: priceText(price), side: side === "buy" ? "BUY" : "SELL" };
}

async function eachText(
  c: Context,
  textOf: (token: TokenId) => string | null,
): Promise<Response> {
  const ids = await batchOf(c);
  if (ids instanceof Response) return ids;
  return c.json(Object.fromEntries(ids.flatMap(({ token }) => {
    const text = textOf(token);
    return text === null ? [] : [[token, text]];
  })));
}

interface Asked {
  readonly token: TokenId;
  readonly side: "BUY" | "SELL" | null;
}

/** What a batch asks for, or the answer to one that cannot be read. */
async function batchOf(c: Context): Promise<readonly Asked[] | Response> {
  const body = await jsonBody(c);
  if (!Array.isArray(body)) return c.json(UNREADABLE, 400);
  if (body.length > MOST_IDS) return c.json(TOO_MANY, 400);
  const asked: Asked[] = [];
  for (const one of body as readonly unknown[]) {
    const token = (one as { readonly token_id?: unknown } | null)?.token_id;
    const side = (one as { readonly side?: unknown } | null)?.side;
    if (typeof token !== "string") return c.json(UNREADABLE, 400);
    asked.push({
      token: token as TokenId,
      side: side === "BUY" || side === "SELL" ? side : null,
    });
  }
  return asked;
}
