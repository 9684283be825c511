// The control endpoint: not a part of the venue. It answers the machine it runs on and no web page
// of another origin, for it moves money and breaks things.
import { Hono } from "hono";
import type { MiddlewareHandler } from "hono";
import { microFromNumber } from "../../core/math/decimal.ts";
import { type Usdc, usdc } from "../../core/types/units.ts";
import type { TokenId } from "../../core/types/ids.ts";
import type { Keys } from "../auth/keys.ts";
import { restBook } from "../public/book_text.ts";
import { isObject } from "../json.ts";
import { jsonBody, jsonText } from "../public/parts.ts";
import type { Exchange, Hex, World } from "../types.ts";
import type { Oracle } from "../bedrock/oracle.ts";
import { forecasterNames, isForecaster } from "../bedrock/forecaster.ts";
import { FAULT_NAMES, isFaultName, specOf } from "./menu.ts";
import { parseFault } from "./request.ts";
import type { Faults } from "./switchboard.ts";

export interface ControlDeps {
  readonly exchange: Exchange;
  readonly world: Pick<World, "script">;
  readonly faults: Faults;
  readonly keys: Keys;
  readonly desk: { readonly oracle: Pick<Oracle, "forecaster" | "become"> };
  readonly status: () => unknown;
}

/** Routes below `/sandbox`. None of them is ever faulted. */
export function controlRoutes(deps: ControlDeps): Hono {
  const { exchange, world, faults, status } = deps;
  const app = new Hono();
  app.use(onlyFromHere());
  app.get("/status", (c) => c.json(status()));
  app.get("/script", (c) => c.json(world.script()));
  app.get("/menu", (c) => {
    return c.json(Object.fromEntries(FAULT_NAMES.map((name) => [name, specOf(name)])));
  });
  app.get("/book/:token", (c) => {
    const token = c.req.param("token") as TokenId;
    const [book, listed] = [exchange.book(token), exchange.byToken(token)];
    if (book === undefined || listed === undefined) return c.json({ error: "no such token" }, 404);
    return jsonText(c, restBook(book, listed.market));
  });
  app.get("/faults", (c) => c.json(faults.list()));
  app.post("/faults", async (c) => {
    const request = parseFault(await jsonBody(c));
    if (!request.ok) return c.json({ error: request.error }, 400);
    const state = faults.set(request.value);
    return state.ok ? c.json(state.value) : c.json({ error: state.error }, 409);
  });
  app.delete("/faults", (c) => {
    return c.json({ cleared: FAULT_NAMES.filter((name) => faults.clear(name)) });
  });
  app.delete("/faults/:name", (c) => {
    const name = c.req.param("name");
    if (!isFaultName(name)) return c.json({ error: `no fault is named ${name}` }, 404);
    return c.json({ cleared: faults.clear(name) ? [name] : [] });
  });
  forecasterRoutes(app, deps.desk.oracle);
  app.post("/fund", async (c) => {
    const read = parseFunding(await jsonBody(c));
    if (typeof read === "string") return c.json({ error: read }, 400);
    const { owner, collateral, approved } = read;
    const accounts = read.account === null
      ? Object.values(deps.keys.wallets(owner))
      : [read.account];
    for (const account of accounts) exchange.fund(account, { collateral, approved });
    const funded = accounts.map((account) => ({ account, ...exchange.collateral(account) }));
    return c.json({ funded });
  });
  return app;
}

function forecasterRoutes(app: Hono, oracle: Pick<Oracle, "forecaster" | "become">): void {
  const state = () => ({ forecaster: oracle.forecaster() });
  app.get("/forecaster", (c) => c.json(state()));
  app.post("/forecaster", async (c) => {
    const asked = await jsonBody(c);
    const name = isObject(asked) ? asked["name"] : undefined;
    if (!isForecaster(name)) {
      const known = forecasterNames.join(", ");
      return c.json({ error: `name: wanted one of ${known}` }, 400);
    }
    oracle.become(name);
    return c.json(state());
  });
}

interface Funding {
  /** One account; null: every wallet of `owner`. */
  readonly account: Hex | null;
  readonly owner: Hex;
  readonly collateral: Usdc;
  readonly approved: boolean;
}

/** `{ account | owner, collateral (dollars), approved? }`; the text says what is wrong. */
function parseFunding(value: unknown): Funding | string {
  if (typeof value !== "object" || value === null) return "wanted an object";
  const { account, owner, collateral, approved = true } = value as Readonly<
    Record<string, unknown>
  >;
  const addresses = [account, owner].filter((one) => one !== undefined);
  const [address] = addresses;
  if (addresses.length !== 1 || !isAddress(address)) {
    return "wanted an address: account, or owner for all wallets of a key";
  }
  const micro = typeof collateral === "number" ? microFromNumber(collateral) : null;
  if (micro === null || micro < 0) return "collateral: wanted dollars, not negative";
  if (typeof approved !== "boolean") return "approved: wanted true or false";
  const lower = address.toLowerCase() as Hex;
  return {
    account: account === undefined ? null : lower,
    owner: lower,
    collateral: usdc(micro),
    approved,
  };
}

function isAddress(value: unknown): value is string {
  return typeof value === "string" && /^0x[0-9a-fA-F]{40}$/.test(value);
}

/** Refuses other machines, names that another machine may have too, and pages of other origins. */
function onlyFromHere(): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header("host") ?? "";
    // The server says where the connection comes from; without one there is no other machine.
    const { remote = "127.0.0.1" } = (c.env ?? {}) as { readonly remote?: string };
    if (!/^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/.test(remote)) {
      return c.json({ error: "the control endpoint answers its own machine only" }, 403);
    }
    if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host)) {
      return c.json({ error: "the control endpoint answers on loopback only" }, 403);
    }
    const origin = c.req.header("origin");
    const site = c.req.header("sec-fetch-site");
    const foreign = (origin !== undefined && origin !== `http://${host}`) ||
      site === "cross-site" || site === "same-site";
    if (foreign) return c.json({ error: "the control endpoint answers no other origin" }, 403);
    return await next();
  };
}
