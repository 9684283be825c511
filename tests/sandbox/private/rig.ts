// The private half of the venue over a real exchange and a clock that stands still.
import type { Hono } from "hono";
import assert from "node:assert/strict";
import { SimClock } from "../../../src/core/sim_clock.ts";
import type { MarketId, TokenId } from "../../../src/core/types/ids.ts";
import { millis, price, shares, usdc } from "../../../src/core/types/units.ts";
import { createKeys } from "../../../src/sandbox/auth/keys.ts";
import type { ApiKey, Keys } from "../../../src/sandbox/auth/keys.ts";
import { l2Signature } from "../../../src/sandbox/auth/l2.ts";
import { exchangeOf, orderId } from "../../../src/sandbox/auth/order_signature.ts";
import type { ExchangeDomain, OrderStruct } from "../../../src/sandbox/auth/order_signature.ts";
import { createExchange } from "../../../src/sandbox/exchange/exchange.ts";
import { defaultOptions } from "../../../src/sandbox/private/deps.ts";
import type { OrderHooks, PrivateOptions } from "../../../src/sandbox/private/deps.ts";
import type { PrivateEnv } from "../../../src/sandbox/private/authorize.ts";
import { privateRoutes } from "../../../src/sandbox/private/routes.ts";
import type { Exchange, Hex, ListedMarket } from "../../../src/sandbox/types.ts";
import { anOrder, sign } from "../auth/orders.ts";
import { ANVIL_0, ANVIL_KEY_0, RECORDED_AT, RECORDED_CREDENTIALS } from "../auth/vectors.ts";

/** Anvil's second key, known to everybody too. */
export const OTHER_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
export const OTHER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

/** A market of two tokens, `10 * n + 1` and `10 * n + 2`, at a tick of 0.01. */
export function aMarket(n: number, overrides: Partial<ListedMarket> = {}): ListedMarket {
  return {
    id: `0x${String(n).padStart(64, "0")}` as MarketId,
    gammaId: String(n),
    questionId: `0x${"ab".repeat(32)}`,
    question: `Will ${n} happen?`,
    slug: `will-${n}-happen`,
    description: "",
    category: "politics",
    event: { id: String(n), slug: `event-${n}`, title: `Event ${n}` },
    negRiskId: null,
    yes: `${n}1` as TokenId,
    no: `${n}2` as TokenId,
    outcomes: ["Yes", "No"],
    version: "v1",
    startAt: millis(RECORDED_AT * 1_000),
    endAt: millis(RECORDED_AT * 1_000 + 90 * 86_400_000),
    minOrder: shares(5_000_000),
    fee: null,
    takerDelayMs: millis(0),
    ...overrides,
  };
}

export const STANDARD: ListedMarket = aMarket(1);
export const NEG_RISK: ListedMarket = aMarket(2, { negRiskId: `0x${"cd".repeat(32)}` });
export const PROTOCOL_V2: ListedMarket = aMarket(3, { version: "v2" });

/** How an order is sent, where it differs from a good GTC order of the key itself. */
export interface Sending {
  readonly order?: Partial<OrderStruct>;
  readonly market?: ListedMarket;
  /** Another contract than the market's. */
  readonly domain?: ExchangeDomain;
  readonly privateKey?: Hex;
  readonly owner?: string;
  readonly type?: string;
  readonly postOnly?: boolean;
  readonly deferExec?: boolean;
  readonly expiration?: string;
}

export interface Answer {
  readonly status: number;
  // Bodies are compared as a whole, or read after a check of their shape.
  readonly body: unknown;
}

/** A venue with three markets, quoted 0.44 to 0.46, and one client with money. */
export interface Rig {
  readonly clock: SimClock;
  readonly exchange: Exchange;
  readonly keys: Keys;
  readonly options: PrivateOptions;
  readonly app: Hono<PrivateEnv>;
  readonly caller: ApiKey;
  /** Sends a request with good L2 headers. */
  ask(method: string, path: string, body?: unknown, by?: ApiKey): Promise<Answer>;
  /** A body of `POST /order` and the order's id. */
  bodyOf(sending?: Sending): Promise<{ id: Hex; body: Record<string, unknown> }>;
  /** Places it. */
  post(sending?: Sending): Promise<Answer & { readonly id: Hex }>;
}

export function aRig(hooks?: OrderHooks, closing?: AbortSignal): Rig {
  const clock = new SimClock(millis(RECORDED_AT * 1_000));
  const exchange = createExchange({ clock, seed: 1 });
  const keys = createKeys(1);
  const options = defaultOptions();
  const caller = keys.add(ANVIL_0, RECORDED_CREDENTIALS);
  for (const market of [STANDARD, NEG_RISK, PROTOCOL_V2]) {
    exchange.list(market, price(10_000));
    exchange.quote(market.id, "buy", price(440_000), shares(100_000_000));
    exchange.quote(market.id, "sell", price(460_000), shares(100_000_000));
  }
  exchange.fund(ANVIL_0, { collateral: usdc(1_000_000_000), approved: true });
  const nowSeconds = () => Math.floor(clock.now() / 1_000);
  const app = privateRoutes({
    exchange,
    clock,
    keys,
    nowSeconds,
    options,
    ...(hooks === undefined ? {} : { hooks }),
    ...(closing === undefined ? {} : { closing }),
  });
  let salt = 1n;

  async function ask(method: string, path: string, body?: unknown, by: ApiKey = caller) {
    const text = body === undefined ? "" : JSON.stringify(body);
    const response = await app.request(path, signedRequest(by, nowSeconds(), method, path, text));
    return { status: response.status, body: parsed(await response.text()) };
  }

  async function bodyOf(sending: Sending = {}) {
    const market = sending.market ?? STANDARD;
    const domain = sending.domain ?? exchangeOf(market, options.chain);
    const order = anOrder({ salt: salt++, tokenId: BigInt(market.yes), ...sending.order });
    const signature = await sign(order, domain, sending.privateKey ?? ANVIL_KEY_0);
    const body = wireBody(order, signature, sending);
    return { id: orderId(order, exchangeOf(market, options.chain)), body };
  }

  return {
    clock,
    exchange,
    keys,
    options,
    app,
    caller,
    ask,
    bodyOf,
    async post(sending) {
      const { id, body } = await bodyOf(sending);
      return { id, ...await ask("POST", "/order", body) };
    },
  };
}

/** The parts of a request that carry good L2 headers. */
export function signedRequest(
  by: ApiKey,
  atSeconds: number,
  method: string,
  path: string,
  body: string,
): RequestInit {
  const bare = path.split("?")[0] ?? "";
  const headers = {
    POLY_ADDRESS: by.address,
    POLY_SIGNATURE: l2Signature(by.secret, String(atSeconds), { method, path: bare, body }),
    POLY_TIMESTAMP: String(atSeconds),
    POLY_API_KEY: by.apiKey,
    POLY_PASSPHRASE: by.passphrase,
  };
  return body === "" ? { method, headers } : { method, headers, body };
}

function wireBody(order: OrderStruct, signature: Hex, sending: Sending): Record<string, unknown> {
  const { owner = RECORDED_CREDENTIALS.apiKey, type = "GTC", expiration = "0" } = sending;
  return {
    deferExec: sending.deferExec ?? false,
    postOnly: sending.postOnly ?? false,
    order: {
      salt: Number(order.salt),
      maker: order.maker,
      signer: order.signer,
      tokenId: String(order.tokenId),
      makerAmount: String(order.makerAmount),
      takerAmount: String(order.takerAmount),
      side: order.side === "buy" ? "BUY" : "SELL",
      signatureType: order.signatureType,
      timestamp: String(order.timestamp),
      expiration,
      metadata: order.metadata,
      builder: order.builder,
      signature,
    },
    owner,
    orderType: type,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The text of a refusal, which must have this status. */
export function errorOf(answer: Answer, status = 400): string {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  const { error } = answer.body as { error: string };
  assert.deepEqual(answer.body, { error });
  return error;
}

/** Fields of an answer that was given. */
export function fieldsOf(answer: Answer): Record<string, unknown> {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as Record<string, unknown>;
}

/** Rows of a page. */
export function rowsOf(answer: Answer): readonly Record<string, unknown>[] {
  return fieldsOf(answer)["data"] as readonly Record<string, unknown>[];
}
