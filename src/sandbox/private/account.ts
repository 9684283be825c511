import { Hono } from "hono";
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import { isSignatureType, walletOfType } from "../auth/wallets.ts";
import type { BalanceView, Exchange, Hex, OrderView, TradeView } from "../types.ts";
import { clobPage } from "../clob_page.ts";
import { jsonOf } from "../json.ts";
import { authorized, refused } from "./authorize.ts";
import type { PrivateEnv } from "./authorize.ts";
import type { PrivateDeps } from "./deps.ts";
import { createHeartbeats } from "./heartbeats.ts";
import { openOrder, restTrade } from "./wire.ts";

/** What an account can ask about itself, and its heartbeats. */
export function accountRoutes(deps: PrivateDeps): Hono<PrivateEnv> {
  const app = new Hono<PrivateEnv>();
  app.route("/", ledgerRoutes(deps));
  app.route("/", balanceRoutes(deps));
  app.route("/", heartbeatRoutes(deps));
  app.route("/", standingRoutes(deps));
  return app;
}

function ledgerRoutes(deps: PrivateDeps): Hono<PrivateEnv> {
  const { exchange, options } = deps;
  const app = new Hono<PrivateEnv>();
  app.use("/data/*", authorized(deps));

  app.get("/data/order/:id", (c) => {
    const order = ownOrder(exchange, c.req.param("id"), c.var.caller.apiKey);
    return order === null ? refused(c, 404, "order not found") : c.json(openOrder(order));
  });

  app.get("/data/orders", (c) => {
    const { id, market, asset_id: token, next_cursor: cursor } = c.req.query();
    const owner = c.var.caller.apiKey;
    const known = id === undefined
      ? exchange.openOrders(owner)
      : [ownOrder(exchange, id, owner)].filter((order) => order !== null);
    const rows = known.filter((order) => isAbout(order, market, token)).map(openOrder);
    const answer = clobPage(rows, cursor, options.pageSize);
    return answer === null ? refused(c, 400, "invalid order params payload") : c.json(answer);
  });

  app.get("/data/trades", (c) => {
    const { id, market, asset_id: token, maker_address: maker } = c.req.query();
    const { before, after, next_cursor: cursor } = c.req.query();
    const { eoa, proxy, safe, deposit } = deps.keys.wallets(c.var.caller.address);
    if (!isSeconds(before) || !isSeconds(after)) {
      return refused(c, 400, "Invalid trade params payload");
    }
    const rows = tradesOf(exchange, [eoa, proxy, safe, deposit])
      .filter(({ trade }) => id === undefined || trade.id === id)
      .filter(({ trade }) => isAbout(trade, market, token))
      .filter(({ makers }) => maker === undefined || makers.has(maker.toLowerCase()))
      .filter(({ trade }) => isWithin(trade, before, after))
      .map(({ trade, side }) => restTrade(trade, side));
    const answer = clobPage(rows, cursor, options.pageSize);
    return answer === null ? refused(c, 400, "Invalid trade params payload") : c.json(answer);
  });
  return app;
}

function ownOrder(exchange: Exchange, id: string, owner: string): OrderView | null {
  const order = exchange.order(id.toLowerCase() as Hex);
  return order?.owner === owner ? order : null;
}

function isAbout(
  row: { readonly market: MarketId; readonly token: TokenId },
  market: string | undefined,
  token: string | undefined,
): boolean {
  return (market === undefined || row.market === market) &&
    (token === undefined || row.token === token);
}

function isSeconds(text: string | undefined): boolean {
  return text === undefined || /^\d{1,12}$/.test(text);
}

function isWithin(trade: TradeView, before?: string, after?: string): boolean {
  const at = Math.floor(trade.matchedAt / 1_000);
  return (before === undefined || at < Number(before)) &&
    (after === undefined || at > Number(after));
}

interface OwnTrade {
  readonly trade: TradeView;
  readonly side: "TAKER" | "MAKER";
  /** Wallets of the reader that took part. */
  readonly makers: ReadonlySet<string>;
}

/** Trades of any of the wallets, newest first, each once. */
function tradesOf(exchange: Exchange, wallets: readonly Hex[]): OwnTrade[] {
  const found = new Map<string, { trade: TradeView; makers: Set<string> }>();
  for (const wallet of new Set(wallets)) {
    for (const trade of exchange.trades(wallet)) {
      const row = found.get(trade.id) ?? { trade, makers: new Set() };
      row.makers.add(wallet);
      found.set(trade.id, row);
    }
  }
  return [...found.values()]
    .sort((a, b) => b.trade.matchedAt - a.trade.matchedAt)
    .map(({ trade, makers }) => ({
      trade,
      makers,
      side: makers.has(trade.taker) ? "TAKER" : "MAKER",
    }));
}

function balanceRoutes(deps: PrivateDeps): Hono<PrivateEnv> {
  const { exchange, keys } = deps;
  const app = new Hono<PrivateEnv>();
  app.use("/balance-allowance", authorized(deps));
  app.use("/balance-allowance/*", authorized(deps));

  function account(address: Hex, type: string | undefined): Hex | null {
    const wanted = Number(type ?? "0");
    return isSignatureType(wanted) ? walletOfType(keys.wallets(address), wanted) : null;
  }

  app.get("/balance-allowance", (c) => {
    const { asset_type: asset, token_id: token, signature_type: type } = c.req.query();
    const who = account(c.var.caller.address, type);
    if (who === null) return refused(c, 400, "Invalid signature_type");
    if (asset === "COLLATERAL") return c.json(balanceText(exchange.collateral(who)));
    const listed = token === undefined ? undefined : exchange.byToken(token as TokenId);
    if (asset !== assetOf(listed?.market.version)) return refused(c, 400, badAsset(asset));
    return c.json(balanceText(exchange.conditional(who, token as TokenId)));
  });

  app.get("/balance-allowance/update", (c) => {
    const who = account(c.var.caller.address, c.req.query("signature_type"));
    if (who === null) return refused(c, 400, "Invalid signature_type");
    exchange.refreshBalance(who);
    return c.json({});
  });
  return app;
}

function assetOf(version: "v1" | "v2" | undefined): string | null {
  if (version === undefined) return null;
  return version === "v1" ? "CONDITIONAL" : "CONDITIONAL-V2";
}

function badAsset(asset: string | undefined): string {
  return asset === "CONDITIONAL" || asset === "CONDITIONAL-V2"
    ? "GetBalanceAndAllowance invalid params: assetAddress invalid hex address"
    : "Invalid asset type";
}

function balanceText({ balance, allowances }: BalanceView): Record<string, unknown> {
  return {
    balance: String(balance),
    allowances: Object.fromEntries(
      Object.entries(allowances).map(([spender, allowance]) => [spender, allowanceText(allowance)]),
    ),
  };
}

/** Without limit is the largest uint256 on the wire, and the largest safe integer here. */
function allowanceText(allowance: number): string {
  return allowance >= Number.MAX_SAFE_INTEGER ? String((1n << 256n) - 1n) : String(allowance);
}

function heartbeatRoutes(deps: PrivateDeps): Hono<PrivateEnv> {
  const heartbeats = createHeartbeats(deps.exchange, deps.clock);
  const app = new Hono<PrivateEnv>();
  app.post("/v1/heartbeats", authorized(deps), (c) => {
    const body = jsonOf(c.var.body) as { heartbeat_id?: unknown } | undefined | null;
    const id = body?.heartbeat_id ?? "";
    const taken = heartbeats.beat(c.var.caller.apiKey, typeof id === "string" ? id : "?");
    if (taken.ok) return c.json({ heartbeat_id: taken.value });
    return c.json({ error_msg: "Invalid Heartbeat ID", heartbeat_id: taken.error }, 400);
  });
  app.post("/heartbeats", authorized(deps), (c) => {
    heartbeats.keep(c.var.caller.apiKey);
    return c.json({ status: "ok" });
  });
  return app;
}

function standingRoutes(deps: PrivateDeps): Hono<PrivateEnv> {
  const app = new Hono<PrivateEnv>();
  app.get("/auth/ban-status/closed-only", authorized(deps), (c) => {
    const { eoa, proxy, safe, deposit } = deps.keys.wallets(c.var.caller.address);
    const closed = [eoa, proxy, safe, deposit].some((w) => deps.options.restricted.has(w));
    return c.json({ closed_only: closed });
  });
  // There are no rewards and no notifications here, and a client that asks must get an answer.
  app.get("/notifications", authorized(deps), (c) => c.json([]));
  app.delete("/notifications", authorized(deps), (c) => c.json("OK"));
  app.get("/order-scoring", authorized(deps), (c) => c.json({ scoring: false }));
  app.post("/orders-scoring", authorized(deps), (c) => {
    const ids = jsonOf(c.var.body);
    if (!Array.isArray(ids)) return refused(c, 400, "Invalid order payload");
    return c.json(Object.fromEntries(ids.map((id) => [String(id), false])));
  });
  return app;
}
