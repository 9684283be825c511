import { Hono } from "hono";
import type { Context } from "hono";
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import type { CancelResult, Hex } from "../types.ts";
import { isObject, jsonOf } from "../json.ts";
import { authorized, refused } from "./authorize.ts";
import type { PrivateEnv } from "./authorize.ts";
import type { OrderContext, PrivateDeps } from "./deps.ts";
import { place } from "./place.ts";
import type { Placing } from "./place.ts";
import { notPlaced, placed } from "./wire.ts";

const MOST_PLACED = 15;
const MOST_CANCELLED = 1_000;

/** Placing and cancelling orders. */
export function orderRoutes(deps: PrivateDeps): Hono<PrivateEnv> {
  const { exchange } = deps;
  const app = new Hono<PrivateEnv>();
  app.use("/order", authorized(deps));
  app.use("/orders", authorized(deps));

  app.post("/order", async (c) => {
    const body = jsonOf(c.var.body);
    const context = contextOf(c, "/order", [body]);
    const instead = await deps.hooks?.beforeOrder?.(context) ?? null;
    if (instead !== null) return instead;
    const { id, result } = await place(deps, c.var.caller, body);
    if (!result.ok) return refused(c, 400, result.error);
    if (id === null) throw new Error("Cannot answer: an order was taken that has no id");
    return await afterwards(deps, context, c.json(placed(id, result)));
  });

  app.post("/orders", async (c) => {
    const body = jsonOf(c.var.body);
    if (!Array.isArray(body) || body.length === 0) return refused(c, 400, "Invalid order payload");
    const orders: readonly unknown[] = body;
    if (orders.length > MOST_PLACED) {
      const error = `Too many orders in payload: ${orders.length}, max allowed: ${MOST_PLACED}`;
      return refused(c, 400, error);
    }
    const context = contextOf(c, "/orders", orders);
    const instead = await deps.hooks?.beforeOrder?.(context) ?? null;
    if (instead !== null) return instead;
    const placings: Placing[] = [];
    for (const order of orders) placings.push(await place(deps, c.var.caller, order));
    const answer = c.json(placings.map(rowOf));
    return placings.some(({ result }) => result.ok)
      ? await afterwards(deps, context, answer)
      : answer;
  });

  app.delete("/order", (c) => {
    const body = jsonOf(c.var.body);
    if (!isObject(body)) return refused(c, 400, "Invalid order payload");
    return cancelThese(c, deps, [body["orderID"]]);
  });

  app.delete("/orders", (c) => {
    const body = jsonOf(c.var.body);
    if (!Array.isArray(body)) return refused(c, 400, "Invalid order payload");
    if (body.length > MOST_CANCELLED) {
      return refused(c, 400, `Too many orders in payload, max allowed: ${MOST_CANCELLED}`);
    }
    return cancelThese(c, deps, body);
  });

  app.delete(
    "/cancel-all",
    authorized(deps),
    (c) => c.json(cancelled(exchange.cancelAll(c.var.caller.apiKey))),
  );

  app.delete("/cancel-market-orders", authorized(deps), (c) => {
    const where = whereOf(jsonOf(c.var.body));
    if (where === null) return refused(c, 400, "Invalid order payload");
    return c.json(cancelled(exchange.cancelAll(c.var.caller.apiKey, where)));
  });
  return app;
}

function contextOf(
  c: Context<PrivateEnv>,
  path: OrderContext["path"],
  orders: readonly unknown[],
): OrderContext {
  const postOnly = orders.every((order) => isObject(order) && order["postOnly"] === true);
  return { request: c.req.raw, path, caller: c.var.caller, count: orders.length, postOnly };
}

/** The answer to orders that were taken, unless a fault has another idea. */
async function afterwards(
  deps: PrivateDeps,
  context: OrderContext,
  answer: Response,
): Promise<Response> {
  const then = await deps.hooks?.afterAccept?.(context) ?? "answer";
  if (then === "answer") return answer;
  if (then === "hang") {
    await aborted([context.request.signal, deps.closing]);
    return answer;
  }
  return then === "drop" ? cutOff() : then;
}

function aborted(signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  const given = signals.filter((signal) => signal !== undefined);
  const any = AbortSignal.any(given);
  if (any.aborted) return Promise.resolve();
  return new Promise((done) => any.addEventListener("abort", () => done(), { once: true }));
}

/** A body shorter than was announced: the server has no other way to close the connection. */
function cutOff(): Response {
  const body = new ReadableStream({ start: (controller) => controller.close() });
  const headers = { "content-type": "application/json", "content-length": "256" };
  return new Response(body, { headers });
}

function rowOf({ id, result }: Placing): Record<string, unknown> {
  if (!result.ok) return notPlaced(result.error);
  if (id === null) throw new Error("Cannot answer: an order was taken that has no id");
  return placed(id, result);
}

function cancelThese(
  c: Context<PrivateEnv>,
  deps: PrivateDeps,
  ids: readonly unknown[],
): Response {
  if (!ids.every(isHexText)) return refused(c, 400, "Invalid orderID");
  const unique = [...new Set(ids.map((id) => id.toLowerCase() as Hex))];
  return c.json(cancelled(deps.exchange.cancel(c.var.caller.apiKey, unique)));
}

function cancelled({ canceled, notCanceled }: CancelResult): Record<string, unknown> {
  return { canceled, not_canceled: notCanceled };
}

function whereOf(body: unknown): { market?: MarketId; token?: TokenId } | null {
  if (!isObject(body)) return null;
  const { market = "", asset_id: token = "" } = body;
  if (typeof market !== "string" || typeof token !== "string") return null;
  // With neither, this would cancel everything, which is not what was asked.
  if (market === "" && token === "") return null;
  return {
    ...(market === "" ? {} : { market: market as MarketId }),
    ...(token === "" ? {} : { token: token as TokenId }),
  };
}

function isHexText(value: unknown): value is string {
  return typeof value === "string" && /^0x[0-9a-f]+$/i.test(value);
}
